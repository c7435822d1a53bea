// The bytes of an entry: `EntryHeader` and `EntryPayload` of `candour.proto`.

extension EntryHeader {
  /// The canonical bytes: one encoding for one value, so that hashes agree everywhere.
  public func encoded() -> [UInt8] {
    var writer = WireWriter()
    writer.field(1, fixed64: time.bits)
    writer.present(2, bytes: record.bytes)
    writer.field(3, text: kind)
    writer.field(4, text: author)
    if let origin {
      writer.message(5) { inner in
        inner.present(1, bytes: origin.log.bytes)
        inner.field(2, varint: origin.sequence)
        inner.field(3, fixed32: origin.check)
      }
    }
    writer.append(encoded: laterFields)
    return writer.bytes
  }

  /// Reads canonical bytes, and refuses any other encoding of the same value.
  public init(decoding bytes: [UInt8]) throws(MalformedBytes) {
    guard bytes.count <= EntryLimits.headerBytesMax else { throw MalformedBytes("header too long") }
    var time = HybridTime(bits: 0)
    var record: RecordID?
    var kind = ""
    var author = ""
    var origin: EntryReference?
    var laterFields: [UInt8] = []
    var reader = WireReader(bytes)
    var start = reader.offset
    while let (number, field) = try reader.next() {
      defer { start = reader.offset }
      switch number {
      case 1: time = HybridTime(bits: try field.number())
      case 2: record = RecordID(bytes: try field.slice())
      case 3: kind = try field.text(bytesMax: EntryLimits.kindBytesMax)
      case 4: author = try field.text(bytesMax: EntryLimits.roleBytesMax)
      case 5: origin = try EntryReference(decoding: try field.slice())
      default: laterFields += reader.bytes(from: start)
      }
    }
    guard let record, !kind.isEmpty else { throw MalformedBytes("header without record or kind") }
    let room = origin == nil ? EntryLimits.originBytesMax : 0
    guard bytes.count + room <= EntryLimits.headerBytesMax else {
      throw MalformedBytes("header too long to be moved")
    }
    guard EntryLimits.areOneLine(kind, author) else {
      throw MalformedBytes("control character in a kind or an author's role")
    }
    self.init(
      time: time, record: record, kind: kind, author: author, origin: origin,
      laterFields: laterFields)
  }
}

extension EntryReference {
  init(decoding bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
    var log: LogID?
    var sequence: UInt64 = 0
    var check: UInt32 = 0
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      switch number {
      case 1: log = LogID(bytes: try field.slice())
      case 2: sequence = try field.number()
      case 3: check = UInt32(truncatingIfNeeded: try field.number())
      default: continue
      }
    }
    guard let log, (1...EntryLimits.sequenceMax).contains(sequence) else {
      throw MalformedBytes("entry reference")
    }
    self.init(log: log, sequence: sequence, check: check)
  }
}

extension EntryPayload {
  /// - Parameter log: the log that holds the entry; references to it are written short.
  public func encoded(in log: LogID) -> [UInt8] {
    var table = LogTable(own: log)
    var body = WireWriter()
    body.field(1, bytes: salt)
    body.field(2, text: reason)
    for operation in operations { body.message(3) { operation.encode(to: &$0, &table) } }
    if let redaction {
      body.message(4) { inner in
        inner.message(1) { redaction.target.encode(to: &$0, &table) }
        for operation in redaction.operations {
          inner.message(2) { operation.encode(to: &$0, &table) }
        }
        inner.field(3, fixed64: redaction.time.bits)
        inner.field(4, text: redaction.author)
      }
    }
    for other in table.others { body.present(5, bytes: other.bytes) }
    return body.bytes
  }

  /// Reads a payload whose log is known. Fields of later versions are skipped; their bytes are kept
  /// in the entry.
  public init(decoding bytes: [UInt8], in log: LogID) throws(MalformedBytes) {
    guard bytes.count <= EntryLimits.payloadBytesMax else {
      throw MalformedBytes("payload too long")
    }
    let table = try LogTable(own: log, scanning: bytes)
    var salt: [UInt8] = []
    var reason = ""
    var operations: [Operation] = []
    var redaction: Redaction?
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      switch number {
      case 1: salt = Array(try field.slice().prefix(64))
      case 2: reason = try field.text(bytesMax: EntryLimits.reasonBytesMax)
      case 3: operations.append(try Operation(decoding: try field.slice(), table))
      case 4: redaction = try Redaction(decoding: try field.slice(), table)
      default: continue
      }
      guard operations.count <= EntryLimits.operationsMax else {
        throw MalformedBytes("too many operations")
      }
    }
    self.init(salt: salt, reason: reason, operations: operations, redaction: redaction)
  }
}

/// The logs that a payload refers to; 0 is the entry's own.
private struct LogTable {
  let own: LogID
  var others: [LogID] = []

  init(own: LogID) { self.own = own }

  init(own: LogID, scanning bytes: [UInt8]) throws(MalformedBytes) {
    self.own = own
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      guard number == 5 else { continue }
      guard let log = LogID(bytes: try field.slice()), others.count < EntryLimits.logsMax else {
        throw MalformedBytes("log table")
      }
      others.append(log)
    }
  }

  mutating func index(of log: LogID) -> UInt64 {
    if log == own { return 0 }
    if let known = others.firstIndex(of: log) { return UInt64(known + 1) }
    others.append(log)
    return UInt64(others.count)
  }

  func log(at index: UInt64) throws(MalformedBytes) -> LogID {
    if index == 0 { return own }
    guard index <= UInt64(others.count) else { throw MalformedBytes("log table index") }
    return others[Int(index) - 1]
  }
}

extension EntryReference {
  fileprivate func encode(to writer: inout WireWriter, _ table: inout LogTable) {
    writer.field(1, varint: table.index(of: log))
    writer.field(2, varint: sequence)
    writer.field(3, fixed32: check)
  }
}

extension OperationID {
  fileprivate init(decoding bytes: ArraySlice<UInt8>, _ table: LogTable) throws(MalformedBytes) {
    var log: UInt64 = 0
    var sequence: UInt64 = 0
    var check: UInt32 = 0
    var index: UInt32 = 0
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      switch number {
      case 1: log = try field.number()
      case 2: sequence = try field.number()
      case 3: check = UInt32(truncatingIfNeeded: try field.number())
      case 4: index = UInt32(truncatingIfNeeded: try field.number())
      default: continue
      }
    }
    guard (1...EntryLimits.sequenceMax).contains(sequence) else {
      throw MalformedBytes("operation reference")
    }
    let entry = EntryReference(log: try table.log(at: log), sequence: sequence, check: check)
    self.init(entry: entry, index: index)
  }
}

extension Operation {
  fileprivate func encode(to writer: inout WireWriter, _ table: inout LogTable) {
    writer.field(1, text: path.text)
    if let value { writer.message(2) { value.encode(to: &$0) } }
    for target in supersedes {
      writer.message(3) { inner in
        target.entry.encode(to: &inner, &table)
        inner.field(4, varint: UInt64(target.index))
      }
    }
  }

  fileprivate init(decoding bytes: ArraySlice<UInt8>, _ table: LogTable) throws(MalformedBytes) {
    var path: FieldPath?
    var value: Value?
    var supersedes: [OperationID] = []
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      switch number {
      case 1: path = FieldPath(try field.text(bytesMax: FieldPath.bytesMax))
      case 2: value = try Value(decoding: try field.slice())
      case 3: supersedes.append(try OperationID(decoding: try field.slice(), table))
      default: continue
      }
    }
    guard let path, supersedes.count <= EntryLimits.supersedesMax else {
      throw MalformedBytes("operation")
    }
    self.init(path: path, value: value, supersedes: supersedes)
  }
}

extension Redaction {
  fileprivate init(decoding bytes: ArraySlice<UInt8>, _ table: LogTable) throws(MalformedBytes) {
    var target: OperationID?
    var operations: [Operation] = []
    var time = HybridTime(bits: 0)
    var author = ""
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      switch number {
      case 1: target = try OperationID(decoding: try field.slice(), table)
      case 2: operations.append(try Operation(decoding: try field.slice(), table))
      case 3: time = HybridTime(bits: try field.number())
      case 4: author = try field.text(bytesMax: EntryLimits.roleBytesMax)
      default: continue
      }
    }
    guard let target, operations.count <= EntryLimits.operationsMax else {
      throw MalformedBytes("redaction")
    }
    self.init(target: target.entry, time: time, author: author, operations: operations)
  }
}

extension Value {
  /// The canonical bytes: one encoding for one value, so that hashes agree everywhere.
  public func encoded() -> [UInt8] {
    var writer = WireWriter()
    encode(to: &writer)
    return writer.bytes
  }

  func encode(to writer: inout WireWriter) {
    switch self {
    case .text(let text): writer.present(1, text: text)
    case .number(let digits): writer.present(2, text: digits)
    case .flag(let flag): writer.present(3, flag: flag)
    case .element: writer.present(4, flag: true)
    case .redacted: writer.present(5, flag: true)
    case .unknown(let bytes): writer.append(encoded: bytes)
    }
  }

  /// Reads canonical bytes, and refuses any other encoding of the same value.
  public init(decoding bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
    var reader = WireReader(bytes)
    guard let (number, field) = try reader.next(), reader.isAtEnd else {
      self = .unknown(Array(bytes))
      return
    }
    switch number {
    case 1: self = .text(try field.text(bytesMax: EntryLimits.payloadBytesMax))
    case 2: self = .number(try field.text(bytesMax: EntryLimits.payloadBytesMax))
    case 3: self = .flag(try field.number() != 0)
    case 4: self = .element
    case 5: self = .redacted
    default: self = .unknown(Array(bytes))
    }
  }
}
