internal import Dispatch
internal import RecordStore
internal import Replication
internal import SyncProtocol
internal import Synchronization

/// Reads as many portable segments as one transaction takes, on another core.
final class PartReading: Sendable {
  struct Read: Sendable {
    fileprivate(set) var part = PortablePart()
    /// What follows it.
    fileprivate(set) var rest: ArraySlice<PortableSegment>
    /// Whether a segment could not be used.
    fileprivate(set) var hasUnusable = false
  }

  private let store: RecordStore
  /// What is stored next, and may not be stored yet.
  private let previous: PortablePart?
  private let result = Mutex<Result<Read?, StoreError>?>(nil)
  private let isRead = DispatchSemaphore(value: 0)

  /// Begins to read.
  ///
  /// - Parameter bytesMax: a part is complete when its entries have so many bytes.
  init(
    _ store: RecordStore, _ segments: ArraySlice<PortableSegment>, after previous: PortablePart?,
    _ bytesMax: Int
  ) {
    (self.store, self.previous) = (store, previous)
    DispatchQueue.global(qos: .userInitiated).async {
      let read = Result { () throws(StoreError) in
        segments.isEmpty ? nil : try self.read(segments, bytesMax)
      }
      self.result.withLock { $0 = read }
      self.isRead.signal()
    }
  }

  /// Waits for the part; `nil` where nothing was left to read.
  func part() throws(StoreError) -> Read? {
    isRead.wait()
    guard let read = result.withLock({ $0 }) else { return nil }
    return try read.get()
  }

  private func read(
    _ segments: ArraySlice<PortableSegment>, _ bytesMax: Int
  ) throws(StoreError) -> Read {
    var read = Read(rest: segments)
    while read.part.bytes < bytesMax, let segment = read.rest.popFirst() {
      do {
        let unpacked = try segment.unpacked { try records(at: $0, in: read.part) }
        if let unpacked { read.part.append(unpacked) } else { read.hasUnusable = true }
      } catch let error as StoreError {
        throw error
      } catch {
        read.hasUnusable = true
      }
    }
    return read
  }

  /// The records of entries that are in one of the parts, or in the store.
  private func records(
    at asked: Set<EntryPlace>, in part: PortablePart
  ) throws(StoreError) -> [EntryPlace: RecordID] {
    var (found, others): ([EntryPlace: RecordID], Set<EntryPlace>) = ([:], [])
    for place in asked {
      if let record = part.record(at: place) ?? previous?.record(at: place) {
        found[place] = record
      } else {
        others.insert(place)
      }
    }
    guard !others.isEmpty else { return found }
    let stored = try store.knownEntries(at: others).mapValues(\.record)
    return found.merging(stored) { first, _ in first }
  }
}
