import Foundation
import Testing

@testable import candour

@Suite("A text in a command that may be pasted")
struct ShellWordTests {
  @Test(arguments: [
    "RBD02-2026-123456789", "$(touch pwned)", "`id`", "a'; rm -rf x; '", "--store", "a b", "", "*",
    "individuals/0/exposure", "x\\", "\u{202e}gnp", "ä", ";", "a&b", "!!", "~",
    "a'\u{301}; echo pwned; '\u{301}", "'\u{fe0f}$(id)",
  ])
  func `a shell reads it as the one argument that it is`(text: String) throws {
    let run = try Shell.run(
      ["sh", "-c", "printf '%s' \(ShellWord(text))"], environment: [:])

    #expect(run.output == text && run.errors.isEmpty)
  }

  @Test func `a reference as it usually is stays plain`() {
    #expect("\(ShellWord("RBD02-2026-123456789"))" == "RBD02-2026-123456789")
    #expect("\(ShellWord("--store"))" == "'--store'")
  }
}
