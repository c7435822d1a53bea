import Foundation
import TestSupport
import Testing

/// A script and a person, or two logins, may set up the same folder in the same moment.
@Suite("Set-ups of one folder at once, with real processes")
struct FoundingAtOnceTests {
  private let programs: Programs

  init() throws { programs = try Programs() }

  private func together(_ program: String, _ commands: [[String]]) throws -> [Programs.Finished] {
    let running = try commands.map { try programs.start(program, $0) }
    return running.map { run in
      run.process.waitUntilExit()
      return run.finished()
    }
  }

  @Test func `one sets the site up, and is told whose it is; the others change nothing`() throws {
    for round in 1...3 {
      let folder = programs.work.path("site\(round)")
      let done = try together(
        "candour",
        (1...4).map {
          ["init", "--site", "RBD0\($0)", "--nation", "england", "--store", folder, "--json"]
        })

      let (won, lost) = (done.filter { $0.code == 0 }, done.filter { $0.code != 0 })
      #expect(won.count == 1 && lost.allSatisfy { $0.code == 2 }, "\(done)")
      #expect(lost.allSatisfy { $0.errors.contains("store-exists") }, "\(lost)")
      let status = try programs.run("candour", ["status", "--store", folder, "--json"]).object()
      let told = try #require(try won.first?.object())
      #expect(status["site"] as? String == told["site"] as? String)
      #expect(status["replica"] as? String == told["replica"] as? String)
    }
  }

  @Test func `one makes the centre and its authority`() throws {
    let folder = programs.work.path("centre")
    let done = try together(
      "candour-server",
      (1...4).map { _ in ["init", "--data", folder, "--trust", "RBD", "--json"] })

    #expect(done.count { $0.code == 0 } == 1 && done.count { $0.code == 2 } == 3, "\(done)")
    #expect(try programs.centre("verify").code == 0)
  }
}
