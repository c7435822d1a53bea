public import IRMER
import Replication

/// An entry of the licence register: a licence of an employer at an installation, or of a
/// practitioner (SAUE guidance: “each employer at each medical radiological installation”, “every
/// practitioner”).
public struct LicenceView: Sendable {
  /// Who holds a licence.
  public enum Holder: String, Hashable, Sendable, CaseIterable {
    case employer
    case practitioner
  }

  /// The record that is read.
  public let snapshot: RecordSnapshot

  /// - Parameter snapshot: Of a record of the kind `licence`.
  public init(_ snapshot: RecordSnapshot) { self.snapshot = snapshot }

  /// Employer or practitioner; nil while it is not recorded.
  public var holder: Holder? { snapshot.text("kind").flatMap(Holder.init(rawValue:)) }
  /// The number that ARSAC gave it.
  public var number: String? { snapshot.text("number") }

  /// The purposes that it covers.
  public var purposes: Set<String> {
    Set(snapshot.elements("purposes").compactMap { $0.value?.text }.map(Self.folded))
  }

  /// SAUE guidance: certificates are “only considered equivalent to a current licence when they meet the
  /// requirements set out in the ARSAC notes for guidance”.
  public var isEquivalent: Bool {
    snapshot.text("document") != "certificate" || snapshot.flag("equivalenceConfirmed") == true
  }

  /// Whether it was valid on a day; without an end date it remains valid. `nil` where its start
  /// date, which would decide it, is not recorded.
  public func isValid(on day: CalendarDate) -> Bool? {
    guard isEquivalent, !snapshot.isWithdrawn, snapshot.text("status") != "withdrawn",
      snapshot.date("validTo").map({ day <= $0 }) ?? true
    else { return false }
    return snapshot.date("validFrom").map { $0 <= day }
  }

  /// SAUE guidance: “Each licence sets out the specific purposes for which the person is licensed.”
  public func covers(purpose: String) -> Bool { purposes.contains(Self.folded(purpose)) }

  static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// An administration of a radioactive substance as an incident's individual records it.
public struct Administration: Hashable, Sendable {
  /// The site of the administration.
  public var site: String
  /// The employer's licence number, as recorded.
  public var employerLicence: String?
  /// The practitioner's licence number.
  public var practitionerLicence: String?
  /// What was to be done; nil while it is not recorded.
  public var purpose: String?
  /// The day of the administration; nil while it is not recorded.
  public var day: CalendarDate?

  /// An administration to be looked up.
  public init(
    site: String, employerLicence: String? = nil, practitionerLicence: String? = nil,
    purpose: String? = nil, day: CalendarDate? = nil
  ) {
    self.site = site
    self.employerLicence = employerLicence
    self.practitionerLicence = practitionerLicence
    self.purpose = purpose
    self.day = day
  }
}

/// What a licence check found.
public enum LicenceFinding: Hashable, Sendable {
  case covered
  /// “It is a breach of Regulation 5 if radioactive substances are administered without having the
  /// appropriate licence.” (SAUE guidance)
  case breach(reasons: [String])
  /// What would have to be recorded to decide.
  case unknown(missing: [String])
}

/// The licences that are known here.
public struct LicenceRegister: Sendable {
  /// All licences, lapsed ones included.
  public let licences: [LicenceView]

  /// - Parameter snapshots: Of records of the kind `licence`.
  public init(_ snapshots: [RecordSnapshot]) {
    licences = snapshots.filter { $0.kind == .licence && !$0.isWithdrawn }.map(LicenceView.init)
  }

  /// Whether both licences covered an administration.
  public func check(_ administration: Administration) -> LicenceFinding {
    var missing: [String] = []
    if administration.day == nil { missing.append("administeredAt") }
    if administration.purpose == nil { missing.append("purpose") }
    guard let day = administration.day, let purpose = administration.purpose else {
      return .unknown(missing: missing)
    }
    var reasons: [String] = []
    for holder in LicenceView.Holder.allCases {
      let number =
        holder == .employer ? administration.employerLicence : administration.practitionerLicence
      if number == nil, holder == .practitioner {
        missing.append("practitionerLicence")
        continue
      }
      switch standing(
        of: holder, number: number, purpose: purpose, on: day, at: administration.site)
      {
      case .covered: break
      case .breach(let found): reasons += found
      case .unknown(let facts): missing += facts
      }
    }
    if !reasons.isEmpty { return .breach(reasons: reasons) }
    return missing.isEmpty ? .covered : .unknown(missing: missing)
  }

  /// Whether a licence of this holder covers it.
  private func standing(
    of holder: LicenceView.Holder, number: String?, purpose: String, on day: CalendarDate,
    at site: String
  ) -> LicenceFinding {
    let held = licences.filter { licence in
      guard licence.holder == holder else { return false }
      if let number { return licence.number.map(LicenceView.folded) == LicenceView.folded(number) }
      return (licence.snapshot.text("installation") ?? licence.snapshot.scope.code) == site
    }
    let who = "the \(holder.rawValue)'s licence"
    guard !held.isEmpty else { return .breach(reasons: ["\(who) is not in the register"]) }
    let possible = held.filter { $0.isValid(on: day) ?? true }
    guard !possible.isEmpty else {
      return .breach(reasons: ["\(who) was not valid on \(day.displayText)"])
    }
    let covering = possible.filter { $0.covers(purpose: purpose) }
    if covering.isEmpty { return .breach(reasons: ["\(who) does not cover the purpose"]) }
    return covering.contains { $0.isValid(on: day) == true }
      ? .covered : .unknown(missing: ["validFrom of \(who)"])
  }
}

extension IncidentView {
  /// The administrations that its individuals record.
  public var administrations: [(path: String, administration: Administration)] {
    snapshot.elements("individuals").enumerated().compactMap { position, individual in
      guard individual.node("nuclearMedicine") != nil else { return nil }
      func text(_ key: String) -> String? { individual.text("nuclearMedicine/\(key)") }
      let administration = Administration(
        site: snapshot.scope.code, employerLicence: text("employerLicence"),
        practitionerLicence: text("practitionerLicence"), purpose: text("purpose"),
        day: individual.date("nuclearMedicine/administeredAt") ?? snapshot.date("exposureAt/first"))
      return ("individuals/\(position)/nuclearMedicine", administration)
    }
  }

  /// The result of the register for each administration: a breach is proposed, a person records it.
  public func licenceFindings(
    in register: LicenceRegister
  ) -> [(path: String, finding: LicenceFinding)] {
    administrations.map { ($0.path, register.check($0.administration)) }
  }
}
