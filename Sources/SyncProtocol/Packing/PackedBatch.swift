internal import Replication

/// Packs the segments of a message.
///
/// - Parameter known: called once, with every entry that these refer to.
func packed(
  _ segments: [LogSegment], knowing known: (Set<EntryPlace>) throws -> KnownEntries
) throws -> [WireSegment] {
  let packers = segments.map { SegmentPacker($0) }
  let places = packers.reduce(into: Set()) { $0.formUnion($1.places) }
  let known = places.isEmpty ? [:] : try known(places)
  return try packers.map { try $0.packed(knowing: known) }
}

/// The segments of a message, packed or not.
///
/// - Parameter known: called at most once, with the entries that the sender assumed to be known.
func unpacked(
  _ wire: [WireSegment], knowing known: (Set<EntryPlace>) throws -> KnownEntries
) throws -> [LogSegment] {
  guard wire.contains(where: \.hasPacked) else { return try LogSegment.all(wire) }
  guard wire.count <= ProtocolLimits.segmentsMax else {
    throw ProtocolViolation.tooLarge("a batch beyond \(ProtocolLimits.segmentsMax) segments")
  }
  var entries = ProtocolLimits.entriesMax
  var unpackers: [Int: SegmentUnpacker] = [:]
  for (index, segment) in wire.enumerated() {
    if segment.hasPacked {
      let unpacker = try SegmentUnpacker(segment, entriesMax: entries)
      unpackers[index] = unpacker
      entries -= unpacker.count
    } else {
      entries -= segment.entries.count
    }
    guard entries >= 0 else {
      throw ProtocolViolation.tooLarge("a batch beyond \(ProtocolLimits.entriesMax) entries")
    }
  }
  let places = unpackers.values.reduce(into: Set()) { $0.formUnion($1.places) }
  let known = places.isEmpty ? [:] : try known(places)
  var bytes = ProtocolLimits.unpackedBytesMax
  return try wire.enumerated().compactMap { index, segment in
    guard let unpacker = unpackers[index] else { return try LogSegment(segment) }
    return try unpacker.unpacked(knowing: known, bytesMax: &bytes)
  }
}
