internal import IRMER
public import RecordStore
internal import Records
package import Replication
package import Storage

/// The records of this product: incidents, audits and what goes with them.
package struct ProductDomain: RecordDomain {
  package init() {}

  package var version: Int { ReadModel.version }

  package func isBefore(_ kind: String, _ other: String) -> Bool {
    RecordKind.isBefore(kind, other)
  }

  package func isReference(_ text: String, of scope: Scope) -> Bool {
    RecordReference(text)?.site == scope.code
  }

  package func drawReference(
    of scope: Scope, year: Int, using generator: inout StoreEnvironment.Generator
  ) -> String? {
    RecordReference.draw(site: scope.code, year: year, using: &generator)?.description
  }

  package func work(_ state: MergedRecord) -> Int { JudgingWork.estimate(state) }

  package func makeTables(_ db: Connection) throws { try ReadModelTables.make(db) }

  package func prepare(_ records: [ChangedRecord]) -> RowWriting {
    let rows = records.map(ReadModelTables.rows(of:))
    return { changes, db in
      var writer = ReadModelTables.Writer()
      try writer.write(rows, of: records, changes, db)
    }
  }

  package func verify(_ result: inout Verification, _ db: Connection) throws {
    try ReadModelTables.verify(&result, db)
  }
}

extension StoreEnvironment {
  /// Stores of this product's records.
  ///
  /// - Parameter now: Milliseconds since 1970.
  public init(
    now: @escaping @Sendable () -> Int64,
    random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
  ) {
    self.init(now: now, random: random, domain: ProductDomain())
  }
}
