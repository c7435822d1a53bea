internal import Replication

/// Packs the segments of a message.
///
/// - Parameters:
///   - numbers: the logs of the message's frontier, for a receiver that reads references across
///     logs; `nil` for any other.
///   - known: called at most once, with entries that these refer to.
func packed(
  _ segments: [LogSegment], across numbers: LogNumbers? = nil,
  knowing known: (Set<EntryPlace>) throws -> KnownEntries
) throws -> [WireSegment] {
  let packers = segments.map { SegmentPacker($0, across: numbers) }
  let carried = numbers == nil ? CarriedEntries() : CarriedEntries(segments)
  var (asked, inMessage): (Set<EntryPlace>, Set<EntryPlace>) = ([], [])
  for place in packers.lazy.flatMap(\.places) {
    if carried.contains(place) { inMessage.insert(place) } else { asked.insert(place) }
  }
  var soFar = KnownSoFar(asked.isEmpty ? [:] : try known(asked), inMessage)
  return try packers.map { try $0.packed(knowing: &soFar) }
}

/// The segments of a message, packed or not.
///
/// - Parameters:
///   - wire: all but those that are packed across logs.
///   - across: those.
///   - numbers: the logs of the message's frontier.
///   - known: called at most once, with the entries that the sender assumed to be known.
func unpacked(
  _ wire: [WireSegment], across: [WireSegment], _ numbers: LogNumbers,
  knowing known: (Set<EntryPlace>) throws -> KnownEntries
) throws -> [LogSegment] {
  guard !across.isEmpty || wire.contains(where: \.hasPacked) else {
    return try LogSegment.all(wire)
  }
  var entries = ProtocolLimits.entriesMax
  var unpackers: [SegmentUnpacker?] = []
  for (index, segment) in (wire + across).enumerated() {
    let isAcross = index >= wire.count
    if segment.hasPacked || isAcross {
      let unpacker = try SegmentUnpacker(
        segment, across: isAcross ? numbers : nil, entriesMax: entries)
      unpackers.append(unpacker)
      entries -= unpacker.count
    } else {
      unpackers.append(nil)
      entries -= segment.entries.count
    }
    guard entries >= 0 else {
      throw ProtocolViolation.tooLarge("a batch beyond \(ProtocolLimits.entriesMax) entries")
    }
  }
  let carried = CarriedEntries(unpackers.compactMap { $0?.carried })
  var (asked, inMessage): (Set<EntryPlace>, Set<EntryPlace>) = ([], [])
  for case let unpacker? in unpackers {
    for place in unpacker.places {
      let isCarried = unpacker.isAcross && carried.contains(place)
      if isCarried { inMessage.insert(place) } else { asked.insert(place) }
    }
  }
  var soFar = KnownSoFar(asked.isEmpty ? [:] : try known(asked), inMessage)
  var bytes = ProtocolLimits.unpackedBytesMax
  return try zip(wire + across, unpackers).compactMap { segment, unpacker in
    guard let unpacker else { return try LogSegment(segment) }
    return try unpacker.unpacked(knowing: &soFar, bytesMax: &bytes)
  }
}

/// The entries that a message itself contains in segments packed across logs: the store is not
/// asked for them.
struct CarriedEntries {
  /// Of each log, runs that do not touch, in their order.
  private var runs: [LogID: [ClosedRange<UInt64>]] = [:]

  init() {}

  init(_ segments: [LogSegment]) {
    self.init(segments.map { ($0.log, $0.first...$0.last) })
  }

  init(_ segments: [(log: LogID, run: ClosedRange<UInt64>)]) {
    for (log, run) in segments.sorted(by: { $0.run.lowerBound < $1.run.lowerBound }) {
      guard let last = runs[log]?.last, run.lowerBound <= last.upperBound + 1 else {
        runs[log, default: []].append(run)
        continue
      }
      runs[log]?.removeLast()
      runs[log]?.append(last.lowerBound...max(last.upperBound, run.upperBound))
    }
  }

  func contains(_ place: EntryPlace) -> Bool {
    guard let runs = runs[place.log] else { return false }
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = low + (high - low) / 2
      if runs[middle].upperBound < place.sequence { low = middle + 1 } else { high = middle }
    }
    return low < runs.count && runs[low].contains(place.sequence)
  }
}
