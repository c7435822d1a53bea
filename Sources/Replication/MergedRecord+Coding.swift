// How a merged record is stored. The same set of entries gives the same bytes on every replica.
// Operations are ordered by path, so each path is written as its difference from the one before.

extension MergedRecord {
  /// The bytes that the store keeps; not part of the protocol.
  public func encoded() -> [UInt8] {
    guard removed.isEmpty else {
      var all = self
      all.unsettle()
      return all.encoded()
    }
    var names = Names(self)
    var writer = WireWriter(capacity: 64 + 48 * live.count + 8 * superseded.count)
    writer.present(1, bytes: names.logs.flatMap(\.bytes))
    for stamp in names.stamps {
      writer.message(2) { inner in
        inner.field(1, varint: names.index(of: stamp.entry.log))
        inner.field(2, varint: stamp.entry.sequence)
        inner.field(3, fixed32: stamp.entry.check)
        inner.field(4, fixed64: stamp.time.bits)
        inner.field(5, text: stamp.author)
      }
    }
    var previous = ""
    for operation in live {
      let shared = operation.path.bytesShared(with: previous)
      writer.message(3) { inner in
        inner.field(1, varint: names.index(of: operation.stamp))
        inner.field(2, varint: UInt64(operation.index))
        inner.field(3, text: operation.path.text, from: shared)
        if let value = operation.value { inner.message(4) { value.encode(to: &$0) } }
        inner.field(5, varint: UInt64(shared))
      }
      previous = operation.path.text
    }
    if !superseded.isEmpty {
      writer.message(4) { packed in
        for id in superseded {
          names.write(id.entry, to: &packed)
          packed.varint(UInt64(id.index))
        }
      }
    }
    if !redacted.isEmpty {
      writer.message(5) { packed in
        for entry in redacted { names.write(entry, to: &packed) }
      }
    }
    for removal in removals {
      writer.message(6) { inner in
        inner.message(1) { packed in
          names.write(removal.target.entry, to: &packed)
          packed.varint(UInt64(removal.target.index))
        }
        inner.field(2, text: removal.element.text)
      }
    }
    return writer.bytes
  }

  /// The logs and stamps that a record refers to, each written once and referred to by number.
  private struct Names {
    let logs: [LogID]
    let stamps: [Stamp]
    private var last = 0

    init(_ record: MergedRecord) {
      var stamps: [Stamp] = []
      for operation in record.live where stamps.last != operation.stamp {
        stamps.append(operation.stamp)
      }
      stamps = stamps.count > 1 ? stamps.sortedUnique() : stamps
      var logs: [LogID] = []
      func note(_ log: LogID) { if logs.last != log { logs.append(log) } }
      for stamp in stamps { note(stamp.entry.log) }
      for id in record.superseded { note(id.entry.log) }
      for entry in record.redacted { note(entry.log) }
      for removal in record.removals { note(removal.target.entry.log) }
      (self.stamps, self.logs) = (stamps, logs.count > 1 ? logs.sortedUnique() : logs)
    }

    func index(of log: LogID) -> UInt64 { UInt64(logs.sortedPlace(of: log)) }

    /// Operations of one entry are mostly neighbours.
    mutating func index(of stamp: Stamp) -> UInt64 {
      if stamps[last] != stamp { last = stamps.sortedPlace(of: stamp) }
      return UInt64(last)
    }

    func write(_ entry: EntryReference, to writer: inout WireWriter) {
      writer.varint(index(of: entry.log))
      writer.varint(entry.sequence)
      writer.varint(UInt64(entry.check))
    }
  }

  /// Reads what ``encoded()`` wrote.
  public init(decoding bytes: [UInt8]) throws(MalformedBytes) {
    var decoder = Decoder()
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      switch number {
      case 1: try decoder.readLogs(try field.slice())
      case 2: try decoder.readStamp(try field.slice())
      case 3: try decoder.readOperation(try field.slice())
      case 4: try decoder.readSuperseded(try field.slice())
      case 5: try decoder.readRedacted(try field.slice())
      case 6: try decoder.readRemoval(try field.slice())
      default: continue
      }
    }
    self = decoder.record
    settle()
  }

  private struct Decoder {
    var record = MergedRecord()
    var logs: [LogID] = []
    var stamps: [Stamp] = []
    /// The path of the operation before.
    var path: [UInt8] = []

    mutating func readLogs(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
      guard bytes.count.isMultiple(of: 16) else { throw MalformedBytes("log table") }
      logs = stride(from: bytes.startIndex, to: bytes.endIndex, by: 16).compactMap {
        LogID(bytes: bytes[$0..<$0 + 16])
      }
    }

    func log(_ index: UInt64) throws(MalformedBytes) -> LogID {
      guard index < UInt64(logs.count) else { throw MalformedBytes("log index") }
      return logs[Int(index)]
    }

    mutating func readStamp(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
      var (log, sequence, check, time, author) = (UInt64(0), UInt64(0), UInt32(0), UInt64(0), "")
      var reader = WireReader(bytes)
      while let (number, field) = try reader.next() {
        switch number {
        case 1: log = try field.number()
        case 2: sequence = try field.number()
        case 3: check = UInt32(truncatingIfNeeded: try field.number())
        case 4: time = try field.number()
        case 5: author = try field.text(bytesMax: EntryLimits.roleBytesMax)
        default: continue
        }
      }
      let entry = EntryReference(log: try self.log(log), sequence: sequence, check: check)
      stamps.append(Stamp(entry: entry, time: HybridTime(bits: time), author: author))
    }

    mutating func readOperation(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
      var (stamp, index) = (UInt64(0), UInt32(0))
      var rest: ArraySlice<UInt8> = []
      var shared: UInt64 = 0
      var value: Value?
      var reader = WireReader(bytes)
      while let (number, field) = try reader.next() {
        switch number {
        case 1: stamp = try field.number()
        case 2: index = UInt32(truncatingIfNeeded: try field.number())
        case 3: rest = try field.slice()
        case 4: value = try Value(decoding: try field.slice())
        case 5: shared = try field.number()
        default: continue
        }
      }
      guard shared <= UInt64(path.count), stamp < UInt64(stamps.count) else {
        throw MalformedBytes("operation")
      }
      path.replaceSubrange(Int(shared)..., with: rest)
      guard path.count <= FieldPath.bytesMax,
        let path = String(wellFormed: path[...]).flatMap({ FieldPath($0) })
      else { throw MalformedBytes("path") }
      record.live.append(
        LiveOperation(stamp: stamps[Int(stamp)], index: index, path: path, value: value))
    }

    mutating func readSuperseded(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
      var reader = WireReader(bytes)
      while !reader.isAtEnd {
        let entry = try readReference(&reader)
        let index = UInt32(truncatingIfNeeded: try reader.varint())
        record.superseded.sortedInsert(OperationID(entry: entry, index: index))
      }
    }

    mutating func readRemoval(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
      var target: OperationID?
      var element: FieldPath?
      var reader = WireReader(bytes)
      while let (number, field) = try reader.next() {
        switch number {
        case 1:
          var packed = WireReader(try field.slice())
          let entry = try readReference(&packed)
          target = OperationID(
            entry: entry, index: UInt32(truncatingIfNeeded: try packed.varint()))
        case 2: element = FieldPath(try field.text(bytesMax: FieldPath.bytesMax))
        default: continue
        }
      }
      guard let target, let element else { throw MalformedBytes("removal") }
      record.removals.sortedInsert(Removal(target: target, element: element))
    }

    mutating func readRedacted(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
      var reader = WireReader(bytes)
      while !reader.isAtEnd { record.redacted.sortedInsert(try readReference(&reader)) }
    }

    func readReference(_ reader: inout WireReader) throws(MalformedBytes) -> EntryReference {
      let log = try log(try reader.varint())
      let sequence = try reader.varint()
      let check = UInt32(truncatingIfNeeded: try reader.varint())
      return EntryReference(log: log, sequence: sequence, check: check)
    }
  }
}
