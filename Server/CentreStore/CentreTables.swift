package import RecordStore
package import Replication
package import Storage

/// The tables of a centre beside the records: in the same file and the same transactions, so that one
/// backup holds all of it and an alert is queued with the change that caused it.
package struct CentreTables: StoreExtension {
  package init() {}

  package var marks: String { AlertSchema.marks + RecordChanges.marks }
  package var readModelMarks: String { AlertSchema.readModelMarks }
  package var knownReplicas: String { "SELECT replica FROM device" }

  package func follows(from column: String, of table: String) -> Bool {
    ThemeTable.follows(from: table) || CountedRows.follow(from: column, of: table)
  }

  package func rowsWillChange(of records: [Int64], _ db: Connection) throws {
    try CountTable.rowsWillChange(of: records, db)
    try ThemeTable.note(records, db)
  }

  package func rowsDidChange(of records: [Int64], new: [Int64], _ db: Connection) throws {
    try CountTable.rowsDidChange(of: records, new: new, db)
    try ThemeTable.note(records + new, db)
  }

  package func remake(_ db: Connection) throws {
    try CountTable.fill(db)
    try ThemeTable.fill(db)
  }

  /// Queues the alerts about what the transaction changed, and numbers the records that it changed.
  package func settle(at now: Int64, _ db: Connection) throws {
    let found = try db.rows([AlertQueue.marks, RecordChanges.marked, RecordChanges.last])
    try AlertQueue(now: now).settle(found[0], db)
    try RecordChanges.settle(found[1], after: found[2].first, now: now, db)
  }

  package func note(
    _ received: Ingested, from sender: ReplicaID, at now: Int64, _ db: Connection
  ) throws {
    var usage = Administration.DayUsage()
    (usage.mergedBytes, usage.asideBytes) = (received.mergedBytes, received.asideBytes)
    usage.logs = received.newLogs
    try Administration.spend(usage, of: sender, at: now, db)
  }

  package func verify(_ result: inout Verification, _ db: Connection) throws {
    try CountTable.verify(&result, db)
    try ThemeTable.verify(&result, db)
    try RecordChanges.verify(&result, db)
  }
}

extension StoreEnvironment {
  /// The same with the tables of a centre: without them a centre's store would queue no alert.
  package var forCentre: StoreEnvironment {
    var environment = self
    environment.storeExtension = CentreTables()
    return environment
  }
}
