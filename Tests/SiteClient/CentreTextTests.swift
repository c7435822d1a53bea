import SiteClient
import Testing

@Suite("A centre's words")
struct CentreTextTests {
  @Test func `a refusal is shown on one line, cut, and without what steers a terminal`() {
    let long = "no\u{1b}[2J\nroom\u{202e} here\u{7}" + String(repeating: "x", count: 100_000)

    let refusal = CentreRefusal(status: 403, code: "over-quota", detail: long)

    #expect(refusal.detail.hasPrefix("no[2Jroom here"))
    #expect(refusal.detail.unicodeScalars.count == CentreRefusal.detailMax)
    #expect(refusal.code == "over-quota")
  }

  @Test(arguments: [
    "", "Over Quota", "a\u{1b}b", String(repeating: "a", count: 65), "caf\u{e9}",
  ])
  func `what is no code is not shown as one`(code: String) {
    #expect(CentreRefusal(status: 418, code: code, detail: "").code == "http-418")
  }
}
