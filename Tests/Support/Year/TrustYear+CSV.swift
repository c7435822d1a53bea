public import IRMER
import Records

// The list that a site kept before it had Candour, as exported from another system.

extension TrustYear {
  /// What a site recorded up to a day, with the doses that were known by then, for `candour
  /// incident log --from`: a header of field paths, one incident a row, including mistakes.
  public func csv(of site: String, until last: CalendarDate) -> String {
    var rows: [Row] = []
    var places: [Int: Int] = [:]
    for event in events where event.site == site && event.day <= last {
      switch event.deed {
      case .log(.incident, let document) where !expectations[event.record].isWithdrawn:
        places[event.record] = rows.count
        rows.append(Row(document))
      case .mistake(.incident, let document, let code):
        // Logged at the end, so that none of it is in the future.
        if code != "in-the-future" { rows.append(Row(document)) }
      case .set(let assignments, _):
        guard let place = places[event.record] else { continue }
        for assignment in assignments { rows[place].take(assignment) }
      default: continue
      }
    }
    return Self.csv(rows)
  }

  private static func csv(_ rows: [Row]) -> String {
    var header: [String] = []
    for row in rows { header += row.cells.map(\.path).filter { !header.contains($0) } }
    header.sort { Row.order($0) < Row.order($1) }
    let lines = rows.map { row in
      let cells = Dictionary(row.cells.map { ($0.path, $0.text) }, uniquingKeysWith: { $1 })
      return header.map { Row.quoted(cells[$0] ?? "") }
    }
    return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}

/// One incident, each of its fields under its path.
private struct Row {
  private(set) var cells: [(path: String, text: String)] = []

  init(_ document: JSONValue) { add(document, at: "") }

  /// A dose that became known; later steps are not in the list.
  mutating func take(_ assignment: String) {
    let parts = assignment.split(separator: "=", maxSplits: 1)
    let path = String(parts[0])
    guard parts.count == 2, path.contains("/effectiveDose/") || path == "clinicallySignificant"
    else { return }
    cells.append((path, String(parts[1])))
  }

  private mutating func add(_ value: JSONValue, at path: String) {
    func below(_ key: String) -> String { path.isEmpty ? key : "\(path)/\(key)" }
    switch value {
    case .object(let object):
      for (key, member) in object.members { add(member, at: below(key)) }
    case .array(let elements) where path == "individuals":
      for (number, element) in elements.enumerated() { add(element, at: below("\(number)")) }
    case .string(let text): cells.append((path, text))
    default: cells.append((path, value.serialized()))
    }
  }

  /// The day first, who was exposed last.
  static func order(_ path: String) -> (Int, String) {
    (path == "discoveredOn" ? 0 : path.hasPrefix("individuals") ? 2 : 1, path)
  }

  static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\n".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
