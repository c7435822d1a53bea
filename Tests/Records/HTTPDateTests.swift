import Testing

@testable import Records

@Suite("Date headers")
struct HTTPDateTests {
  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000 as Int64?),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2028 23:59:60 GMT", 1_835_481_600_000),
    ("Sun, 31 Feb 2026 00:00:00 GMT", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
    ("Sun, 06 Nov 1994 08:49:37 UTC", nil), ("Sun, 06 Nov 1994 24:00:00 GMT", nil), ("", nil),
  ])
  func `a Date header is read, or not at all`(text: String, milliseconds: Int64?) {
    #expect(HTTPDate.milliseconds(text) == milliseconds)
  }

  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (1_772_366_400, "Sun, 01 Mar 2026 12:00:00 GMT"),
    (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
  ])
  func `a moment has the form of HTTP, and is read from it`(seconds: Int64, text: String) {
    #expect(HTTPDate.text(seconds * 1000) == text)
    #expect(HTTPDate.milliseconds(text) == seconds * 1000)
  }
}
