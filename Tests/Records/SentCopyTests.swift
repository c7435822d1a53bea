import IRMER
import Records
import Replication
import Testing

@Suite("A copy of what was sent")
struct SentCopyTests {
  /// A notified incident whose report somebody has read.
  private static func read(_ narrative: String = "The wrong leg was imaged.") throws -> Author {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-02-20", "modality": "ct", "narrative": .string(narrative),
      "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
      ],
    ])
    try author.set(
      "notification/submittedOn=2026-02-22", "notification/reference=IRR1", "status=notified")
    try author.confirmReading()
    return author
  }

  private static func send(_ author: inout Author) throws -> FrozenPage? {
    let before = author.snapshot
    let edit = try Edit.parse(
      ["report/sentOn=2026-02-25", "status=report-sent"], on: before, context: author.context,
      using: &author.generator)
    let kept = edit.keepingCopy(
      of: before, equipment: .empty, context: author.context, using: &author.generator)
    author.write(kept.edit.operations)
    return kept.page
  }

  private static func snapshot(of page: FrozenPage) -> RecordSnapshot {
    var author = Author(kind: .sentCopy)
    author.write(page.operations)
    return author.snapshot
  }

  @Test func `the page is kept word for word, with its hash, its role and its moment`() throws {
    var author = try Self.read()
    let page = try #require(try Self.send(&author))

    let record = Self.snapshot(of: page)
    let text = try #require(SentCopy.page(in: record))
    let copy = try #require(IncidentView(author.snapshot).sentCopies.first)
    let digest = Digest(of: Array(text.utf8)).bytes
    #expect(copy.digest == digest.map { byte in hex(byte) }.joined())
    #expect(copy.subject == .report && copy.by == author.context.role && copy.isCurrent)
    #expect(copy.at == "\(author.context.now)" && copy.record == "\(page.record)")
    #expect(text.contains("The wrong leg was imaged.") && text.contains("As sent ·"))
    #expect(!text.contains("DRAFT"))
  }

  private func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }

  @Test func `a later edit says that it is not in what was sent, and the copy stays`() throws {
    var author = try Self.read()
    let page = try #require(try Self.send(&author))
    let before = SentCopy.page(in: Self.snapshot(of: page))

    let edit = try Edit.parse(
      ["room=CT 2"], on: author.snapshot, context: author.context, using: &author.generator)
    author.write(edit.operations)

    #expect(
      edit.warnings.contains {
        $0.hasPrefix("This is not in the report that was recorded as sent on")
      })
    #expect(IncidentView(author.snapshot).sentCopies.map(\.isCurrent) == [false])
    #expect(SentCopy.page(in: Self.snapshot(of: page)) == before)
  }

  @Test func `what follows the sending leaves the copy current`() throws {
    var author = try Self.read()
    _ = try Self.send(&author)

    try author.set("regulator/withAuthorityOn=2026-02-27", "status=with-regulator")

    #expect(IncidentView(author.snapshot).sentCopies.map(\.isCurrent) == [true])
  }

  @Test func `a page of many parts is put together again, and none is missing`() throws {
    let words = String(repeating: "The plan – 😀 – was read. ", count: 3000)
    var author = try Self.read(words)
    let page = try #require(try Self.send(&author))

    let record = Self.snapshot(of: page)
    #expect(record.elements("parts").count > 1)
    #expect(SentCopy.page(in: record)?.contains(words.dropLast()) == true)

    let cut = page.operations.filter { $0.path.text.hasPrefix("parts/") }
    var other = Author(kind: .sentCopy)
    other.write(page.operations.filter { $0.path != cut.last?.path })
    #expect(SentCopy.page(in: other.snapshot) == nil, "a page that is not whole is never shown")
  }

  @Test func `nobody edits a copy, or the line that names it`() throws {
    var author = try Self.read()
    let page = try #require(try Self.send(&author))
    let record = Self.snapshot(of: page)

    for path in ["sha256", "parts/0/text", "what"] {
      let error = validationError {
        _ = try Edit.setting(
          [(path, "other")], on: record, context: author.context, using: &author.generator)
      }
      #expect(error?.code == "fixed-field", "\(path)")
    }
    #expect(validationError { try author.set("sentCopies/0/sha256=0") }?.code == "fixed-field")
  }

  @Test func `a notification that nobody has read is recorded, and says that no copy is kept`()
    throws
  {
    var author = Author(kind: .incident)
    try author.log(["discoveredOn": "2026-02-20", "modality": "ct", "narrative": "A film."])
    let before = author.snapshot

    let edit = try Edit.parse(
      ["notification/submittedOn=2026-02-22", "notification/reference=IRR1"], on: before,
      context: author.context, using: &author.generator)
    let kept = edit.keepingCopy(
      of: before, equipment: .empty, context: author.context, using: &author.generator)

    #expect(kept.page == nil && kept.edit.operations.count == edit.operations.count)
    #expect(edit.warnings.contains { $0.hasPrefix("No copy of the answers") })
  }
}
