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
  @Test func `a test message goes to one address and says nothing of a record`() async throws {
    let made = try await centre.subscribe(.email, "a@trust.example", role: .reader, site: nil)
    _ = try await centre.subscribe(.email, "b@trust.example", role: .reader, site: nil)

    #expect(try await centre.sendTest(to: made.id))
    #expect(try await !centre.sendTest(to: "nobody"))

    let message = try #require(try await centre.messages([.waiting], limit: 10).first)
    let notice = OutgoingMessage(message, trust: "RBD", link: "https://c")
    #expect(message.subscription.id == made.id)
    #expect(notice.document["type"] == "test" && notice.subject.contains("a test"))
    #expect(try await centre.summaries().first { $0.id == made.id }?.waiting == 1)
  }

  @Test func `one digest a day for each, from its hour on, and an empty one too`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .reader, site: nil)
    try await centre.queueAlertsOfTheDay(digestHour: 13)
    #expect(try await written().isEmpty)
    try await centre.queueAlertsOfTheDay(digestHour: 12)
    try await centre.queueAlertsOfTheDay(digestHour: 12)
    #expect(try await written() == ["digest []"])

    _ = try log("2026-02-25")
    _ = try log("2026-02-01")
    try await sync()
    clock.value += 2 * 86_400_000  // Tuesday: on Mondays the first page's figures come.
    try await centre.queueAlertsOfTheDay(digestHour: 12)

    #expect(try await written().last == #"digest ["overdue", "due"]"#)
    let warnings = try await centre.messages([.waiting], limit: 1).first?.alert.map(\.warning)
    #expect(warnings?.count == 2)
    #expect(warnings?.first??.contains("overdue to notify CQC, due on 15 February 2026") == true)
    #expect(warnings?.last == .some(nil), "more than seven days are left")
  }

  @Test func `the board paper goes out once when a quarter or a month has begun`() async throws {
    _ = try await centre.subscribe(.email, "board@trust.example", role: .employer, site: nil)
    _ = try await centre.subscribe(.email, "doctor@trust.example", role: .mpe, site: nil)
    _ = try log("2026-02-20")
    try await sync()
    func papers() async throws -> [Message] {
      try await centre.messages([.waiting], limit: 100).filter {
        $0.alert.first?.state == Centre.boardState
      }
    }
    try await centre.queueAlertsOfTheDay(digestHour: 12, board: .monthly)
    clock.value += 10 * 86_400_000
    try await centre.queueAlertsOfTheDay(digestHour: 12, board: .monthly)
    #expect(try await papers().isEmpty, "no month has begun since the first digest")

    clock.value += 31 * 86_400_000
    for _ in 0..<2 { try await centre.queueAlertsOfTheDay(digestHour: 12, board: .quarterly) }

    let paper = try #require(try await papers().first)
    #expect(try await papers().count == 1 && paper.subscription.address == "board@trust.example")
    let mail = OutgoingMessage(paper, trust: "RBD", link: "https://c.example")
    #expect(mail.subject.hasPrefix("[Candour RBD] Board paper January to March 2026: "))
    #expect(mail.text.contains("https://c.example/board?quarter=2026-Q1"))
    #expect(mail.text.contains("https://c.example/board/pdf?quarter=2026-Q1"))

    clock.value += 31 * 86_400_000
    try await centre.queueAlertsOfTheDay(digestHour: 12, board: .never)
    clock.value += 31 * 86_400_000
    try await centre.queueAlertsOfTheDay(digestHour: 12, board: .monthly)
    #expect(try await papers().count == 2, "a month has begun")
  }

  @Test func `one mail a person and change, however often they follow it`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try await centre.subscribe(.email, "Lead@trust.example", role: .mpe, site: Scope("RBD01"))
    _ = try await centre.subscribe(.webhook, "https://hook.example/", role: .governance, site: nil)
    _ = try log("2026-02-20")

    try await sync()
    try await centre.queueAlertsOfTheDay(digestHour: 12)

    let messages = try await centre.messages([.waiting], limit: 100)
    for isDigest in [false, true] {
      #expect(
        messages.filter { $0.isDigest == isDigest }.map { "\($0.subscription.channel)" }.sorted()
          == ["email", "webhook"])
    }
  }

  @Test func `a digest names ten, the most urgent first, with their days`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    for day in 10...21 { _ = try log("2026-02-\(day)") }
    try await sync()
    try await centre.queueAlertsOfTheDay(digestHour: 12)

    let messages = try await centre.messages([.waiting], limit: 100)
    let digest = try #require(messages.first { $0.isDigest })
    let text = OutgoingMessage(digest, trust: "RBD", link: "https://c").text
    let lines = text.split(separator: "\n").filter { $0.contains(" notify by ") }

    #expect(digest.alert.count == 12 && lines.count == 10)
    #expect(lines.first?.contains("notify by 24 February 2026") == true)
    #expect(text.contains("And 2 more:\n  https://c/\n"))
    #expect(digest.alert.compactMap(\.deadline) == digest.alert.compactMap(\.deadline).sorted())
  }

  @Test func `Monday's message says what the first page counts, each with its list`() async throws {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    _ = try await centre.subscribe(
      .email, "clinic@trust.example", role: .reader, site: Scope("RBD01"))
    _ = try await centre.subscribe(.webhook, "https://hook.example/", role: .governance, site: nil)
    _ = try log("2026-02-01")
    _ = try log("2026-02-25", dose: nil)
    try await sync()
    clock.value += 86_400_000  // Monday, 2 March 2026
    try await centre.queueAlertsOfTheDay(digestHour: 7)

    let report = try await centre.todayReport()
    let digests = try await centre.messages([.waiting], limit: 100).filter(\.isDigest)
    let week = try #require(digests.first { $0.subscription.address == "lead@trust.example" })
    let notice = OutgoingMessage(week, trust: "RBD", link: "https://c")
    for figure in report.urgent() {
      #expect(
        notice.text.contains(
          "\(figure.countWords) \(figure.displayText)\n  https://c\(figure.path)\n"))
    }
    #expect(week.alert.count == report.urgent().count && report.urgent().count >= 3)
    #expect(week.alert.first?.state == "overdue-to-notify")
    #expect(notice.subject.hasSuffix("Week of 2 March 2026: 1 overdue to notify"))
    for address in ["clinic@trust.example", "https://hook.example/"] {
      let other = try #require(digests.first { $0.subscription.address == address })
      #expect(other.alert.map(\.state) == ["overdue", "undetermined"])
    }
  }

  @Test func `digest, list of the first page and calendar name the same, in one order`()
    async throws
  {
    _ = try await centre.subscribe(.email, "lead@trust.example", role: .governance, site: nil)
    for day in ["01", "10", "22"] { _ = try log("2026-02-\(day)") }
    _ = try log("2026-02-21", dose: nil)
    let notified = try log("2026-02-18")
    try set("notification/submittedOn", "2026-02-20", of: notified)
    try await sync()
    try await centre.queueAlertsOfTheDay(digestHour: 12)

    var filter = Filter()
    filter.sort = .deadline
    let page = try await centre.notificationRows(filter).items.map(\.row)
      .filter { $0.clocks.nextDay != nil }
    let digest = try #require(
      try await centre.messages([.waiting], limit: 100).first { $0.isDigest })
    let calendar = try await centre.deadlines()

    #expect(digest.alert.compactMap(\.record) == page.map(\.incident))
    #expect(digest.alert.map(\.deadline) == page.map { $0.clocks.nextDay?.description })
    for row in page {
      #expect(
        calendar.contains {
          $0.record.hasSuffix(row.incident) && $0.day == row.clocks.nextDay
        })
    }
    // A calendar's links name the site, too.
    let inCalendar = Set(calendar.map { String($0.record.suffix(36)) })
    #expect(inCalendar == Set(page.map(\.incident)) && page.count == 5)
  }
}
