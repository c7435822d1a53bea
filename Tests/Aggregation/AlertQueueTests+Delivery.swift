import CentreStore
import IRMER
import RecordStore
import Records
import Replication
import SyncProtocol
import Synchronization
import TestSupport
import Testing

@testable import Aggregation

extension AlertQueueTests {
  @Test func `without an address that a link can hold, messages wait and say why`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try log("2026-02-20")
    try await sync()

    let tally = try await centre.deliverDue(by: post, DeliveryRetryPolicy(), link: nil, now: { 0 })

    #expect(tally.sent == 0 && tally.postponed == 1)
    let message = try #require(try await centre.messages([.waiting], limit: 1).first)
    #expect(message.failure?.contains("public.url is not set") == true)
  }

  /// Clocks go forward at 01:00 UTC on 29 March 2026 and back at 01:00 UTC on 25 October.
  @Test(arguments: [
    (1_774_742_400_000 as Int64, 1), (1_774_742_400_000, 2), (1_792_886_400_000, 1),
    (1_792_886_400_000, 0), (1_792_886_400_000, 23),
  ])
  func `there is one digest on the days on which clocks change`(midnight: Int64, hour: Int)
    async throws
  {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .reader, site: nil)
    clock.value = midnight - 7_200_000
    try await centre.queueAlertsOfTheDay(digestHour: 0)
    for _ in 0..<(28 * 4) {
      clock.value += 900_000
      try await centre.queueAlertsOfTheDay(digestHour: hour)
    }

    let days = try await centre.messages([.waiting], limit: 100).map {
      Moment(milliseconds: $0.createdAt).londonDay
    }
    #expect(Set(days).count == days.count && days.count >= 2)
  }

  @Test func `a message goes out once, whoever else takes one at the same time`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    for _ in 0..<5 { _ = try log("2026-02-20") }
    try await sync()
    let other = try Centre.open(
      in: folder.path("centre"), environment: environment)

    for message in try other.administration.dueMessages(at: 0, limit: 2) {
      #expect(try centre.administration.claim(message.id, at: 0, until: 100))
      #expect(try !other.administration.claim(message.id, at: 0, until: 100))
    }
    #expect(try await deliver(at: 50).sent == 3)
    #expect(try await deliver(at: 100).sent == 2)

    #expect(Set(post.taken.value).count == 5 && post.taken.value.count == 5)
    #expect(try await deliver(at: 1 << 40) == DeliveryTally())
  }

  @Test func `whose access ends is told nothing more`() async throws {
    _ = try await centre.subscribe(.email, "Lead@trust.example", role: .governance, site: nil)
    try await centre.addPerson(email: "lead@trust.example", role: .governance, password: "x")
    _ = try log("2026-02-20")
    try await sync()
    let person = try #require(try await centre.people().first)

    #expect(try await centre.endAccess(person: person.id))
    _ = try log("2026-02-21")
    try await sync()

    #expect(try await centre.subscriptions().isEmpty)
    #expect(try await deliver() == DeliveryTally())
    #expect(try await written().count == 1)
  }

  @Test func `what is not taken is tried later and later, and given up for all to see`()
    async throws
  {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try log("2026-02-20")
    try await sync()
    post.failure.value = DeliveryFailure(.notNow, "452 full")
    var retryPolicy = DeliveryRetryPolicy()
    retryPolicy.giveUpAfter = .seconds(3600)

    var now: Int64 = 1000
    #expect(try await deliver(at: now, retryPolicy).postponed == 1)
    #expect(try await deliver(at: now, retryPolicy) == DeliveryTally())
    var waits: [Int64] = []
    while let message = try await centre.messages([.waiting], limit: 1).first {
      waits.append(message.nextAttemptAt - now)
      now = message.nextAttemptAt
      _ = try await deliver(at: now, retryPolicy)
    }

    let message = try #require(try await centre.messages([.failed], limit: 1).first)
    #expect(message.failure == "452 full" && now - 1000 >= 3_600_000)
    #expect(waits.count > 5 && waits[0] <= 60_000 && (waits.max() ?? 0) <= 3_600_000)
    #expect(try await centre.outboxFigures().failed == 1)
    post.failure.value = nil
    #expect(try await centre.retryMessages(message.id) == 1)
    #expect(try await deliver(at: now).sent == 1)
  }

  @Test func `a closed way is tried by one message, and the others wait with it`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try await centre.subscribe(
      .webhook, "https://hooks.example/candour", role: .governance, site: nil)
    for _ in 0..<3 { _ = try log("2026-02-20") }
    try await sync()
    post.failure.value = DeliveryFailure(.closed, "nobody there")
    post.failing = .email

    let tally = try await deliver()

    #expect(tally == DeliveryTally(sent: 3, postponed: 1, failed: 0))
    #expect(post.attempts.value == 4)
    #expect(try await deliver() == DeliveryTally())
  }

  @Test func `nobody is told at an address that is none`() async throws {
    for (channel, address) in [
      (Subscription.Channel.email, "lead"), (.email, "a@b\r\nBcc: c@d"), (.email, "a b@c"),
      (.webhook, "http://x.example"), (.webhook, "https://user@x.example"), (.webhook, "https://"),
    ] {
      await #expect(throws: UnusableAddress.self) {
        _ = try await centre.subscribe(channel, address, role: .reader, site: nil)
      }
    }
  }
}
