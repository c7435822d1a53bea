import Foundation
import Replication
import TestSupport
import Testing

@testable import RecordStore
@testable import SiteClient

@Suite("Sealed bundles at a synchronisation")
struct SealedBundleForwardingTests {
  private let trust: TestTrust
  private let site: SiteClient

  init() async throws {
    trust = try TestTrust()
    site = try await trust.enrolled("a", code: "CODE-1")
  }

  /// Has the store keep some bytes as a bundle that is sealed to others.
  private func keep(_ words: String) throws {
    let path = trust.folder.path("stick")
    try Data(words.utf8).write(to: URL(filePath: path))
    let digest = Digest(of: Array(words.utf8))
    #expect(
      try SealedBundles(store: site.folder).keep(FileReader(at: path), checked: digest))
  }

  /// The same store so much later, by its own clock.
  private func later(hours: Int64) throws -> SiteClient {
    try SiteClient.open(in: site.folder, environment: trust.environment(hoursWrong: hours))
  }

  @Test func `one that the centre takes is let go`() async throws {
    try keep("one")

    let report = try await site.sync()

    #expect(report.forwarded == 1)
    #expect(try await site.status().sealedBundles.isEmpty)
  }

  @Test func `one that the centre refuses for good is kept, listed, and not sent again`()
    async throws
  {
    try keep("one")
    let refusal = InMemoryCentre.problem(422, "sealed-to-others")
    trust.centre.change { $0.bundleAnswer = refusal }

    for _ in 0..<3 { #expect(try await site.sync().forwarded == 0) }
    let status = try await site.status()

    #expect(trust.centre.change { $0.bundles.count } == 1)
    #expect(status.sealedBundles.map(\.refusal) == ["sealed-to-others"])
    let cause = try #require(status.causes.first { $0.code == "bundle-not-taken" })
    #expect(cause.text.contains("it cannot open it (sealed-to-others)"))
  }

  @Test(arguments: [(422, "postponed"), (503, "unavailable"), (403, "over-quota")])
  func `one that may be taken later is sent again`(status: Int, code: String) async throws {
    try keep("one")
    let refusal = InMemoryCentre.problem(status, code)
    trust.centre.change { $0.bundleAnswer = refusal }
    _ = try await site.sync()
    trust.centre.change { $0.bundleAnswer = nil }

    let report = try await site.sync()

    #expect(report.forwarded == 1)
  }

  @Test(arguments: [
    "incompatible-version", "bundle-too-large", "not-a-bundle", "entries-not-taken",
  ])
  func `one that a later version of the centre may take is sent again each day`(code: String)
    async throws
  {
    try keep("one")
    let refusal = InMemoryCentre.problem(422, code)
    trust.centre.change { $0.bundleAnswer = refusal }
    for _ in 0..<2 { _ = try await site.sync() }
    let sent = trust.centre.change { $0.bundles.count }
    let listed = try await site.status().sealedBundles.map(\.refusal)
    trust.centre.change { $0.bundleAnswer = nil }

    let report = try await later(hours: 23).sync()

    #expect(sent == 1 && listed == [code])
    #expect(report.forwarded == 1)
  }

  @Test func `one that the centre cannot open is not sent again the day after, either`()
    async throws
  {
    try keep("one")
    let refusal = InMemoryCentre.problem(422, "sealed-to-others")
    trust.centre.change { $0.bundleAnswer = refusal }
    _ = try await site.sync()

    _ = try await later(hours: 48).sync()

    #expect(trust.centre.change { $0.bundles.count } == 1)
  }

  @Test func `one refusal of a bundle does not hold up the others`() async throws {
    for words in ["one", "two", "three"] { try keep(words) }
    let refusal = InMemoryCentre.problem(422, "sealed-to-others")
    trust.centre.change { $0.bundleAnswer = refusal }

    _ = try await site.sync()

    #expect(trust.centre.change { $0.bundles.count } == 3)
    #expect(try await site.status().sealedBundles.allSatisfy { $0.refusal != nil })
  }

  @Test func `another centre is asked anew`() async throws {
    try keep("one")
    let refusal = InMemoryCentre.problem(422, "sealed-to-others")
    trust.centre.change { $0.bundleAnswer = refusal }
    _ = try await site.sync()
    trust.centre.change { $0.bundleAnswer = nil }
    try await site.enrol(server: try CentreAddress("https://centre.example"), code: "CODE-2")

    let report = try await site.sync()

    #expect(report.forwarded == 1)
  }

  @Test func `where there is no room it does not say that a sync makes some`() throws {
    for number in 0..<SealedBundles.countMax { try keep("\(number)") }

    do throws(StoreError) {
      let path = trust.folder.path("stick")
      let bytes = [UInt8]("one more".utf8)
      try! Data(bytes).write(to: URL(filePath: path))
      _ = try SealedBundles(store: site.folder)
        .keep(try FileReader(at: path), checked: Digest(of: bytes))
      Issue.record("one more was kept")
    } catch {
      guard case .tooLarge(let detail) = error else { throw error }
      #expect(detail.contains("there is room for no more") && !detail.contains("synchronise"))
    }
  }
}
