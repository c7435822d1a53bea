import Testing

@testable import candour

@Suite("References on the command line")
struct ReferenceArgumentsTests {
  @Test(
    arguments: [
      (
        ["incident", "show", "RBD01-2026-484", "172", "109"],
        ["incident", "show", "RBD01-2026-484172109"]
      ),
      (
        ["redact", "RBD01-2026-484172109", "notes/0"],
        ["redact", "RBD01-2026-484172109", "notes/0"]
      ),
      (
        ["incident", "action", "RBD01-2026-484172109", "12"],
        ["incident", "action", "RBD01-2026-484172109", "12"]
      ),
      (["due", "--within", "30"], ["due", "--within", "30"]),
      (
        ["incident", "note", "RBD01-2026-4841", "172"],
        ["incident", "note", "RBD01-2026-4841", "172"]
      ),
    ] as [([String], [String])])
  func `groups are put together again, and nothing else`(typed: [String], read: [String]) {
    #expect(ReferenceArguments.joined(typed) == read)
  }
}
