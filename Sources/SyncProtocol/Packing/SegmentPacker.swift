internal import Foundation
internal import Replication
internal import SwiftProtobuf

/// Packs the entries of one segment.
struct SegmentPacker {
  private let segment: LogSegment
  /// `nil` for the form in which entries refer to their own log only.
  private let numbers: LogNumbers?
  private var cutter: EntryTemplateEncoder
  private var shapeNumbers: [[UInt8]: Int] = [:]
  private var shapes: [[UInt8]] = []
  private var fields = ValueFields()
  /// Every entry in its order; `nil` for one that stays unpacked.
  private var cuts: [(shape: Int, cut: EntryTemplateEncoder.TemplatedEntry)?] = []

  init(_ segment: LogSegment, across numbers: LogNumbers? = nil) {
    (self.segment, self.numbers) = (segment, numbers)
    cutter = EntryTemplateEncoder(of: segment.log, numbers)
    cuts.reserveCapacity(segment.entries.count)
    for entry in segment.entries {
      guard segment.first < EntryTemplateEncoder.sequencesMax, let cut = cutter.cut(entry) else {
        cuts.append(nil)
        continue
      }
      cuts.append((number(of: cutter.shape), cut))
    }
  }

  private mutating func number(of shape: [UInt8]) -> Int {
    if let known = shapeNumbers[shape] { return known }
    shapes.append(shape)
    fields.add(shapeWith: cutter.valuePaths)
    shapeNumbers[shape] = shapes.count
    return shapes.count
  }

  /// The positions of the entries that these refer to, and that the receiver may know.
  var places: Set<EntryPlace> {
    var places: Set<EntryPlace> = []
    for case (_, let cut)? in cuts {
      for reference in cut.references
      where numbers != nil || reference.sequence < segment.first {
        places.insert(reference.place(in: segment.log, numbers))
      }
    }
    return places
  }

  /// - Parameter known: the entries that the receiver knows.
  func packed(knowing known: inout KnownSoFar) throws(NotCanonical) -> WireSegment {
    var columns = Columns(segment, numbers)
    for (index, cut) in cuts.enumerated() {
      let sequence = segment.first + UInt64(index)
      columns.append(cut, at: sequence, known)
      guard numbers != nil, let cut else { continue }
      known.note(cut.cut.record, at: EntryPlace(log: segment.log, sequence: sequence))
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
      $0.logs = Data(columns.logs)
      $0.plain = zip(segment.entries, cuts).filter { $0.1 == nil }.map(\.0.wire)
    }
    return wire
  }
}

/// The columns that depend on what the receiver knows, or on the entry before.
private struct Columns {
  private let log: LogID
  private let numbers: LogNumbers?
  /// The log begins with it. A receiver that put in the wrong bytes refuses such a segment as forged,
  /// because there is no other line that it could belong to: nothing of another log is left out.
  private let isFirst: Bool
  private(set) var which: [UInt8] = []
  private(set) var times: [UInt8] = []
  private(set) var records: [UInt8] = []
  private(set) var logs: [UInt8] = []
  private(set) var references: [UInt8] = []
  private(set) var checks: [UInt8] = []
  private var time: UInt64 = 0
  private var distances: ReferenceDistances

  init(_ segment: LogSegment, _ numbers: LogNumbers?) {
    (log, isFirst, self.numbers) = (segment.log, segment.first == 1, numbers)
    distances = ReferenceDistances(numbers)
  }

  mutating func append(
    _ entry: (shape: Int, cut: EntryTemplateEncoder.TemplatedEntry)?, at sequence: UInt64,
    _ known: KnownSoFar
  ) {
    guard let (shape, cut) = entry else {
      which.append(0)
      return
    }
    times.append(varint: ZigZag.encoded(cut.time &- time))
    time = cut.time
    let isLeftOut = cut.references.first.flatMap { record(of: $0, known) } == cut.record
    which.append(varint: UInt64(shape) << 1 | (isLeftOut ? 1 : 0))
    if !isLeftOut { cut.record.withBytes { records.append(contentsOf: $0) } }
    for reference in cut.references { append(reference, from: sequence, known) }
  }

  private func maySpare(_ reference: EntryTemplateEncoder.Reference) -> Bool {
    !isFirst || reference.log == LogNumbers.own
  }

  private func record(
    of reference: EntryTemplateEncoder.Reference, _ known: KnownSoFar
  ) -> RecordID? {
    let place = reference.place(in: log, numbers)
    return maySpare(reference) ? known.record(at: place) : known.carriedRecord(at: place)
  }

  private mutating func append(
    _ reference: EntryTemplateEncoder.Reference, from sequence: UInt64, _ known: KnownSoFar
  ) {
    let isLeftOut =
      maySpare(reference)
      && known.check(at: reference.place(in: log, numbers)) == reference.check
    if numbers != nil { logs.append(varint: reference.log) }
    let base = distances.base(reference.log, own: sequence)
    distances.pass(reference.log, to: reference.sequence)
    references.append(
      varint: ZigZag.encoded(base &- reference.sequence) << 1 | (isLeftOut ? 1 : 0))
    guard !isLeftOut else { return }
    for shift in stride(from: 24, through: 0, by: -8) {
      checks.append(UInt8(truncatingIfNeeded: reference.check >> UInt32(shift)))
    }
  }
}

extension EntryTemplateEncoder.Reference {
  /// - Parameter own: the log of the entry that contains it.
  func place(in own: LogID, _ numbers: LogNumbers?) -> EntryPlace {
    guard log != LogNumbers.own, let numbers else {
      return EntryPlace(log: own, sequence: sequence)
    }
    return EntryPlace(log: numbers.log(log), sequence: sequence)
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
