import Foundation
import Testing

@Suite("candour assess and candour editions")
struct AssessTests {
  private let programs: Programs

  init() throws { programs = try Programs() }

  private let facts = """
    {"nation":"england","discoveredOn":"2026-02-02","modality":"ct","clinicallySignificant":"no",\
    "individuals":[{"exposure":"unintended","ageAtExposure":54,\
    "effectiveDose":{"intended":"10","total":"25.0"}}]}
    """

  @Test func `one document in, one assessment out`() throws {
    let done = try programs.run("candour", ["assess", "--json"], input: facts)

    #expect(done.code == 0 && done.errors == "")
    let assessment = try done.object()
    #expect(assessment["outcome"] as? String == "notifiable")
    #expect(assessment["codes"] as? [String] == ["2.3"])
    #expect(assessment["notifyBy"] as? String == "2026-02-16")
    #expect(
      Set(assessment.keys) == [
        "edition", "outcome", "codes", "complementary", "notifyBy", "reportBy", "authority",
        "routes", "findings", "prompts",
      ])
  }

  @Test func `a bad line is answered in its place and the rest are judged`() throws {
    let input = "\(facts)\r\n\n{\"nation\":1}\n  \nnot json\n\(facts)"
    let done = try programs.run("candour", ["assess", "--lines", "-"], input: input)

    #expect(done.code == 2)
    let lines = try done.output.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
    #expect(lines.map { $0["error"] == nil } == [true, false, false, true])
    let error = try #require(lines[1]["error"] as? [String: Any])
    #expect(error["code"] as? String == "wrong-type")
    #expect(error["field"] as? String == "nation")
  }

  @Test func `many lines are answered in their order`() throws {
    let nations = ["england": "CQC", "wales": "HIW", "scotland": "HIS", "northern-ireland": "RQIA"]
    let asked = (0..<20_000).map { number in
      number % 97 == 5 ? "no-document" : nations.keys.sorted()[number * number % 4]
    }
    let input = asked.map { nation in
      nation == "no-document" ? "{" : facts.replacing("england", with: nation)
    }.joined(separator: "\n")

    let done = try programs.run("candour", ["assess", "--lines"], input: input)

    let bad = asked.count { $0 == "no-document" }
    #expect(done.errors.contains("\(bad) of 20000 lines are not usable"), "\(done.errors)")
    let answers = done.output.split(separator: "\n")
    try #require(answers.count == asked.count)
    for (nation, answer) in zip(asked, answers) {
      let expected = nations[nation].map { #""authority":"\#($0)""# } ?? #"{"error":"#
      if !answer.contains(expected) { Issue.record("\(nation): \(answer)") }
    }
  }

  @Test func `a line is answered before the next one is sent`() throws {
    let talk = """
      coproc judge { "$0" assess --lines; }
      # The shell forgets this once the program has ended.
      program=$judge_PID
      for nation in england wales; do
        printf '%s\\n' "${FACTS/england/$nation}" >&"${judge[1]}"
        read -r -t 60 answer <&"${judge[0]}" || { kill "$program"; exit 1; }
        printf '%s\\n' "$answer"
      done
      eval "exec ${judge[1]}>&-"
      wait "$program"
      """

    let done = try programs.run(
      "/bin/bash", ["-c", talk, Programs.folder.appending(path: "candour").path],
      environment: ["FACTS": facts])

    #expect(done.code == 0, "\(done.errors)")
    #expect(done.output.contains("CQC") && done.output.contains("HIW"), "\(done.output)")
  }

  @Test func `a line of a mebibyte is read`() throws {
    let long = facts.dropLast() + ",\"narrative\":\"\(String(repeating: "x", count: 1 << 20))\"}"
    let done = try programs.run("candour", ["assess", "--lines"], input: String(long) + "\n")

    #expect(done.code == 0)
    #expect(done.output.contains("Kept in a record, but not read by the rules: narrative"))
  }

  @Test(arguments: [
    (["assess", "--json", "/nowhere/facts.json"], "unreadable-input"),
    (["assess", "--json", "--edition", "none"], "unknown-edition"),
    (["assess", "--json", "--as-of", "2019-01-01"], "no-edition"),
    (["assess", "--json", "--as-of", "tomorrow"], "no-such-date"),
    (["assess", "--json", "--colour"], "usage"),
    (["assess", "--json"], "malformed-json"),
  ])
  func `what cannot be used exits with 2 and one error object`(
    arguments: [String], code: String
  ) throws {
    let done = try programs.run("candour", arguments, input: "{")

    #expect(done.code == 2 && done.output == "")
    let object = try JSONSerialization.jsonObject(with: Data(done.errors.utf8)) as? [String: Any]
    let error = try #require(object?["error"] as? [String: Any])
    #expect(error["code"] as? String == code || code == "malformed-json")
    #expect(error.keys.sorted() == ["code", "field", "message"])
  }

  @Test func `the day chooses the edition`() throws {
    let done = try programs.run(
      "candour", ["assess", "--json", "--as-of", "2022-01-01"], input: facts)

    #expect(try done.object()["edition"] as? String == "saue-2020-08")
  }

  @Test func `editions are listed with their status`() throws {
    let done = try programs.run("candour", ["editions", "--json"])

    let editions = try done.array()
    #expect(editions.first?["id"] as? String == "saue-2023-04-19")
    #expect(
      editions.map { $0["status"] as? String } == ["default", "historical", "draft"])
  }
}
