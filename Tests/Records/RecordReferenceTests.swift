import Records
import Testing

@Suite("Reference of a record")
struct RecordReferenceTests {
  private let reference = RecordReference("RBD02-2026-484172109")

  @Test func `people read its digits in groups of three`() {
    #expect(reference?.grouped == "RBD02-2026-484 172 109")
    #expect(RecordReference.grouped("RBD02-2026-4841721") == "RBD02-2026-484 172 1")
    #expect(RecordReference.grouped("no reference") == "no reference")
  }

  @Test(arguments: [
    "RBD02-2026-484 172 109", "rbd02-2026-484172109", "RBD02-2026-484\u{a0}172\u{a0}109",
  ])
  func `what is typed is read without its spaces, in any case`(typed: String) {
    #expect(RecordReference.normalized(typed) == "RBD02-2026-484172109")
  }

  @Test(arguments: ["2109", "4841", "172109", "2026-4841", "RBD02-2026-4841", "484172109"])
  func `a part with four digits or more names it`(part: String) {
    #expect(RecordReference.mayName(part))
    #expect(reference?.contains(part: part) == true)
  }

  @Test(arguments: [
    "109", "RBD02-2026", "RBD02-2026-484", "2026", "-4841", "RBD02", "", "2026-", "x2109",
  ])
  func `less than that, or the year alone, does not`(part: String) {
    #expect(!RecordReference.mayName(part) || reference?.contains(part: part) == false)
  }

  @Test(arguments: [
    "RBD02-2026-", "RBD02-26-1", "rbd02-2026-1", "RBD02-2026-1 2", "R-2026-1", "a-b-c-d",
  ])
  func `a text of another form is none`(text: String) {
    #expect(RecordReference(text) == nil)
  }

  @Test(arguments: [
    "RBD01-2026-484 172 109", "rbd01-2026-484-172-109", "RBD01-2026-484\u{2011}172\u{2011}109",
    "RBD01 - 2026 - 484172109",
  ])
  func `what is typed in groups names the record`(typed: String) {
    #expect(RecordReference.normalized(typed) == "RBD01-2026-484172109")
  }

  @Test func `a part may be typed in groups too`() {
    #expect(RecordReference.normalized("484-172-109") == "484172109")
    #expect(RecordReference.normalized("2026-484-172") == "2026-484172")
    #expect(RecordReference.normalized("2026-484172") == "2026-484172")
  }

  @Test func `a text shows references in groups, a command shows them as they are typed`() {
    #expect(
      RecordReference.grouped(in: "Saved as RBD01-2026-484172109, not yet sent.")
        == "Saved as RBD01-2026-484 172 109, not yet sent.")
    #expect(
      RecordReference.grouped(in: "RBD01-2026-484172109\nSee: candour explain RBD01-2026-484172109")
        == "RBD01-2026-484 172 109\nSee: candour explain RBD01-2026-484172109")
    #expect(RecordReference.grouped(in: "RBD01-2026-0001") == "RBD01-2026-0001")
  }
}
