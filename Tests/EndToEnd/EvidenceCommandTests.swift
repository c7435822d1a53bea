import Foundation
import TestSupport
import Testing

@Suite("Evidence, as commands and at the centre")
struct EvidenceCommandTests {
  let programs: Programs
  let file: String

  init() throws {
    programs = try Programs()
    try programs.site("s", "init", "--site", "RBD01", "--nation", "england")
    file = programs.work.path("console.jpg")
    try Data("the console\n".utf8).write(to: URL(filePath: file))
  }

  private func logged() throws -> String {
    let logged = try programs.site(
      "s", "incident", "log", "--json", "--from", "-", input: #"{"discoveredOn": "2026-02-02"}"#)
    return try #require(try logged.object()["reference"] as? String, "\(logged.errors)")
  }

  private func states(_ arguments: String...) throws -> (Int32, [String?]) {
    let checked = try programs.run(
      "candour",
      ["evidence", "check", "--json", "--store", programs.work.path("s")] + arguments)
    return (checked.code, try checked.array().map { $0["state"] as? String })
  }

  /// The output of `sha256sum`, a program independent of ours.
  private func sha256sum(_ path: String) throws -> String {
    String(try programs.run("/usr/bin/sha256sum", [path]).output.prefix(64))
  }

  @Test func `a file is added by its hash and found again unchanged, changed and gone`() throws {
    let reference = try logged()

    let added = try programs.site(
      "s", "evidence", "add", reference, file, "--as", "CT lead", "--json")
    let listed = try programs.site("s", "evidence", "list", reference, "--json").array()
    let unchanged = try states(reference)
    try Data("the consolE\n".utf8).write(to: URL(filePath: file))
    let changed = try states()
    try FileManager.default.removeItem(atPath: file)
    let gone = try states()
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
    let folder = try states()

    #expect(added.code == 0, "\(added.errors)")
    #expect(try added.object()["entry"] is String)
    let item = try #require(listed.first)
    #expect(listed.count == 1)
    #expect(item["what"] as? String == "console.jpg" && item["where"] as? String == file)
    #expect(item["by"] as? String == "CT lead" && item["bytes"] as? Int == 12)
    #expect(item["reference"] as? String == reference && item["number"] as? Int == 1)
    #expect(unchanged == (0, ["unchanged"]))
    #expect(changed == (1, ["changed"]) && gone == (1, ["gone"]) && folder == (1, ["unreadable"]))
  }

  @Test func `the hash is that of another program, and no byte of the file is in the store`() throws
  {
    let reference = try logged()
    let secret = "Margaret Thatcherson, born 13 October 1925"
    try Data(secret.utf8).write(to: URL(filePath: file))
    let expected = try sha256sum(file)

    try programs.site("s", "evidence", "add", reference, file, "--what", "photo of the console")

    let listed = try programs.site("s", "evidence", "list", "--json").array()
    #expect(listed.first?["sha256"] as? String == expected)
    let store = programs.work.path("s")
    for name in try FileManager.default.contentsOfDirectory(atPath: store) {
      let bytes = try Data(contentsOf: URL(filePath: "\(store)/\(name)"))
      #expect(bytes.range(of: Data("Thatcherson".utf8)) == nil, "\(name)")
    }
  }

  @Test func `what is no file, or kept in a place in words, is refused or said to be unchecked`()
    throws
  {
    let reference = try logged()
    let pipe = programs.work.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)

    for path in [pipe, programs.work.path("absent"), "/dev/zero", programs.work.path("s")] {
      let refused = try programs.site("s", "evidence", "add", reference, path)
      #expect(refused.code == 2, "\(path): \(refused.errors)")
    }
    try programs.site(
      "s", "evidence", "add", reference, file, "--what", "console", "--where", "the locked cabinet")
    let again = try programs.site("s", "evidence", "add", reference, file)

    #expect(again.code == 2 && again.errors.contains("piece of evidence 1"), "\(again.errors)")
    #expect(try states() == (0, ["not-checked"]))
    let history = try programs.site("s", "history", reference)
    #expect(history.output.contains("evidence"), "\(history.output)")
    #expect(try programs.site("s", "verify").code == 0)
  }

  @Test func `it travels to the centre, which shows it and holds none of the file`() throws {
    let trust = try Trust()
    try trust.start()
    try trust.enrol("clinic", site: "RBD02")
    let here = trust.programs.work.path("scan.log")
    try Data("the log".utf8).write(to: URL(filePath: here))
    let logged = try trust.programs.site(
      "clinic", "incident", "log", "--json", "--from", "-",
      input: #"{"discoveredOn": "2026-02-02"}"#
    ).object()
    let id = try #require(logged["id"] as? String)
    let added = try trust.programs.site("clinic", "evidence", "add", id, here)
    #expect(added.code == 0, "\(added.errors)")
    let synced = try trust.programs.site("clinic", "sync")
    #expect(synced.code == 0, "\(synced.errors)")
    let token = try trust.programs.run(
      "candour-server",
      [
        "token", "create", "--data", trust.programs.work.path("centre"), "--role", "governance",
        "--name", "test",
      ])
    let answer = try trust.programs.run(
      "/usr/bin/curl",
      [
        "-sS", "--cacert", trust.authority, "-H",
        "Authorization: Bearer \(token.output.trimmingCharacters(in: .whitespacesAndNewlines))",
        "\(trust.url)/api/v1/incidents/\(id)",
      ])
    let fields = try #require(
      try answer.object()["fields"] as? [String: Any], "\(answer.output)\(answer.errors)")
    #expect(fields["evidence/0/sha256"] as? String == (try sha256sum(here)))
    #expect(fields["evidence/0/where"] as? String == here)
  }
}
