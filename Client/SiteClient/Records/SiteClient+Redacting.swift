public import RecordStore
public import Records
internal import Replication

extension SiteClient {
  /// Takes away what every entry of a record wrote at a path or below it.
  ///
  /// The entries' headers and hashes stay, so that the log still proves itself; what they
  /// superseded stays superseded. Other replicas follow with the next exchange.
  ///
  /// - Parameter path: as `show` prints it, or as it stands in the log.
  @discardableResult
  public func redact(
    _ path: String, of snapshot: RecordSnapshot, why: String, as role: String? = nil
  ) throws(SiteError) -> [Written] {
    guard why.contains(where: { !$0.isWhitespace }) else {
      throw .invalid(ValidationError("reason-required", "a redaction needs a reason (--why)"))
    }
    let target = try self.path(path, in: snapshot)
    let hides = { (path: FieldPath) in path == target || path.isBelow(target) }
    let entries = try entries(of: snapshot.id)
    var done: Set<EntryReference> = []
    var changes: [Change] = []
    for entry in entries {
      guard let payload = entry.payload, payload.redaction == nil,
        payload.operations.contains(where: { hides($0.path) && $0.value != nil }),
        done.insert(entry.header.origin ?? entry.reference).inserted
      else { continue }
      let redaction = MergedRecord.redaction(
        of: Entry(header: entry.header, payload: payload),
        named: entry.header.origin ?? entry.reference, hiding: hides)
      changes.append(
        Change(
          record: snapshot.id, kind: snapshot.kind.rawValue, scope: snapshot.scope,
          author: role ?? identity.author, reason: why, operations: [], redaction: redaction))
    }
    guard !changes.isEmpty else {
      throw .invalid(
        ValidationError("nothing-to-redact", "nothing is written there", field: path))
    }
    let written = try storing { () throws(StoreError) in try store.write(changes) }
    announce([snapshot.id])
    return written
  }

  /// A path of the log from one as shown. What the software writes for itself holds no words of a
  /// person and stays.
  private func path(
    _ shown: String, in snapshot: RecordSnapshot
  ) throws(SiteError) -> FieldPath {
    guard let path = snapshot.path(shown: shown) ?? FieldPath(shown),
      !["reference", "status"].contains(path.text)
    else {
      throw .invalid(ValidationError("unknown-path", "cannot be redacted", field: shown))
    }
    return path
  }
}
