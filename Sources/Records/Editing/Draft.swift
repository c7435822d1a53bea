public import IRMER
public import Replication

/// A new record, ready to be written: checked, and converted to operations.
public struct Draft: Sendable {
  /// The kind of the new record.
  public let kind: RecordKind
  /// The operations that found it.
  public let operations: [Operation]
  /// The year of the reference that the store draws for it.
  public let referenceYear: Int
  /// The record as it will be.
  public let snapshot: RecordSnapshot
  /// The author's reason; empty when none was given or needed.
  public let reason: String
  /// How values were understood that are stored in other words than they were written.
  public let readings: [String]

  /// Reads a document.
  ///
  /// Incomplete documents are accepted, and missing fields are reported; impossible values are
  /// refused, and so are keys that this version does not know, unless the context keeps them.
  public init(
    _ kind: RecordKind, document: JSONValue, id: RecordID, context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) {
    try AuthorContext.checkRole(context.role)
    guard var object = document.object else {
      throw ValidationError(
        "not-an-object",
        document.array == nil
          ? "the document must be a JSON object"
          : "the document is a list: give one JSON object, or one on each line with --lines")
    }
    Self.normalize(&object, kind: kind)
    let shape = RecordSchema.shape(of: kind)
    try Self.refuseFixed(object, shape: shape)
    try Self.begin(&object, kind: kind, context: context)

    var words = SystemWords(state: generator.next())
    var flattening = Flattening(
      generator: words, schema: shape, keepsUnknownFields: context.keepsUnknownFields)
    try flattening.add(.object(object), shape: shape, path: "", display: "")
    words = flattening.generator
    readings = flattening.readings
    let operations = flattening.values.map { Operation(path: $0.path, value: $0.value) }
    try EditLimits.checkDraft(operations)

    self.kind = kind
    self.operations = operations
    reason = context.why
    let preview = MergedRecord().previewing(operations, role: context.role, now: context.now)
    snapshot = RecordSnapshot(id: id, kind: kind.rawValue, scope: context.site, state: preview)
    if kind == .audit { try ObservationRules.refuseIdentifiers(in: operations, of: snapshot) }
    let empty = RecordSnapshot(
      id: id, kind: kind.rawValue, scope: context.site, state: MergedRecord())
    try snapshot.checkDocument(today: context.today)
    try ChangeRules.check(
      from: empty, to: snapshot, why: context.why, today: context.today.day)
    try NameRules.check(snapshot, handling: context.names)
    referenceYear = (snapshot.date("discoveredOn") ?? context.today.day).year
  }

  /// Converts alternative spellings to the keys of the facts.
  private static func normalize(_ object: inout JSONObject, kind: RecordKind) {
    guard kind == .incident else { return }
    if case .string(let first) = object["exposureAt"] {
      object["exposureAt"] = ["first": .string(first)]
    }
    let discovered = object["discoveredAt"]?.string
    if object["discoveredOn"]?.isNull ?? true, let discovered {
      object["discoveredOn"] = .string(String(discovered.prefix(10)))
    }
  }

  private static func refuseFixed(
    _ object: JSONObject, shape: FieldShape
  ) throws(ValidationError) {
    for key in object.keys where shape.field(key)?.isFixed ?? false {
      throw ValidationError(
        "fixed-field", "is filled in by Candour and cannot be edited", field: key)
    }
  }

  /// Fills in the fields that every record of a kind starts with.
  private static func begin(
    _ object: inout JSONObject, kind: RecordKind, context: AuthorContext
  ) throws(ValidationError) {
    let isEmpty = object.members.allSatisfy { $0.value.isAbsent }
    object["recordedAt"] = .string("\(context.now)")
    object["recordedBy"] = .string(context.role)
    switch kind {
    case .incident:
      let discovered = object["discoveredOn"]?.string.flatMap { CalendarDate($0) }
      if let discovered, discovered > context.today.clock, let words = context.today.displayText {
        object["clockDoubt"] = .string(words)
      }
      if object["nation"]?.isNull ?? true { object["nation"] = .string(context.nation.rawValue) }
      let status = object["status"]?.string ?? "draft"
      guard ["draft", "logged"].contains(status) else {
        throw ValidationError("wrong-status", "a new incident is logged", field: "status")
      }
      object["status"] = "logged"
      Self.nameAuthority(&object)
      Self.nameEdition(&object)
    case .audit:
      guard let title = object["title"]?.string, title.contains(where: { !$0.isWhitespace }) else {
        throw ValidationError("required", "an audit needs a title", field: "title")
      }
      guard object["status"]?.string ?? "proposed" == "proposed" else {
        throw ValidationError("wrong-status", "a new audit is proposed", field: "status")
      }
      object["status"] = "proposed"
      if object["cycle"]?.isNull ?? true { object["cycle"] = 1 }
      if let standards = object["standards"]?.array {
        object["standards"] = .array(StandardNames.completed(standards))
      }
    default:
      guard !isEmpty else { throw ValidationError("required", "the record says nothing") }
      if kind == .theme, object["nation"]?.isNull ?? true {
        object["nation"] = .string(context.nation.rawValue)
      }
      if kind == .theme { Self.nameAuthority(&object) }
      guard object["status"]?.isNull ?? true, let status = firstStatus[kind] else { return }
      object["status"] = .string(status)
    }
  }

  private static let firstStatus: [RecordKind: String] = [
    .procedure: "current", .theme: "proposed", .equipment: "current", .licence: "current",
    .margin: "current", .lesson: "current", .receipt: "current",
  ]
}

extension Draft {
  /// The authority that a notification in the document was made to, as an edit records it: that of
  /// the nation, where the document names none.
  fileprivate static func nameAuthority(_ object: inout JSONObject) {
    guard var notification = object["notification"]?.object,
      notification["submittedOn"]?.string?.isEmpty == false,
      notification["authority"]?.isNull ?? true,
      let nation = object["nation"]?.string.flatMap(Nation.init(rawValue:))
    else { return }
    notification["authority"] = .string(nation.authority.rawValue)
    object["notification"] = .object(notification)
  }

  /// The edition that judges the record from its first day, even after a later one is published.
  fileprivate static func nameEdition(_ object: inout JSONObject) {
    let given = object["classification"] ?? .object(JSONObject())
    guard var classification = given.object else { return }
    if classification["ruleSetId"]?.string == nil {
      let day = object["discoveredOn"]?.string.flatMap { CalendarDate($0) }
      let edition = day.map { Edition.judging(discoveredOn: $0) } ?? .default
      classification["ruleSetId"] = .string(edition.id)
    }
    object["classification"] = .object(classification)
  }
}

/// A generator that is passed by value (SplitMix64), seeded by the caller's.
struct SystemWords: RandomNumberGenerator, Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

enum EditLimits {
  /// Leaves room for the header of an entry and what the store adds.
  static let bytesMax = EntryLimits.payloadBytesMax - 4096

  /// About how many bytes they occupy in an entry.
  static func bytes(of operations: [Operation]) -> Int {
    operations.reduce(0) { sum, operation in
      sum + operation.path.text.utf8.count + 16 + (operation.value?.text?.utf8.count ?? 0)
        + operation.supersedes.count * 24
    }
  }

  /// The most entries of a new record: 2,000 individuals of thirty facts each.
  static let entriesMax = 24
  /// The most people of one incident logged at once; the trust logs more as a second incident.
  static let individualsMax = 2000

  /// Checks a new record, which the store writes as several entries where one does not hold it.
  static func checkDraft(_ operations: [Operation]) throws(ValidationError) {
    let people = operations.count {
      $0.value == .element && $0.path.components.count == 2
        && $0.path.components.first == "individuals"
    }
    guard people <= individualsMax else {
      throw ValidationError(
        "too-many-individuals",
        "one incident holds at most \(individualsMax) individuals; log the others as another one",
        field: "individuals")
    }
    guard operations.count <= entriesMax * EntryLimits.operationsMax / 2,
      bytes(of: operations) <= entriesMax * bytesMax / 2
    else {
      throw ValidationError(
        "too-large",
        "one record holds at most \(entriesMax * bytesMax / 2048) KiB when it is logged")
    }
    let largest = operations.max { bytes(of: [$0]) < bytes(of: [$1]) }
    try check(largest.map { [$0] } ?? [])
  }

  static func check(_ operations: [Operation]) throws(ValidationError) {
    guard operations.count < EntryLimits.operationsMax, bytes(of: operations) <= bytesMax,
      operations.allSatisfy({ $0.supersedes.count <= EntryLimits.supersedesMax })
    else {
      throw ValidationError(
        "too-large",
        "one change holds at most \(bytesMax / 1024) KiB and \(EntryLimits.operationsMax) fields")
    }
  }
}

extension MergedRecord {
  /// The state as it would be with these operations, to be judged before anything is written.
  func previewing(_ operations: [Operation], role: String, now: Moment) -> MergedRecord {
    var result = self
    let latest = live.map(\.stamp.time).max() ?? HybridTime(bits: 0)
    let time = max(HybridTime(milliseconds: now.milliseconds), HybridTime(bits: latest.bits &+ 1))
    let preview = EntryReference(
      log: LogID(high: .max, low: .max), sequence: .max, check: .max)
    let entry = Entry(
      header: EntryHeader(
        time: time, record: RecordID(high: 0, low: 0), kind: "preview", author: role),
      payload: EntryPayload(salt: [], operations: operations))
    result.apply(entry, at: preview)
    return result
  }
}
