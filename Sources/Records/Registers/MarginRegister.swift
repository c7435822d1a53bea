public import IRMER
import Replication

/// An entry of the local table: the error margin and imaging action level that a department has
/// defined for an anatomical site and a treatment intent, in one version (SAUE guidance, code 9.2; R054).
public struct MarginView: Sendable {
  /// The record that is read.
  public let snapshot: RecordSnapshot

  /// - Parameter snapshot: Of a record of the kind `margin`.
  public init(_ snapshot: RecordSnapshot) { self.snapshot = snapshot }

  /// The anatomical site.
  public var anatomicalSite: String? { snapshot.text("anatomicalSite") }
  /// The intent of the treatment.
  public var intent: String? { snapshot.text("treatmentIntent") }
  /// `nil` where it applies to every technique.
  public var technique: String? { snapshot.text("technique") }
  /// In millimetres, by its digits.
  public var errorMargin: String? { snapshot.text("errorMargin") }
  /// In millimetres, by its digits.
  public var imagingActionLevel: String? { snapshot.text("imagingActionLevel") }
  /// The version of the local table.
  public var version: String? { snapshot.text("version") }

  /// Whether it was in force on a day; a missing date means no limit on that side.
  public func isInForce(on day: CalendarDate) -> Bool {
    guard snapshot.text("status") != "draft" else { return false }
    let begun = snapshot.date("validFrom").map { $0 <= day } ?? true
    return begun && snapshot.date("validTo").map { day <= $0 } ?? true
  }

  /// `RBD01-2026-1234567, version 3: error margin 5 mm, imaging action level 4 mm`.
  public var displayText: String {
    let name = [
      snapshot.reference ?? "\(snapshot.id)", version.map { "version \($0)" },
    ].compactMap { $0 }.joined(separator: ", ")
    let levels = [
      errorMargin.map { "error margin \($0) mm" },
      imagingActionLevel.map { "imaging action level \($0) mm" },
    ].compactMap { $0 }.joined(separator: ", ")
    return "\(name): \(levels.isEmpty ? "no level" : levels)"
  }
}

/// The treatment by which the local table is looked up.
public struct Treatment: Hashable, Sendable {
  /// The anatomical site.
  public let site: String
  /// The intent of the treatment.
  public let intent: String
  /// The technique; nil where the table does not distinguish techniques.
  public let technique: String?

  /// A treatment to look up.
  public init(site: String, intent: String, technique: String? = nil) {
    (self.site, self.intent, self.technique) = (site, intent, technique)
  }

  /// `prostate, radical, VMAT`.
  public var displayText: String {
    [site, intent, technique].compactMap { $0 }.joined(separator: ", ")
  }
}

/// What the local table contains for a geographical miss.
public enum MarginFinding: Sendable {
  /// The incident has the table's values.
  case same(MarginView)
  /// The incident has no margin: the table's is proposed, for a person to record.
  case proposed(MarginView)
  /// The incident has a margin that differs from the table.
  case different(MarginView, recorded: String)
  /// The table has entries, but none for this treatment on that day.
  case unknown(Treatment, day: CalendarDate)
  /// Several entries were in force.
  case several(Treatment, day: CalendarDate)
  /// What would have to be recorded to look it up.
  case incomplete(missing: [String])
}

/// The local table of error margins and imaging action levels that is known here.
public struct MarginRegister: Sendable {
  /// A table without entries.
  public static let empty = MarginRegister([])

  private let entries: [MarginView]

  /// - Parameter snapshots: Of records of the kind `margin`.
  public init(_ snapshots: [RecordSnapshot]) {
    entries = snapshots.filter { $0.kind == .margin && !$0.isWithdrawn }.map(MarginView.init)
  }

  /// Whether the table has no entry.
  public var isEmpty: Bool { entries.isEmpty }

  /// The entries in force for a treatment: those of its technique before those for any.
  public func entries(for treatment: Treatment, on day: CalendarDate) -> [MarginView] {
    func same(_ left: String?, _ right: String) -> Bool {
      left.map(LicenceView.folded) == LicenceView.folded(right)
    }
    let fitting = entries.filter {
      same($0.anatomicalSite, treatment.site) && same($0.intent, treatment.intent)
        && $0.isInForce(on: day)
    }
    let own = treatment.technique.map { technique in
      fitting.filter { same($0.technique, technique) }
    }
    return own.flatMap { $0.isEmpty ? nil : $0 } ?? fitting.filter { $0.technique == nil }
  }

  /// The result for each geographical miss that an incident records; empty where this site has no
  /// table.
  public func findings(
    for incident: RecordSnapshot
  ) -> [(path: String, finding: MarginFinding)] {
    guard !isEmpty else { return [] }
    let day = incident.date("exposureAt/first") ?? incident.date("discoveredOn")
    return incident.elements("individuals").enumerated().compactMap { position, individual in
      let extent = individual.text("geographicalMiss/extent")
      let isMiss = extent.map { $0 == "partial" } ?? (individual.node("geographicalMiss") != nil)
      guard isMiss, let day else { return nil }
      return ("individuals/\(position)", finding(for: individual, on: day))
    }
  }

  /// What a person should check in an incident.
  public func warnings(for incident: RecordSnapshot) -> [String] {
    findings(for: incident).compactMap { $0.finding.warning(at: $0.path) }
  }

  private func finding(for individual: RecordElement, on day: CalendarDate) -> MarginFinding {
    guard let site = individual.text("radiotherapy/site"),
      let intent = individual.text("radiotherapy/intent")
    else {
      let missing = ["radiotherapy/site", "radiotherapy/intent"]
      return .incomplete(missing: missing.filter { individual.text($0) == nil })
    }
    let treatment = Treatment(
      site: site, intent: intent, technique: individual.text("radiotherapy/technique"))
    let found = entries(for: treatment, on: day)
    guard let entry = found.first else { return .unknown(treatment, day: day) }
    guard found.count == 1 else { return .several(treatment, day: day) }
    return comparison(of: individual, with: entry)
  }

  private func comparison(
    of individual: RecordElement, with entry: MarginView
  ) -> MarginFinding {
    let pairs = [
      (individual.text("geographicalMiss/errorMargin"), entry.errorMargin, "error margin"),
      (
        individual.text("geographicalMiss/imagingActionLevel"), entry.imagingActionLevel,
        "imaging action level"
      ),
    ]
    let recorded = pairs.filter { $0.0 != nil }
    guard !recorded.isEmpty else { return .proposed(entry) }
    for (own, registered, name) in recorded {
      guard let own, Self.isSame(own, registered) else {
        return .different(entry, recorded: "\(name) \(own ?? "") mm")
      }
    }
    return .same(entry)
  }

  private static func isSame(_ left: String, _ right: String?) -> Bool {
    guard let right, let left = try? Quantity(left), let right = try? Quantity(right) else {
      return false
    }
    return left == right
  }
}

extension MarginFinding {
  /// The entry, where the table has exactly one for the treatment.
  public var entry: MarginView? {
    switch self {
    case .same(let entry), .proposed(let entry), .different(let entry, _): entry
    case .unknown, .several, .incomplete: nil
    }
  }

  /// What a person should check; `nil` where there is nothing to check.
  ///
  /// - Parameter path: of the individual.
  public func warning(at path: String) -> String? {
    let field = "\(path)/geographicalMiss"
    switch self {
    case .same: return nil
    case .proposed(let entry):
      let assignments = [
        entry.errorMargin.map { "\(field)/errorMargin=\($0)" },
        entry.imagingActionLevel.map { "\(field)/imagingActionLevel=\($0)" },
      ].compactMap { $0 }
      return "\(field): the local table has \(entry.displayText); if it applies, set "
        + assignments.joined(separator: " ")
    case .different(let entry, let recorded):
      return "\(field): \(recorded) is recorded, and the local table has \(entry.displayText)"
    case .unknown(let treatment, let day):
      return "\(field): the local table has nothing for \(treatment.displayText) on "
        + "\(day.displayText) "
        + "(candour margin list)"
    case .several(let treatment, let day):
      return
        "\(field): several entries of the local table were in force for \(treatment.displayText) on "
        + "\(day.displayText): end the older one with validTo"
    case .incomplete(let missing):
      let paths = missing.map { "\(path)/\($0)" }.joined(separator: " and ")
      return "\(field): the local table can be looked up once \(paths) is recorded"
    }
  }

  private var result: String {
    switch self {
    case .same: "same"
    case .proposed: "proposed"
    case .different: "different"
    case .unknown: "unknown"
    case .several: "several"
    case .incomplete: "incomplete"
    }
  }

  /// The fields that would be set at a path of the incident.
  public func json(at path: String) -> JSONValue {
    var object = JSONObject()
    object.append("path", .string(path))
    object.append("result", .string(result))
    if case .incomplete(let missing) = self { object.append("missing", JSONValue(missing)) }
    guard let entry else { return .object(object) }
    object.append("record", .string(entry.snapshot.reference ?? "\(entry.snapshot.id)"))
    object.append("version", JSONValue(entry.version))
    object.append("errorMargin", JSONValue(entry.errorMargin))
    object.append("imagingActionLevel", JSONValue(entry.imagingActionLevel))
    return .object(object)
  }
}
