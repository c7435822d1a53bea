import Foundation
import RecordStore
import Replication
import SiteClient
import SyncProtocol
import TestSupport
import Testing

extension SynchronisingTests {
  @Test func `what the centre does not take of others is named, and nothing else fails by it`()
    async throws
  {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    let device = WrittenLog(seed: 5, scope: "RBD01")
    let known = try (0..<IntakeLimits().logsPerReplicaMax).map {
      try device.sibling(number: $0).segment()
    }
    _ = try trust.centre.store.ingest(known, onFork: .refuse) { _ in .merge }
    let further = try device.sibling(number: 1000)
    let path = trust.folder.path("stick.candour")
    try write([try further.segment()], to: path)
    _ = try await site.importBundle(from: path)
    try await site.log(.incident, Self.incident)

    let report = try await site.sync()
    let status = try await site.status()

    #expect(report.sent == 1 && report.notTaken.map(\.log) == [further.log])
    #expect(!report.upToDate, "the centre lacks something that is here")
    #expect(status.lastSync != nil && status.pending == 0 && status.forwarding == 0)
    let cause = try #require(status.causes.first { $0.code == "not-taken" })
    #expect(cause.text.contains("not taken by the centre (1)"))
    #expect(cause.text.contains("(too-many-logs)"))
    #expect(!status.causes.contains { $0.code == "stuck" })
  }

  /// Writes a bundle that is signed by an unknown device.
  private func write(_ segments: [LogSegment], to path: String) throws {
    let key = ReplicaKey()
    var file: [UInt8] = []
    var writer = try BundleWriter(
      BundleHeader(
        publicKey: key.publicBytes, site: try #require(Scope("RBD01")), trust: Scope("RBD"),
        writtenAt: 0, isFromCentre: false, frontier: Frontier())
    ) { file += $0 }
    try writer.append(segments)
    try writer.finish(signedBy: key)
    try Data(file).write(to: URL(filePath: path))
  }
}
