import RecordStore
import Replication
import SyncProtocol
import TestSupport
import Testing

/// Edits of records that another replica began travel packed, where both sides know how.
@Suite("Edits across logs")
struct AcrossLogsStories {
  private let trust: TrustHarness
  private let clinic: RecordStore
  private let desk: RecordStore
  private let records: [RecordID]

  /// Both have ten records that the clinic logged, and have written before.
  init() throws {
    let trust = try TrustHarness()
    (clinic, desk) = (
      try trust.makeSite("clinic", scope: "RBD02", seed: 2),
      try trust.makeSite("desk", scope: "RBD02", seed: 3)
    )
    try trust.enrol(clinic, desk)
    let clinic = clinic
    records = try (0..<10).map { try trust.log(clinic, "as logged \($0)") }
    try trust.log(desk, "the desk's own")
    try trust.expectAgreement(clinic, desk)
    self.trust = trust
  }

  private func editAll(_ store: RecordStore, _ value: String) throws {
    for record in records { try trust.set(store, record, value) }
  }

  /// The bytes of the first request of a synchronisation.
  private func sent(by store: RecordStore) throws -> Int {
    let before = trust.requests.count
    #expect(try trust.sync(store).ending == .agreed)
    return BodyCompression.compressed(trust.requests[before]).count
  }

  @Test func `ten edits of another's records cost what ten of one's own cost`() throws {
    try editAll(desk, "by the desk")
    let another = try sent(by: desk)
    try trust.sync(clinic)
    try editAll(clinic, "by the clinic")
    let ours = try sent(by: clinic)

    #expect(another < 430)
    #expect(abs(another - ours) < 60, "\(another) and \(ours)")
    try trust.expectAgreement(clinic, desk)
    #expect(try trust.values(trust.centre, records[0]) == ["by the clinic"])
  }

  @Test func `a centre that was put back to an earlier version receives it all the same`() throws {
    #expect(try desk.centreReadsAcross())
    trust.isEarlier = true
    try editAll(desk, "by the desk")

    #expect(try trust.sync(desk).ending == .agreed)
    #expect(try !desk.centreReadsAcross())
    #expect(try trust.values(trust.centre, records[9]) == ["by the desk"])
    try editAll(desk, "again")
    #expect(try trust.sync(desk).rounds == 1)

    trust.isEarlier = false
    try trust.expectAgreement(clinic, desk)
    #expect(try desk.centreReadsAcross())
  }

  @Test func `a store that joins another centre knows nothing about it`() throws {
    #expect(try desk.centreReadsAcross())
    try trust.enrol(desk)
    #expect(try !desk.centreReadsAcross())
  }

  /// The centre lost what the edits refer to: it skips them, and is sent all of it.
  @Test func `a restored centre fetches what was left out`() throws {
    let image = try DiskImage(of: trust.centre.folder)
    for record in records { try trust.set(clinic, record, "later") }
    try trust.sync(clinic)
    try trust.sync(desk)
    try editAll(desk, "by the desk")
    try trust.sync(desk)
    try trust.putBack(image)
    try editAll(desk, "after the restore")

    try trust.expectAgreement(desk, clinic)
    #expect(try trust.values(trust.centre, records[3]) == ["after the restore"])
  }
}
