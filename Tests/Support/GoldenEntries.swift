package import Replication

/// The values behind the golden files of this module. Never edited once released: a later version
/// adds its own beside them.
package enum GoldenEntries {
  package static let log = LogID(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_eeff)
  package static let other = LogID(high: 0xfedc_ba98_7654_3210, low: 0x0123_4567_89ab_cdef)
  package static let record = RecordID(high: 0x1b4e_28ba_2fa1_4d3b, low: 0x9a3e_f19f_b5b0_7c11)
  package static let secret = [UInt8](1...32)

  package static var key: ReplicaKey {
    guard let key = ReplicaKey(privateBytes: secret) else { preconditionFailure("a fixed key") }
    return key
  }

  package static var descriptor: LogDescriptor {
    guard let scope = Scope("RBD02"),
      let descriptor = LogDescriptor(
        publicKey: key.publicBytes, scope: scope, nonce: [UInt8](0xa0..<0xb0))
    else { preconditionFailure("a fixed log") }
    return descriptor
  }

  package static func reference(
    _ log: LogID, _ sequence: UInt64, _ check: UInt32
  ) -> EntryReference {
    EntryReference(log: log, sequence: sequence, check: check)
  }

  package static let header = EntryHeader(
    time: HybridTime(milliseconds: 1_770_000_000_123, counter: 7), record: record,
    kind: "incident", author: "operator")
  package static let movedHeader = header.moved(from: reference(other, 300, 0xdead_beef))
  /// With a field 9 of some later version.
  package static let laterHeader = EntryHeader(
    time: header.time, record: record, kind: "referral", author: "operator",
    laterFields: [0x4a, 3, 1, 2, 3])

  package static let operations: [Replication.Operation] = [
    .init(path: FieldPath(literal: "discoveredOn"), value: .text("2026-02-02")),
    .init(path: FieldPath(literal: "narrative"), value: .text("")),
    .init(
      path: FieldPath(literal: "individuals/@0123456789/effectiveDose/total"),
      value: .number("25.00")),
    .init(path: FieldPath(literal: "interventional"), value: .flag(false)),
    .init(
      path: FieldPath(literal: "licence/breach"), value: .flag(true),
      supersedes: [.init(entry: reference(log, 1, 0x0102_0304), index: 0)]),
    .init(path: FieldPath(literal: "individuals/@0123456789"), value: .element),
    .init(path: FieldPath(literal: "notes/@zzzzzzzzzz/text"), value: .redacted),
    .init(path: FieldPath(literal: "future"), value: .unknown([0xfa, 1, 2, 8, 1])),
    .init(
      path: FieldPath(literal: "modality"), value: nil,
      supersedes: [
        .init(entry: reference(log, 2, 0xffff_ffff), index: 3),
        .init(entry: reference(other, 300, 0), index: 4095),
      ]),
  ]
  package static let payload = EntryPayload(
    salt: [1, 2, 3, 4, 5, 6, 7, 8], reason: "the dose report came in – 25 mSv",
    operations: operations)
  package static let redaction = EntryPayload(
    salt: [8, 7, 6, 5, 4, 3, 2, 1], reason: "names a patient", operations: [],
    redaction: Redaction(
      target: reference(other, 12, 0x0a0b_0c0d),
      time: HybridTime(milliseconds: 1_769_999_999_000), author: "mpe",
      operations: [
        .init(
          path: FieldPath(literal: "narrative"), value: .redacted,
          supersedes: [.init(entry: reference(other, 11, 9), index: 1)]),
        .init(path: FieldPath(literal: "modality"), value: .text("ct")),
      ]))

  package static var sealed: [SealedEntry] {
    [
      SealedEntry(header: header.encoded(), body: .payload(payload.encoded(in: log))),
      SealedEntry(
        header: movedHeader.encoded(), body: .redacted(Digest(of: payload.encoded(in: log)))),
      SealedEntry(header: laterHeader.encoded(), body: .payload(redaction.encoded(in: log))),
    ]
  }

  /// The genesis and the chain hash of each entry.
  package static var chain: [Digest] {
    sealed.reduce(into: [descriptor.genesis]) { $0.append($1.chained(to: $0[$0.count - 1])) }
  }

  package static var merged: MergedRecord {
    var merged = MergedRecord()
    let first = Entry(header: header, payload: payload)
    let second = Entry(header: movedHeader, payload: redaction)
    merged.apply(first, at: reference(log, 3, 0x0506_0708))
    merged.apply(second, at: reference(log, 4, 0x090a_0b0c))
    return merged
  }
}
