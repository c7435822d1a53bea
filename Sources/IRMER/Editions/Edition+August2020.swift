// What the SAUE guidance itself states about the edition before it. Everything else of that edition is unknown,
// and unknown means undetermined: it is never silently taken from its successor.

extension Edition {
  static let august2020 = Edition(
    id: "saue-2020-08",
    title: "Significant accidental and unintended exposures, August 2020",
    inForceFrom: CalendarDate(year: 2020, month: 8, day: 1), status: .historical,
    note: """
      Known only by what the 2023 guidance says of it: 20% where it now says 50%, 1 mGy with a \
      procedure failure where it now says 10 mGy, no code for an incorrect radiopharmaceutical. \
      Codes 1, 2 and 6 are not among what was amended. The day of August is not stated. Codes \
      are named by their present numbers.
      """,
    criteria: [
      .accidentalInEngland, .accidentalElsewhere, .unintendedBelow0_3, .unintendedUpTo2_5,
      .unintendedUpTo10, .unintendedAbove10,
      .notInKnownText(.code3, "Interventional/cardiology"),
      .notInKnownText(.code4_1, "Radiotherapy planning scans"),
      .imagesInOneFraction, .additionalImagesByProtocol2020, .additionalImagesByEquipment2020,
      .foetal2020, .infant,
      .notInKnownText(.code8_1, "Therapy over-exposure"),
      .notInKnownText(.code8_2, "Therapy under-exposure"),
      .notInKnownText(.code9_1, "Radiotherapy geographical miss, total"),
      .notInKnownText(.code9_2, "Radiotherapy geographical miss, partial"),
      .notInKnownText(.code10_1, "Selective internal radiation therapy"),
      .notInKnownText(.code10_2, "All other nuclear medicine therapies"),
    ])
}

extension Criterion {
  private static let verificationSection = "Radiotherapy treatment verification imaging"

  private static let quote20 = """
    When the number of additional imaging exposures is 20% greater than intended over the course \
    of treatment due to protocol failure or equipment error
    """

  static let additionalImagesByProtocol2020 = additionalImagesByProtocol(
    percent: 20, factor: 5, quotes: [quote20], section: verificationSection)

  /// The equipment part of the same sentence, which required no theme.
  static let additionalImagesByEquipment2020 = Criterion(
    .code4_2c, "Radiotherapy treatment verification images", quotes: [quote20],
    section: verificationSection,
    test: "additional × 5 ≥ intended over the course, and hardware or software failure",
    boundary: "exactly 20% is met: “would have triggered with only 1 additional image” of 5"
  ) { subject in
    let cause = subject.images?.cause
    if let cause, !cause.isEquipment { return .excluded("the cause is \(cause.words)") }
    return ratioJudgement(
      ImageRatio(subject.images, percent: 20, factor: 5),
      missing: cause == nil ? ["verificationImages/cause"] : [], by: "equipment error")
  }

  static let foetal2020 = Criterion(
    .code5, "Foetal, all modalities",
    quotes: [
      "Previously a procedural failure was needed to instigate reporting",
      "the dose threshold has been raised from 1 mGy to 10 mGy",
    ],
    section: "Foetal exposure",
    test: "procedure failure, foetal dose ≥ 1 mGy, and the pregnancy not known when authorised",
    boundary: "1 is met"
  ) { subject in
    foetal(subject, limit: Quantity(1), failure: TriState(subject.individual.procedureFailure))
  }

  static func notInKnownText(_ code: NotificationCode, _ category: String) -> Criterion {
    Criterion(
      code, category, quotes: ["We have also revised some codes in the table"],
      section: "Guidance updated 19 April 2023", test: "not in this edition's known text",
      boundary: "unknown"
    ) { _ in
      .undetermined("not in this edition's known text", missing: [])
    }
  }
}
