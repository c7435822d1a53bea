import IRMER
import Records
import Testing

@Suite("Times of an incident")
struct TimeOrderTests {
  private static func incident() throws -> Author {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": "2026-03-01", "modality": "ct"])
    return author
  }

  @Test(arguments: [
    (["discoveredAt=2026-02-20T10:00:00Z"], "contradicts-discovery", "discoveredAt"),
    (
      ["discoveredAt=2026-03-01T10:00:00Z", "exposureAt/first=2026-03-01T10:30:00Z"],
      "exposure-after-discovery", "exposureAt/first"
    ),
    (
      ["discoveredAt=2026-03-01T10:00:00Z", "exposureAt/last=2026-03-01T10:30:00Z"],
      "exposure-after-discovery", "exposureAt/last"
    ),
    (
      ["exposureAt/first=2026-03-01T12:00:00Z", "exposureAt/last=2026-03-01T11:00:00Z"],
      "wrong-order", "exposureAt/last"
    ),
    (
      ["preliminary/start=2026-03-01T12:00:00Z", "preliminary/end=2026-03-01T11:59:59Z"],
      "wrong-order", "preliminary/end"
    ),
    (
      ["exposureAt/first=2026-02-28T12:00:00Z", "exposureAt/last=2026-02-28T12:30:00+01:00"],
      "wrong-order", "exposureAt/last"
    ),
  ])
  func `an hour that cannot be is refused, like a day`(
    assignments: [String], code: String, field: String
  ) throws {
    var author = try Self.incident()

    let error = validationError {
      _ = try Edit.parse(
        assignments, on: author.snapshot, context: author.context, using: &author.generator)
    }

    #expect(error?.code == code && error?.field == field)
  }

  @Test func `hours that follow each other are taken, and a day alone is any hour of it`() throws {
    var author = try Self.incident()

    try author.set(
      "exposureAt/first=2026-03-01T09:00:00Z", "exposureAt/last=2026-03-01T10:30:00+01:00",
      "discoveredAt=2026-03-01T10:00:00Z", "preliminary/start=2026-03-01T12:00:00Z",
      "preliminary/end=2026-03-01")

    #expect(author.field("discoveredAt") == "2026-03-01T10:00:00Z")
  }

  @Test func `just after midnight in London is the day of discovery in summer`() throws {
    var author = Author(kind: .incident)
    author.today = try #require(CalendarDate("2026-07-02"))

    try author.log(["discoveredOn": "2026-07-02", "discoveredAt": "2026-07-01T23:30:00Z"])

    #expect(author.field("discoveredOn") == "2026-07-02")
  }
}
