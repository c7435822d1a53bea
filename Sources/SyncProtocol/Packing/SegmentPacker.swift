internal import Foundation
internal import Replication
internal import SwiftProtobuf

/// Packs the entries of one segment.
struct SegmentPacker {
  private let segment: LogSegment
  private var cutter = EntryTemplateEncoder()
  private var numbers: [[UInt8]: Int] = [:]
  private var shapes: [[UInt8]] = []
  private var fields = ValueFields()
  /// Every entry in its order; `nil` for one that stays unpacked.
  private var cuts: [(shape: Int, cut: EntryTemplateEncoder.TemplatedEntry)?] = []

  init(_ segment: LogSegment) {
    self.segment = segment
    cuts.reserveCapacity(segment.entries.count)
    for entry in segment.entries {
      guard let cut = cutter.cut(entry) else {
        cuts.append(nil)
        continue
      }
      cuts.append((number(of: cutter.shape), cut))
    }
  }

  private mutating func number(of shape: [UInt8]) -> Int {
    if let known = numbers[shape] { return known }
    shapes.append(shape)
    fields.add(shapeWith: cutter.valuePaths)
    numbers[shape] = shapes.count
    return shapes.count
  }

  /// The positions of the entries that these refer to.
  var places: Set<EntryPlace> {
    var places: Set<EntryPlace> = []
    for case (_, let cut)? in cuts {
      for reference in cut.references where reference.sequence < segment.first {
        places.insert(EntryPlace(log: segment.log, sequence: reference.sequence))
      }
    }
    return places
  }

  /// - Parameter known: the entries that the receiver knows.
  func packed(knowing known: KnownEntries) throws(NotCanonical) -> WireSegment {
    var columns = Columns(segment, known)
    for (index, cut) in cuts.enumerated() {
      columns.append(cut, at: segment.first + UInt64(index))
    }
    let order = cuts.compactMap { $0.map { $0.shape - 1 } }
    let values = try fields.arranged(cutter.values, of: order)
    var wire = segment.head
    wire.packed = WirePackedEntries.with {
      $0.shapes = shapes.map { Data($0) }
      $0.which = Data(columns.which)
      $0.times = Data(columns.times)
      $0.records = Data(columns.records)
      $0.salts = Data(cutter.salts)
      $0.elements = Data(cutter.elements)
      $0.references = Data(columns.references)
      $0.checks = Data(columns.checks)
      $0.values = Data(values)
      $0.plain = zip(segment.entries, cuts).filter { $0.1 == nil }.map(\.0.wire)
    }
    return wire
  }
}

/// The columns that depend on what the receiver knows, or on the entry before.
private struct Columns {
  private let log: LogID
  private let known: KnownEntries
  private(set) var which: [UInt8] = []
  private(set) var times: [UInt8] = []
  private(set) var records: [UInt8] = []
  private(set) var references: [UInt8] = []
  private(set) var checks: [UInt8] = []
  private var time: UInt64 = 0

  init(_ segment: LogSegment, _ known: KnownEntries) {
    (log, self.known) = (segment.log, known)
  }

  mutating func append(
    _ entry: (shape: Int, cut: EntryTemplateEncoder.TemplatedEntry)?, at sequence: UInt64
  ) {
    guard let (shape, cut) = entry else {
      which.append(0)
      return
    }
    times.append(varint: ZigZag.encoded(cut.time &- time))
    time = cut.time
    let home = cut.references.first.flatMap { known[EntryPlace(log: log, sequence: $0.sequence)] }
    let isLeftOut = home?.record == cut.record
    which.append(varint: UInt64(shape) << 1 | (isLeftOut ? 1 : 0))
    if !isLeftOut { cut.record.withBytes { records.append(contentsOf: $0) } }
    for reference in cut.references { append(reference, from: sequence) }
  }

  private mutating func append(_ reference: EntryTemplateEncoder.Reference, from sequence: UInt64) {
    let place = EntryPlace(log: log, sequence: reference.sequence)
    let isLeftOut = known[place]?.check == reference.check
    let back = ZigZag.encoded(sequence &- reference.sequence)
    references.append(varint: back << 1 | (isLeftOut ? 1 : 0))
    guard !isLeftOut else { return }
    for shift in stride(from: 24, through: 0, by: -8) {
      checks.append(UInt8(truncatingIfNeeded: reference.check >> UInt32(shift)))
    }
  }
}

/// Signed differences, small ones in few bits (as in protobuf's `sint64`).
enum ZigZag {
  static func encoded(_ difference: UInt64) -> UInt64 {
    let signed = Int64(bitPattern: difference)
    return UInt64(bitPattern: (signed << 1) ^ (signed >> 63))
  }

  static func decoded(_ code: UInt64) -> UInt64 { (code >> 1) ^ (0 &- (code & 1)) }
}
