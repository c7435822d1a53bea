internal import Aggregation
internal import IRMER
internal import RecordTables
internal import Records
internal import Screens

/// The heading of a proposed theme, by which two are told apart: what its incidents share, where, of
/// which modality, how many there are and when they were discovered.
///
///     Fault “MLC motor”, RBD01 and RBD02, Radiotherapy: 12 incidents, 3 to 20 February 2026
struct ThemeHeading {
  let text: String

  /// - Parameter names: the incidents that the proposal names, by identifier.
  init(_ theme: ProposedTheme, _ names: ThemesPage.Names) {
    let proposal = theme.proposal
    let rows = proposal.incidents.compactMap { names[$0] }
    let shared =
      switch proposal.ground {
      case .sameEquipment: "Machine \(theme.displayText)"
      case .sameFault: "Fault “\(theme.displayText)”"
      case .sameCategoryAndCause:
        Wording.displayText(theme.displayText) + (theme.category.map { " (category \($0))" } ?? "")
      }
    let modalities = Set(rows.compactMap(\.modality)).map(\.name).sorted()
    let places = [
      Self.few(proposal.sites, else: "sites"), Self.few(modalities, else: "modalities"),
    ].compactMap(\.self)
    text =
      ([shared] + places).joined(separator: ", ")
      + ": \(Wording.count(proposal.incidentCount, "incident")), "
      + Self.period(proposal.firstDiscoveredOn, proposal.lastDiscoveredOn)
  }

  private static func few(_ names: [String], else many: String) -> String? {
    switch names.count {
    case 0: nil
    case 1, 2: names.joined(separator: " and ")
    case 3: "\(names[0]), \(names[1]) and \(names[2])"
    default: "\(names.count) \(many)"
    }
  }

  private static func period(_ first: CalendarDate, _ last: CalendarDate) -> String {
    first == last ? first.displayText : "\(first.displayText) to \(last.displayText)"
  }
}
