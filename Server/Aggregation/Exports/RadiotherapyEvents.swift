package import IRMER
internal import Records
internal import Replication

/// Radiotherapy events with the codes of the UK Health Security Agency's national analysis:
/// “classification from Towards Safer Radiotherapy and the pathway coding, including safety
/// barriers (failed & effective) and causative factor taxonomy” (ukhsa-protectionservices.org.uk,
/// Medical Exposures Group, patient safety in radiotherapy, read 2026-11).
///
/// The form in which the agency accepts them is not fully published: these are rows for the person
/// who submits, not a file for its systems.
package enum RadiotherapyEvents {
  package static let header = [
    "reference", "site", "discovered", "modality", "level", "process subcode", "failed barrier",
    "effective barrier", "method of detection", "causative factors", "lacks",
  ]

  /// `nil` for an incident that is not radiotherapy's.
  static func row(_ snapshot: RecordSnapshot) -> [String]? {
    let modality = snapshot.text("modality").flatMap(Modality.init(rawValue:))
    let isCoded = snapshot.document(at: "classification/rte") != nil
    guard isCoded || modality.map(radiotherapy.contains) ?? false else { return nil }
    let factors = snapshot.elements("classification/rte/causativeFactors")
      .compactMap { $0.value?.text }.joined(separator: " ")
    let codes = [
      ("level", snapshot.text("classification/rte/level")),
      ("process subcode", snapshot.text("classification/rte/processSubcode")),
      ("failed barrier", snapshot.text("classification/rte/failedBarrier")),
      ("effective barrier", snapshot.text("classification/rte/effectiveBarrier")),
      ("method of detection", snapshot.text("classification/rte/methodOfDetection")),
      ("causative factors", factors.isEmpty ? nil : factors),
    ]
    // Either barrier may have no code: one failed, or one held.
    let lacks = codes.filter { $0.1 == nil && !$0.0.hasSuffix("barrier") }.map(\.0)
    return [
      snapshot.reference ?? "\(snapshot.id)", snapshot.scope.code,
      snapshot.text("discoveredOn") ?? "", modality?.rawValue ?? "",
    ] + codes.map { $0.1 ?? "" } + [lacks.joined(separator: "; ")]
  }

  private static let radiotherapy: Set<Modality> = [
    .planningImaging, .verificationImaging, .externalBeam, .brachytherapy, .intraoperative,
    .superficial,
  ]
}

extension Centre {
  /// A row for every radiotherapy event discovered within some days, in the order of discovery.
  package func radiotherapyEvents(
    from: CalendarDate?, to: CalendarDate?
  ) async throws -> [[String]] {
    var rows: [[String]] = []
    try await eachIncident(from: from, to: to) { snapshot in
      guard !snapshot.isWithdrawn, snapshot.date("discoveredOn") != nil else { return }
      if let row = RadiotherapyEvents.row(snapshot) { rows.append(row) }
    }
    return rows.sorted { ($0[2], $0[0]) < ($1[2], $1[0]) }
  }
}
