import Foundation
import GRDB
import Replication
import TestSupport
import Testing

@testable import RecordStore

/// Redacted text is not among the bytes of any file of a store while it is open.
@Suite("Redacted bytes")
struct RedactedBytesTests {
  let trust: TrustHarness
  let site: RecordStore

  init() throws {
    trust = try TrustHarness()
    site = try trust.makeSite("clinic", scope: "RBD02", seed: 2)
    try trust.enrol(site)
  }

  /// The files of a store that hold any of these words.
  private func files(of store: RecordStore, holding words: [String]) throws -> [String] {
    try files(of: store, holding: words.map { Data($0.utf8) })
  }

  private func files(of store: RecordStore, holding words: [Data]) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: store.folder)
    return try names.sorted().filter { name in
      let bytes = try Data(contentsOf: URL(fileURLWithPath: store.folder + "/" + name))
      return words.contains { bytes.range(of: $0) != nil }
    }
  }

  /// Bytes of each stored payload that holds a word, as it is packed: the first ones, which depend on
  /// its salt.
  private func packedBytes(of store: RecordStore, holding word: String) throws -> [Data] {
    let queue = try DatabaseQueue(path: store.folder + "/" + RecordStore.fileName)
    defer { try? queue.close() }
    let payloads = try queue.read {
      try Data.fetchAll($0, sql: "SELECT payload FROM entry WHERE payload IS NOT NULL")
    }
    return try payloads.filter {
      try Data(PackedBytes.unpacked(Array($0))).range(of: Data(word.utf8)) != nil
    }.map { $0.dropFirst(10).prefix(16) }
  }

  private func write(_ text: String, to record: RecordID, at store: RecordStore) throws -> Written {
    let state = try store.record(record)?.state ?? MergedRecord()
    let paths = ["equipmentId", "narrative", "department", "notes/@0000000001/text"]
    let change = Change(
      record: record, kind: "incident", scope: site.identity.scope, author: "operator",
      operations: paths.compactMap { FieldPath($0) }.map { state.writing(.text(text), at: $0) })
    return try store.write([change])[0]
  }

  private func redact(_ entries: [Written], at store: RecordStore) throws {
    let changes = try entries.map { written in
      let kept = try #require(
        try store.history(of: written.record).first { $0.reference == written.entry })
      return Change(
        record: written.record, kind: "incident", scope: site.identity.scope,
        author: "governance", reason: "a name", operations: [],
        redaction: MergedRecord.redaction(
          of: Entry(header: kept.header, payload: try #require(kept.payload)),
          named: written.entry
        ) { _ in true })
    }
    try store.write(changes)
  }

  /// Texts from some bytes to several pages, among records that make pages split and move.
  @Test(arguments: [1, 2, 3, 40, 300])
  func `the words are gone from every file of site and centre as soon as each has taken it in`(
    length: Int
  ) throws {
    var entries: [Written] = []
    for number in 0..<120 {
      let record = RecordID.make(using: &trust.random)
      let isName = number.isMultiple(of: 7)
      let word = isName ? "Wilhelmina Testperson " : "nothing of note here. "
      let written = try write(
        String(repeating: word, count: 1 + length * (number % 3)), to: record, at: site)
      if isName { entries.append(written) }
      // Both edit it, so that the text is among the candidates of a conflict too.
      if isName, number.isMultiple(of: 2) {
        try trust.sync(site)
        entries.append(try write("Wilhelmina here \(number)", to: record, at: site))
        entries.append(try write("Wilhelmina there \(number)", to: record, at: trust.centre))
      }
    }
    try trust.sync(site)
    let packed = try packedBytes(of: trust.centre, holding: "Wilhelmina")
    #expect(packed.count >= entries.count)
    for store in [site, trust.centre] {
      #expect(try files(of: store, holding: ["Wilhelmina"]) != [])
      #expect(try files(of: store, holding: packed) != [])
    }

    try redact(entries, at: trust.centre)
    #expect(try files(of: trust.centre, holding: ["Wilhelmina", "Testperson"]) == [])
    try trust.sync(site)
    #expect(try files(of: site, holding: ["Wilhelmina", "Testperson"]) == [])
    for store in [site, trust.centre] { #expect(try files(of: store, holding: packed) == []) }

    for store in [site, trust.centre] {
      #expect(try store.verify().problems == [])
      #expect(try store.ledger().allSatisfy(\.isBalanced))
    }
  }

  /// The line that had to leave its log is stored beside it, and is in another log: the text is
  /// removed from both.
  @Test func `the words are gone from both lines of a forked log, wherever they stand`() throws {
    let shared = try write("shared", to: RecordID.make(using: &trust.random), at: site)
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 9)
    let record = RecordID.make(using: &trust.random)
    let ours = try write("Wilhelmina here", to: shared.record, at: site)
    let theirs = try write("Wilhelmina there", to: record, at: twin)
    try trust.expectAgreement(site, twin)
    for store in [site, twin, trust.centre] {
      #expect(try files(of: store, holding: ["Wilhelmina"]) != [])
    }

    for (written, store) in [(ours, site), (theirs, twin)] {
      try redactAtCentre(written, asIn: store)
    }
    try trust.expectAgreement(site, twin)

    for store in [site, twin, trust.centre] {
      #expect(try files(of: store, holding: ["Wilhelmina"]) == [])
    }
  }

  private func redactAtCentre(_ written: Written, asIn store: RecordStore) throws {
    let kept = try #require(
      try store.history(of: written.record).first {
        ($0.header.origin ?? $0.reference) == written.entry && $0.payload != nil
      })
    let redaction = MergedRecord.redaction(
      of: Entry(header: kept.header, payload: try #require(kept.payload)), named: written.entry
    ) { _ in true }
    try trust.centre.write([
      Change(
        record: written.record, kind: "incident", scope: site.identity.scope,
        author: "governance", reason: "a name", operations: [], redaction: redaction)
    ])
  }

  /// Simulated: a colleague got the line on a stick, and sends it after its text was redacted.
  @Test func `a line that comes again after a redaction brings no words beside its log`() throws {
    let desk = try trust.makeSite("desk", scope: "RBD02", seed: 4)
    try trust.enrol(desk)
    let shared = try write("shared", to: RecordID.make(using: &trust.random), at: site)
    try trust.sync(site)
    let twin = try trust.twin(of: "clinic", as: "twin", seed: 9)
    let ours = try write("Wilhelmina here", to: shared.record, at: site)
    try trust.carry(site, to: desk)
    _ = try write("there", to: shared.record, at: twin)
    try trust.sync(twin)
    try trust.sync(site)
    try redactAtCentre(ours, asIn: site)

    try trust.sync(desk)

    #expect(try files(of: trust.centre, holding: ["Wilhelmina"]) == [])
    try trust.expectAgreement(site, twin, desk)
    for store in [site, twin, desk, trust.centre] {
      #expect(try files(of: store, holding: ["Wilhelmina"]) == [])
    }
  }

  /// An active reader keeps the write-ahead log from being truncated; what is due is recorded, and
  /// done at the next change or when the store is opened.
  @Test(arguments: [false, true])
  func `what a reader was in the way of is done later`(isReopened: Bool) throws {
    let written = try write("Wilhelmina", to: RecordID.make(using: &trust.random), at: site)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(
      path: site.folder + "/" + RecordStore.fileName, configuration: configuration)
    try reader.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN")
      _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM entry")
    }

    try redact([written], at: site)
    #expect(try files(of: site, holding: ["Wilhelmina"]) != [])
    try reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    try reader.close()
    var store = site
    if isReopened {
      try site.close()
      store = try trust.reopen("clinic", seed: 8)
    } else {
      try trust.log(site, "something else")
    }

    #expect(try files(of: store, holding: ["Wilhelmina"]) == [])
    #expect(try store.verify().problems == [])
  }
}
