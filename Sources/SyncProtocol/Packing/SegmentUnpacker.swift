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
    let sequence: UInt64
    /// `nil` where the sender left it out.
    let check: UInt32?
  }

  private let wire: WireSegment
  private let log: LogID
  private let shapes: [EntryShape]
  /// Every entry in its order; `nil` for one that was sent unpacked.
  private let entries: [Packed?]

  /// - Parameter count: how many more entries the message may hold.
  init(_ wire: WireSegment, entriesMax count: Int) throws(ProtocolViolation) {
    guard wire.entries.isEmpty, wire.first > 0,
      wire.first < UInt64(Int64.max) - UInt64(LogSegment.entriesMax)
    else { throw .malformed("a packed segment") }
    self.wire = wire
    log = try LogID(wire: wire.log)
    do {
      shapes = try Self.shapes(wire.packed, count)
      entries = try Self.entries(wire.packed, shapes, first: wire.first, count)
    } catch {
      throw .malformed("packed entries")
    }
  }

  var count: Int { entries.count }

  private static func shapes(
    _ wire: WirePackedEntries, _ countMax: Int
  ) throws(NotCanonical) -> [EntryShape] {
    guard wire.shapes.count <= countMax else { throw NotCanonical() }
    var shapes: [EntryShape] = []
    for bytes in wire.shapes { shapes.append(try EntryShape(Array(bytes))) }
    return shapes
  }

  private static func entries(
    _ wire: WirePackedEntries, _ shapes: [EntryShape], first: UInt64, _ countMax: Int
  ) throws(NotCanonical) -> [Packed?] {
    var which = CanonicalReader(Array(wire.which))
    var references = CanonicalReader(Array(wire.references))
    var checks = CanonicalReader(Array(wire.checks))
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
        entry.references.append(try reference(&references, &checks, from: sequence))
      }
      guard !entry.isRecordLeftOut || !entry.references.isEmpty else { throw NotCanonical() }
      entries.append(entry)
    }
    guard references.isAtEnd, checks.isAtEnd, !entries.isEmpty,
      entries.count(where: { $0 == nil }) == wire.plain.count
    else { throw NotCanonical() }
    return entries
  }

  private static func reference(
    _ references: inout CanonicalReader, _ checks: inout CanonicalReader, from own: UInt64
  ) throws(NotCanonical) -> Reference {
    let code = try references.varint()
    let sequence = own &- ZigZag.decoded(code >> 1)
    guard (1..<UInt64(Int64.max)).contains(sequence) else { throw NotCanonical() }
    guard code & 1 == 0 else { return Reference(sequence: sequence, check: nil) }
    return Reference(sequence: sequence, check: try checks.fixed32().byteSwapped)
  }

  /// The positions of the entries that this side must know.
  var places: Set<EntryPlace> {
    var places: Set<EntryPlace> = []
    for case let entry? in entries {
      for (index, reference) in entry.references.enumerated()
      where reference.check == nil || (index == 0 && entry.isRecordLeftOut) {
        places.insert(EntryPlace(log: log, sequence: reference.sequence))
      }
    }
    return places
  }

  /// - Parameter bytesMax: how many bytes the entries of the message may still occupy.
  /// - Returns: `nil` where an entry that the sender assumed to be known is not known here.
  func unpacked(
    knowing known: KnownEntries, bytesMax: inout Int
  ) throws(ProtocolViolation) -> LogSegment? {
    do {
      var fields = ValueFields()
      for shape in shapes { fields.add(shapeWith: shape.valuePaths) }
      var columns = try ColumnsReader(wire.packed, fields, of: entries.compactMap { $0?.shape })
      var sealed: [SealedEntry] = []
      sealed.reserveCapacity(entries.count)
      var plain = wire.packed.plain.makeIterator()
      for entry in entries {
        if let entry {
          guard let complete = complete(entry, known) else { return nil }
          sealed.append(
            try columns.entry(shapes[entry.shape], complete.record, complete.references))
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
    _ entry: Packed, _ known: KnownEntries
  ) -> (record: RecordID?, references: [EntryTemplateEncoder.Reference])? {
    var references: [EntryTemplateEncoder.Reference] = []
    for reference in entry.references {
      let place = EntryPlace(log: log, sequence: reference.sequence)
      guard let check = reference.check ?? known[place]?.check else { return nil }
      references.append(EntryTemplateEncoder.Reference(sequence: reference.sequence, check: check))
    }
    guard entry.isRecordLeftOut, let home = references.first else { return (nil, references) }
    let place = EntryPlace(log: log, sequence: home.sequence)
    guard let record = known[place]?.record else { return nil }
    return (record, references)
  }
}
