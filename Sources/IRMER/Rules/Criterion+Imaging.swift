// Codes 3 and 4: interventional procedures, radiotherapy planning and verification images.

extension Criterion {
  /// Code 3: an observed deterministic effect, by a procedural failure or not anticipated.
  static let interventional = Criterion(
    .code3, "Interventional/cardiology",
    quotes: [
      "Where there has been a procedural failure resulting in observable deterministic effects.",
      """
      Procedures that do not have a procedural error but result in unintended or unpredictable \
      observable deterministic effects.
      """,
    ],
    test: """
      a reaction other than none and transient erythema, and either procedure failure or not anticipated
      """,
    boundary: "transient erythema alone is excluded in both limbs"
  ) { subject in
    guard let reaction = subject.individual.tissueReaction, reaction.isBeyondTransientErythema
    else { return noReaction(subject) }
    let observed = "\(reaction.observed?.rawValue ?? "reaction") observed"
    switch (subject.individual.procedureFailure, reaction.anticipated) {
    case (true, _):
      return .met("\(observed) after a procedural failure")
    case (_, false):
      return .met("\(observed) that was not anticipated", quote: 1)
    case (false, true):
      return .excluded(
        "\(observed), but anticipated and without a procedural failure", quote: 1)
    case (nil, true):
      return .undetermined("\(observed) and anticipated", missing: ["procedureFailure"])
    case (false, nil):
      return .undetermined(
        "\(observed) without a procedural failure", missing: ["tissueReaction/anticipated"],
        quote: 1)
    case (nil, nil):
      return .undetermined(
        observed, missing: ["procedureFailure", "tissueReaction/anticipated"])
    }
  }

  static func noReaction(_ subject: Subject) -> Judgement {
    .excluded(
      subject.individual.tissueReaction?.observed == .transientErythema
        ? "transient erythema only" : "no tissue reaction observed")
  }

  /// Code 4.1: a planning scan repeated twice.
  static let planningScans = Criterion(
    .code4_1, "Radiotherapy planning scans",
    quotes: [
      """
      If a planning scan needs to be repeated twice to obtain an appropriate dataset (3 scans in \
      total, including the intended scan).
      """
    ],
    test: "planning scans ≥ 3, the intended one included", boundary: "3 is met"
  ) { subject in
    guard let scans = subject.individual.planningScans else {
      return .undetermined(
        "the number of planning scans is not known", missing: ["planningScans"])
    }
    return .decided(
      scans >= 3, "\(scans) \(scans == 1 ? "scan" : "scans") \(scans >= 3 ? "≥" : "<") 3 scans",
      margin: scansMargin(scans))
  }

  private static func scansMargin(_ scans: Int) -> String {
    let distance = abs(scans - 3)
    return distance == 1 ? "1 scan" : "\(distance) scans"
  }

  /// Code 4.2a: three images or more in one fraction.
  static let imagesInOneFraction = imagesInOneFraction(
    causes: [.setUpError, .protocolFailure],
    quotes: [
      """
      Set-up error leads to 3 or more imaging exposures in a single fraction (including the \
      intended image, 3 images in total).
      """
    ],
    test:
      "images in one fraction ≥ 3, the intended one included, and set-up error or protocol failure"
  )

  /// 4.2a with the causes that an edition names.
  static func imagesInOneFraction(
    causes: Set<VerificationImages.Cause>, quotes: [String],
    source: String = SourceDocument.significantExposures.rawValue, test: String
  ) -> Criterion {
    Criterion(
      .code4_2a, "Radiotherapy treatment verification images", quotes: quotes, source: source,
      test: test, boundary: "3 is met"
    ) { subject in
      let most = subject.images?.mostInOneFraction
      let cause = subject.images?.cause
      if let cause, !causes.contains(cause) {
        return .excluded("the cause is \(cause.words)")
      }
      if let most, most < 3 {
        return .excluded("\(images(most)) in one fraction < 3", margin: images(3 - most))
      }
      var missing: [String] = []
      if most == nil { missing.append("verificationImages/mostInOneFraction") }
      if cause == nil { missing.append("verificationImages/cause") }
      guard let most, let cause else {
        return .undetermined(
          "the most images in one fraction, or their cause, is not known", missing: missing)
      }
      return .met(
        "\(images(most)) in one fraction ≥ 3, by \(cause.words)", margin: images(most - 3))
    }
  }

  /// Code 4.2b: half as many images again over the course, by protocol failure.
  static let additionalImagesByProtocol = additionalImagesByProtocol(
    percent: 50, factor: 2,
    quotes: [
      """
      When the number of additional imaging exposures is 50% greater than intended over the \
      course of treatment as a result of protocol failure.
      """
    ], section: "Notification codes, categories and criteria")

  /// 4.2b with an edition's ratio: `factor` × additional ≥ intended.
  static func additionalImagesByProtocol(
    percent: Int, factor: Int, quotes: [String], section: String
  ) -> Criterion {
    Criterion(
      .code4_2b, "Radiotherapy treatment verification images", quotes: quotes, section: section,
      test: "additional × \(factor) ≥ intended over the course, and protocol failure",
      boundary: "exactly \(percent)% is met (the source's own 1 in 5 is 20%)"
    ) { subject in
      let cause = subject.images?.cause
      if let cause, cause != .protocolFailure {
        return .excluded("the cause is \(cause.words)")
      }
      return ratioJudgement(
        ImageRatio(subject.images, percent: percent, factor: factor),
        missing: cause == nil ? ["verificationImages/cause"] : [], by: "protocol failure")
    }
  }

  /// Code 4.2c: as many by a thematic equipment failure, or the same fault on three patients.
  static let additionalImagesByEquipment = Criterion(
    .code4_2c, "Radiotherapy treatment verification images",
    quotes: [
      """
      When the number of additional imaging exposures is 50% greater than intended over the \
      course of treatment as a result of thematic hardware or software failure.
      """,
      "or the same MLC fault affects 3 or more patients",
    ],
    test: """
      hardware or software failure, and either thematic with additional × 2 ≥ intended over the course, or \
      the same fault on ≥ 3 patients
      """,
    boundary: "exactly 50% is met; 3 patients is met"
  ) { subject in
    let known = equipmentFault(subject)
    guard known.result != .met, let open = perhapsSharedFault(subject) else { return known }
    return open
  }

  /// 4.2c by the causes that are recorded.
  private static func equipmentFault(_ subject: Subject) -> Judgement {
    let cause = subject.images?.cause
    if let cause, !cause.isEquipment { return .excluded("the cause is \(cause.words)") }
    let affected = affectedPatients(subject)
    if affected >= 3 {
      let reason = "the same fault on \(affected) patients ≥ 3"
      return cause == nil
        ? .undetermined("\(reason), by the cause", missing: ["verificationImages/cause"], quote: 1)
        : .met(reason, margin: affected == 4 ? "1 patient" : "\(affected - 3) patients", quote: 1)
    }
    let thematic = subject.images?.thematic
    if thematic == false {
      return .excluded("not a theme, and the same fault on \(affected) patients < 3")
    }
    var missing = cause == nil ? ["verificationImages/cause"] : []
    if thematic == nil { missing.append("verificationImages/thematic") }
    return ratioJudgement(
      ImageRatio(subject.images, percent: 50, factor: 2), missing: missing,
      by: "thematic hardware or software failure")
  }

  /// Undetermined where patients with an unrecorded cause could make it three.
  private static func perhapsSharedFault(_ subject: Subject) -> Judgement? {
    guard subject.causes.unknown > 0, subject.images?.cause?.isEquipment != false else {
      return nil
    }
    let isOneOfThem = subject.individual.isExposedByMistake && subject.images?.cause == nil
    let others = subject.causes.unknown - (isOneOfThem ? 1 : 0)
    let causes = (subject.images?.cause).map { [$0] } ?? [.hardwareFailure, .softwareFailure]
    let isCounted = subject.individual.isExposedByMistake && subject.images?.cause != nil
    let listed = causes.map { subject.causes[$0] }.max() ?? 0
    let most = max(
      subject.images?.patientsAffected ?? 0, (isCounted ? listed : listed + 1) + others)
    guard others > 0, most >= 3 else { return nil }
    return .undetermined(
      "of \(most) patients exposed by mistake some have no cause recorded: the same fault on 3?",
      missing: ["verificationImages/cause"], quote: 1)
  }

  /// The patients with the same equipment fault: those named, or if more, those listed. The
  /// individual itself counts: whether it was exposed is judged elsewhere.
  private static func affectedPatients(_ subject: Subject) -> Int {
    let causes = (subject.images?.cause).map { [$0] } ?? [.hardwareFailure, .softwareFailure]
    let isCounted = subject.individual.isExposedByMistake && subject.images?.cause != nil
    let listed = causes.map { subject.causes[$0] }.max() ?? 0
    return max(subject.images?.patientsAffected ?? 0, isCounted ? listed : listed + 1)
  }

  static func ratioJudgement(
    _ ratio: ImageRatio, missing: [String], by cause: String
  ) -> Judgement {
    switch ratio.truth {
    case .no:
      return .excluded(ratio.reason, margin: ratio.margin)
    case .open:
      return .undetermined(ratio.reason, missing: missing + ratio.missing)
    case .yes:
      return missing.isEmpty
        ? .met("\(ratio.reason), by \(cause)", margin: ratio.margin)
        : .undetermined("\(ratio.reason), if by \(cause)", missing: missing)
    }
  }

  fileprivate static func images(_ count: Int) -> String {
    count == 1 ? "1 image" : "\(count) images"
  }
}

/// Additional images over the course against the intended ones.
struct ImageRatio {
  let truth: TriState
  let reason: String
  let margin: String?
  let missing: [String]

  init(_ images: VerificationImages?, percent: Int, factor: Int) {
    let additional = images?.additionalOverCourse
    let intended = images?.intendedOverCourse
    truth = RatioTest.atLeast(additional, times: factor, intended)
    if let additional, let intended, truth != .open {
      let least = (intended + factor - 1) / factor
      let sign = truth == .yes ? "≥" : "<"
      reason = "\(additional) additional \(sign) \(percent)% of \(intended) intended"
      margin = Criterion.images(abs(additional - least))
      missing = []
    } else if additional == 0 {
      reason = "no additional images"
      margin = nil
      missing = []
    } else {
      var open: [String] = []
      if additional == nil { open.append("verificationImages/additionalOverCourse") }
      if intended == nil || intended == 0 { open.append("verificationImages/intendedOverCourse") }
      missing = open
      margin = nil
      reason =
        intended == 0
        ? "no images were intended, so there is no ratio"
        : "the numbers of intended and additional images are not both known"
    }
  }
}
