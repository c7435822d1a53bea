import Foundation
import TestSupport
import Testing

/// The log in a pseudo-terminal, typed and pasted as a person does.
@Suite("The log on a real terminal")
struct TerminalTests {
  private let programs: Programs

  init() throws {
    programs = try Programs()
    let made = try programs.site("site", "init", "--site", "RBD01", "--nation", "england")
    try #require(made.code == 0, "\(made.errors)")
  }

  /// Waits for a text on the screen, then types; `null` at the end hangs up.
  private static let driver = """
    import json, os, pty, select, signal, sys, time
    steps = json.load(sys.stdin)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.argv[1], sys.argv[1:])
    screen, seen = b"", 0
    def read(limit):
        global screen
        if not select.select([terminal], [], [], limit)[0]:
            return False
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return False
        screen += data
        return bool(data)
    for wanted, typed in steps:
        while wanted.encode() not in screen[seen:]:
            if not read(20):
                sys.stderr.write("waiting for %r\\n%s" % (wanted, screen.decode(errors="replace")))
                os.kill(pid, signal.SIGKILL)
                sys.exit(90)
        seen = screen.index(wanted.encode(), seen) + len(wanted.encode())
        if typed == "KILL":
            os.kill(pid, signal.SIGKILL)
        else:
            os.write(terminal, typed.encode())
    while read(20):
        pass
    ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended:
        # It closes the terminal a moment before it ends; what waits for a key does neither.
        if select.select([terminal], [], [], 0)[0]:
            status = os.waitpid(pid, 0)[1]
        else:
            os.kill(pid, signal.SIGKILL)
            status = os.waitpid(pid, 0)[1]
    sys.stdout.buffer.write(screen)
    sys.exit(os.waitstatus_to_exitcode(status) & 0x7f)
    """

  private func type(_ steps: [(String, String)], _ arguments: String...) throws -> Programs.Finished
  {
    let input = try JSONSerialization.data(withJSONObject: steps.map { [$0.0, $0.1] })
    return try programs.run(
      "/usr/bin/env",
      ["python3", "-c", Self.driver, Programs.folder.appending(path: "candour").path]
        + arguments + ["--store", programs.work.path("site")],
      input: String(decoding: input, as: UTF8.self), environment: ["TERM": "xterm"])
  }

  private static let first: [(String, String)] = [
    (
      "What happened",
      "\u{1b}[200~The wrong patient was scanned.\rIt was seen at once.\u{1b}[201~\r"
    ),
    ("When was it discovered?", "yesterday\r"), ("When was the exposure?", "same\r"),
    ("Where did it happen?", "CT 3\u{7f}2\r"),
  ]
  private static let second: [(String, String)] = [
    ("Which examination", "ct\r"), ("Who was", "1\r"), ("Age at the time?", "54\r"),
    ("What sort", "1\r"), ("equipment fault?", "n\r"), ("Dose, as", "DLP 1,234\r"),
    ("been told?", "1\r"), ("anybody else", "no\r"), ("save, change or stop?", "save\r"),
  ]

  @Test func `it asks, shows what was understood, and saves what was typed and pasted`() throws {
    let done = try type(Self.first + Self.second, "incident", "log")

    #expect(done.code == 0, "\(done.errors)")
    #expect(done.output.contains("Saved on this computer as RBD01-2026-"))
    let listed = try programs.site("site", "incident", "list", "--json").array()
    let id = try #require(listed.first?["id"] as? String)
    let fields =
      try programs.site("site", "incident", "show", id, "--json").object()["fields"]
      as? [String: Any] ?? [:]
    #expect(
      fields["narrative"] as? String == "The wrong patient was scanned.\nIt was seen at once.")
    #expect(fields["discoveredOn"] as? String == "2026-02-08")
    #expect(fields["department"] as? String == "CT 2")
    #expect(fields["individuals/0/doses/0/total"] as? String == "1234")
    #expect(fields["informing/individual/occurrence/date"] as? String == "2026-02-09")
  }

  @Test(arguments: ["\u{3}", "KILL"])
  func `what was answered is offered again after Ctrl-C and after the power failed`(end: String)
    throws
  {
    let stopped = try type(Self.first + [("Which examination", end)], "incident", "log")
    let nothing = try programs.site("site", "incident", "list", "--json").array()
    let again = try type([("not finished", "\r")] + Self.second, "incident", "log")

    #expect(stopped.code != 0 && nothing.isEmpty)
    #expect(again.code == 0, "\(again.errors)")
    #expect(again.output.contains("4 answers"))
    #expect(try programs.site("site", "incident", "list", "--json").array().count == 1)
    // A saved log is not offered again.
    let third = try type([("What happened", "\u{3}")], "incident", "log")
    #expect(!third.output.contains("not finished"))
  }

  @Test(arguments: [
    ("2\r", ["Mrs A rang.", nil]), ("\r", [nil, nil]), ("9\r", ["Mrs A rang.", "Mrs B."]),
  ])
  func `redact shows which entries wrote there, and asks which lose their words`(
    typed: String, left: [String?]
  ) throws {
    let logged = try programs.site(
      "site", "incident", "log", "--json", "--from", "-",
      input: #"{"discoveredOn": "2026-02-08", "room": "Mrs A rang."}"#)
    let id = try #require(try logged.object()["id"] as? String)
    let edited = try programs.site("site", "incident", "set", id, "room=Mrs B.")
    try #require(edited.code == 0, "\(edited.errors)")

    let done = try type(
      [("Which? Numbers", typed)], "redact", id, "room", "--why", "named a patient")

    #expect(done.code == (typed == "9\r" ? 2 : 0))
    #expect(done.output.contains("2 entries wrote there") && done.output.contains("Mrs A rang."))
    let history = try programs.site("site", "history", id, "--json").output
    #expect(history.contains("Mrs A rang.") == (left[0] != nil))
    #expect(history.contains("Mrs B.") == (left[1] != nil))
    #expect(try programs.site("site", "verify").code == 0)
  }

  @Test func `a name in an edit is shown before it is saved, and nothing is saved without a yes`()
    throws
  {
    let logged = try programs.site(
      "site", "incident", "log", "--json", "--from", "-",
      input: #"{"discoveredOn": "2026-02-08", "individuals": [{"kind": "patient"}]}"#)
    let id = try #require(try logged.object()["id"] as? String)

    let refused = try type(
      [("Save it as it is?", "n\r")], "incident", "note", id, "Mrs Zoe O'Brien rang.")

    #expect(refused.code == 1 && refused.output.contains("“Mrs Zoe O'Brien”"))
    let shown = try programs.site("site", "incident", "show", id)
    #expect(!shown.output.contains("Brien"))
  }
}
