import Replication
import TestSupport
import Testing

@Suite("Identifiers of records")
struct RecordIDTests {
  private static let times: [Int64] = [0, 1, 0x1234_5678, 1_770_000_000_000, (1 << 48) - 1]

  @Test(arguments: times)
  func `a new record's identifier is a UUID of version 7 that begins with the time`(time: Int64) {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<100 {
      let id = RecordID.make(at: time, using: &generator)

      #expect(id.high >> 16 == UInt64(time))
      #expect(id.high >> 12 & 0xf == 7)
      #expect(id.low >> 62 == 0b10)
    }
  }

  @Test func `identifiers are in the order of the times at which they were made`() {
    var generator = SeededGenerator(seed: 8)
    let made = Self.times.map { RecordID.make(at: $0, using: &generator) }

    #expect(made == made.sorted())
  }

  @Test func `no two made in one millisecond are alike`() {
    var generator = SeededGenerator(seed: 9)
    let made = (0..<10_000).map { _ in RecordID.make(at: 1_770_000_000_000, using: &generator) }

    #expect(Set(made).count == made.count)
  }

  @Test(arguments: [Int64.min, -1, 1 << 48, Int64.max])
  func `a clock that is absurd still gives a UUID of version 7`(time: Int64) {
    var generator = SeededGenerator(seed: 10)
    let id = RecordID.make(at: time, using: &generator)

    #expect(id.high >> 12 & 0xf == 7)
    #expect(id.low >> 62 == 0b10)
  }
}
