internal import Replication

/// Segments that are stored together.
struct PortablePart: Sendable {
  private(set) var segments: [LogSegment] = []
  private(set) var bytes = 0
  /// Of each log, in their order.
  private var places: [LogID: [Int]] = [:]

  mutating func append(_ segment: LogSegment) {
    places[segment.log, default: []].append(segments.count)
    segments.append(segment)
    bytes += segment.entries.reduce(0) { $0 + $1.byteCount }
  }

  /// The record of an entry that is in it.
  func record(at place: EntryPlace) -> RecordID? {
    guard let indices = places[place.log] else { return nil }
    var (low, high) = (0, indices.count)
    while low < high {
      let middle = low + (high - low) / 2
      if segments[indices[middle]].last < place.sequence { low = middle + 1 } else { high = middle }
    }
    guard low < indices.count else { return nil }
    let segment = segments[indices[low]]
    guard segment.first <= place.sequence else { return nil }
    let entry = segment.entries[Int(place.sequence - segment.first)]
    return (try? EntryHeader(decoding: entry.header))?.record
  }
}
