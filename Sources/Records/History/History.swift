public import IRMER
public import Replication

/// One entry of a record, as the store has it.
public struct HistorySource: Sendable {
  /// The entry.
  public var reference: EntryReference
  /// Its header.
  public var header: EntryHeader
  /// `nil` where it was redacted.
  public var payload: EntryPayload?
  /// The site of its author.
  public var site: String
  /// The device that wrote it.
  public var replica: String
  /// How far the author's clock was ahead, where that is worth a note.
  public var skewMilliseconds: Int64?

  /// An entry as the store returns it.
  public init(
    reference: EntryReference, header: EntryHeader, payload: EntryPayload?, site: String,
    replica: String, skewMilliseconds: Int64? = nil
  ) {
    self.reference = reference
    self.header = header
    self.payload = payload
    self.site = site
    self.replica = replica
    self.skewMilliseconds = skewMilliseconds
  }

  /// The name that its operations use.
  var name: EntryReference { header.origin ?? reference }
}

/// Who changed what, when, where, from which value to which, and why.
public struct HistoryItem: Hashable, Sendable {
  /// One field before and after.
  public struct Change: Hashable, Sendable {
    /// With positions in place of identifiers where the element is still there.
    public let path: String
    /// The values that its author had in front of them; more than one where a conflict was settled.
    public let from: [Value]
    /// `nil`: removed.
    public let to: Value?
  }

  /// The entry that made the change.
  public let entry: EntryReference
  /// When it was written, by its device's clock.
  public let at: Moment
  /// The role that wrote it.
  public let author: String
  /// The site that wrote it.
  public let site: String
  /// The device that wrote it.
  public let replica: String
  /// The reason given; empty where none was.
  public let why: String
  /// What changed, field by field.
  public let changes: [Change]
  /// Whether the entry founded the record.
  public let isFirst: Bool
  /// Whether the payload was redacted: its contents are gone.
  public let isRedacted: Bool
  /// The entry that this one redacts.
  public let redacts: EntryReference?
  /// How far the device's clock was ahead, where that is worth a note.
  public let skewMilliseconds: Int64?
  /// The entry's first position, before a fork moved it.
  public let movedFrom: EntryReference?
}

/// Every change ever made to a record.
public enum History {
  /// The entries of a record in the order given, each with what it changed.
  ///
  /// - Parameter snapshot: the record's current state, for positions in paths.
  public static func items(
    _ sources: [HistorySource], of snapshot: RecordSnapshot
  ) -> [HistoryItem] {
    let written = operations(in: sources)
    return sources.enumerated().map { index, source in
      HistoryItem(
        entry: source.reference, at: Moment(source.header.time), author: source.header.author,
        site: source.site, replica: source.replica, why: source.payload?.reason ?? "",
        changes: changes(source.payload?.operations ?? [], written: written, in: snapshot),
        isFirst: index == 0, isRedacted: source.payload == nil,
        redacts: source.payload?.redaction?.target, skewMilliseconds: source.skewMilliseconds,
        movedFrom: source.header.origin)
    }
  }

  private static func operations(in sources: [HistorySource]) -> [OperationID: Operation] {
    var written: [OperationID: Operation] = [:]
    func note(_ operations: [Operation], _ entry: EntryReference) {
      for (index, operation) in operations.enumerated() {
        written[OperationID(entry: entry, index: UInt32(index))] = operation
      }
    }
    for source in sources { note(source.payload?.operations ?? [], source.name) }
    for redaction in sources.compactMap({ $0.payload?.redaction }) {
      note(redaction.operations, redaction.target)
    }
    return written
  }

  private static func changes(
    _ operations: [Operation], written: [OperationID: Operation], in snapshot: RecordSnapshot
  ) -> [HistoryItem.Change] {
    operations.flatMap { operation -> [HistoryItem.Change] in
      guard !Withdrawal.holds(operation.path) else { return [] }
      let seen = operation.supersedes.compactMap { written[$0] }
      let here = distinct(seen.filter { $0.path == operation.path }.compactMap(\.value))
      var changes: [HistoryItem.Change] = []
      if operation.value != .element || !here.isEmpty {
        let from = here.filter { $0 != .element }
        if operation.value != nil || !from.isEmpty || operation.path.isElement {
          changes.append(
            .init(
              path: snapshot.tree.displayPath(of: operation.path), from: from,
              to: operation.value))
        }
      }
      for gone in seen where gone.path.isBelow(operation.path) {
        guard let value = gone.value, value != .element else { continue }
        changes.append(
          .init(path: snapshot.tree.displayPath(of: gone.path), from: [value], to: nil))
      }
      return changes
    }
  }

  private static func distinct(_ values: [Value]) -> [Value] {
    values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension EntryReference {
  /// How commands print an entry: its log and its number in it.
  var label: String { "\(log):\(sequence)" }
}

extension HistoryItem {
  /// One item of `history`.
  public var json: JSONObject {
    var item = JSONObject()
    item.append("entry", .string(entry.label))
    item.append("at", .string("\(at)"))
    item.append("author", .string(author))
    item.append("site", .string(site))
    item.append("replica", .string(replica))
    item.append("why", why.isEmpty ? .null : .string(why))
    item.append("changes", .array(changes.map(\.json)))
    item.append("words", .string(displayText))
    if isRedacted { item.append("redacted", true) }
    if let redacts { item.append("redacts", .string(redacts.label)) }
    if let movedFrom { item.append("movedFrom", .string(movedFrom.label)) }
    if let skewMilliseconds {
      item.append("clockAheadSeconds", .number(JSONNumber(skewMilliseconds / 1000)))
    }
    return item
  }

  /// The entry as a sentence: who, when, where, what, why.
  public var displayText: String {
    let isLogged = isFirst && !isRedacted && redacts == nil
    let what =
      isLogged
      ? "logged it with \(changes.count) field\(changes.count == 1 ? "" : "s")"
      : deed(showing: 12)
    let reason = why.isEmpty ? "" : ", because: \(why)"
    let moved = movedFrom.map { ", moved from \($0.label)" } ?? ""
    return "\(at.displayText), \(author) at \(site): \(what)\(reason)\(moved)"
  }

  /// The entry's effect on the record.
  ///
  /// - Parameter limit: how many changes are listed one by one, followed by how many more there
  ///   are: a longer sentence is hard to read.
  public func deed(showing limit: Int) -> String {
    if isRedacted { return "wrote what was later redacted" }
    if let redacts { return "redacted entry \(redacts.label)" }
    if changes.isEmpty { return "changed nothing that is shown" }
    let told = changes.prefix(limit).map(\.displayText).joined(separator: "; ")
    let more = changes.count - limit
    return more > 0 ? "\(told); and \(more) more field\(more == 1 ? "" : "s")" : told
  }
}

extension HistoryItem.Change {
  var json: JSONValue {
    [
      "path": .string(path),
      "from": from.count > 1 ? .array(from.map(\.json)) : from.first?.json ?? .null,
      "to": to?.json ?? .null,
    ]
  }

  /// `changed room from A to B`.
  public var displayText: String {
    let path = FieldLabel.displayText(path)
    let old = from.map { Self.shown($0, at: self.path) }.joined(separator: " or ")
    guard let to else { return from.isEmpty ? "removed \(path)" : "removed \(path) (was \(old))" }
    if to == .element { return "kept \(path)" }
    let new = Self.shown(to, at: self.path)
    if from.isEmpty { return "set \(path) to \(new)" }
    if from == [to] { return "wrote \(path) again, as \(new)" }
    return from.count > 1
      ? "settled \(path): \(new), in place of \(old)" : "changed \(path) from \(old) to \(new)"
  }

  private static func shown(_ value: Value, at path: String) -> String {
    let text: String
    switch value {
    case .text(let words) where path == "status" && words == Withdrawal.void:
      text = ChoiceWords.displayText(words)
    case .text(let words):
      let date = PersonsDates.displayText(words)
      guard date == words else { return date }
      let amount = FieldUnit.displayText(words, at: path)
      guard amount == words else { return amount }
      text = words
    case .number(let digits): return FieldUnit.displayText(digits, at: path)
    case .flag(let flag): text = flag ? "yes" : "no"
    case .element: text = "an entry"
    case .redacted: text = "[redacted]"
    case .unknown: text = "[written by a later version]"
    }
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 60 ? "“\(line.prefix(59))…”" : line.contains(" ") ? "“\(line)”" : line
  }
}
