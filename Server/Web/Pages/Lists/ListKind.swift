internal import Aggregation
internal import IRMER
internal import Records
internal import Screens

/// The lists that people filter, order, save and export.
enum ListKind: String, CaseIterable {
  case incidents, notifications, audits, actions

  var path: String { "/" + rawValue }

  var title: String {
    switch self {
    case .incidents: "Incidents"
    case .notifications: "Deadlines"
    case .audits: "Clinical audits"
    case .actions: "Actions"
    }
  }

  var lead: String {
    switch self {
    case .incidents: "Everything that sites have logged."
    case .notifications:
      "A notification is due within 14 days of discovery, the report of the investigation within 84."
    case .audits: "The programme of clinical audits, with what each waits for."
    case .actions: "What was agreed after incidents, audits and themes."
    }
  }

  var shape: ListShape {
    switch self {
    case .incidents: .incidents
    case .notifications: .notifications
    case .audits: .audits
    case .actions: .actions
    }
  }

  /// How the page orders the list by default.
  var standardSort: String {
    switch self {
    case .incidents: "-discovered"
    case .notifications: "deadline"
    case .audits: "due"
    case .actions: "due"
    }
  }

  /// What the filter for days refers to.
  var dayWords: String {
    switch self {
    case .incidents, .notifications: "Discovered"
    case .audits, .actions: "Due"
    }
  }

  static func displayText(of sort: ListSort) -> String {
    switch sort {
    case .id: "Identifier"
    case .reference: "Reference"
    case .site: "Site"
    case .discovered: "Day of discovery"
    case .updated: "Last change"
    case .deadline: "Deadline"
    case .due: "Day due"
    case .owner: "Owner"
    case .title: "Title"
    }
  }
}

/// A number with what is counted.
struct CountFigure {
  let number: String
  let text: String

  init(number: Int, text: String) { (self.number, self.text) = (number.grouped, text) }
}

/// A choice in a form.
struct Choice {
  let value: String
  let text: String
  let isChosen: Bool
}

/// A list as a table: for the page, and as CSV.
struct ListTable {
  struct Cell {
    let text: String
    /// Shown below, in smaller letters.
    var below: String?
    var tags: [Tag] = []
    /// The name of its column, for a narrow screen, where the cells stand below each other.
    var column = ""
  }

  struct Row {
    let href: String
    let name: String
    var note: String?
    var cells: [Cell]
    /// The same for a spreadsheet, a text for each column of ``exported``.
    let line: [String]
  }

  var columns: [String]
  var exported: [String]
  var rows: [Row]
  var total: Int

  /// The rows for a page: each cell knows the name of its column.
  var shownRows: [Row] {
    rows.map { row in
      var row = row
      for (index, name) in columns.dropFirst().enumerated() where row.cells.indices.contains(index)
      {
        row.cells[index].column = name
      }
      return row
    }
  }
}
