public import IRMER
import Replication

/// A theme, read from its record: incidents that a person judged to belong together.
public struct ThemeView: Sendable {
  /// The record that is read.
  public let snapshot: RecordSnapshot

  /// - Parameter snapshot: Of a record of the kind `theme`.
  public init(_ snapshot: RecordSnapshot) { self.snapshot = snapshot }

  /// Whether a person confirmed that the incidents are similar.
  public var isConfirmed: Bool {
    snapshot.text("status") == "confirmed" && !snapshot.isWithdrawn
  }

  /// Identifiers or references of its incidents.
  public var incidents: Set<String> {
    Set(snapshot.elements("incidents").compactMap { $0.value?.text })
  }

  /// The theme as the rules use it; nil until a person confirms it, or where the day is missing.
  ///
  /// Of days in conflict the earliest counts, so that a conflict never gives more time.
  public var confirmed: ConfirmedTheme? {
    let days = snapshot.state.candidates(at: FieldPath(literal: "identifiedOn"))
      .compactMap { $0.value?.text.flatMap { CalendarDate($0) } }
    guard isConfirmed, let day = days.min() else { return nil }
    return ConfirmedTheme(
      id: "\(snapshot.id)", identifiedOn: day, incidents: incidents,
      confirmedBy: snapshot.text("confirmedBy") ?? "not recorded")
  }
}

extension IncidentView {
  /// What the search for themes reads; nil for a withdrawn incident.
  public var themeSubject: ThemeSubject? {
    guard !snapshot.isWithdrawn, let discovered = snapshot.date("discoveredOn"),
      let nation = snapshot.text("nation").flatMap(Nation.init(rawValue:))
    else { return nil }
    let individuals = snapshot.elements("individuals")
    let cause =
      individuals.compactMap { $0.text("verificationImages/cause") }.first
      ?? snapshot.text("classification/tiers/tier3")
      ?? individuals.compactMap { $0.text("causeClass") }.first
    let exposed = individuals.count {
      ["accidental", "unintended"].contains($0.text("exposure"))
        && !["worker", "public", "foetus"].contains($0.text("kind"))
    }
    let category =
      snapshot.elements("classification/finalCodes").compactMap { $0.value?.text }.first
      ?? assessment.codes.first
      ?? assessment.mostRelevantCode?.rawValue
    return ThemeSubject(
      incident: "\(snapshot.id)", site: snapshot.scope.code, nation: nation,
      discoveredOn: discovered,
      equipment: isEquipmentSuspected
        ? snapshot.text("equipmentId") ?? snapshot.text("equipment/assetNumber") : nil,
      fault: snapshot.text("equipment/fault"), cause: cause,
      category: category.flatMap(NotificationCode.init(rawValue:)), individualsExposed: exposed)
  }

  /// Every incident happens on some machine; only a suspected one is grounds for a theme.
  private var isEquipmentSuspected: Bool {
    snapshot.flag("equipmentFailure/directCause") == true
      || snapshot.text("equipment/fault") != nil
      || snapshot.elements("individuals").contains {
        ["hardware-failure", "software-failure"].contains($0.text("verificationImages/cause"))
          || $0.text("causeClass") == "equipment"
      }
  }
}
