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

  @Test(arguments: [
    ("the centre gave no reason", "the centre gave no reason."), ("No.", "No."), ("Why?", "Why?"),
  ])
  func `a reason ends as a sentence before the next one`(detail: String, sentence: String) {
    let refusal = CentreRefusal(status: 403, code: "not-allowed", detail: detail)

    #expect(
      SiteError.refused(refusal).description
        == "the centre refused: \(sentence) All local work is safe.")
  }
}
