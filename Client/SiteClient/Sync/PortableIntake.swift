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

  /// How many bytes of entries are stored at once. Three parts are in memory: one that is stored, the next, and
  /// what the next refers to.
  static let partBytesMax = 2_000_000

  /// - Parameter bytesMax: a part is complete when its entries have so many bytes.
  init(
    exchange: SiteExchange, _ response: SyncResponse, bytesMax: Int = PortableIntake.partBytesMax
  ) {
    (self.exchange, segments, self.bytesMax) = (exchange, response.portable, bytesMax)
    rest = response.segments
  }

  /// Not to be called in a transaction: another thread reads the store meanwhile.
  ///
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
    var reading = PartReading(exchange.store, segments[...], after: nil, bytesMax)
    while let read = try reading.part() {
      // While this part is stored, another core reads the next.
      reading = PartReading(exchange.store, read.rest, after: read.part, bytesMax)
      do {
        if let taken = try take(read) { onPart(taken) }
      } catch {
        // Whoever gets the error may close the store.
        _ = try? reading.part()
        throw error
      }
    }
  }

  /// - Returns: `nil` where nothing of the part could be used.
  private mutating func take(_ read: PartReading.Read) throws(StoreError) -> Ingested? {
    let part = read.part.segments.filter { !unusable.contains($0.log) }
    if read.hasUnusable || part.count < read.part.segments.count { hasUnusable = true }
    guard !part.isEmpty else { return nil }
    var taken = try stored(part, following: try exchange.store.frontier())
    for (log, failure) in taken.refused where !failure.isOverQuota {
      (hasUnusable, taken.refused[log]) = (true, nil)
      unusable.insert(log)
    }
    ingested.add(taken)
    return taken
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
}
