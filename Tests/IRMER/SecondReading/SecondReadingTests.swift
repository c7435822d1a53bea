import Foundation
import IRMER
import Testing

/// `assess.py` beside this file was written only from the description of the interface, in another
/// language, by somebody who had not seen the rules. Any difference means that one of the two is
/// wrong.
@Suite("The rules against a second reading of the contract")
struct SecondReadingTests {
  /// `CANDOUR_DOCUMENTS=200000` sets a larger number of documents in total.
  static let count =
    (ProcessInfo.processInfo.environment["CANDOUR_DOCUMENTS"].flatMap { Int($0) } ?? 4_000) / 4

  @Test(arguments: 0..<4 as Range<Int>)
  func `both readings of the contract answer every document alike`(seed: Int) throws {
    var compared = 0
    for document in try SecondReading.documents(seed: seed, count: Self.count) {
      let line = try #require(document["line"]?.string)
      let expected = try #require(document["expected"])
      compared += 1
      guard !expected.isNull else { continue }  // a blank line is no document
      let answer = SecondReading.Answer(to: line)
      guard let difference = answer.difference(from: expected) else { continue }
      Issue.record("\(difference)\n\(line)")
      return
    }
    #expect(compared == Self.count)
  }
}

/// The generator and the second reading, both in Python.
enum SecondReading {
  /// Seeded documents, each with the result of the second implementation.
  static func documents(seed: Int, count: Int) throws -> [JSONValue] {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "generate.py")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-B", script.path, String(seed), String(count)]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(
      process.terminationStatus == 0, "python3 is needed: Tests/Support/setup.sh installs it")
    return try bytes.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: $0) }
  }

  /// The rules' result for a line.
  enum Answer {
    case assessment(Assessment)
    case error(any Error)

    init(to line: String) {
      do {
        let facts = try IncidentFacts(JSONValue(parsing: line))
        self = .assessment(Edition.default.assess(facts))
      } catch {
        self = .error(error)
      }
    }

    /// Where the second implementation differs, in words; nil where it does not.
    func difference(from expected: JSONValue) -> String? {
      switch (self, expected["error"]) {
      case (.error, _?): nil
      case (.error(let error), nil): "refused (\(error)), expected an assessment"
      case (.assessment, let error?): "judged, expected an error: \(error.serialized())"
      case (.assessment(let assessment), nil): Self.difference(assessment, expected)
      }
    }

    private static func difference(_ assessment: Assessment, _ expected: JSONValue) -> String? {
      let json = assessment.json
      for key in ["outcome", "codes", "complementary", "notifyBy", "reportBy", "authority"]
      where json[key] != expected[key] {
        return "\(key): \(text(json[key])), expected \(text(expected[key]))"
      }
      let duties = Dictionary(
        assessment.routes.map { ($0.body.rawValue, JSONValue($0.duty.rawValue)) }
      ) { first, _ in first }
      let routes = JSONValue.object(JSONObject(duties.map { ($0.key, $0.value) }))
      guard duties.count == assessment.routes.count, routes == expected["routes"] else {
        return "routes: \(text(routes)), expected \(text(expected["routes"]))"
      }
      let findings = assessment.findings.map(brief)
      let others = expected["findings"]?.array ?? []
      guard findings == others else {
        return "findings: \(text(.array(findings)))\nexpected \(text(expected["findings"]))"
      }
      for key in expected["unknownKeys"]?.array ?? [] {
        let name = key.string ?? ""
        guard assessment.prompts.contains(where: { $0.contains(name) }) else {
          return "no prompt names the unknown key \(name)"
        }
      }
      return nil
    }

    /// A finding in the form of the second implementation.
    private static func brief(_ finding: Finding) -> JSONValue {
      [
        "individual": JSONValue.number(JSONNumber(finding.individual)),
        "code": .string(finding.code.rawValue), "result": .string(finding.result.rawValue),
        "missing": JSONValue(finding.missing.sorted()),
      ]
    }

    private static func text(_ value: JSONValue?) -> String { value?.serialized() ?? "nothing" }
  }
}
