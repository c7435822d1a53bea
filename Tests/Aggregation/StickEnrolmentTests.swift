import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import TestSupport
import Testing

@testable import Aggregation

@Suite("Enrolment by stick")
struct StickEnrolmentTests {
  let harness: CentreHarness
  let victim: RecordID

  init() async throws {
    harness = try CentreHarness()
    let site = try await harness.site("RBD01")
    let logged = try await harness.log(Facts.accidentalCT(discoveredOn: "2026-02-27"), at: site)
    victim = try #require(RecordID(text: logged))
  }

  private func request(of device: HostileDevice) throws -> StickRequest {
    var enrolment = try EnrolmentRequest.signed(
      code: "", site: device.log.descriptor.scope, name: "clinic", by: device.key)
    enrolment.isFirst = true
    return StickRequest(
      enrolment: enrolment, sealingKey: try SealingRecipient.signed(SealingKey(), by: device.key))
  }

  @Test func `what waited for the device is judged as if it came now`() async throws {
    var device = HostileDevice(seed: 43, scope: "RBD02")
    let own = RecordID(high: 0x4000, low: 0x8000_0000_0000_0043)
    device.found(own, [("modality", .text("dental"))])
    device.write([HostileDevice.set("status", .text("void"))], to: victim)
    try await harness.deliver(device)
    let before = try await harness.waiting()

    let answer = try await harness.centre.enrol(
      request(of: device), role: .site, server: "", authority: "")

    #expect(before == ["unknown-replica", "unknown-replica"])
    #expect(answer != nil)
    #expect(try await harness.waiting() == ["foreign-identifier"])
    #expect(try harness.centre.store.record(own) != nil)
    let document = try await harness.centre.incidentDocument("\(victim)")
    #expect(document["site"] == "RBD01" && document["status"] == "logged")
  }

  @Test func `a device that was revoked needs a code`() async throws {
    let device = HostileDevice(seed: 44, scope: "RBD02")
    try await harness.enrol(device, site: "RBD02")
    _ = try await harness.centre.revokeDevice(device.key.replica, why: "stolen")

    let answer = try await harness.centre.enrol(
      request(of: device), role: .site, server: "", authority: "")

    #expect(answer == nil)
  }
}
