package import Replication
internal import Storage

extension RecordStore {
  /// Checks the whole store, and that every segment that is kept packed says what its log says.
  ///
  /// - Parameter unpacking: gives the segment of a frame; `nil` where it cannot be read here.
  package func verify(
    unpacking: (_ frame: [UInt8]) throws -> LogSegment?
  ) throws(StoreError) -> Verification {
    var result = try verify()
    guard identity.side == .centre else { return result }
    for log in try read({ try LogRow.all($0) }) {
      var position: UInt64 = 0
      while true {
        let places = try read { try KeptSegments.find(of: log, after: position, upTo: .max, $0) }
        guard let last = places.last else { break }
        for place in places {
          guard let (frame, segment) = try read({ try Self.kept(place, of: log, $0) }) else {
            continue
          }
          if segment != nil, (try? unpacking(frame)) == segment { continue }
          result.note(
            "chain", "\(log.log):\(place.first)-\(place.last)",
            "the packed copy for answers is not what the log says; sites refuse it, and are sent the entries"
          )
        }
        position = last.first
      }
    }
    return result
  }

  /// A kept segment, and what it has to be: `nil` where the log has no such one. Nothing for a segment that was
  /// removed meanwhile.
  private static func kept(
    _ place: KeptSegments.Place, of log: LogRow, _ db: Connection
  ) throws -> (frame: [UInt8], segment: LogSegment?)? {
    let frames = try KeptSegments.frames(of: log, from: place.first, to: place.first, db)
    guard let frame = frames.first else { return nil }
    guard place.first >= 1, place.first <= place.last,
      place.last - place.first < UInt64(LogSegment.entriesMax),
      let signature = try db.value(
        "SELECT signature FROM checkpoint WHERE log = ? AND sequence = ?",
        [log.key, place.last], as: [UInt8].self),
      // An entry that cannot be read is named beside its log.
      let entries = try? BatchFiller.entries(of: log, place.first...place.last, db)
    else { return (frame, nil) }
    let descriptor = place.first == 1 ? log.descriptor : nil
    return (
      frame,
      LogSegment(
        log: log.log, descriptor: descriptor, first: place.first, entries: entries,
        signature: signature)
    )
  }
}
