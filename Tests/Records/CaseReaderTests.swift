import IRMER
import Testing

@testable import Records

@Suite("The cases of an audit, as people keep them")
struct CaseReaderTests {
  private static let reader = CaseReader(standards: ["S1", "S 2"], items: ["age band"])

  private static func read(_ text: String) throws -> [GivenCase] {
    try reader.cases(inTable: Array(text.utf8))
  }

  private static func failure(_ given: GivenCase) -> ValidationError? {
    if case .failure(let failure) = given.document { failure } else { nil }
  }

  @Test func `a sheet has a column for each standard, and the rest are data items`() throws {
    let cases = try Self.read("row,on,s1,S 2,Age band,kVp\n1,2026-04-01,Yes,n/a,20–29,120\n")

    #expect(
      try cases.first?.document.get() == [
        "row": "1", "on": "2026-04-01", "items": ["age band": "20–29", "kVp": "120"],
        "results": ["S1": "met", "S 2": "excluded"],
      ])
  }

  @Test(arguments: [
    ("met", "met"), ("YES", "met"), ("y", "met"), ("true", "met"), ("1", "met"),
    ("not met", "not-met"), ("not-met", "not-met"), ("No", "not-met"), ("n", "not-met"),
    ("0", "not-met"), ("N/A", "excluded"), ("na", "excluded"), ("-", "excluded"),
    ("excluded", "excluded"),
  ])
  func `a result is read as people write it`(cell: String, result: String) throws {
    #expect(try Self.reader.typed(["S1=\(cell)"])["results"]?["S1"]?.string == result)
  }

  @Test(arguments: [
    ("S1\nperhaps\n", "unknown-value"), ("S1,row\nyes\n", "malformed-csv"),
    ("S1,row\n , \n", "required"),
  ])
  func `a row that cannot be read is refused by its line, and the rest are read`(
    text: String, code: String
  ) throws {
    let cases = try Self.read(text + (text.hasPrefix("S1,") ? "yes,2\n" : "yes\n"))

    #expect(cases.map(\.place) == ["line 2", "line 3"])
    #expect(Self.failure(cases[0])?.code == code)
    #expect(Self.failure(cases[1]) == nil)
  }

  @Test func `an empty cell says nothing of the standard`() throws {
    let cases = try Self.read("row,S1\n7,\n")

    #expect(try cases.first?.document.get() == ["row": "7"])
  }

  @Test func `a JSON list is taken as it is, and anything else is refused`() throws {
    let list = try JSONValue(parsing: #" [{"results": {"S1": "met"}}]"#)
    let cases = try Self.reader.cases(inList: list)

    #expect(try cases.first?.document.get() == ["results": ["S1": "met"]])
    #expect(CaseReader.isJSON(Array(" [1]".utf8)) && !CaseReader.isJSON(Array("S1\nyes".utf8)))
    #expect(throws: ValidationError.self) { try Self.reader.cases(inList: ["results": [:]]) }
    #expect(throws: ValidationError.self) { try Self.reader.typed(["S1"]) }
    #expect(throws: ValidationError.self) { try Self.reader.typed(["S1=yes", "S1=no"]) }
  }
}
