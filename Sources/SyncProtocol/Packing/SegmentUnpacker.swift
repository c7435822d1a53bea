internal import Foundation
internal import Replication

/// A packed segment as received: checked, and complete except for what this side knows itself.
struct SegmentUnpacker {
  private struct Packed {
    /// The number of its shape, from 0.
    let shape: Int
    let isRecordLeftOut: Bool
    var references: [Reference] = []
  }

  private struct Reference {
    /// Its log's number in the message; 0 for the segment's own.
    let log: UInt64
    let sequence: UInt64
    /// `nil` where the sender left it out.
    let check: UInt32?
  }

  private let wire: WireSegment
  private let log: LogID
  /// `nil` for the form in which entries refer to their own log only.
  private let numbers: LogNumbers?
  private let shapes: [EntryShape]
  /// Every entry in its order; `nil` for one that was sent unpacked.
  private let entries: [Packed?]

  /// - Parameters:
  ///   - numbers: the logs of the message's frontier, if the segment is packed across logs.
  ///   - count: how many more entries the message may hold.
  init(
    _ wire: WireSegment, across numbers: LogNumbers?, entriesMax count: Int
  ) throws(ProtocolViolation) {
    self.numbers = numbers
    guard wire.entries.isEmpty, wire.hasPacked, LogSegment.firsts.contains(wire.first),
      numbers != nil || wire.packed.logs.isEmpty
    else { throw .malformed("a packed segment") }
    self.wire = wire
    log = try LogID(wire: wire.log)
    do {
      shapes = try Self.shapes(wire.packed, count)
      entries = try Self.entries(wire.packed, shapes, numbers, first: wire.first, count)
    } catch {
      throw .malformed("packed entries")
    }
  }

  var count: Int { entries.count }

  var isAcross: Bool { numbers != nil }

  /// Its entries, if later ones of the message may refer to them.
  var carried: (log: LogID, run: ClosedRange<UInt64>)? {
    isAcross ? (log, wire.first...wire.first + UInt64(entries.count) - 1) : nil
  }

  private static func shapes(
    _ wire: WirePackedEntries, _ countMax: Int
  ) throws(NotCanonical) -> [EntryShape] {
    guard wire.shapes.count <= countMax else { throw NotCanonical() }
    var shapes: [EntryShape] = []
    for bytes in wire.shapes { shapes.append(try EntryShape(Array(bytes))) }
    return shapes
  }

  private static func entries(
    _ wire: WirePackedEntries, _ shapes: [EntryShape], _ numbers: LogNumbers?, first: UInt64,
    _ countMax: Int
  ) throws(NotCanonical) -> [Packed?] {
    var which = CanonicalReader(Array(wire.which))
    var references = ReferenceReader(wire, numbers)
    var entries: [Packed?] = []
    while !which.isAtEnd {
      guard entries.count < min(countMax, LogSegment.entriesMax) else { throw NotCanonical() }
      let code = try which.varint()
      guard code > 1 else {
        guard code == 0 else { throw NotCanonical() }
        entries.append(nil)
        continue
      }
      guard code >> 1 <= UInt64(shapes.count) else { throw NotCanonical() }
      let shape = Int(code >> 1) - 1
      var entry = Packed(shape: shape, isRecordLeftOut: code & 1 == 1)
      let sequence = first + UInt64(entries.count)
      for _ in 0..<shapes[shape].references {
        entry.references.append(try references.next(from: sequence))
      }
      guard !entry.isRecordLeftOut || !entry.references.isEmpty else { throw NotCanonical() }
      entries.append(entry)
    }
    guard references.isAtEnd, !entries.isEmpty,
      entries.count(where: { $0 == nil }) == wire.plain.count
    else { throw NotCanonical() }
    return entries
  }

  /// Reads the columns of the references.
  private struct ReferenceReader {
    private let numbers: LogNumbers?
    private var logs: CanonicalReader
    private var distances: ReferenceDistances
    private var references: CanonicalReader
    private var checks: CanonicalReader

    init(_ wire: WirePackedEntries, _ numbers: LogNumbers?) {
      self.numbers = numbers
      logs = CanonicalReader(Array(wire.logs))
      distances = ReferenceDistances(numbers)
      references = CanonicalReader(Array(wire.references))
      checks = CanonicalReader(Array(wire.checks))
    }

    var isAtEnd: Bool { logs.isAtEnd && references.isAtEnd && checks.isAtEnd }

    mutating func next(from own: UInt64) throws(NotCanonical) -> Reference {
      let log = numbers == nil ? LogNumbers.own : try logs.varint()
      guard log <= numbers?.count ?? 0 else { throw NotCanonical() }
      let code = try references.varint()
      let sequence = distances.base(log, own: own) &- ZigZag.decoded(code >> 1)
      guard (1...EntryLimits.sequenceMax).contains(sequence) else { throw NotCanonical() }
      distances.pass(log, to: sequence)
      guard code & 1 == 0 else { return Reference(log: log, sequence: sequence, check: nil) }
      return Reference(
        log: log, sequence: sequence, check: try checks.fixed32().byteSwapped)
    }
  }

  private func place(of reference: Reference) -> EntryPlace {
    guard reference.log != LogNumbers.own, let numbers else {
      return EntryPlace(log: log, sequence: reference.sequence)
    }
    return EntryPlace(log: numbers.log(reference.log), sequence: reference.sequence)
  }

  /// The positions of the entries that this side must know.
  var places: Set<EntryPlace> {
    var places: Set<EntryPlace> = []
    for case let entry? in entries {
      for (index, reference) in entry.references.enumerated()
      where reference.check == nil || (index == 0 && entry.isRecordLeftOut) {
        places.insert(place(of: reference))
      }
    }
    return places
  }

  /// - Parameters:
  ///   - known: what is known here; these entries join it where later ones may refer to them.
  ///   - bytesMax: how many bytes the entries of the message may still occupy.
  /// - Returns: `nil` where an entry that the sender assumed to be known is not known here.
  func unpacked(
    knowing known: inout KnownSoFar, bytesMax: inout Int
  ) throws(ProtocolViolation) -> LogSegment? {
    do {
      var fields = ValueFields()
      for shape in shapes { fields.add(shapeWith: shape.valuePaths) }
      var columns = try ColumnsReader(
        wire.packed, numbers, fields, of: entries.compactMap { $0?.shape })
      var sealed: [SealedEntry] = []
      sealed.reserveCapacity(entries.count)
      var plain = wire.packed.plain.makeIterator()
      for entry in entries {
        if let entry {
          guard let complete = complete(entry, known) else { return nil }
          let (whole, record) = try columns.entry(
            shapes[entry.shape], complete.record, complete.references)
          if isAcross {
            known.note(
              record, at: EntryPlace(log: log, sequence: wire.first + UInt64(sealed.count)))
          }
          sealed.append(whole)
        } else if let whole = plain.next() {
          sealed.append(try SealedEntry(whole))
        }
        bytesMax -= sealed.last?.byteCount ?? 0
        guard bytesMax >= 0 else { throw ProtocolViolation.tooLarge("packed entries") }
      }
      guard columns.isAtEnd else { throw NotCanonical() }
      return try LogSegment(wire, log: log, entries: sealed)
    } catch let violation as ProtocolViolation {
      throw violation
    } catch {
      throw .malformed("packed entries")
    }
  }

  /// - Returns: `nil` where something that was left out is not known here. A record is `nil` where
  ///   it is in its column.
  private func complete(
    _ entry: Packed, _ known: KnownSoFar
  ) -> (record: RecordID?, references: [EntryTemplateEncoder.Reference])? {
    var references: [EntryTemplateEncoder.Reference] = []
    for reference in entry.references {
      guard let check = reference.check ?? known.check(at: place(of: reference)) else { return nil }
      references.append(
        EntryTemplateEncoder.Reference(
          log: reference.log, sequence: reference.sequence, check: check))
    }
    guard entry.isRecordLeftOut, let home = entry.references.first else { return (nil, references) }
    guard let record = known.record(at: place(of: home)) else { return nil }
    return (record, references)
  }
}
