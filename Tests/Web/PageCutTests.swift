import Testing

@testable import Web

@Suite("A page of a long list")
struct PageCutTests {
  @Test(arguments: [
    (0, nil as String?, 0..<0), (5, nil, 0..<5), (100, nil, 0..<100), (250, nil, 0..<100),
    (250, "100", 100..<200), (250, "200", 200..<250), (250, "300", 250..<250),
    (250, "-1", 0..<100), (250, "9223372036854775807", 250..<250), (250, "x", 0..<100),
    (250, "9223372036854775808", 0..<100),
  ])
  func `a start that anybody may write shows rows that are there`(
    count: Int, start: String?, range: Range<Int>
  ) {
    #expect(PageCut(of: count, start: start).range == range)
  }

  @Test func `pages lead on to the end and back to the top`() {
    var starts: [Int] = []
    var cut = PageCut(of: 250, start: nil)
    while let next = cut.later {
      starts.append(next)
      cut = PageCut(of: 250, start: "\(next)")
    }
    #expect(starts == [100, 200] && cut.words == "201 to 250 of 250" && cut.earlier == 100)
    #expect(PageCut(of: 100, start: nil).words == nil)
    #expect(
      PageCut.link("/", [("site", "RBD01"), ("state", nil)], start: 100)
        == "/?site=RBD01&start=100")
  }
}
