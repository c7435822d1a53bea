import Testing

@testable import Web

@Suite("A page of a long list")
struct PageCutTests {
  @Test(arguments: [
    (0, nil as String?, 0..<0), (5, nil, 0..<5), (50, nil, 0..<50), (130, nil, 0..<50),
    (130, "50", 50..<100), (130, "100", 100..<130), (130, "300", 130..<130),
    (130, "-1", 0..<50), (130, "9223372036854775807", 130..<130), (130, "x", 0..<50),
    (130, "9223372036854775808", 0..<50),
  ])
  func `a start that anybody may write shows rows that are there`(
    count: Int, start: String?, range: Range<Int>
  ) {
    #expect(PageCut(of: count, start: start).range == range)
  }

  @Test func `pages lead on to the end and back to the top`() {
    var starts: [Int] = []
    var cut = PageCut(of: 130, start: nil)
    while let next = cut.later {
      starts.append(next)
      cut = PageCut(of: 130, start: "\(next)")
    }
    #expect(starts == [50, 100] && cut.displayText == "101 to 130 of 130" && cut.earlier == 50)
    #expect(PageCut(of: 50, start: nil).displayText == nil)
    #expect(
      PageCut.link("/", [("site", "RBD01"), ("state", nil)], start: 100)
        == "/?site=RBD01&start=100")
  }
}
