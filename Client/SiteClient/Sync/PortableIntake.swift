internal import RecordStore
internal import Replication
internal import SyncProtocol

/// Stores an answer's portable segments, in parts of one transaction each.
///
/// A segment that cannot be used is left, with those of its log that follow: the centre sends their entries
/// in the form that it makes for one receiver.
struct PortableIntake {
  private let exchange: SiteExchange
  private let segments: [PortableSegment]
  /// The answer's other segments, as far as they are not stored.
  private(set) var rest: [LogSegment]
  /// The result of all parts.
  private(set) var ingested = Ingested()
  /// Whether a portable segment could not be used.
  private(set) var hasUnusable = false
  private var unusable: Set<LogID> = []
  private let bytesMax: Int

  /// - Parameter bytesMax: a part is complete when its entries have so many bytes.
  init(
    exchange: SiteExchange, _ response: SyncResponse, bytesMax: Int = ProtocolLimits.batchBytesMax
  ) {
    (self.exchange, segments, self.bytesMax) = (exchange, response.portable, bytesMax)
    rest = response.segments
  }

  /// - Parameter onPart: called with the result of each part, once it is stored.
  mutating func takeAll(_ onPart: (Ingested) -> Void) throws(StoreError) {
    guard !segments.isEmpty else { return }
    let frontier = try exchange.store.frontier()
    let leading = leading(after: frontier)
    if !leading.isEmpty {
      let taken = try stored(leading, following: frontier)
      ingested.add(taken)
      onPart(taken)
    }
    var next = segments[...]
    while !next.isEmpty {
      let part = try readPart(of: &next)
      guard !part.isEmpty else { continue }
      var taken = try stored(part, following: try exchange.store.frontier())
      for (log, failure) in taken.refused where !failure.isOverQuota {
        (hasUnusable, taken.refused[log]) = (true, nil)
        unusable.insert(log)
      }
      ingested.add(taken)
      onPart(taken)
    }
  }

  /// Takes from the rest what continues what is here: in each log, portable segments follow it.
  private mutating func leading(after frontier: Frontier) -> [LogSegment] {
    var heads = frontier.positions.mapValues(\.sequence)
    var leading: [LogSegment] = []
    rest.removeAll { segment in
      guard Self.continues(segment, &heads) else { return false }
      leading.append(segment)
      return true
    }
    return leading
  }

  /// Whether a segment leaves no gap behind what is here of its log; if so, what is here includes it.
  private static func continues(_ segment: LogSegment, _ heads: inout [LogID: UInt64]) -> Bool {
    let head = heads[segment.log, default: 0]
    guard segment.first <= head + 1 else { return false }
    heads[segment.log] = max(head, segment.last)
    return true
  }

  /// - Parameter frontier: how much is here of each log.
  private func stored(
    _ part: [LogSegment], following frontier: Frontier
  ) throws(StoreError) -> Ingested {
    try exchange.store.inOneTransaction { () throws(StoreError) in
      let ingested = try exchange.ingest(part)
      var heads = frontier.positions.mapValues(\.sequence)
      var ends: [LogID: UInt64] = [:]
      for segment in part
      where ingested.refused[segment.log] == nil && !ingested.forked.contains(segment.log)
        && Self.continues(segment, &heads)
      {
        ends[segment.log] = segment.last
      }
      try exchange.store.acknowledge(upTo: ends)
      return ingested
    }
  }

  /// Reads as many segments as one transaction takes.
  private mutating func readPart(
    of next: inout ArraySlice<PortableSegment>
  ) throws(StoreError) -> [LogSegment] {
    var part = PortablePart()
    while part.bytes < bytesMax, let segment = next.popFirst() {
      do {
        let read = try segment.unpacked { try part.records(at: $0, or: exchange.store) }
        if let read, !unusable.contains(read.log) {
          part.append(read)
        } else {
          hasUnusable = true
        }
      } catch let error as StoreError {
        throw error
      } catch {
        hasUnusable = true
      }
    }
    return part.segments
  }
}

/// Segments that are stored together.
private struct PortablePart {
  private(set) var segments: [LogSegment] = []
  private(set) var bytes = 0
  /// Of each log, in their order.
  private var places: [LogID: [Int]] = [:]

  mutating func append(_ segment: LogSegment) {
    places[segment.log, default: []].append(segments.count)
    segments.append(segment)
    bytes += segment.entries.reduce(0) { $0 + $1.byteCount }
  }

  /// The records of entries that are in it, or in the store.
  func records(
    at asked: Set<EntryPlace>, or store: RecordStore
  ) throws(StoreError) -> [EntryPlace: RecordID] {
    var (found, others): ([EntryPlace: RecordID], Set<EntryPlace>) = ([:], [])
    for place in asked {
      if let record = record(at: place) { found[place] = record } else { others.insert(place) }
    }
    guard !others.isEmpty else { return found }
    let stored = try store.knownEntries(at: others).mapValues(\.record)
    return found.merging(stored) { first, _ in first }
  }

  private func record(at place: EntryPlace) -> RecordID? {
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
