import IRMER
import Records
import Testing

@Suite("Amounts, doses, days and ages as people write them")
struct InputTests {
  private static let today = CalendarDate("2026-11-26") ?? .earliest

  // MARK: Amounts

  @Test(arguments: [
    ("1234", "1234"), ("1,234", "1234"), ("1 234", "1234"), ("12,345,678.5", "12345678.5"),
    ("0.6", "0.6"), (".5", "0.5"), ("0·6", "0.6"), ("1\u{a0}234.50", "1234.50"),
    (" 22.40 ", "22.40"), ("100000", "100000"),
  ])
  func `digits are kept, and separators of thousands left out`(text: String, digits: String) {
    #expect(AmountInput(text) == .one(.init(digits: digits, unit: "")))
  }

  /// Each could have two meanings, or none.
  @Test(arguments: [
    "2,5", "1,23", "12,34", "1,2345", "0,600", "1,234,5", "1.2.3", "1,234.5,6", "5.", "", "abc",
    "-5",
    "~5", "about 5", "<5", "1e3", "5 6", "5--6", "5-", "١٢", "½", "1,234.",
  ])
  func `what is not plain is not guessed at`(text: String) {
    #expect(AmountInput(text) == nil)
  }

  @Test(arguments: ["500-600", "500 - 600", "500–600", "500 to 600", "500—600"])
  func `a range is two amounts`(text: String) {
    #expect(
      AmountInput(text)
        == .range(low: .init(digits: "500", unit: ""), high: .init(digits: "600", unit: "")))
  }

  // MARK: Doses

  @Test(arguments: [
    ("DLP 1,234", "DLP 1234 mGy·cm"), ("dlp 512.5", "DLP 512.5 mGy·cm"),
    ("DAP 1500 mGy cm2", "DAP 1.5 Gy·cm²"), ("DAP 32000 µGy m2", "DAP 320 Gy·cm²"),
    ("DLP 500 mGy cm to 600 mGy cm", "DLP 500–600 mGy·cm"),
    ("DAP 320 cGycm2", "DAP 3.2 Gy·cm²"), ("DAP: 1,234 mGy.cm2", "DAP 1.234 Gy·cm²"),
    ("DAP 320 µGym2", "DAP 3.2 Gy·cm²"), ("DAP 320 uGy.m^2", "DAP 3.2 Gy·cm²"),
    ("KAP=3.2 Gy·cm²", "DAP 3.2 Gy·cm²"), ("activity 0.6 GBq", "activity 600 MBq"),
    ("activity 600 mbq", "activity 600 MBq"), ("activity 550 kBq", "activity 0.55 MBq"),
    ("DLP 500-600", "DLP 500–600 mGy·cm"), ("DLP 1,200 to 1,400", "DLP 1200–1400 mGy·cm"),
    ("air kerma 2 Gy", "air kerma 2000 mGy"), ("CTDIvol 12", "CTDIvol 12 mGy"),
    ("CTDI vol: 12 mgy", "CTDIvol 12 mGy"), ("screening time 2.5 min", "fluoroscopy time 150 s"),
    ("peak skin dose 2,500 mGy", "peak skin dose 2.5 Gy"),
    ("DLP 512 mGycm", "DLP 512 mGy·cm"), ("DLP 5.12 Gycm", "DLP 5120 mGy·cm"),
  ])
  func `a dose is read exactly as it was typed`(text: String, words: String) throws {
    #expect(try DoseInput(text).displayText == words)
  }

  @Test(arguments: [
    ("512", DoseInput.Failure.unknownQuantity), ("dose 512", .unknownQuantity),
    ("DLPs 512", .unknownQuantity), ("DLP", .noNumber(.doseLengthProduct)),
    ("DLP lots", .noNumber(.doseLengthProduct)), ("DLP 2,5", .noNumber(.doseLengthProduct)),
    ("DLP 5 mGy", .unknownUnit(.doseLengthProduct)),
    ("DAP 3.25 Gy", .unknownUnit(.doseAreaProduct)),
    ("DLP 600-500", .rangeUpsideDown), ("activity 5 mSv", .unknownUnit(.administeredActivity)),
  ])
  func `what is not understood says what to type`(text: String, failure: DoseInput.Failure) {
    #expect(throws: failure) { try DoseInput(text) }
    #expect(!failure.displayText.isEmpty)
  }

  @Test(arguments: [
    "DLP 1,234, CTDIvol 12", "DLP 1,234; CTDIvol 12", "DLP 1,234\nCTDIvol 12",
    "DLP 1,234,CTDIvol 12",
  ])
  func `several doses are given in one answer`(text: String) throws {
    #expect(try DoseInput.all(text).map(\.displayText) == ["DLP 1234 mGy·cm", "CTDIvol 12 mGy"])
  }

  // MARK: Days

  @Test(arguments: [
    ("25/11", "2026-11-25"), ("25 Nov", "2026-11-25"), ("25 november", "2026-11-25"),
    ("Nov 25", "2026-11-25"), ("25th of November", "2026-11-25"), ("26-11-26", "2026-11-26"),
    ("25.11.2026", "2026-11-25"), ("1/3/26", "2026-03-01"), ("Wednesday", "2026-11-25"),
    ("wed", "2026-11-25"), ("last Friday", "2026-11-20"), ("thursday", "2026-11-26"),
    ("today", "2026-11-26"), ("Yesterday", "2026-11-25"), ("2 days ago", "2026-11-24"),
    ("2026-11-25", "2026-11-25"), ("2026/11/25", "2026-11-25"), ("27/11", "2025-11-27"),
    ("31/12", "2025-12-31"), ("Wed 25 Nov", "2026-11-25"), ("25 Nov 26", "2026-11-25"),
    ("1/2/99", "1999-02-01"),
  ])
  func `a day is read as people type it`(text: String, day: String) {
    #expect(DateInput(text, today: Self.today)?.day.description == day)
  }

  @Test(arguments: [
    ("1/6", "2027-06-01"), ("25 Nov", "2027-11-25"), ("Friday", "2026-11-27"),
    ("tomorrow", "2026-11-27"), ("31/12", "2026-12-31"), ("1/6/2027", "2027-06-01"),
    ("1/2/30", "2030-02-01"), ("1 Feb 45", "2045-02-01"), ("1/2/99", "1999-02-01"),
  ])
  func `a day by which something is due is the next one`(text: String, day: String) {
    #expect(DateInput(text, today: Self.today, isAhead: true)?.day.description == day)
  }

  @Test(arguments: [
    "31/2/2026", "30/2", "3/2026", "tomorrow", "32 Nov", "25 Foo", "", "11", "soon", "25/11/2026/1",
    "1/13/2026", "-5/11", "25/11/126",
  ])
  func `what is no day is asked for again`(text: String) {
    #expect(DateInput(text, today: Self.today) == nil)
  }

  @Test(arguments: [
    ("25/11", false), ("27/11", false), ("25/11/2024", true), ("Mon 25 Nov", true),
    ("Wed 25 Nov", false), ("1/2/1999", true),
  ])
  func `a day long ago, or of another weekday, is asked about`(text: String, isDoubted: Bool) {
    #expect((DateInput(text, today: Self.today)?.doubt != nil) == isDoubted)
  }

  // MARK: Ages

  @Test(
    arguments: [
      ("54", 54, 54, .years), ("54 years", 54, 54, .years), ("1 yr", 1, 1, .years),
      ("3 weeks", 0, 3, .weeks), ("6/52", 0, 6, .weeks), ("10 days", 0, 10, .days),
      ("400 days", 1, 400, .days), ("5 months", 0, 5, .months), ("18 months", 1, 18, .months),
      ("0", 0, 0, .years), ("130", 130, 130, .years), ("54.", 54, 54, .years),
      ("3 wks.", 0, 3, .weeks),
    ] as [(String, Int, Int, AgeInput.Unit)])
  func `an age is kept as it was typed, in years, months, weeks or days`(
    text: String, years: Int, number: Int, unit: AgeInput.Unit
  ) {
    let age = AgeInput(text)

    #expect(age?.years == years && age?.number == number && age?.unit == unit)
  }

  /// The 18th birthday is day 6574 or 6575 of a life, by the leap days in it.
  @Test(
    arguments: [
      ("938 weeks", 17, "938 weeks (17 years)"), ("939 weeks", nil, "939 weeks (17 or 18 years)"),
      ("940 weeks", 18, "940 weeks (18 years)"), ("6573 days", 17, "6573 days (17 years)"),
      ("6574 days", nil, "6574 days (17 or 18 years)"), ("6575 days", 18, "6575 days (18 years)"),
      ("52 weeks", nil, "52 weeks (0 or 1 year)"), ("53 weeks", 1, "53 weeks (1 year)"),
    ] as [(String, Int?, String)])
  func `years are given only where the birthday is certain`(
    text: String, years: Int?, words: String
  ) {
    let age = AgeInput(text)

    #expect(age != nil && age?.years == years && age?.displayText == words)
  }

  @Test(arguments: ["131", "-1", "old", "5 miles", "", "1e2", "3.2", "5 4", "54,5"])
  func `what is no age is asked for again`(text: String) {
    #expect(AgeInput(text) == nil)
  }

  // MARK: Words

  @Test(
    arguments: [
      ("lgo", "log"), ("lsit", "list"), ("SHOW", "show"), ("shwo", "show"), ("xyz", nil), ("", nil),
    ] as [(String, String?)])
  func `the nearest word is the one that was meant`(typed: String, meant: String?) {
    #expect(NearestWord.to(typed, among: ["log", "list", "show"]) == meant)
  }
}
