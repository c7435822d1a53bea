public import RecordStore
public import Records
public import Replication

/// An entry that wrote at a place, before it is redacted.
public struct RedactableEntry: Sendable {
  /// The name that its operations use.
  public let name: EntryReference
  /// The author's role.
  public let role: String
  /// When the entry was written.
  public let at: Moment
  /// The text that it wrote there.
  public let words: [String]
}

extension SiteClient {
  /// Removes what every entry of a record wrote at a path or below it.
  ///
  /// The entries' headers and hashes stay, so that the log can still be verified; what they
  /// superseded stays superseded. Other replicas follow with the next exchange.
  ///
  /// - Parameter path: as `show` prints it, or as in the log.
  /// - Parameter chosen: the entries that are redacted; `nil` for every one that wrote there.
  @discardableResult
  public func redact(
    _ path: String, of snapshot: RecordSnapshot, why: String, as role: String? = nil,
    in chosen: Set<EntryReference>? = nil
  ) throws(SiteError) -> [Written] {
    guard why.contains(where: { !$0.isWhitespace }) else {
      throw .invalid(ValidationError("reason-required", "a redaction needs a reason (--why)"))
    }
    let people = try knownPeople()
    try validating { () throws(ValidationError) in
      try NameRules.checkReason(why, people: people)
    }
    let target = try self.path(path, in: snapshot)
    let hides = { (path: FieldPath) in path == target || path.isBelow(target) }
    var changes: [Change] = []
    for entry in try entries(of: snapshot, writingAt: target) {
      let name = entry.header.origin ?? entry.reference
      guard let payload = entry.payload, chosen?.contains(name) ?? true else { continue }
      let redaction = MergedRecord.redaction(
        of: Entry(header: entry.header, payload: payload), named: name, hiding: hides)
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

  /// The entries of a record that hold text at a path or below it, earliest first: those that a
  /// redaction affects.
  public func redactable(
    _ path: String, of snapshot: RecordSnapshot
  ) throws(SiteError) -> [RedactableEntry] {
    let target = try self.path(path, in: snapshot)
    return try entries(of: snapshot, writingAt: target).map { entry in
      let words = (entry.payload?.operations ?? []).filter {
        $0.path == target || $0.path.isBelow(target)
      }.compactMap { $0.value?.text }
      return RedactableEntry(
        name: entry.header.origin ?? entry.reference, role: entry.header.author,
        at: Moment(milliseconds: entry.header.time.milliseconds), words: words)
    }
  }

  private func entries(
    of snapshot: RecordSnapshot, writingAt target: FieldPath
  ) throws(SiteError) -> [HistoryEntry] {
    var seen: Set<EntryReference> = []
    return try entries(of: snapshot).filter { entry in
      guard let payload = entry.payload, payload.redaction == nil else { return false }
      let isThere = payload.operations.contains {
        ($0.path == target || $0.path.isBelow(target)) && $0.value != nil && $0.value != .redacted
      }
      return isThere && seen.insert(entry.header.origin ?? entry.reference).inserted
    }
  }

  /// A path of the log from one as shown. What the software writes for itself contains no personal
  /// text and stays.
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
