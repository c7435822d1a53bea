import SiteClient

/// The kind of record that a group of commands is about: `candour incident …`, `candour audit …`.
protocol RecordNoun: SendableMetatype {
  static var kind: RecordKind { get }
  /// With its article: `an incident`.
  static var displayText: String { get }
  /// A reference for examples.
  static var example: String { get }
  /// An assignment for examples.
  static var assignment: String { get }
  /// Fields that add an element to a list, for examples; `nil` where it has no list of several fields.
  static var appended: String? { get }
  /// A status of its own, for examples.
  static var status: String { get }
  /// The fields of a new one, for examples.
  static var added: String { get }
}

extension RecordNoun {
  static var added: String { assignment }
  static var appended: String? { nil }

  /// As typed: `candour incident`.
  static var command: String { "candour \(kind)" }
}

private enum RecordSetExample {
  static let action = "actions/-/description=\"Label the console\" actions/-/owner=lead"
}

enum Incident: RecordNoun {
  static let kind = RecordKind.incident
  static let displayText = "an incident"
  static let example = "RBD01-2026-1234561"
  static let assignment = "individuals/0/effectiveDose/total=3.2"
  static let appended: String? = RecordSetExample.action
  static let status = "logged"
}

enum Audit: RecordNoun {
  static let kind = RecordKind.audit
  static let displayText = "an audit"
  static let example = "RBD01-2026-1234562"
  static let assignment = "status=approved"
  static let appended: String? = RecordSetExample.action
  static let status = "collecting"
}

enum Procedure: RecordNoun {
  static let kind = RecordKind.procedure
  static let displayText = "a procedure"
  static let example = "RBD01-2026-1234563"
  static let assignment = "reviewDue=2027-07-10"
  static let status = "current"
  static let added = "title=\"EP17 Clinical audit\" approvedOn=2025-07-10"
}

enum Equipment: RecordNoun {
  static let kind = RecordKind.equipment
  static let displayText = "a piece of equipment"
  static let example = "RBD01-2026-1234564"
  static let assignment = "softwareVersion=4.1"
  static let status = "retired"
  static let added = "assetNumber=CT2 make=Acme model=64 room=\"CT 2\""
}

enum Theme: RecordNoun {
  static let kind = RecordKind.theme
  static let displayText = "a theme"
  static let example = "RBD01-2026-1234566"
  static let assignment = "identifiedOn=2026-03-01"
  static let appended: String? = RecordSetExample.action
  static let status = "confirmed"
  static let added = "title=\"MLC fault\" incidents/-=RBD01-2026-1234561"
}

enum Margin: RecordNoun {
  static let kind = RecordKind.margin
  static let displayText = "an entry of the local table"
  static let example = "RBD01-2026-1234567"
  static let assignment = "validTo=2026-05-31"
  static let status = "replaced"
  static let added = "anatomicalSite=prostate treatmentIntent=radical errorMargin=5"
}

enum Licence: RecordNoun {
  static let kind = RecordKind.licence
  static let displayText = "a licence"
  static let example = "RBD01-2026-1234565"
  static let assignment = "validTo=2031-02-01"
  static let appended: String? = "purposes/-=\"bone imaging\""
  static let status = "expired"
  static let added = "kind=employer number=E123 purposes/-=\"bone imaging\""
}
