import IRMER
import Records
import SiteClient
import Testing

@testable import SiteWeb

@Suite("Lessons on the site's screen")
struct LessonPagesTests {
  private func screen() async throws -> ScreenHarness {
    let screen = try await ScreenHarness.opened()
    try await screen.client.log(
      .lesson,
      [
        "title": "Ask twice", "text": "Ask for the identity at the couch, too.",
        "confirmedBy": "governance", "confirmedOn": "2026-02-20",
      ])
    return screen
  }

  @Test func `a lesson is read, and its receipt is written once`() async throws {
    let screen = try await screen()
    #expect(await screen.get("/").body.contains("Read: Ask twice"))
    let page = await screen.get("/lessons")
    #expect(page.status == 200 && page.body.contains("Ask for the identity at the couch, too."))
    let lesson = try #require(try await screen.client.records(.lesson).first)

    let path = "/lessons/\(lesson.name)/receipt"
    #expect(try await screen.post(path, ["how": "At the handover"]).location == "/lessons")
    #expect(try await screen.post(path, ["how": "Again"]).location == "/lessons")

    let receipts = try await screen.client.records(.receipt).compactMap(LessonReceipt.init)
    #expect(receipts.count == 1 && receipts.first?.lesson == "\(lesson.id)")
    let after = await screen.get("/lessons").body
    #expect(after.contains("Made known here on") && after.contains("by radiographer"))
    #expect(!(await screen.get("/").body.contains("Read: Ask twice")))
  }

  @Test func `a lesson that is not here has no receipt`() async throws {
    let screen = try await screen()
    #expect(try await screen.post("/lessons/nothing/receipt", [:]).status == 404)
    #expect(try await screen.client.records(.receipt).isEmpty)
  }
}
