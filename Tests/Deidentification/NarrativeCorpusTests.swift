import Deidentification
import Foundation
import TestSupport
import Testing

/// How many of the narratives that name somebody are found, and how many others cause a false
/// alarm.
///
/// `Corpus/naming.txt` and `Corpus/clinical.txt` were written for this project in the style of
/// radiographers; the people in them do not exist. A seed splits each in two: the finder was tuned
/// on one half, and only measured on the other.
@Suite("Identifier finder on narratives")
struct NarrativeCorpusTests {
  enum Half { case tuned, measured }

  /// One draw for each line, so that a line added at the end moves no other.
  private static func lines(_ file: String, _ half: Half? = nil) throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    var random = SeededGenerator(seed: 13)
    return text.split(separator: "\n").map(String.init).filter { _ in
      let isTuned = random.next().isMultiple(of: 2)
      return half.map { ($0 == .tuned) == isTuned } ?? true
    }
  }

  private static func silent(_ lines: [String]) throws -> [String] {
    let finder = IdentifierFinder()
    return try lines.filter { try finder.findings(in: $0).isEmpty }
  }

  private static func alarmed(_ lines: [String]) throws -> [String] {
    let finder = IdentifierFinder()
    return try lines.filter { try !finder.findings(in: $0).isEmpty }
  }

  @Test(arguments: [Half.tuned, .measured])
  func `ninety of a hundred that name somebody are found`(half: Half) throws {
    let lines = try Self.lines("naming.txt", half)

    let missed = try Self.silent(lines)

    #expect(lines.count >= 100)
    #expect(missed.count * 10 <= lines.count, "\(missed)")
  }

  @Test(arguments: [Half.tuned, .measured])
  func `of a hundred that name nobody at most two raise an alarm`(half: Half) throws {
    let lines = try Self.lines("clinical.txt", half)

    let alarms = try Self.alarmed(lines)

    #expect(lines.count >= 100)
    #expect(alarms.count * 50 <= lines.count, "\(alarms)")
  }

  @Test func `the narratives that were reported are all told apart`() throws {
    #expect(try Self.silent(Self.lines("reported-naming.txt")).isEmpty)
    #expect(try Self.alarmed(Self.lines("reported-clinical.txt")).isEmpty)
  }

  @Test(arguments: [
    ("Mr smith was called", "Mr smith"), ("Patient name: john smith", "john smith"),
    ("Called SMITH John by mistake", "SMITH John"), ("Patient Mary was told", "Patient Mary"),
    ("Radiographer Sarah noticed", "Radiographer Sarah"), ("His wife Maureen rang", "Maureen"),
    ("Fetched from 14 Marsh Lane", "14 Marsh Lane"), ("X-ray number 88213", "88213"),
    ("jane.roe at nhs dot net", "jane.roe at nhs dot net"), ("She was born in 1957", "1957"),
    ("the initials J.R.H. were on it", "J.R.H."),
    ("Mr okonjo was called", "Mr okonjo"), ("dr gbemisola rang", "dr gbemisola"),
    ("mr achterberg came", "mr achterberg"), ("Mrs blenkinsop left", "Mrs blenkinsop"),
    ("The porter, Delroy, brought her", "Delroy"), ("The manager, Themba, rang", "Themba"),
    ("Checked. Signed, K. Blenkinsop", "K. Blenkinsop"),
  ])
  func `the grammar of a mention is found whole`(text: String, found: String) throws {
    let findings = try IdentifierFinder().findings(in: text)

    #expect(findings.map { $0.text.revealed() } == [found])
  }
}
