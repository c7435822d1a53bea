// Codes 1 and 2: the effective dose of the whole incident.

extension Criterion {
  /// Code 1 in England: an exposure that was not intended at all, at or above the limit for the age.
  static let accidentalInEngland = Criterion(
    .code1, "All modalities including therapy (England only)",
    quotes: [
      "3 mSv effective dose or above (adult)", "1 mSv effective dose or above (child) (c)",
    ],
    test: "accidental, and total ≥ 3 mSv (adult) or ≥ 1 mSv (child)",
    boundary: "3 and 1 are met; a child has not reached the 18th birthday",
    nations: [.england]
  ) { subject in
    atAgeLimit(subject, row: .yes, missingIntended: false, context: "")
  }

  /// Code 1 elsewhere: any dose, even one that cannot be measured.
  static let accidentalElsewhere = Criterion(
    .code1, "All modalities including therapy (Northern Ireland, Scotland & Wales)",
    quotes: ["All, regardless of dose"],
    test: "accidental", boundary: "none: a missing dose does not matter",
    nations: [.northernIreland, .scotland, .wales]
  ) { subject in
    .met("accidental exposure in \(subject.nation.name): notifiable whatever the dose")
  }

  /// Code 2.1: less than 0.3 mSv intended, and the limit for the age reached.
  static let unintendedBelow0_3 = Criterion(
    .code2_1, "Intended dose less than 0.3mSv",
    quotes: ["3mSv or above (adult) 1mSv or above (child)"],
    test: "intended < 0.3 mSv, and total ≥ 3 mSv (adult) or ≥ 1 mSv (child)",
    boundary: """
      intended 0.3 is 2.2; 3 and 1 are met; a child has not reached the 18th birthday, in \
      Scotland the 16th
      """
  ) { subject in
    guard let intended = subject.intended else {
      return atAgeLimit(subject, row: .open, missingIntended: true, context: "")
    }
    guard intended < lowRow else {
      return .excluded("intended \(intended) mSv is not less than 0.3 mSv")
    }
    return atAgeLimit(
      subject, row: .yes, missingIntended: false, context: " (intended \(intended) mSv)")
  }

  /// Code 2.2: 0.3 to 2.5 mSv intended, ten times or more given.
  static let unintendedUpTo2_5 = Criterion(
    .code2_2, "Intended dose between 0.3mSv and 2.5mSv",
    quotes: ["10 or more times than intended"],
    test: "0.3 ≤ intended ≤ 2.5 mSv, and total ≥ 10 × intended",
    boundary: "intended 0.3 and 2.5 are 2.2; exactly 10 times is met"
  ) { subject in
    guard let intended = subject.intended else {
      // Any intended dose in the row meets it exactly when the smallest one does.
      return withoutIntended(subject, isPossible: { $0 >= Quantity(3) }, least: "10 × 0.3 mSv")
    }
    guard intended >= lowRow, intended <= middleRow else {
      return .excluded("intended \(intended) mSv is not between 0.3 mSv and 2.5 mSv")
    }
    return atRatio(subject, intended, Quantity(10))
  }

  /// Code 2.3: up to 10 mSv intended, 25 mSv or more given.
  static let unintendedUpTo10 = Criterion(
    .code2_3, "Intended dose between 2.5mSv and 10mSv",
    quotes: ["25mSv or above"],
    test: "2.5 < intended ≤ 10 mSv, and total ≥ 25 mSv",
    boundary: "intended 2.5 falls to 2.2 (same result), 10 is 2.3; 25 is met"
  ) { subject in
    let threshold = Quantity(25)
    guard let intended = subject.intended else {
      return withoutIntended(subject, isPossible: { $0 >= threshold }, least: "25 mSv")
    }
    guard intended > middleRow, intended <= highRow else {
      return .excluded("intended \(intended) mSv is not above 2.5 mSv and up to 10 mSv")
    }
    guard let total = subject.total else { return totalUnknown(subject, intended) }
    let isMet = total >= threshold
    return .compared(
      subject, total, with: threshold,
      "\(total) mSv \(isMet ? "≥" : "<") 25 mSv (intended \(intended) mSv)")
  }

  /// Code 2.4: more than 10 mSv intended, 2.5 times or more given.
  static let unintendedAbove10 = Criterion(
    .code2_4, "Intended dose more than 10mSv",
    quotes: ["2.5 or more times than intended."],
    test: "intended > 10 mSv, and total ≥ 2.5 × intended",
    boundary: "intended 10 is 2.3; exactly 2.5 times is met"
  ) { subject in
    guard let intended = subject.intended else {
      // Every intended dose of the row is above 10, so 25 itself cannot be reached.
      return withoutIntended(
        subject, isPossible: { $0 > Quantity(25) }, least: "more than 2.5 × 10 mSv")
    }
    guard intended > highRow else {
      return .excluded("intended \(intended) mSv is not more than 10 mSv")
    }
    return atRatio(subject, intended, Quantity(2, tenths: 5))
  }

  // MARK: Shared tests

  /// The rows of the table: 0.3, 2.5 and 10 mSv intended.
  static let lowRow = Quantity(0, tenths: 3)
  static let middleRow = Quantity(2, tenths: 5)
  static let highRow = Quantity(10)

  private static let adultLimit = Quantity(3)
  private static let childLimit = Quantity(1)

  /// The total against 3 mSv for an adult and 1 mSv for a child.
  private static func atAgeLimit(
    _ subject: Subject, row: TriState, missingIntended: Bool, context: String
  ) -> Judgement {
    let isChild = subject.isChild
    let quote = isChild == true ? 1 : 0
    guard let total = subject.total else {
      var missing = missingIntended ? ["effectiveDose/intended"] : []
      missing.append("effectiveDose/total")
      if isChild == nil { missing.append("ageAtExposure") }
      return .undetermined(unknownTotal(subject), missing: missing, quote: quote)
    }
    let limit = isChild == false || isChild == nil && total >= adultLimit ? adultLimit : childLimit
    let age = isChild.map { $0 ? " (child)" : " (adult)" } ?? ""
    if total < limit {
      return .compared(
        subject, total, with: limit, "\(total) mSv < \(limit) mSv\(age)\(context)", quote: quote)
    }
    var missing = missingIntended ? ["effectiveDose/intended"] : []
    if isChild == nil, total < adultLimit {
      missing.append("ageAtExposure")
      return .undetermined(
        "\(total) mSv is at or above the limit for a child and below that for an adult\(context)",
        missing: missing)
    }
    let reason = "\(total) mSv ≥ \(limit) mSv\(age)\(context)"
    if row == .open {
      return .undetermined("\(reason), if less than 0.3 mSv was intended", missing: missing)
    }
    return .compared(subject, total, with: limit, reason, quote: quote)
  }

  private static func atRatio(
    _ subject: Subject, _ intended: Quantity, _ ratio: Quantity
  ) -> Judgement {
    guard let total = subject.total else { return totalUnknown(subject, intended) }
    let threshold = (ratio * intended).trimmed
    let isMet = total >= threshold
    return .compared(
      subject, total, with: threshold,
      "\(total) mSv \(isMet ? "≥" : "<") \(ratio) × \(intended) mSv = \(threshold) mSv")
  }

  /// A row of the table while the intended dose is unknown.
  private static func withoutIntended(
    _ subject: Subject, isPossible: (Quantity) -> Bool, least: String
  ) -> Judgement {
    guard let total = subject.total else {
      return .undetermined(
        unknownTotal(subject), missing: ["effectiveDose/intended", "effectiveDose/total"])
    }
    if isPossible(total) {
      return .undetermined(
        "\(total) mSv could meet it, by the dose that was intended",
        missing: ["effectiveDose/intended"])
    }
    return .excluded("\(total) mSv does not reach \(least), the least that could meet it")
  }

  private static func totalUnknown(_ subject: Subject, _ intended: Quantity) -> Judgement {
    .undetermined(
      "\(unknownTotal(subject)) (intended \(intended) mSv)", missing: ["effectiveDose/total"])
  }

  private static func unknownTotal(_ subject: Subject) -> String {
    guard let dose = subject.dose else { return "no effective dose has been recorded" }
    return dose.alternative == nil
      ? "no total effective dose has been recorded"
      : "the dose is known only in another unit: the medical physics expert judges"
  }
}
