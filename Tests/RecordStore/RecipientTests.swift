import Foundation
import RecordTables
import Replication
import TestSupport
import Testing

@testable import RecordStore

@Suite("Whom a store seals to")
struct RecipientTests {
  private let folder: TemporaryFolder
  private let store: RecordStore

  init() throws {
    folder = try TemporaryFolder()
    store = try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
  }

  private func recipient() throws -> SealingRecipient {
    try SealingRecipient.signed(SealingKey(), by: ReplicaKey())
  }

  private func join(_ centre: SealingRecipient, naming recipients: [SealingRecipient]?) throws {
    try store.enrol(
      Enrolment(
        server: "https://centre.example", authority: nil, role: "site",
        centrePublicKey: centre.publicKey, enrolledAt: 1),
      trust: try #require(Scope("RBD")), recipients: recipients.map { SealingRecipients($0) })
  }

  @Test func `those whom a former centre named are forgotten with it`() throws {
    let (former, centre, desk) = (try recipient(), try recipient(), try recipient())
    try join(former, naming: [former, desk])
    try join(former, naming: nil)
    #expect(try store.recipients() == SealingRecipients([former, desk]), "it is the same centre")

    try join(centre, naming: nil)

    #expect(try store.recipients().all.isEmpty)
  }

  @Test func `those whom a centre names as it is joined take the place of the former ones`() throws
  {
    let (former, centre, desk) = (try recipient(), try recipient(), try recipient())
    try join(former, naming: [former])

    try join(centre, naming: [centre, desk])

    #expect(try store.recipients() == SealingRecipients([centre, desk]))
  }

  @Test func `an answer of a centre that was left meanwhile changes nothing`() throws {
    let (former, centre, desk) = (try recipient(), try recipient(), try recipient())
    try join(former, naming: [former])
    try join(centre, naming: [centre])

    try store.noteRecipients(SealingRecipients([former, desk]))
    #expect(try store.recipients() == SealingRecipients([centre]))
    try store.noteRecipients(SealingRecipients([centre, desk]))
    #expect(try store.recipients() == SealingRecipients([centre, desk]))
  }
}
