internal import Records
internal import Screens

/// The parts of an incident that are edited on separate pages.
struct EditGroup: Sendable {
  let id: String
  let title: String
  let keys: [String]
  /// Lists to which one element can be added.
  var isAdding = false

  static let incident = [
    EditGroup(
      id: "event", title: "What happened, when and where",
      keys: [
        "narrative", "immediateAction", "discoveredOn", "howDiscovered", "exposureAt", "nation",
        "modality", "interventional", "department", "room", "employer", "organisationType",
        "localLRMSRef", "lfpseRef", "authorityRef", "anonymousReporter",
      ]),
    EditGroup(id: "people", title: "Who was exposed, and how", keys: ["individuals"]),
    EditGroup(
      id: "equipment", title: "Equipment", keys: ["equipmentId", "equipment", "equipmentFailure"]),
    EditGroup(
      id: "judgement", title: "Significance and classification",
      keys: [
        "clinicallySignificant", "classification", "preliminary", "licence", "theme",
        "othersExposed",
      ],
      isAdding: true),
    EditGroup(
      id: "investigation", title: "Investigation", keys: ["investigation", "status"]),
    EditGroup(
      id: "told", title: "Who was told, and the duty of candour",
      keys: ["informing", "dutyOfCandour"]),
    EditGroup(
      id: "authority", title: "Notification, report and the authority",
      keys: ["notification", "report", "regulator", "status"], isAdding: true),
    EditGroup(id: "evidence", title: "Evidence", keys: ["evidence"], isAdding: true),
    EditGroup(id: "actions", title: "Actions", keys: ["actions"], isAdding: true),
    EditGroup(
      id: "harm", title: "Harm, learning and linked records", keys: ["harm", "learning", "links"],
      isAdding: true),
  ]

  /// For an individual, the fields that always apply; the rest is folded.
  private static let common: Set<String> = [
    "kind", "ageAtExposure", "ageInDays", "exposure", "procedureFailure", "pregnancyStatus",
    "effectiveDose",
  ]

  func sections(of snapshot: RecordSnapshot) -> [RecordForm.Section] {
    let paths = RecordForm.paths(below: keys, of: snapshot, isAdding: isAdding)
    if id == "people" { return Self.people(paths) }
    var order: [String] = []
    var parts: [String: [String]] = [:]
    for path in paths {
      let name = Self.part(path)
      if parts[name] == nil { order.append(name) }
      parts[name, default: []].append(path)
    }
    return order.map { RecordForm.Section(title: $0, paths: parts[$0] ?? []) }
  }

  /// The heading of the fields of one element, or of one group.
  private static func part(_ path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count > 1 else { return "" }
    guard let place = parts.firstIndex(where: { $0 == "-" || Int($0) != nil }) else {
      return FieldLabel.displayText(parts[0]).capitalisedFirst
    }
    let list = parts[..<place].joined(separator: "/")
    if parts[place] == "-" { return "Add to \(FieldLabel.displayText(list))" }
    return FieldLabel.displayText(parts[...place].joined(separator: "/")).capitalisedFirst
  }

  private static func people(_ paths: [String]) -> [RecordForm.Section] {
    var numbers: [String] = []
    for path in paths {
      let number = String(path.split(separator: "/")[1])
      if !numbers.contains(number) { numbers.append(number) }
    }
    return numbers.flatMap { number in
      let own = paths.filter { $0.hasPrefix("individuals/\(number)/") }
      let isCommon = { (path: String) in common.contains(String(path.split(separator: "/")[2])) }
      let title = FieldLabel.displayText("individuals/\(number)").capitalisedFirst
      return [
        RecordForm.Section(title: title, paths: own.filter(isCommon)),
        RecordForm.Section(
          title: "More about \(title.lowercased())", paths: own.filter { !isCommon($0) },
          isFolded: true),
      ]
    }
  }
}
