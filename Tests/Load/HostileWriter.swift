import Records
import Replication
import SyncProtocol
import TestSupport

/// What a malicious device sends, with a key that the centre knows.
///
/// Every request is signed, follows the protocol and stays within its limits, so the centre has to
/// process it. Each kind is the most expensive at one of those limits.
struct HostileWriter {
  enum Kind: String, CaseIterable {
    /// Ten incidents, with every fact of their individuals in dispute.
    case disputes
    /// Thirty-two thousand values at one path.
    case values
    /// One edit of each of eight records that hold as much as a record may.
    case editsOfFullRecords = "edits of full records"
    /// One edit of a record with as many superseded operations as a record may have.
    case editsOfLongHistory = "edits of a long history"
    /// As many edits as a request may hold, each in place of an operation that was replaced long ago.
    case editsOfReplaced = "edits of what was replaced"
    /// Edits that say that a value which was replaced long ago is hidden.
    case hidingReplaced = "hiding what was replaced"
    /// As many new incidents as a request may hold, all alike.
    case likeIncidents = "like incidents"
    /// Entries that wait for one, and that entry.
    case waiting = "entries that wait for one"
    /// As many entries as a request may hold, each of which redacts another.
    case redactions
    /// As many logs as a replica may have.
    case logs
    /// Lines of one log.
    case forks
    /// Claims of logs that never arrive.
    case claims
    /// Everything that a site's other devices wrote, again.
    case reading
    /// Entries of the largest size.
    case text
  }

  private(set) var device: HostileDevice
  private let seed: UInt64
  private var records: UInt64 = 0
  /// The entries of its own log that were made into requests.
  private var sent = 0

  init(seed: UInt64, scope: String) {
    self.seed = seed
    device = HostileDevice(seed: seed, scope: scope)
  }

  var key: ReplicaKey { device.key }
  var scope: Scope { device.log.descriptor.scope }

  /// The requests of one attack, in their order.
  mutating func requests(_ kind: Kind) throws -> [SyncRequest] {
    switch kind {
    case .disputes: try dispute()
    case .values: fill(newRecord(), values: Self.recordMax)
    case .editsOfFullRecords: try editFullRecords()
    case .editsOfLongHistory: editLongHistory()
    case .editsOfReplaced: replaceReplaced(with: .text("CT"), count: 8000)
    case .hidingReplaced: replaceReplaced(with: .redacted, count: 2000)
    case .likeIncidents: for _ in 0..<ProtocolLimits.entriesMax { device.found(newRecord()) }
    case .waiting: return try waitForOne()
    case .redactions: try redact()
    case .logs: return try beginLogs()
    case .forks: return try fork()
    case .claims: return [claims()]
    case .reading: return [SyncRequest(frontier: Frontier())]
    case .text: writeText()
    }
    return try pending()
  }

  // MARK: Entries

  private static let recordMax = 32_000
  private static let operationsMax = 4000

  private mutating func newRecord() -> RecordID {
    records += 1
    return RecordID(high: 0x4000_0000 + seed, low: records)
  }

  /// Ten incidents of 300 individuals, of each of whom two facts have two values.
  private mutating func dispute() throws {
    for _ in 0..<10 {
      let record = newRecord()
      device.found(record)
      let facts = (0..<300).flatMap { number -> [Replication.Operation] in
        let element = "individuals/@\(1_000_000_000 + number)"
        return [HostileDevice.set(element, .element)]
          + [40, 41].map { HostileDevice.set(element + "/ageAtExposure", .number("\($0)")) }
          + ["unintended", "higher"].map { HostileDevice.set(element + "/exposure", .text($0)) }
      }
      device.write(facts, to: record)
    }
  }

  @discardableResult
  private mutating func fill(_ record: RecordID, values: Int) -> EntryReference {
    let first = device.found(record)
    for start in stride(from: 0, to: values, by: Self.operationsMax) {
      device.write(
        (0..<Self.operationsMax).map { HostileDevice.set("room", .text("CT \(start + $0)")) },
        to: record)
    }
    return first
  }

  private mutating func editFullRecords() throws {
    let full = (0..<8).map { _ in newRecord() }
    for record in full { fill(record, values: Self.recordMax - Self.operationsMax) }
    for record in full {
      device.write([HostileDevice.set("department", .text("Radiology"))], to: record)
    }
  }

  private mutating func editLongHistory() {
    let record = newRecord()
    writeLongHistory(of: record)
    for _ in 0..<100 {
      device.write([HostileDevice.set("department", .text("Radiology"))], to: record)
    }
  }

  private mutating func replaceReplaced(with value: Value, count: Int) {
    let record = newRecord()
    let history = writeLongHistory(of: record)
    for number in 0..<count {
      // A different entry each time, and another of its operations.
      let entry = history[number % (history.count - 1)]
      let over = OperationID(entry: entry, index: UInt32(number * 7 % Self.historyWidth))
      device.write([HostileDevice.set("room", value, over: [over])], to: record)
    }
  }

  private static let historyWidth = 3000

  /// Each entry supersedes what the one before wrote.
  @discardableResult
  private mutating func writeLongHistory(of record: RecordID) -> [EntryReference] {
    device.found(record)
    var history: [EntryReference] = []
    for _ in 0..<40 {
      let base = history.last
      history.append(
        device.write(
          (0..<Self.historyWidth).map { number in
            let over = base.map { [OperationID(entry: $0, index: UInt32(number))] } ?? []
            return HostileDevice.set("room", .text("CT \(number)"), over: over)
          }, to: record))
    }
    return history
  }

  private mutating func redact() throws {
    let count = 6000
    let text = Value.text(String(repeating: "x", count: 400))
    for _ in 0..<count {
      let record = newRecord()
      device.found(record)
      let target = device.write([HostileDevice.set("narrative", text)], to: record)
      guard let entry = device.log.entries.last else { continue }
      let header = try EntryHeader(decoding: entry.header)
      device.write(
        [], to: record, reason: "typed by mistake",
        redaction: Redaction(
          target: target, time: header.time, author: header.author, operations: []))
    }
  }

  private mutating func writeText() {
    let record = newRecord()
    device.found(record)
    for number in 0..<4 {
      let text = String(repeating: "Room \(number) ", count: 35_000)
      device.write([HostileDevice.set("narrative", .text(text))], to: record)
    }
  }
}

// MARK: - Requests

extension HostileWriter {
  /// The most bytes of a request's entries: a centre reads no more, however small they are when compressed.
  private static let requestBytes = ProtocolLimits.batchBytesMax

  /// What was written since the last time, in as few requests as possible.
  private mutating func pending() throws -> [SyncRequest] {
    var requests: [SyncRequest] = []
    var segments: [LogSegment] = []
    var (entries, bytes) = (0, 0)
    for range in ranges() {
      let size = Self.bytes(of: device.log.entries[(range.lowerBound - 1)...(range.upperBound - 1)])
      if bytes + size > Self.requestBytes || entries + range.count > ProtocolLimits.entriesMax {
        requests.append(SyncRequest(frontier: Frontier(), segments: segments))
        (segments, entries, bytes) = ([], 0, 0)
      }
      segments.append(try device.log.segment(range))
      (entries, bytes) = (entries + range.count, bytes + size)
    }
    sent = device.log.entries.count
    return requests + [SyncRequest(frontier: Frontier(), segments: segments)]
  }

  /// The entries to send, by segments as large as one may be.
  private func ranges() -> [ClosedRange<Int>] {
    var ranges: [ClosedRange<Int>] = []
    var first = sent + 1
    var bytes = 0
    for number in first...max(first, device.log.entries.count) {
      let size = Self.bytes(of: device.log.entries[(number - 1)...(number - 1)])
      if number > first,
        bytes + size > LogSegment.bytesMax || number - first == LogSegment.entriesMax
      {
        ranges.append(first...(number - 1))
        (first, bytes) = (number, 0)
      }
      bytes += size
    }
    return ranges + [first...device.log.entries.count]
  }

  private static func bytes(of entries: ArraySlice<SealedEntry>) -> Int {
    entries.reduce(0) { $0 + $1.byteCount + 64 }
  }

  /// Twenty thousand entries about a record that is founded last, in another log.
  private mutating func waitForOne() throws -> [SyncRequest] {
    let record = newRecord()
    for number in 0..<20_000 {
      device.write([HostileDevice.set("room", .text("CT \(number)"))], to: record)
    }
    var founding = try device.log.sibling(number: Int(records))
    founding.write([HostileDevice.set("recordedAt", .text("2026-03-01T12:00:00Z"))], to: record)
    let release = SyncRequest(frontier: Frontier(), segments: [try founding.segment()])
    return try pending() + [release]
  }

  private mutating func beginLogs() throws -> [SyncRequest] {
    records += 1000
    let segments = try (0..<500).map {
      try device.log.sibling(number: Int(records) * 1000 + $0).segment()
    }
    return [SyncRequest(frontier: Frontier(), segments: segments)]
  }

  /// A line that everybody has, and lines that each end in another entry.
  private mutating func fork() throws -> [SyncRequest] {
    for _ in 0..<400 { device.found(newRecord()) }
    var lines: [LogSegment] = []
    for _ in 0..<10 {
      var line = device.log
      line.write([HostileDevice.set("room", .text("CT \(lines.count)"))], to: newRecord())
      lines.append(try line.segment(line.entries.count...line.entries.count))
    }
    return try pending() + [SyncRequest(frontier: Frontier(), segments: lines)]
  }

  /// As many logs as a frontier may name.
  private func claims() -> SyncRequest {
    var frontier = Frontier()
    for number in 0..<8000 {
      frontier[LogID(high: 77, low: UInt64(number))] = Frontier.Position(
        sequence: 1 << 40, check: 1)
    }
    return SyncRequest(frontier: frontier)
  }
}
