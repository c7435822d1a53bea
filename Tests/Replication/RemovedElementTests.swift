import Replication
import TestSupport
import Testing

/// One person removes a list element, another edits inside it, neither aware of the other.
@Suite("Removed list elements")
struct RemovedElementTests {
  private static let list = FieldPath(literal: "individuals")
  private static let element = FieldPath(literal: "individuals/@0000000001")
  private static let age = FieldPath(literal: "individuals/@0000000001/ageAtExposure")
  private static let total = FieldPath(literal: "individuals/@0000000001/effectiveDose/total")
  private static let intended = FieldPath(literal: "individuals/@0000000001/effectiveDose/intended")

  private var clinic = Author("clinic", seed: 1)
  private var hospital = Author("hospital", seed: 2)
  private let created: Author.Written
  private let record: MergedRecord

  init() {
    created = clinic.write([
      .init(path: Self.element, value: .element), .init(path: Self.age, value: .number("54")),
      .init(path: Self.total, value: .number("25")),
      .init(path: Self.intended, value: .number("10")),
    ])
    var record = MergedRecord()
    record.apply(created.entry, at: created.name)
    self.record = record
  }

  /// Every order in which these can arrive, each after or before the entry that created the
  /// element.
  private func everyOrder(
    of entries: [Author.Written], _ expect: (MergedRecord) throws -> Void
  ) rethrows {
    for order in permutations([created] + entries) { try expect(RandomHistory.merged(order)) }
  }

  private func permutations(_ entries: [Author.Written]) -> [[Author.Written]] {
    guard entries.count > 1 else { return [entries] }
    return entries.indices.flatMap { index in
      var rest = entries
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }

  @Test mutating func `an element that somebody was editing is kept as its editor had it`() {
    let removal = clinic.write([record.removing(Self.element)])
    let edit = hospital.write(.number("12"), at: Self.age.text, seen: record)

    everyOrder(of: [removal, edit]) { merged in
      #expect(merged.value(at: Self.age) == .number("12"))
      #expect(merged.value(at: Self.total) == .number("25"))
      #expect(merged.value(at: Self.intended) == .number("10"))
      #expect(merged.elements(of: Self.list) == ["@0000000001"])
      #expect(merged.conflicts.map(\.path) == [Self.element])
      #expect(merged.conflicts.first?.candidates.map(\.value) == [nil, .element])
      #expect(merged.conflicts.first?.candidates.last?.stamp.author == "hospital")
    }
  }

  @Test mutating func `an element in which a value was cleared is kept too`() {
    let removal = clinic.write([record.removing(Self.element)])
    let edit = hospital.write(nil, at: Self.total.text, seen: record)

    everyOrder(of: [removal, edit]) { merged in
      #expect(merged.value(at: Self.age) == .number("54"))
      #expect(merged.value(at: Self.total) == nil)
      #expect(merged.conflicts.map(\.path) == [Self.element])
    }
  }

  @Test mutating func `an element that nobody was editing is gone`() {
    let removal = clinic.write([record.removing(Self.element)])
    let again = hospital.write([record.removing(Self.element)])

    everyOrder(of: [removal, again]) { merged in
      #expect(merged.elements(of: Self.list).isEmpty)
      #expect(merged.operations(below: Self.element).isEmpty)
      #expect(merged.conflicts.isEmpty)
    }
  }

  @Test mutating func `an edit that one remover saw and another did not goes with the element`() {
    let edit = hospital.write(.number("12"), at: Self.age.text, seen: record)
    let unseen = clinic.write([record.removing(Self.element)])
    let seen = hospital.write([RandomHistory.merged([created, edit]).removing(Self.element)])

    everyOrder(of: [edit, unseen, seen]) { merged in
      #expect(merged.elements(of: Self.list).isEmpty)
      #expect(merged.conflicts.isEmpty)
    }
  }

  @Test mutating func `what was replaced before stays replaced when the element comes back`() {
    let corrected = clinic.write(.number("30"), at: Self.total.text, seen: record)
    let later = RandomHistory.merged([created, corrected])
    let removal = clinic.write([later.removing(Self.element)])
    let edit = hospital.write(.number("12"), at: Self.age.text, seen: record)

    everyOrder(of: [corrected, removal, edit]) { merged in
      #expect(merged.candidates(at: Self.total).map(\.value) == [.number("30")])
      #expect(merged.value(at: Self.age) == .number("12"))
    }
  }

  @Test mutating func `a person who keeps the element keeps all of it, without a conflict`() {
    let removal = clinic.write([record.removing(Self.element)])
    let edit = hospital.write(.number("12"), at: Self.age.text, seen: record)
    let both = RandomHistory.merged([created, removal, edit])
    let kept = clinic.write([both.writing(.element, at: Self.element)])

    everyOrder(of: [removal, edit, kept]) { merged in
      #expect(merged.conflicts.isEmpty)
      #expect(merged.value(at: Self.age) == .number("12"))
      #expect(merged.value(at: Self.total) == .number("25"))
    }
  }

  @Test mutating func `a person who removes it for good leaves nothing of it`() {
    let removal = clinic.write([record.removing(Self.element)])
    let edit = hospital.write(.number("12"), at: Self.age.text, seen: record)
    let both = RandomHistory.merged([created, removal, edit])
    let gone = clinic.write([both.removing(Self.element)])

    everyOrder(of: [removal, edit, gone]) { merged in
      #expect(merged.conflicts.isEmpty)
      #expect(merged.elements(of: Self.list).isEmpty)
    }
  }

  @Test mutating func `the stored bytes bring back what an edit brings back`() throws {
    let removal = clinic.write([record.removing(Self.element)])
    let edit = hospital.write(.number("12"), at: Self.age.text, seen: record)
    var stored = try MergedRecord(
      decoding: RandomHistory.merged([created, removal]).encoded())

    stored.apply(edit.entry, at: edit.name)

    #expect(stored == RandomHistory.merged([created, removal, edit]))
    #expect(try MergedRecord(decoding: stored.encoded()) == stored)
  }

  @Test mutating func `a removal that names something elsewhere supersedes it like anything else`()
  {
    let elsewhere = hospital.write(.text("ct"), at: "modality", seen: record)
    let hostile = clinic.write([
      .init(
        path: Self.element, value: nil,
        supersedes: [.init(entry: elsewhere.name, index: 0), .init(entry: created.name, index: 1)])
    ])
    let edit = hospital.write(.number("11"), at: Self.intended.text, seen: record)

    everyOrder(of: [elsewhere, hostile, edit]) { merged in
      #expect(merged.operations(at: FieldPath(literal: "modality")).isEmpty)
      #expect(merged.value(at: Self.age) == .number("54"))
    }
  }
}
