import Foundation
import TestSupport
import Testing

/// What was typed on the screen and not yet saved as a record.
@Suite("An unfinished log on the screen, with real processes", .serialized)
struct ScreenDraftTests {
  let programs: Programs

  init() throws {
    programs = try Programs()
    let made = try programs.site("clinic", "init", "--site", "RBD01", "--nation", "england")
    try #require(made.code == 0, "\(made.errors)")
  }

  private func begun() throws -> ScreenVisitor {
    let visitor = try ScreenVisitor(programs, "clinic")
    try visitor.post("/log/begin", "what=incident&way=form", from: "/log")
    return visitor
  }

  /// The age cannot be read, so that the log stays unfinished.
  private static let typed = "q-narrative=The+left+knee+was+imaged&q-age=old"

  /// Whether somebody who opens the screen anew is offered what was typed.
  private func isOffered(to visitor: ScreenVisitor) throws -> Bool {
    let (start, form) = (try visitor.get("/"), try visitor.get("/log/form"))
    return start.contains("You have an unfinished incident log")
      && form.contains("The left knee was imaged")
  }

  @Test func `a closed browser loses nothing`() throws {
    let closed = try begun()
    try closed.post("/log/form", Self.typed, from: "/log/form")

    #expect(try isOffered(to: ScreenVisitor(programs, "clinic")))
    withExtendedLifetime(closed) {}
  }

  @Test func `a kill right after the answer loses nothing`() throws {
    let visitor = try begun()
    try visitor.post("/log/form", Self.typed, from: "/log/form")

    visitor.running.kill()

    #expect(try isOffered(to: ScreenVisitor(programs, "clinic")))
  }

  /// What is flushed survives a power cut: the new file, then its name, and only then the answer.
  @Test func `the answer comes when the draft is on the disk`() throws {
    let visitor = try begun()
    let trace = try SystemCallTrace(
      of: visitor.running.process.processIdentifier, in: programs.work.path("trace"),
      calls: "fsync,fdatasync,rename,linkat,write,writev,sendto,sendmsg")

    try visitor.post("/log/form", Self.typed, from: "/log/form")

    let calls = try trace.finish()
    let order = [
      // A file without a name is shown as `#` and its number.
      calls.firstIndex { $0.contains("sync(") && $0.contains("\(programs.work.path("clinic"))/#") },
      calls.firstIndex { $0.contains("/incident-draft.json\"") && $0.contains("= 0") },
      calls.firstIndex { $0.contains("fsync(") && $0.contains("\(programs.work.path("clinic"))>") },
      calls.firstIndex { $0.contains("HTTP/1.1 422") },
    ].compactMap(\.self)
    #expect(order.count == 4 && order == order.sorted(), "\(calls)")
  }
}
