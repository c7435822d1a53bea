internal import Foundation
internal import Replication

/// The logs of a message's frontier, or of a portable segment's table, in their order. Segments that
/// are packed across logs name them by number, from 1: the message states each identifier once.
struct LogNumbers {
  /// The entry's own log.
  static let own: UInt64 = 0

  private let positions: [(log: LogID, sequence: UInt64)]
  private let numbers: [LogID: UInt64]

  init(_ wire: [WirePosition]) throws(ProtocolViolation) {
    var positions: [(log: LogID, sequence: UInt64)] = []
    var numbers: [LogID: UInt64] = [:]
    positions.reserveCapacity(wire.count)
    for position in wire {
      let log = try LogID(wire: position.log)
      positions.append((log, position.sequence))
      numbers[log] = UInt64(positions.count)
    }
    (self.positions, self.numbers) = (positions, numbers)
  }

  /// Those of a portable segment's table. How much of them a receiver has is not known: references count
  /// from 0.
  init(table: [LogID]) {
    positions = table.map { ($0, 0) }
    numbers = Dictionary(
      zip(table, 1...UInt64(max(table.count, 1)))
    ) { first, _ in first }
  }

  subscript(log: LogID) -> UInt64? { numbers[log] }

  var count: UInt64 { UInt64(positions.count) }

  /// - Precondition: the number is from 1 to ``count``.
  func log(_ number: UInt64) -> LogID { positions[Int(number) - 1].log }

  /// How much of the log the frontier names: its first reference is counted from there.
  func head(_ number: UInt64) -> UInt64 { positions[Int(number) - 1].sequence }
}

/// How far back references point: in the own log from the entry that contains them, in another
/// from the reference to that log before, or from its head in the frontier.
struct ReferenceDistances {
  private let numbers: LogNumbers?
  private var last: [UInt64: UInt64] = [:]

  init(_ numbers: LogNumbers?) { self.numbers = numbers }

  /// From where a reference in the entry at `own` counts.
  func base(_ log: UInt64, own: UInt64) -> UInt64 {
    guard log != LogNumbers.own, let numbers else { return own }
    return last[log] ?? numbers.head(log)
  }

  mutating func pass(_ log: UInt64, to sequence: UInt64) {
    if log != LogNumbers.own { last[log] = sequence }
  }
}

/// What both sides know of entries while a message is packed or unpacked: what their stores have,
/// and the records of entries that came earlier in the same message.
struct KnownSoFar {
  private let stored: KnownEntries
  /// Those of the message's entries that it refers to.
  private let places: Set<EntryPlace>
  private var records: [EntryPlace: RecordID] = [:]

  init(_ stored: KnownEntries, _ places: Set<EntryPlace>) {
    (self.stored, self.places) = (stored, places)
  }

  func check(at place: EntryPlace) -> UInt32? { stored[place]?.check }

  func record(at place: EntryPlace) -> RecordID? { records[place] ?? stored[place]?.record }

  func carriedRecord(at place: EntryPlace) -> RecordID? { records[place] }

  /// An entry that the message contains.
  mutating func note(_ record: RecordID, at place: EntryPlace) {
    guard !places.isEmpty, places.contains(place) else { return }
    records[place] = record
  }
}
