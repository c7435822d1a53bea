import Foundation
import TestSupport
import Testing

@testable import Web

@Suite("Making PDFs")
struct PDFMakerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A program in place of WeasyPrint: its arguments are `--quiet`, the page and the PDF.
  private func maker(_ script: String, seconds: Double = 1800) throws -> PDFMaker {
    let path = folder.path("program")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    // On a busy machine a program may start late: half an hour, where nothing else is asked for.
    return PDFMaker(program: path, seconds: seconds)
  }

  private func outcome(of maker: PDFMaker) async -> Result<[UInt8], PDFMaker.Failure> {
    do throws(PDFMaker.Failure) {
      return .success(try await maker.pdf(of: "<p>a report</p>", at: 1))
    } catch {
      return .failure(error)
    }
  }

  @Test func `a picture gets its own rules, since WeasyPrint gives it none of the page's`() {
    let styled = PDFMaker.styled(
      "<p>x</p><svg viewBox=\"0 0 1 1\"><polyline class=\"series\"/></svg>")

    #expect(styled.hasPrefix("<p>x</p><svg viewBox=\"0 0 1 1\"><style>svg "))
    #expect(styled.contains("svg .series{stroke:#005eb8;stroke-width:2;fill:none}"))
    #expect(styled.contains("svg .end{text-anchor:end}") && !styled.contains("var("))
    #expect(PDFMaker.styled("<p>a report</p>") == "<p>a report</p>")
  }

  @Test func `one is made at a time, and each that waits gets its own`() async throws {
    // The folder exists while a program is running: a second one could not create it.
    let maker = try maker(
      "mkdir $0.lock || exit 1; cat $0 $0 $0 >/dev/null; printf '%%PDF-' >$3; rmdir $0.lock")
    let outcomes = await withTaskGroup { group in
      for _ in 0..<20 { group.addTask { await outcome(of: maker) } }
      return await group.reduce(into: []) { $0.append($1) }
    }

    #expect(outcomes == Array(repeating: .success(Array("%PDF-".utf8)), count: 20))
  }

  @Test(.timeLimit(.minutes(20)))
  func `no more wait than may, and the next is refused`() async throws {
    // The first continues only when the file exists: until then nobody's turn ends.
    let maker = try maker("until [ -e $0.go ]; do sleep 0.01; done; printf '%%PDF-' >$3")
    let go = folder.path("program.go")
    let outcomes = await withTaskGroup { group in
      for _ in 0..<PDFMaker.waitingMax + 11 { group.addTask { await outcome(of: maker) } }
      var outcomes: [Result<[UInt8], PDFMaker.Failure>] = []
      for _ in 0..<10 { outcomes += [await group.next()].compactMap(\.self) }
      #expect(FileManager.default.createFile(atPath: go, contents: nil))
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }

    #expect(outcomes.prefix(10).allSatisfy { $0 == .failure(.busy) })
    #expect(outcomes.dropFirst(10).count == PDFMaker.waitingMax + 1)
    #expect(outcomes.dropFirst(10).allSatisfy { $0 == .success(Array("%PDF-".utf8)) })
  }

  @Test(arguments: ["exit 1", "printf 'no PDF' >$3", "true"])
  func `what is no PDF is a failure, and the next is made`(script: String) async throws {
    #expect(await outcome(of: try maker(script)) == .failure(.notMade))
    #expect(
      await outcome(of: try maker("printf '%%PDF-' >$3")) == .success(Array("%PDF-".utf8)))
  }

  @Test func `a program that hangs is ended, and the next is made`() async throws {
    // The outcome is known only when it has ended.
    let hanging = try maker("while :; do sleep 0.01; done", seconds: 0.2)
    #expect(await outcome(of: hanging) == .failure(.notMade))
    #expect(
      await outcome(of: try maker("printf '%%PDF-' >$3")) == .success(Array("%PDF-".utf8)))
  }

  @Test(.timeLimit(.minutes(2))) func `what a program started ends with it`() async throws {
    let maker = try maker("sleep 1800 & echo $! >$0.pid; printf '%%PDF-' >$3")
    #expect(await outcome(of: maker) == .success(Array("%PDF-".utf8)))
    // A signal is delivered after the call that sends it.
    while try !isGone("program.pid") { await Task.yield() }
  }

  @Test func `a program gets no open file and no environment of the server`() async throws {
    // Without O_CLOEXEC, as a library might open one.
    let file = open(#filePath, O_RDONLY)
    defer { close(file) }
    try #require(file > 2)
    let maker = try maker(
      "readlink /dev/fd/* >$0.files 2>/dev/null; env >$0.environment; printf '%%PDF-' >$3")
    #expect(await outcome(of: maker) == .success(Array("%PDF-".utf8)))

    let files = try String(contentsOfFile: folder.path("program.files"), encoding: .utf8)
    #expect(files.contains("/dev/null"))
    #expect(!files.contains("PDFMakerTests.swift"))
    let environment = try String(
      contentsOfFile: folder.path("program.environment"), encoding: .utf8)
    let names = Set(
      environment.split(separator: "\n").map { $0.prefix { $0 != "=" } }.map(String.init))
    #expect(
      names.subtracting(["PATH", "LANG", "SOURCE_DATE_EPOCH", "PWD", "SHLVL", "_", "OLDPWD"]) == [])
  }

  /// Whether a process has ended, by the file with its number. One whose parent has not collected its
  /// end yet counts too.
  private func isGone(_ file: String) throws -> Bool {
    let number = try String(contentsOfFile: folder.path(file), encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let process = try #require(Int32(number))
    guard kill(process, 0) == 0 else { return true }
    let state = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return state.split(separator: " ").dropFirst(2).first == "Z"
  }

  @Test func `a program that is not there is a failure`() async {
    #expect(await outcome(of: PDFMaker(program: folder.path("none"))) == .failure(.notMade))
  }
}
