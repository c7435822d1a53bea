public import IRMER
import Replication

/// An entry of the equipment register.
public struct EquipmentView: Sendable {
  /// The record that is read.
  public let snapshot: RecordSnapshot

  /// - Parameter snapshot: Of a record of the kind `equipment`.
  public init(_ snapshot: RecordSnapshot) { self.snapshot = snapshot }

  /// The number that an incident's `equipmentId` refers to.
  public var assetNumber: String? { snapshot.text("assetNumber") }
  /// The manufacturer.
  public var make: String? { snapshot.text("make") }
  /// The model.
  public var model: String? { snapshot.text("model") }
  /// The department that it belongs to.
  public var department: String? { snapshot.text("department") }
  /// The room that it is in.
  public var room: String? { snapshot.text("room") }

  /// Asset number, make and model, room: a line to choose it by.
  public var displayText: String {
    let place = [department, room].compactMap { $0 }.joined(separator: ", ")
    let name = [make, model].compactMap { $0 }.joined(separator: " ")
    return [assetNumber ?? snapshot.reference ?? "\(snapshot.id)", name, place]
      .filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// Why it was not in clinical use on a day; `nil` where the record does not show that.
  ///
  /// SAUE guidance: “Over-exposures resulting from equipment faults before the equipment is put into clinical
  /// use … should also be reported to the Health and Safety Executive.”
  public func notInUse(on day: CalendarDate) -> String? {
    if let first = snapshot.date("clinicalUseFrom"), day < first {
      return "in clinical use only from \(first)"
    }
    if let last = snapshot.date("clinicalUseTo"), day > last {
      return "in clinical use only to \(last)"
    }
    return snapshot.flag("inClinicalUse") == false ? "not in clinical use" : nil
  }
}

/// What the register contains about the equipment that an incident names.
public enum EquipmentFinding: Sendable {
  case known(EquipmentView)
  /// The register has entries, but none with this number.
  case unknown(String)
  /// Several entries have the number.
  case several(String)
  case notInUse(EquipmentView, reason: String)
}

/// The equipment that is known here.
public struct EquipmentRegister: Sendable {
  /// A register without equipment.
  public static let empty = EquipmentRegister([])

  /// Those in use, in the order of their asset numbers.
  public let current: [EquipmentView]
  private let byName: [String: [EquipmentView]]

  /// - Parameter snapshots: Of records of the kind `equipment`.
  public init(_ snapshots: [RecordSnapshot]) {
    let entries = snapshots.filter { $0.kind == .equipment && !$0.isWithdrawn }
      .map(EquipmentView.init)
    var byName: [String: [EquipmentView]] = [:]
    for entry in entries {
      let names = [entry.assetNumber, entry.snapshot.reference, "\(entry.snapshot.id)"]
      for name in Set(names.compactMap { $0 }.map(LicenceView.folded)) {
        byName[name, default: []].append(entry)
      }
    }
    self.byName = byName
    current = entries.filter { $0.snapshot.text("status") != "retired" }
      .sorted { ($0.assetNumber ?? "") < ($1.assetNumber ?? "") }
  }

  /// Whether nothing is registered.
  public var isEmpty: Bool { byName.isEmpty }

  /// The entries with a given asset number, reference or UUID.
  public func entries(named name: String) -> [EquipmentView] {
    byName[LicenceView.folded(name)] ?? []
  }

  /// What it contains about an incident's equipment; `nil` where the incident names none, or where
  /// this site has no register.
  public func finding(for incident: RecordSnapshot) -> EquipmentFinding? {
    guard !isEmpty, let name = incident.text("equipmentId") else { return nil }
    let found = entries(named: name)
    guard let only = found.first else { return .unknown(name) }
    guard found.count == 1 else { return .several(name) }
    let day = incident.date("exposureAt/first") ?? incident.date("discoveredOn")
    if let reason = day.flatMap(only.notInUse) { return .notInUse(only, reason: reason) }
    return .known(only)
  }
}

extension EquipmentFinding {
  /// The entry, where the number names exactly one.
  public var entry: EquipmentView? {
    switch self {
    case .known(let entry), .notInUse(let entry, _): entry
    case .unknown, .several: nil
    }
  }

  /// What a person should check; `nil` where there is nothing to check.
  public var warning: String? {
    switch self {
    case .known: nil
    case .unknown(let name):
      "equipmentId: no equipment “\(name)” is in the register (candour equipment list)"
    case .several(let name):
      "equipmentId: several entries of the register are “\(name)”; name it by its reference"
    case .notInUse(let entry, let reason):
      "equipmentId: by the register \(entry.displayText) was \(reason); for a fault before clinical use "
        + "set equipmentFailure/beforeClinicalUse=true"
    }
  }

  /// As printed under `--json`.
  public var json: JSONValue {
    var object = JSONObject()
    switch self {
    case .known: object.append("result", "known")
    case .unknown: object.append("result", "unknown")
    case .several: object.append("result", "several")
    case .notInUse(_, let reason):
      object.append("result", "not-in-use")
      object.append("reason", .string(reason))
    }
    guard let entry else { return .object(object) }
    // Not `id` and `reference`: those are the incident's, and scripts look for them by name.
    object.append("record", .string(entry.snapshot.reference ?? "\(entry.snapshot.id)"))
    for key in ["assetNumber", "make", "model", "serialNumber", "softwareVersion"] {
      if let value = entry.snapshot.fields[key] { object.append(key, value) }
    }
    return .object(object)
  }
}

extension IncidentView {
  /// The equipment as a report names it: by the incident, and by the register where the incident
  /// gives nothing. Empty where neither does.
  func equipmentWords(in register: EquipmentRegister) -> String {
    let entry = register.finding(for: snapshot)?.entry?.snapshot
    func text(_ own: StaticString, _ registered: StaticString) -> String? {
      snapshot.text(own) ?? entry?.text(registered)
    }
    let name = [
      text("equipment/make", "make"), text("equipment/model", "model"),
    ].compactMap { $0 }.joined(separator: " ")
    let asset = snapshot.text("equipment/assetNumber") ?? snapshot.text("equipmentId")
    let inUse = snapshot.flag("equipment/inClinicalUse") ?? entry?.flag("inClinicalUse")
    return [
      name, asset.map { "asset \($0)" },
      text("equipment/serialNumber", "serialNumber").map { "serial number \($0)" },
      text("equipment/softwareVersion", "softwareVersion").map { "software \($0)" },
      inUse.map { $0 ? "in clinical use" : "not in clinical use" },
      snapshot.text("equipment/fault").map { "fault: \($0)" },
    ].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
