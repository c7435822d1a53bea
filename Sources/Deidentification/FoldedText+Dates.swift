import IRMER

/// A date found in a text.
struct DateReading {
  let date: CalendarDate
  let tokens: Range<Int>
  /// Written in an ambiguous way: a two-digit year, digits only, blanks between.
  let isLoose: Bool

  static let months: [String: Int] = {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    var table = ["sept": 9]
    for (index, name) in names.enumerated() {
      table[name] = index + 1
      table[String(name.prefix(3))] = index + 1
    }
    return table
  }()
}

extension FoldedText {
  /// Reads a date that begins at a token: 12/03/1965, 1965-03-12, 12 March 1965, March 12th 1965,
  /// and loosely 12/3/65, 12 03 1965, 12031965.
  func date(at start: Int) -> DateReading? {
    if word(start) != nil { return monthFirstDate(at: start) }
    guard number(start) != nil, !isDatePart(before: start) else { return nil }
    return numericDate(at: start) ?? spreadDate(at: start) ?? monthNameDate(at: start)
      ?? runTogetherDate(at: start)
  }

  private func isDatePart(before start: Int) -> Bool {
    isSymbol(start - 1, "/", "-", ".") && number(start - 2) != nil
      || word(start - 1).map { !ClinicalVocabulary.birthLabels.contains($0) } ?? false
  }

  private func numericDate(at start: Int) -> DateReading? {
    guard let separator = self[start + 1]?.text, ["/", "-", ".", " "].contains(separator),
      self[start + 3]?.text == separator,
      let first = number(start), let second = number(start + 2), let third = number(start + 4),
      !isDatePart(after: start + 5)
    else { return nil }
    let isYearFirst = first.count == 4
    guard second.count <= 2, (isYearFirst ? third : first).count <= 2,
      isYearFirst || third.count == 4 || third.count == 2
    else { return nil }
    let (year, day) = isYearFirst ? (first, third) : (third, first)
    return reading(
      start..<(start + 5), year: year, month: Int(second), day: day,
      isLoose: separator == " " || year.count == 2)
  }

  /// “12 / 03 / 1965”.
  private func spreadDate(at start: Int) -> DateReading? {
    guard let sign = self[start + 2]?.text, ["/", "-", "."].contains(sign),
      self[start + 6]?.text == sign, [1, 3, 5, 7].allSatisfy({ isSpace(start + $0) }),
      let day = number(start), let month = number(start + 4), let year = number(start + 8),
      day.count <= 2, month.count <= 2, year.count == 4 || year.count == 2
    else { return nil }
    return reading(start..<(start + 9), year: year, month: Int(month), day: day, isLoose: true)
  }

  private func isDatePart(after end: Int) -> Bool {
    isSymbol(end, "/", "-", ".") && number(end + 1) != nil
      || word(end) != nil && word(end) != "t"
  }

  private func monthNameDate(at start: Int) -> DateReading? {
    guard let day = number(start), day.count <= 2 else { return nil }
    var next = start + 1
    if ["st", "nd", "rd", "th"].contains(word(next)) { next += 1 }
    next = skippingDateSeparators(next)
    if word(next) == "of" { next = skippingDateSeparators(next + 1) }
    guard let month = word(next).flatMap({ DateReading.months[$0] }) else { return nil }
    next = skippingDateSeparators(next + 1)
    guard let year = number(next), year.count == 4 || year.count == 2, word(next + 1) == nil else {
      return nil
    }
    return reading(
      start..<(next + 1), year: year, month: month, day: day, isLoose: year.count == 2)
  }

  private func monthFirstDate(at start: Int) -> DateReading? {
    guard let month = word(start).flatMap({ DateReading.months[$0] }), isSpace(start + 1),
      let day = number(start + 2), day.count <= 2
    else { return nil }
    var next = start + 3
    if ["st", "nd", "rd", "th"].contains(word(next)) { next += 1 }
    next = skippingDateSeparators(next)
    guard let year = number(next), year.count == 4, word(next + 1) == nil else { return nil }
    return reading(start..<(next + 1), year: year, month: month, day: day, isLoose: false)
  }

  private func runTogetherDate(at start: Int) -> DateReading? {
    guard let digits = number(start), digits.count == 8 || digits.count == 6,
      word(start + 1) == nil, !isSymbol(start + 1, "-", "/")
    else { return nil }
    let range = start..<(start + 1)
    let month = Int(digits.dropFirst(2).prefix(2))
    if let dayFirst = reading(
      range, year: String(digits.dropFirst(4)), month: month, day: String(digits.prefix(2)),
      isLoose: true)
    {
      return dayFirst
    }
    guard digits.count == 8 else { return nil }
    return reading(
      range, year: String(digits.prefix(4)), month: Int(digits.dropFirst(4).prefix(2)),
      day: String(digits.suffix(2)), isLoose: true)
  }

  /// Skips at most two signs between the parts of a written date.
  private func skippingDateSeparators(_ start: Int) -> Int {
    var next = start
    while next < start + 2, isSpace(next) || isSymbol(next, ",", ".", "-", "/") { next += 1 }
    return next
  }

  private func reading(
    _ tokens: Range<Int>, year: String, month: Int?, day: String, isLoose: Bool
  ) -> DateReading? {
    guard let written = Int(year), let month, let day = Int(day) else { return nil }
    let fullYear = year.count == 4 ? written : written + (written > 30 ? 1900 : 2000)
    guard (1850...2199).contains(fullYear),
      let date = CalendarDate(year: fullYear, month: month, day: day)
    else { return nil }
    return DateReading(date: date, tokens: tokens, isLoose: isLoose)
  }
}
