import Foundation
import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import SiteClient

extension SynchronisingTests {
  private func write(_ count: Int, to site: SiteClient, _ text: (Int) -> String) throws {
    var random = SeededGenerator(seed: UInt64(count))
    try site.store.write(
      (0..<count).map { number in
        let operation = Replication.Operation(
          path: FieldPath(literal: "title"), value: .text(text(number)))
        return Change(
          record: RecordID.make(using: &random), kind: "theme", scope: site.identity.scope,
          author: "radiographer", operations: [operation])
      })
  }

  @Test func `a long first upload is a first request, and then what the centre can judge at once`()
    async throws
  {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    for part in 0..<6 { try write(500 + part, to: site) { "theme \($0)" } }

    let report = try await site.sync()

    #expect(report.sent == 3015 && report.rounds == 2 && report.upToDate)
    #expect(try trust.centre.store.verify().entries == 3015)
  }

  @Test func `a request that would be beyond a mebibyte compressed is divided before it is sent`()
    async throws
  {
    let trust = try TestTrust()
    let site = try await trust.enrolled("a", code: "CODE-1")
    var random = SeededGenerator(seed: 8)
    for part in 0..<4 {
      try write(200 + part, to: site) { _ in
        String(
          (0..<8000).map { _ in
            Character(Unicode.Scalar(UInt8.random(in: 32..<127, using: &random)))
          })
      }
    }

    let report = try await site.sync()

    let body = trust.centre.change { $0.largestBody }
    #expect(report.sent == 806 && report.upToDate)
    #expect(body <= ProtocolLimits.requestBodyBytesMax && body > 600_000)
    #expect(try site.store.batchBytes() == nil)
    #expect(try trust.centre.store.verify().entries == 806)
  }
}
