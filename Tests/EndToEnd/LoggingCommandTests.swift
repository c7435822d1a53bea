import Foundation
import TestSupport
import Testing

@Suite("Logging from files, as a command")
struct LoggingCommandTests {
  private let programs: Programs

  init() throws {
    programs = try Programs()
    try programs.site("s", "init", "--site", "RBD01", "--nation", "england")
  }

  private func log(_ input: String, _ options: String...) throws -> Programs.Finished {
    try programs.run(
      "candour",
      ["incident", "log", "--from", "-"] + options + ["--store", programs.work.path("s")],
      input: input)
  }

  /// The words as a terminal of Latin-1 sends them; `\265` is its “µ”.
  @Test(arguments: [
    "candour incident note REF \"$(printf '20 \\265Sv')\" --store s --json",
    "candour incident set REF \"$(printf 'narrative=20 \\265Sv')\" --store s --json",
    "candour-server token create --data \"$(printf 'c\\265')\" --role mpe --name x --json",
  ])
  func `a word that is not UTF-8 is refused, and nothing of it is written`(
    command: String
  ) throws {
    let first = try log(
      #"{"discoveredOn": "2026-02-02", "individuals": [{"exposure": "accidental"}]}"#, "--json")
    let reference = try #require(try first.object()["reference"] as? String)
    let folder = Programs.folder.path(percentEncoded: false)

    let refused = try programs.run(
      "/bin/sh",
      ["-c", "cd \"$0\" && \"$1\"/" + command.replacing("REF", with: reference)]
        + [programs.work.path, folder])

    #expect(refused.code == 2 && refused.errors.contains("\"not-utf8\""), "\(refused)")
    #expect(try programs.site("s", "history", reference, "--json").array().count == 1)
  }

  @Test(arguments: [
    (#"{"discoveredOn": "2026-02-02", "individuals": [{"exposure": "accidental"}]}"#, [String]()),
    (#"{"discoveredOn": "2026-02-02", "individuals": [{"exposure": "accidental"}]}"#, ["--lines"]),
    ("discoveredOn,individuals/0/exposure\n2026-02-02,accidental\n", ["--csv"]),
  ])
  func `a file may begin with the byte order mark of Windows`(
    input: String, options: [String]
  ) throws {
    let logged = try programs.run(
      "candour",
      ["incident", "log", "--from", "-"] + options + ["--store", programs.work.path("s")],
      input: "\u{feff}" + input)

    #expect(logged.code == 0, "\(logged)")
    #expect(try incidents().count == 1)
  }

  private func incidents() throws -> [[String: Any]] {
    try programs.site("s", "incident", "list", "--json").array()
  }

  @Test(arguments: [
    (#"{"discoveredOn": "2026-02-02", "individuals": [{"exposure": "accidental"}]}"#, [String]()),
    (#"{"discoveredOn": "2026-02-02", "individuals": [{"exposure": "accidental"}]}"#, ["--lines"]),
    ("discoveredOn,individuals/0/exposure\n2026-02-02,unintended\n", ["--csv"]),
    (
      "discoveredOn,event,individuals/0/exposure\n2026-02-02,A,near-miss\n2026-02-02,A,accidental\n",
      ["--csv"]
    ),
  ])
  func `a near miss in which somebody was exposed is refused, and what contradicts is named`(
    input: String, options: [String]
  ) throws {
    let refused = try programs.run(
      "candour",
      ["incident", "log", "--near-miss", "--from", "-"] + options
        + ["--store", programs.work.path("s")], input: input)

    #expect(refused.code == 2)
    let words = refused.output + refused.errors
    #expect(words.contains("/exposure") && words.contains("--near-miss says"))
    #expect(try incidents().isEmpty)
  }

  @Test(arguments: [
    (#"{"discoveredOn": "2026-02-02", "individuals": [{}, {"exposure": "near-miss"}]}"#, "--json"),
    ("discoveredOn,individuals/0/ageAtExposure\n2026-02-02,40\n", "--csv"),
  ])
  func `a file that does not name the exposure is a near miss by the option`(
    input: String, option: String
  ) throws {
    #expect(try log(input, "--near-miss", option).code == 0)

    #expect(try incidents().map { $0["outcome"] as? String } == ["not-notifiable"])
  }

  @Test func `a field in the place of the reference is pointed out`() throws {
    let refused = try programs.run(
      "candour",
      [
        "incident", "set", "department=CT 2", "RBD01-2026-1234561", "--store",
        programs.work.path("s"),
      ])

    #expect(refused.code == 2)
    #expect(refused.errors.contains("“department=CT 2” is where the reference should be"))
  }

  @Test func `an error in JSON Lines names its line, and the other lines are logged`() throws {
    let good = #"{"discoveredOn": "2026-02-02", "modality": "ct"}"#
    let late = #"{"discoveredOn": "2026-13-02"}"#

    let logged = try log("\(good)\n{bad\n\n\(late)\n", "--lines")

    let lines = logged.output.split(separator: "\n")
    #expect(logged.code == 1 && lines.count == 3)
    let errors = try lines.dropFirst().map { line -> (Int?, String?) in
      let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let error = json?["error"] as? [String: Any]
      return (error?["line"] as? Int, error?["message"] as? String)
    }
    #expect(errors.map(\.0) == [2, 4])
    #expect(errors[0].1?.hasPrefix("line 2, character 2") ?? false)
    #expect(try incidents().count == 1)
  }

  @Test func `a range in a column of doses is an estimate with both ends, and is said`() throws {
    let rows = """
      discoveredOn,modality,clinicallySignificant,individuals/0/exposure,individuals/0/ageAtExposure,individuals/0/effectiveDose/total
      2026-02-02,ct,no,accidental,40,2-4 mSv
      2026-02-02,ct,no,accidental,40,3.5-4
      2026-02-02,ct,no,accidental,40,"1,000-2,000 µSv"
      """

    let logged = try log(rows, "--csv")

    #expect(logged.code == 0 && logged.errors.contains("line 2: Effective dose of individual 1"))
    #expect(
      try incidents().map { $0["outcome"] as? String } == [
        "undetermined", "notifiable", "not-notifiable",
      ])
  }

  @Test func `joining says what each record was and what they are together`() throws {
    let row = #"""
      {"discoveredOn": "2026-01-15", "modality": "mammography", "clinicallySignificant": "no", "individuals": [{"exposure": "unintended", "ageAtExposure": 55, "effectiveDose": {"intended": "0.4", "total": "0.8"}}]}
      """#
    let first = try #require(try log(row, "--json").object()["reference"] as? String)
    let second = try #require(
      try log(row.replacing("0.8", with: "0.9"), "--json").object()["reference"] as? String)

    let joined = try programs.site(
      "s", "incident", "join", first, second, "--why", "One detector fault")

    #expect(joined.code == 0, "\(joined.errors)")
    #expect(joined.output.contains("2 individuals"))
    for reference in [first, second] {
      #expect(joined.output.contains("\(reference.grouped) alone: need not be notified"))
    }
    #expect(joined.output.contains("M2.2") && joined.output.contains("Overdue"))
    let withdrawn = try programs.site("s", "incident", "list")
    #expect(withdrawn.output.contains("withdrawn") && !withdrawn.output.contains("void"))
    for word in ["withdrawn", "void"] {
      let listed = try programs.site("s", "incident", "list", "--status", word, "--json").array()
      #expect(listed.count == 1)
    }
  }

  @Test(arguments: [["incident", "log", "--from"], ["audit", "plan", "--from"], ["import"]])
  func `a file that is not there is named as such`(command: [String]) throws {
    let done = try programs.run(
      "candour", command + ["absent.file", "--store", programs.work.path("s")])

    #expect(done.code == 2 && done.errors.contains("absent.file: no such file"), "\(done.errors)")
  }

  @Test func `a day that cannot be is named as it was typed, in a list and in a change`() throws {
    for arguments in [
      ["incident", "list", "--since", "31/02/2026"], ["incident", "list", "--to", "31/02/2026"],
      ["incident", "log", "--from", "x.json", "--today", "31/02/2026"],
      ["changes", "--since", "31/02/2026"],
    ] {
      let done = try programs.run("candour", arguments + ["--store", programs.work.path("s")])
      #expect(done.code == 2 && done.errors.contains("“31/02/2026”"), "\(done.errors)")
    }
    let turned = try programs.site(
      "s", "incident", "list", "--from", "2026-03-02", "--to", "2026-02-01")
    #expect(turned.code == 2 && turned.errors.contains("is after --to 1 February 2026"))
  }

  @Test func `the nearest value is offered for one that is not known`() throws {
    for (typed, meant) in [
      ("xray", "plain-x-ray"), ("CT scan", "ct"), ("fluroscopy", "fluoroscopy"),
    ] {
      let listed = try programs.site("s", "incident", "list", "--modality", typed)
      let logged = try log(#"{"discoveredOn": "2026-02-02", "modality": "\#(typed)"}"#)

      #expect(listed.code == 2 && listed.errors.contains("Did you mean \(meant)?"))
      #expect(logged.code == 2 && logged.errors.contains("Did you mean \(meant)?"))
    }
  }
}

extension String {
  /// A reference as people read it aloud: its last nine digits in groups of three.
  fileprivate var grouped: String {
    let digits = suffix(9)
    return dropLast(9) + digits.prefix(3) + " " + digits.dropFirst(3).prefix(3) + " "
      + digits.suffix(3)
  }
}
