import IRMER
import Records
import Replication
import Testing

@Suite("A record without a day of discovery")
struct UnknownDayTests {
  private func rows(_ fields: [(String, Value)]) throws -> ReadModelRows {
    var state = MergedRecord()
    let log = LogID(high: 1, low: 1)
    state.apply(
      Entry(
        header: EntryHeader(
          time: HybridTime(milliseconds: 1), record: RecordID(high: 1, low: 1), kind: "incident",
          author: "operator"),
        payload: EntryPayload(
          salt: [],
          operations: try fields.map {
            Operation(path: try #require(FieldPath($0.0)), value: $0.1)
          })), at: EntryReference(log: log, sequence: 1, check: 1))
    return ReadModel.rows(
      for: RecordSnapshot(
        id: RecordID(high: 1, low: 1), kind: "incident", scope: try #require(Scope("RBD01")),
        state: state))
  }

  @Test(arguments: [[("room", Value.text("2"))], [("discoveredOn", .text("never"))], []])
  func `has no clock, and may have to be notified all the same`(
    fields: [(String, Value)]
  ) throws {
    let rows = try rows(fields)

    #expect(rows.incident?.notifyBy == nil && rows.incident?.reportBy == nil)
    #expect(rows.notification?.notifyBy == nil)
    #expect(rows.incident?.outcome == .undetermined)
  }
}
