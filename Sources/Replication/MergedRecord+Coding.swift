// How a merged record is stored. The same set of entries gives the same bytes on every replica.

extension MergedRecord {
  public func encoded() -> [UInt8] {
    let stamps = Set(live.map(\.stamp)).sorted {
      ($0.entry, $0.time, $0.author) < ($1.entry, $1.time, $1.author)
    }
    let stampIndex = Dictionary(uniqueKeysWithValues: stamps.enumerated().map { ($1, $0) })
    let logs = Set(stamps.map(\.entry.log) + superseded.map(\.entry.log) + redacted.map(\.log))
      .sorted()
    let logIndex = Dictionary(uniqueKeysWithValues: logs.enumerated().map { ($1, $0) })
    func index(_ log: LogID) -> UInt64 { UInt64(logIndex[log] ?? 0) }

    var writer = WireWriter()
    writer.present(1, bytes: logs.flatMap(\.bytes))
    for stamp in stamps {
      writer.message(2) { inner in
        inner.field(1, varint: index(stamp.entry.log))
        inner.field(2, varint: stamp.entry.sequence)
        inner.field(3, fixed32: stamp.entry.check)
        inner.field(4, fixed64: stamp.time.bits)
        inner.field(5, text: stamp.author)
      }
    }
    for operation in live {
      writer.message(3) { inner in
        inner.field(1, varint: UInt64(stampIndex[operation.stamp] ?? 0))
        inner.field(2, varint: UInt64(operation.index))
        inner.field(3, text: operation.path.text)
        if let value = operation.value { inner.present(4, bytes: value.encoded()) }
      }
    }
    var packed = WireWriter()
    for id in superseded.sorted() {
      packed.varint(index(id.entry.log))
      packed.varint(id.entry.sequence)
      packed.varint(UInt64(id.entry.check))
      packed.varint(UInt64(id.index))
    }
    writer.field(4, bytes: packed.bytes)
    var references = WireWriter()
    for entry in redacted.sorted() {
      references.varint(index(entry.log))
      references.varint(entry.sequence)
      references.varint(UInt64(entry.check))
    }
    writer.field(5, bytes: references.bytes)
    return writer.bytes
  }

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
      default: continue
      }
    }
    self = decoder.record
  }

  private struct Decoder {
    var record = MergedRecord()
    var logs: [LogID] = []
    var stamps: [Stamp] = []

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
      var path: FieldPath?
      var value: Value?
      var reader = WireReader(bytes)
      while let (number, field) = try reader.next() {
        switch number {
        case 1: stamp = try field.number()
        case 2: index = UInt32(truncatingIfNeeded: try field.number())
        case 3: path = FieldPath(try field.text(bytesMax: FieldPath.bytesMax))
        case 4: value = try Value(decoding: try field.slice())
        default: continue
        }
      }
      guard let path, stamp < UInt64(stamps.count) else { throw MalformedBytes("operation") }
      record.live.append(
        LiveOperation(stamp: stamps[Int(stamp)], index: index, path: path, value: value))
    }

    mutating func readSuperseded(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
      var reader = WireReader(bytes)
      while !reader.isAtEnd {
        let entry = try readReference(&reader)
        let index = UInt32(truncatingIfNeeded: try reader.varint())
        record.superseded.insert(OperationID(entry: entry, index: index))
      }
    }

    mutating func readRedacted(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
      var reader = WireReader(bytes)
      while !reader.isAtEnd { record.redacted.insert(try readReference(&reader)) }
    }

    func readReference(_ reader: inout WireReader) throws(MalformedBytes) -> EntryReference {
      let log = try log(try reader.varint())
      let sequence = try reader.varint()
      let check = UInt32(truncatingIfNeeded: try reader.varint())
      return EntryReference(log: log, sequence: sequence, check: check)
    }
  }
}
