internal import IRMER
internal import RecordStore
internal import Records
internal import Replication

extension Centre {
  /// Records how many examinations or treatments the sites did: one record for each site and month,
  /// in one transaction. Numbers of other modalities in a record are kept.
  ///
  /// - Returns: how many records were created or changed.
  /// - Throws: ``EditRefusal``.
  package func record(_ rows: [Denominator], by principal: Principal) async throws -> Int {
    let context = authorContext(for: principal)
    let count = try await writing { centre in
      let known = Dictionary(
        try centre.readSnapshots(of: .denominator).filter { !$0.isWithdrawn }.map {
          ([$0.text("site") ?? "", $0.text("month") ?? ""], $0)
        }, uniquingKeysWith: { first, _ in first })
      let groups = Dictionary(grouping: rows) { [$0.site, $0.month.description] }
      var changes: [Change] = []
      do throws(ValidationError) {
        for (key, rows) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
          if let change = try centre.change(known[key], rows, context) { changes.append(change) }
        }
      } catch {
        throw EditRefusal.invalid(error)
      }
      try centre.store.write(changes)
      return changes.count
    }
    note(principal, "recorded denominators", "\(count) records")
    return count
  }

  /// - Returns: `nil` where the record has the same number already.
  private func change(
    _ known: RecordSnapshot?, _ rows: [Denominator], _ context: AuthorContext
  ) throws(ValidationError) -> Change? {
    var generator = SystemRandomNumberGenerator()
    let numbers = rows.map { ($0.modality.rawValue, JSONValue.number(JSONNumber($0.number))) }
    guard let known else {
      let id = RecordID.make(at: context.now.milliseconds, using: &generator)
      let draft = try Draft(
        .denominator,
        document: [
          "site": .string(rows[0].site), "month": .string(rows[0].month.description),
          "examinations": .object(JSONObject(numbers)),
        ], id: id, context: context, using: &generator)
      return Change(
        record: id, kind: RecordKind.denominator.rawValue, scope: trust, author: context.role,
        operations: draft.operations)
    }
    let given = known.document(at: "examinations")
    let new = numbers.filter { given?[$0.0] != $0.1 }
    guard !new.isEmpty else { return nil }
    let edit = try Edit.setting(
      new.map { ("examinations/\($0.0)", $0.1) }, on: known, context: context, using: &generator)
    return Change(
      record: known.id, kind: known.kind.rawValue, scope: known.scope, author: context.role,
      reason: edit.reason, operations: edit.operations)
  }
}
