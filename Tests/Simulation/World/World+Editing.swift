import RecordStore
import Replication
import TestSupport

/// The actions of people.
extension World {
  private static let fields = ["discoveredOn", "equipmentId", "modality", "narrative"]
  private static let list = FieldPath(literal: "individuals")

  /// Writes one to three changes at a store, as one transaction.
  func edit(_ node: Node) throws {
    var changes: [Change] = []
    for _ in 0..<(random.once(in: 6) ? 3 : 1) {
      if let change = try change(at: node) { changes.append(change) }
    }
    guard !changes.isEmpty else { return }
    try write(changes, at: node)
  }

  private func write(_ changes: [Change], at node: Node) throws {
    var written: [Durable] = []
    let isDone = try endure(node) {
      written = try node.store.write(changes).map { ($0.entry, $0.time, $0.reference) }
    }
    if !isDone { written = try unheard(changes, at: node) }
    for (change, place) in zip(changes, written) { note(change, place) }
    try watch(node)
  }

  /// The result of a change, as reported to its author or as found on the disk.
  private typealias Durable = (entry: EntryReference, time: HybridTime, reference: String?)

  /// A power cut may come after the commit was on the disk and before its author was informed.
  private func unheard(_ changes: [Change], at node: Node) throws -> [Durable] {
    var new = try node.read().filter { journal[$0.name] == nil }
      .sorted { $0.name.sequence < $1.name.sequence }
    guard new.isEmpty || new.count == changes.count else {
      throw fail("\(node.name) has \(new.count) of \(changes.count) changes of one transaction")
    }
    if !new.isEmpty { note("commit that nobody heard of", node) }
    return try changes.compactMap { change in
      guard let place = new.firstIndex(where: { $0.header.record == change.record }) else {
        return nil
      }
      let entry = new.remove(at: place)
      let payload = try EntryPayload(decoding: entry.payload ?? [], in: entry.name.log)
      let reference = change.referenceYear.map { _ in payload.operations.last?.value?.text }
      return (entry.name, entry.header.time, reference ?? nil)
    }
  }

  private func note(_ change: Change, _ written: Durable) {
    var operations = change.operations
    if let reference = written.reference {
      operations.append(
        Operation(path: FieldPath(literal: "reference"), value: .text(reference)))
    }
    journal.note(
      Journal.Line(
        name: written.entry, scope: change.scope, record: change.record, kind: change.kind,
        time: written.time, author: change.author, operations: operations,
        redaction: change.redaction))
  }

  private func change(at node: Node) throws -> Change? {
    let scope = node.isCentre ? anyScope() : node.scope
    let role = node.isCentre ? "governance" : "radiographer"
    let known = try records(at: node, in: scope)
    guard let stored = known.randomElement(using: &random), !random.once(in: 4) else {
      return newRecord(in: scope, by: role)
    }
    if random.once(in: 3) { node.views[stored.id] = stored.state }
    var change = Change(
      record: stored.id, kind: stored.kind, scope: scope, author: role, operations: [])
    // A form that was opened some time ago, or the present state.
    let isStale = random.once(in: 3)
    let view = isStale ? node.views[stored.id] ?? stored.state : stored.state
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<4: change.operations = [setting(view)]
    case 4: change.operations = adding()
    case 5: change.operations = removing(from: view)
    case 6: change.operations = editing(within: view)
    case 7, 8: change.operations = resolving(view)
    default: change.redaction = try redaction(in: stored, at: node)
    }
    if view.conflictSettled(by: change.operations) != nil { change.reason = "asked both" }
    if !view.conflicts.isEmpty, change.redaction == nil { note("edit of a conflict", node) }
    return change.operations.isEmpty && change.redaction == nil ? nil : change
  }

  private func anyScope() -> Scope {
    ([Self.trust] + Self.scopes).randomElement(using: &random) ?? Self.trust
  }

  private func records(at node: Node, in scope: Scope) throws -> [StoredRecord] {
    var records: [StoredRecord] = []
    try node.store.forEachRecord { if $0.scope == scope { records.append($0) } }
    return records
  }

  private func newRecord(in scope: Scope, by role: String) -> Change {
    let kind = random.once(in: 5) ? "hologram" : random.once(in: 2) ? "incident" : "audit"
    return Change(
      record: RecordID.make(using: &random), kind: kind, scope: scope, author: role,
      operations: Self.fields.prefix(Int.random(in: 1...4, using: &random)).map {
        Operation(path: FieldPath($0)!, value: anyValue())
      } + (random.once(in: 2) ? adding() : []),
      referenceYear: random.once(in: 2) ? 2026 : nil)
  }

  private func anyValue() -> Value {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: .number("\(Int.random(in: 0..<4, using: &random)).50")
    case 1: .flag(random.once(in: 2))
    case 2: .unknown([0x4a, 1, UInt8.random(in: 0..<4, using: &random)])
    default: .text("text \(Int.random(in: 0..<6, using: &random))")
    }
  }

  private func setting(_ view: MergedRecord) -> Replication.Operation {
    let path = FieldPath(Self.fields.randomElement(using: &random) ?? "modality")!
    return view.writing(random.once(in: 7) ? nil : anyValue(), at: path)
  }

  private func adding() -> [Replication.Operation] {
    let element = Self.list.appending(FieldPath.elementIdentifier(using: &random))!
    return [
      Operation(path: element, value: .element),
      Operation(path: element.appending("kind")!, value: anyValue()),
    ]
  }

  private func removing(from view: MergedRecord) -> [Replication.Operation] {
    guard let element = view.elements(of: Self.list).randomElement(using: &random) else {
      return []
    }
    return [view.removing(Self.list.appending(element)!)]
  }

  private func editing(within view: MergedRecord) -> [Replication.Operation] {
    guard let element = view.elements(of: Self.list).randomElement(using: &random) else {
      return []
    }
    let path = Self.list.appending(element)!.appending("kind")!
    return [view.writing(anyValue(), at: path)]
  }

  /// Settles a conflict: chooses one of the candidates.
  private func resolving(_ view: MergedRecord) -> [Replication.Operation] {
    guard let conflict = view.conflicts.randomElement(using: &random),
      let candidate = conflict.candidates.randomElement(using: &random)
    else { return [] }
    note("conflict settled")
    return [view.writing(candidate.value, at: conflict.path)]
  }

  private func redaction(in stored: StoredRecord, at node: Node) throws -> Redaction? {
    let entries = try node.store.history(of: stored.id).filter {
      $0.payload != nil && $0.payload?.redaction == nil
        && journal[$0.header.origin ?? $0.reference]?.scope == stored.scope
    }
    // Entries that a fork moved are rare, and harder to find.
    let moved = entries.filter { $0.header.origin != nil }.randomElement(using: &random)
    guard let target = moved ?? entries.randomElement(using: &random),
      let payload = target.payload
    else { return nil }
    note("redaction", node)
    let hidden = Self.fields.randomElement(using: &random) ?? ""
    return MergedRecord.redaction(
      of: Entry(header: target.header, payload: payload),
      named: target.header.origin ?? target.reference
    ) { $0.text == hidden || $0.isBelow(Self.list) }
  }
}
