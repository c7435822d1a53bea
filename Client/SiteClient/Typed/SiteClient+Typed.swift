public import IRMER
public import RecordStore
internal import RecordTables
public import Records

extension SiteClient {
  /// The day in London by this device's clock, corrected by the centre's last known time.
  public nonisolated var today: CalendarDate { context().today.day }

  /// Logs an incident.
  ///
  /// - Throws: ``SiteError/invalid(_:)`` where a field is missing, misspelt or impossible; nothing
  ///   is written then.
  @discardableResult
  public func log(_ incident: Incident, as role: String? = nil) throws(SiteError) -> Logged {
    try log(.incident, .object(incident.document), as: role)
  }

  /// Plans an audit.
  @discardableResult
  public func log(_ audit: Audit, as role: String? = nil) throws(SiteError) -> Logged {
    try log(.audit, .object(audit.document), as: role)
  }

  /// Changes fields of a record in one atomic change.
  ///
  /// - Parameter snapshot: what the author was looking at: ``Logged/snapshot``, or
  ///   ``record(named:)``. The change supersedes exactly that.
  /// - Parameter change: gets the record as the snapshot shows it. Only fields that differ
  ///   afterwards are written; a list that is longer or shorter is rewritten.
  /// - Returns: `nil` where nothing differs: nothing was written.
  @discardableResult
  public func edit<Document: TypedDocument>(
    _ snapshot: RecordSnapshot, _ type: Document.Type, why: String = "", as role: String? = nil,
    _ change: @Sendable (inout Document) -> Void
  ) throws(SiteError) -> Written? {
    let before = snapshot.document().object ?? JSONObject()
    var edited = Document(document: before)
    change(&edited)
    let values = JSONValue.object(edited.document).differences(from: .object(before))
    guard !values.isEmpty else { return nil }
    let edit = try validating { () throws(ValidationError) -> Edit in
      try self.edit(as: role) { context, generator throws(ValidationError) in
        try Edit.setting(values, on: snapshot, why: why, context: context, using: &generator)
      }
    }
    return try write(edit, to: snapshot, as: role)
  }
}

extension RecordSnapshot {
  /// The record with typed fields; of a conflict, the value that is displayed first.
  public var incident: Incident? {
    kind == .incident ? Incident(field: document()) : nil
  }
  /// See ``incident``.
  public var audit: Audit? {
    kind == .audit ? Audit(field: document()) : nil
  }
}

extension JSONValue {
  /// What has to be set to turn another value into this one: paths, each with its value or `null`.
  func differences(
    from before: JSONValue?, at path: String = ""
  ) -> [(path: String, value: JSONValue)] {
    let below = { (key: String) in path.isEmpty ? key : "\(path)/\(key)" }
    switch (self, before) {
    case (let new, let old?) where new == old: return []
    case (.object(let new), .object(let old)?):
      let gone = old.keys.filter { new[$0] == nil }.map { (path: below($0), value: JSONValue.null) }
      return gone
        + new.members.flatMap { $0.value.differences(from: old[$0.key], at: below($0.key)) }
    case (.array(let new), .array(let old)?) where new.count == old.count:
      return zip(new, old).enumerated().flatMap { index, pair in
        pair.0.differences(from: pair.1, at: below("\(index)"))
      }
    default: return [(path, self)]
    }
  }
}
