internal import Replication

/// A segment with what follows from its bytes alone: other cores read it while the segments before it
/// are appended. See ``WorkAhead``.
struct ArrivedSegment: Sendable {
  let segment: LogSegment
  /// One for each entry of the segment, unless this has more than a segment may have.
  let entries: [ArrivedEntry]

  init(_ segment: LogSegment) {
    self.segment = segment
    entries =
      segment.isWithinBounds
      ? segment.entries.map { ArrivedEntry($0, in: segment.log) } : []
  }
}

/// An entry that arrived, as it is read and stored unless it turns out to be redacted here.
struct ArrivedEntry: Sendable {
  let sealed: SealedEntry
  /// `nil` where it cannot be read.
  let header: EntryHeader?
  /// The entry; `nil` where it arrived without its payload.
  let entry: Result<Entry?, MalformedBytes>
  /// The payload as it is stored; `nil` where there is none.
  let packed: [UInt8]?

  /// - Parameter log: the log that holds it.
  init(_ sealed: SealedEntry, in log: LogID) {
    self.sealed = sealed
    let header = try? EntryHeader(decoding: sealed.header)
    self.header = header
    entry = Result { () throws(MalformedBytes) in try sealed.decoded(header, in: log) }
    packed = sealed.payload.map(PackedBytes.packed)
  }
}

extension LogSegment {
  /// Whether it can be stored, and sent on: a run of entries that is larger than a segment may be fits
  /// into no message.
  var isWithinBounds: Bool {
    !entries.isEmpty && entries.count <= Self.entriesMax && Self.firsts.contains(first)
      && (entries.count == 1 || entries.reduce(0) { $0 + $1.byteCount } <= Self.bytesMax)
  }
}
