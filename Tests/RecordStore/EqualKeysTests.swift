import Records
import Testing

@testable import RecordTables

/// Rows of a new record are added without a look at what has their key, so no two may have one.
@Suite("Rows with one key")
struct EqualKeysTests {
  private func kept(_ keys: [[Cell]]) -> [Int64] {
    let rows = keys.enumerated().map { [Cell.integer(Int64($0))] + $1 }
    let places = keys.first?.indices.map { $0 + 1 } ?? []
    return ReadModelTables.withoutEqualKeys(rows, places).compactMap { row in
      if case .integer(let number) = row[0] { number } else { nil }
    }
  }

  @Test func `the last of several with one key stays, and all others in their order`() {
    #expect(kept([[.text("a")], [.text("b")], [.text("a")], [.text("c")]]) == [1, 2, 3])
    #expect(kept([[.integer(1)], [.integer(2)], [.integer(2)]]) == [0, 2])
    #expect(kept([[.integer(1)], [.integer(2)], [.integer(3)]]) == [0, 1, 2])
    #expect(
      kept([
        [.integer(1), .text("a")], [.integer(1), .text("b")], [.integer(1), .text("a")],
        [.integer(2), .text("a")],
      ]) == [1, 2, 3])
    #expect(kept([]) == [])
  }

  /// As both engines compare keys: by bytes, of which those from a NUL on are not stored.
  @Test func `keys are equal where they are stored alike`() {
    #expect(kept([[.text("a\u{0}b")], [.text("a\u{0}c")]]) == [1])
    #expect(kept([[.text("\u{e9}")], [.text("e\u{301}")]]) == [0, 1])
  }

  @Test func `keys of several columns are compared column by column`() {
    #expect(kept([[.text("ab"), .text("c")], [.text("a"), .text("bc")]]) == [0, 1])
  }
}
