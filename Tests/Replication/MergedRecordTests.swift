import Replication
import TestSupport
import Testing

@Suite("Merged record")
struct MergedRecordTests {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `merge keeps the join laws whatever the order and the repetition`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let history = RandomHistory(using: &random)
    let whole = history.merged()

    var shuffled = history.entries.shuffled(using: &random)
    shuffled += history.entries.filter { _ in random.once(in: 3) }
    #expect(RandomHistory.merged(shuffled) == whole)

    let parts = (0..<3).map { _ in history.entries.filter { _ in random.once(in: 2) } }
      .map(RandomHistory.merged)
    let (a, b, c) = (parts[0], parts[1], parts[2])
    #expect(a.merged(with: b) == b.merged(with: a))
    #expect(a.merged(with: b).merged(with: c) == a.merged(with: b.merged(with: c)))
    #expect(a.merged(with: a) == a)
    #expect(a.merged(with: whole) == whole)
    #expect(try MergedRecord(decoding: whole.encoded()) == whole)
  }

  @Test func `an entry of thousands of operations merges as each of them alone does`() throws {
    let path = FieldPath(literal: "room")
    let log = LogID(high: 1, low: 1)
    func entry(_ operations: [Operation], _ sequence: UInt64) -> (Entry, EntryReference) {
      let header = EntryHeader(
        time: HybridTime(milliseconds: Int64(sequence)), record: RecordID(high: 1, low: 1),
        kind: "incident", author: "operator")
      return (
        Entry(header: header, payload: EntryPayload(salt: [], operations: operations)),
        EntryReference(log: log, sequence: sequence, check: 7)
      )
    }
    var record = MergedRecord()
    for sequence in 1...5 as ClosedRange<UInt64> {
      let (written, name) = entry(
        (0..<4000).map { Operation(path: path, value: .text("\(sequence) \($0)")) }, sequence)
      record.apply(written, at: name)
      // Again, which changes nothing.
      record.apply(written, at: name)
    }
    #expect(record.live.count == 20_000)
    #expect(record.candidates(at: path).count == 20_000)
    #expect(record.merged(with: record) == record)
    #expect(record.live == record.live.sorted { ($0.path, $0.id) < ($1.path, $1.id) })

    let (settled, name) = entry([record.writing(.text("CT 1"), at: path)], 6)
    record.apply(settled, at: name)

    #expect(record.candidates(at: path).map(\.value) == [.text("CT 1")])
    #expect(record.superseded.count == 20_000)
    #expect(record.conflicts.isEmpty)
  }

  @Test func `two sites that edit one field unseen are both shown`() {
    var clinic = Author("clinic", seed: 1)
    var hospital = Author("hospital", seed: 2)
    var record = MergedRecord()
    let created = clinic.write(.text("2026-03-02"), at: "discoveredOn", seen: record)
    record.apply(created.entry, at: created.name)

    let first = clinic.write(.text("2026-03-01"), at: "discoveredOn", seen: record)
    let second = hospital.write(.text("2026-03-03"), at: "discoveredOn", seen: record)
    record.apply(first.entry, at: first.name)
    record.apply(second.entry, at: second.name)

    let path = FieldPath(literal: "discoveredOn")
    #expect(Set(record.candidates(at: path).map(\.value?.text)) == ["2026-03-01", "2026-03-03"])
    #expect(record.conflicts.map(\.path) == [path])
  }

  @Test func `a clock set to 2030 does not beat an edit that saw what it wrote`() {
    var wrong = Author("wrong clock", seed: 1, milliseconds: 1_900_000_000_000)
    var right = Author("right clock", seed: 2, milliseconds: 1_770_000_000_000)
    var record = MergedRecord()
    let future = wrong.write(.text("CT 2"), at: "equipmentId", seen: record)
    record.apply(future.entry, at: future.name)
    let correction = right.write(.text("CT 1"), at: "equipmentId", seen: record)
    record.apply(correction.entry, at: correction.name)

    #expect(record.value(at: FieldPath(literal: "equipmentId")) == .text("CT 1"))
    #expect(record.conflicts.isEmpty)
  }

  @Test func `equal values are not a conflict`() {
    var clinic = Author("clinic", seed: 1)
    var hospital = Author("hospital", seed: 2)
    var record = MergedRecord()
    for written in [
      clinic.write(.text("ct"), at: "modality", seen: record),
      hospital.write(.text("ct"), at: "modality", seen: record),
    ] { record.apply(written.entry, at: written.name) }

    #expect(record.conflicts.isEmpty)
    #expect(record.candidates(at: FieldPath(literal: "modality"))[0].stamps.count == 2)
  }

  @Test func `an entry that had to move keeps the names of its operations`() {
    var clinic = Author("clinic", seed: 1)
    let path = FieldPath(literal: "modality")
    var record = MergedRecord()
    let written = clinic.write(.text("ct"), at: "modality", seen: record)
    let moved = Entry(
      header: EntryHeader(
        time: written.entry.header.time, record: written.entry.header.record, kind: "incident",
        author: written.entry.header.author, origin: written.name),
      payload: written.entry.payload)
    record.apply(written.entry, at: written.name)
    let before = record

    record.apply(moved, at: EntryReference(log: LogID(high: 9, low: 9), sequence: 1, check: 7))

    #expect(record == before)
    #expect(record.candidates(at: path).count == 1)
  }

  @Test func `a redaction takes the value away whichever arrives first`() {
    var clinic = Author("clinic", seed: 1)
    var centre = Author("centre", seed: 2)
    let narrative = FieldPath(literal: "narrative")
    let written = clinic.write([
      .init(path: narrative, value: .text("Mrs Example fell")),
      .init(path: FieldPath(literal: "modality"), value: .text("ct")),
    ])
    let redaction = MergedRecord.redaction(of: written.entry, named: written.name) {
      $0 == narrative
    }
    let redacting = centre.write([], redaction: redaction)
    var forwards = MergedRecord()
    forwards.apply(written.entry, at: written.name)
    forwards.apply(redacting.entry, at: redacting.name)
    var backwards = MergedRecord()
    backwards.apply(redacting.entry, at: redacting.name)
    backwards.apply(written.entry, at: written.name)

    #expect(forwards == backwards)
    #expect(forwards.value(at: narrative) == .redacted)
    #expect(forwards.value(at: FieldPath(literal: "modality")) == .text("ct"))
  }

  /// Written by an attacker or a later version: what it does not restate is removed all the same.
  @Test func `a redaction that restates less leaves no words, whichever arrives first`() {
    var clinic = Author("clinic", seed: 1)
    var centre = Author("centre", seed: 2)
    let narrative = FieldPath(literal: "narrative")
    let written = clinic.write([.init(path: narrative, value: .text("Mrs Example fell"))])
    let redacting = centre.write(
      [],
      redaction: Redaction(
        target: written.name, time: written.entry.header.time, author: "operator", operations: []))
    var forwards = MergedRecord()
    forwards.apply(written.entry, at: written.name)
    forwards.apply(redacting.entry, at: redacting.name)
    var backwards = MergedRecord()
    backwards.apply(redacting.entry, at: redacting.name)
    backwards.apply(written.entry, at: written.name)

    #expect(forwards == backwards)
    #expect(forwards.candidates(at: narrative).isEmpty)
  }

  @Test func `an operation is found at its own path alone, among many values there`() {
    var record = MergedRecord()
    for number in 0..<40 {
      var author = Author("clinic \(number)", seed: UInt64(number))
      let written = author.write(.text("CT \(number)"), at: "modality", seen: MergedRecord())
      record.apply(written.entry, at: written.name)
    }
    let path = FieldPath(literal: "modality")
    let values = record.operations(at: path)
    #expect(values.count == 40)
    for operation in values {
      #expect(record.copies(of: operation.id, at: path).map(\.id) == [operation.id])
      #expect(record.copies(of: operation.id, at: FieldPath(literal: "room")).isEmpty)
    }
    let unknown = OperationID(entry: record.live[0].stamp.entry, index: 9)
    #expect(record.copies(of: unknown, at: path).isEmpty)
  }
}
