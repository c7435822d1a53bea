import IRMER
import Replication
import SiteClient
import Testing

@testable import RecordStore
@testable import candour

/// What a site prints of a log that two stores wrote: whose it is.
@Suite("Sentences about forks")
struct ForkSentenceTests {
  private func fork(isOwn: Bool, continuedAs: LogID?) throws -> Fork {
    Fork(
      log: LogID(high: 1, low: 2), replica: ReplicaID(high: 3, low: 4),
      scope: Scope("RBD02")!, isOwn: isOwn, from: 7, since: 1_770_000_000_000,
      continuedAs: continuedAs)
  }

  @Test func `this store's own says that this store was copied`() throws {
    let sentence = try fork(isOwn: true, continuedAs: nil).sentence

    #expect(sentence.hasPrefix("This store was copied or restored"))
    #expect(sentence.contains("its next entry begins a new log"))
  }

  @Test(arguments: [nil, LogID(high: 5, low: 6)])
  func `another's names its device and site, and nothing is said of this store's`(
    continuedAs: LogID?
  ) throws {
    let fork = try fork(isOwn: false, continuedAs: continuedAs)

    #expect(fork.sentence.hasPrefix("Another store was copied or restored"))
    #expect(fork.sentence.contains("device \(ReplicaID(high: 3, low: 4)) of RBD02"))
    #expect(!fork.sentence.contains("This store was copied"))
    #expect(fork.json["own"] == false && fork.json["scope"] == "RBD02")
  }
}
