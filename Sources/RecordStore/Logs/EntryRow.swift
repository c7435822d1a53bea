internal import Replication
internal import Storage

/// Whether an entry is part of the records here.
enum EntryState: Int {
  case merged = 0
  /// Stored unchanged and listed with the reason, until somebody decides.
  case quarantined = 1
  /// Of a scope that this store may not read: only relayed.
  case relayed = 2
  /// Decided: it is kept out.
  case keptOut = 3
}

/// An entry as this store has it.
struct EntryRow {
  let sequence: UInt64
  let sealed: SealedEntry
  let hash: Digest
  let state: EntryState
  let receivedAt: Int64

  init(_ row: Row) throws { try self.init(row, from: 0) }

  /// - Parameters:
  ///   - row: has ``columns``, in their order.
  ///   - first: the place of the first of them.
  init(_ row: Row, from first: Int) throws {
    guard let sequence = UInt64(stored: .integer(try row.integer(first))),
      let hash = Digest(bytes: try row.bytes(first + 4)),
      let state = EntryState(rawValue: Int(try row.integer(first + 5)))
    else { throw StoreError.damaged(detail: "an entry's number, hash or state") }
    let body: SealedEntry.Body
    if !row.isNull(first + 2) {
      body = .payload(try PackedBytes.unpacked(row.bytes(first + 2)))
    } else if let digest = Digest(bytes: try row.bytes(first + 3)) {
      body = .redacted(digest)
    } else {
      throw StoreError.damaged(detail: "an entry without payload or digest")
    }
    self.sequence = sequence
    sealed = SealedEntry(header: try row.bytes(first + 1), body: body)
    self.hash = hash
    self.state = state
    receivedAt = try row.integer(first + 6)
  }

  static let columns = "sequence, header, payload, digest, hash, state, receivedAt"

  /// The header of an entry that is part of a record.
  func storedHeader() throws(StoreError) -> EntryHeader {
    try decodingStored("an entry's header") { () throws(MalformedBytes) in
      try EntryHeader(decoding: sealed.header)
    }
  }

  /// An entry that is part of a record; `nil` where its payload was redacted.
  func stored(in log: LogID) throws(StoreError) -> Entry? {
    try decodingStored("an entry of a record") { () throws(MalformedBytes) in
      try sealed.decoded(in: log)
    }
  }
}
