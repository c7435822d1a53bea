/// One published table of criteria, in force for a period.
///
/// An edition is never edited. An assessment names the edition it was made under, so that it can be
/// repeated and a later edition never changes it.
public struct Edition: Sendable, Identifiable {
  /// Whether new incidents are judged by the edition.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case `default`
    case historical
    /// Known in part; used only when it is requested by name.
    case draft
  }

  /// A stable identifier: a record names the edition that judged it.
  public let id: String
  /// The guidance's own title with its date.
  public let title: String
  /// The first day in force; nil where it is not known.
  public let inForceFrom: CalendarDate?
  /// Whether it is the default, a past edition or a draft.
  public let status: Status
  /// What a reader must know before trusting this edition.
  public let note: String
  /// In the table's order.
  public let criteria: [Criterion]

  /// Every edition, the default first.
  public static let all: [Edition] = [.april2023, .august2020, .draft]

  /// The edition of 19 April 2023.
  public static var `default`: Edition { .april2023 }

  /// The edition with this name; nil for an unknown one.
  public init?(id: String) {
    guard let edition = Edition.all.first(where: { $0.id == id }) else { return nil }
    self = edition
  }

  /// The published edition in force on a day; nil before the first. A draft is never in force.
  public static func inForce(on day: CalendarDate) -> Edition? {
    var latest: Edition?
    for edition in all where edition.status != .draft {
      guard let from = edition.inForceFrom, from <= day else { continue }
      if let known = latest?.inForceFrom, known >= from { continue }
      latest = edition
    }
    return latest
  }

  /// The edition that judges an incident discovered on a day: the one in force, or before the first
  /// known edition the earliest.
  public static func judging(discoveredOn day: CalendarDate) -> Edition {
    if let edition = inForce(on: day) { return edition }
    let published = all.filter { $0.status != .draft && $0.inForceFrom != nil }
    return published.min { ($0.inForceFrom ?? day) < ($1.inForceFrom ?? day) } ?? .default
  }

  /// Why an edition other than the present one judges, in words; nil where the present one does.
  public func judgingWords(discoveredOn day: CalendarDate) -> String? {
    guard id != Edition.default.id else { return nil }
    guard let from = inForceFrom, from <= day else {
      return "Judged by \(id), the earliest edition known: \(day) is before it."
    }
    return "Judged by \(id), the edition in force on \(day), the day of discovery. \(note)"
  }

  /// Whether a record may be judged by this edition: it is the present one, or was in force on the
  /// day of discovery. A draft judges nothing that anybody depends on.
  public func mayJudge(discoveredOn day: CalendarDate) -> Bool {
    id == Edition.default.id || Edition.judging(discoveredOn: day).id == id
  }

  init(
    id: String, title: String, inForceFrom: CalendarDate?, status: Status, note: String,
    criteria: [Criterion]
  ) {
    self.id = id
    self.title = title
    self.inForceFrom = inForceFrom
    self.status = status
    self.note = note
    self.criteria = criteria
  }

  /// `id`, `title`, `inForceFrom`, `status` and `note`.
  public var json: JSONValue {
    [
      "id": .string(id), "title": .string(title), "inForceFrom": JSONValue(inForceFrom),
      "status": .string(status.rawValue), "note": .string(note),
    ]
  }
}

extension Edition {
  static let april2023 = Edition(
    id: "saue-2023-04-19",
    title: "Significant accidental and unintended exposures, guidance updated 19 April 2023",
    inForceFrom: CalendarDate(year: 2023, month: 4, day: 19), status: .default,
    note: "The whole table, jointly agreed by the four enforcing authorities.",
    criteria: [
      .accidentalInEngland, .accidentalElsewhere, .unintendedBelow0_3, .unintendedUpTo2_5,
      .unintendedUpTo10, .unintendedAbove10, .interventional, .planningScans,
      .imagesInOneFraction, .additionalImagesByProtocol, .additionalImagesByEquipment, .foetal,
      .infant, .radiopharmaceutical, .overExposure, .underExposure, .totalMiss, .partialMiss,
      .selectiveInternal, .nuclearMedicineTherapy,
    ])
}
