import Foundation
import TestSupport
import Testing

@Suite("A sealed backup, with real processes")
struct SealedBackupTests {
  private let programs: Programs
  private var file: String { programs.work.path("backup") }
  private var key: String { programs.work.path("recovery") }

  init() throws { programs = try Programs() }

  private func restore(_ data: String, _ arguments: String...) throws -> Programs.Finished {
    try programs.run(
      "candour-server", ["restore", "--data", programs.work.path(data), file] + arguments)
  }

  @Test func `only its recovery key opens it, and what comes out is whole`() throws {
    let made = try programs.centre("init", "--trust", "RBD", "--recovery-key", key)
    let kept = try programs.centre("backup", file, "--json")
    let bytes = try Data(contentsOf: URL(filePath: file))
    let other = programs.work.path("other")
    _ = try programs.run(
      "candour-server",
      [
        "init", "--data", programs.work.path("elsewhere"), "--trust", "RBE", "--recovery-key",
        other,
      ])

    let without = try restore("a")
    let wrong = try restore("b", "--recovery-key", other)
    let right = try restore("c", "--recovery-key", key)
    let verified = try programs.run(
      "candour-server", ["verify", "--data", programs.work.path("c"), "--json"])
    let again = try programs.run(
      "candour-server",
      ["backup", "--data", programs.work.path("c"), programs.work.path("next"), "--json"])

    #expect(made.code == 0 && kept.code == 0, "\(made.errors) \(kept.errors)")
    #expect(try kept.object()["sealed"] as? Bool == true)
    #expect(bytes.starts(with: Data("candour backup 2\n".utf8)))
    #expect(bytes.range(of: Data("SQLite format 3".utf8)) == nil)
    #expect(without.code == 2 && without.errors.contains("--recovery-key"), "\(without.errors)")
    #expect(wrong.code == 2, "\(wrong.errors)")
    #expect(right.code == 0 && verified.code == 0, "\(right.errors) \(verified.errors)")
    #expect(try again.object()["sealed"] as? Bool == true)
    let left = try FileManager.default.contentsOfDirectory(atPath: programs.work.path)
    #expect(!left.contains { $0.contains("opened-") || $0 == "a" || $0 == "b" }, "\(left)")
  }

  @Test func `one that is altered or cut short is not restored`() throws {
    try programs.centre("init", "--trust", "RBD", "--recovery-key", key)
    try programs.centre("backup", file)
    let whole = try Data(contentsOf: URL(filePath: file))

    for damage in [whole.dropLast(1), whole.dropLast(2000), whole + Data([0])] {
      try Data(damage).write(to: URL(filePath: file))
      #expect(try restore("a", "--recovery-key", key).code == 2)
    }
    var flipped = whole
    flipped[flipped.count / 2] ^= 4
    try flipped.write(to: URL(filePath: file))
    #expect(try restore("a", "--recovery-key", key).code == 2)
  }

  @Test func `the key is printed once, and opens what is kept from then on`() throws {
    try programs.centre("init", "--trust", "RBD")
    let open = try programs.centre("backup", file)
    #expect(open.code == 0 && open.output.contains("not sealed"), "\(open.output)")
    #expect(try restore("open").code == 0)

    let printed = try programs.centre("recovery-key")
    let second = try programs.centre("recovery-key")
    try Data(printed.output.utf8).write(to: URL(filePath: key))
    let needless = try restore("needless", "--recovery-key", key)
    #expect(needless.code == 2 && needless.errors.contains("is not sealed"), "\(needless.errors)")
    #expect(try programs.centre("backup", "--force", file).code == 0)

    #expect(printed.code == 0 && second.code == 2, "\(second.errors)")
    #expect(try restore("sealed", "--recovery-key", key).code == 0)
  }
}
