import Aggregation
import TestSupport
import Testing

@testable import Web

@Suite("Words of the lists' filters")
struct FilterWordsTests {
  @Test(arguments: [
    ("/incidents?from=31/02/2026", "“31/02/2026” is not a date"),
    ("/notifications?to=32+Nov", "“32 Nov” is not a date"),
    ("/actions?state=dun", "“dun” is not one of: open, overdue, done"),
    ("/notifications?due=tomorrow", "“tomorrow” is not one of: today, week, open"),
    ("/incidents?modality=xray", "“xray” is not one of: plain-x-ray"),
    ("/incidents?site=xx", "There is no site “xx”"),
    ("/incidents?site=RBD77", "There is no site “RBD77”"),
    ("/access?from=31/02/2026", "“31/02/2026” is not a date"),
  ])
  func `a filter that cannot be used is named as it was typed`(address: String, words: String)
    async throws
  {
    let harness = try WebHarness()
    let page = await harness.get(address, as: try await harness.session(.governance))

    #expect(page.status == 400 && page.body.contains(words), "\(page.status) \(page.body)")
  }

  @Test func `a withdrawn incident and one without IR(ME)R have one word each`() async throws {
    let harness = try WebHarness()
    let page = await harness.get("/incidents", as: try await harness.session(.governance))

    #expect(page.body.contains(">Withdrawn</option>") && !page.body.contains("Void"))
    #expect(page.body.contains("IR(ME)R does not apply") && !page.body.contains("Not irmer"))
  }
}
