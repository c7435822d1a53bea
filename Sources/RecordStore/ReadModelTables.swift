internal import GRDB

enum ReadModelTables {
  static func write(_ record: Merging.Touched, key: Merging.Key, _ db: Database) throws {}
  static func verify(_ result: inout Verification, _ db: Database) throws {}
}
extension Schema {
  static func registerReadModel(_ migrator: inout DatabaseMigrator) {}
}
