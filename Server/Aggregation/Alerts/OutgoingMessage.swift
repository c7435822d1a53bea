internal import CentreStore
internal import Crypto
package import IRMER
internal import RecordStore
internal import Records
internal import Replication

/// An outgoing message: addressed, worded, and with a permanent identifier.
///
/// Its text consists of references, states, sites and links. A reference that does not have the
/// form of one came from a device that makes its own, and is not repeated.
package struct OutgoingMessage: Hashable, Sendable {
  package enum Destination: Hashable, Sendable {
    case email(String)
    case webhook(String, secret: [UInt8])
    /// A webhook that shows cards, for instance of Microsoft Teams: its address is its secret.
    case card(String)
  }

  package let destination: Destination
  /// 32 hexadecimal digits, the same at every attempt: a receiver recognises a repetition by it.
  package let identifier: String
  package let subject: String
  package let text: String
  package let document: JSONValue
  /// Milliseconds since 1970, by the centre's clock.
  package let writtenAt: Int64

  /// - Parameter link: the address of the centre's pages: `https://host`, no slash at the end.
  package init(_ message: Message, trust: String, link: String) {
    let subscription = message.subscription
    destination =
      switch subscription.channel {
      case .email: .email(subscription.address)
      case .webhook:
        subscription.secret.map { .webhook(subscription.address, secret: $0) }
          ?? .card(subscription.address)
      }
    identifier = Hexadecimal.text(
      Array(SHA256.hash(data: Array(message.key.utf8)).prefix(16)))
    writtenAt = message.createdAt
    let day = Moment(milliseconds: message.createdAt).londonDay.displayText
    let lines = message.alert.map { Line($0, link: link) }
    let whom = "\(subscription.role) for \(subscription.site ?? "every site")"
    if message.isDigest, message.alert.first?.state == Centre.boardState {
      subject = "[Candour \(trust)] \(lines[0].text)"
      text =
        lines.map { "\($0.text)\n" }.joined()
        + "\nThe paper, with its charts:\n  \(lines[0].link)\n"
        + "As a PDF:\n  \(lines[lines.count - 1].link)\n\nYou receive this as \(whom).\n"
    } else if message.isDigest, lines.first?.isFigure == true {
      subject = "[Candour \(trust)] Week of \(day): \(lines[0].text)"
      text = Self.week(lines, day: day, link: link) + "\nYou receive this as \(whom).\n"
    } else if message.isDigest {
      let late = message.alert.count { ["overdue", "report-overdue"].contains($0.state) }
      subject =
        "[Candour \(trust)] \(day): \(lines.count.grouped) open"
        + (late > 0 ? ", \(late.grouped) overdue" : "")
      text = Self.digest(lines, day: day, link: link) + "\nYou receive this as \(whom).\n"
    } else {
      let line = lines.first
      subject = "[Candour \(trust)] \(line?.text ?? "")"
      text =
        "\(line?.text ?? "").\n" + (line?.who.map { "\($0).\n" } ?? "")
        + "\(line?.link ?? "")\n\nYou receive this as \(whom).\n"
    }
    if case .card = destination {
      document = Self.card(subject, lines, link: link)
      return
    }
    document = [
      "id": .string(identifier), "type": .string(Self.type(of: message)),
      "trust": .string(trust), "writtenAt": .string("\(Moment(milliseconds: message.createdAt))"),
      "items": .array(lines.map { $0.json }),
    ]
  }
}

extension OutgoingMessage {
  /// Lines of a digest's text; the pages show the rest.
  static let digestLinesMax = 10

  /// Monday's message: the figures of the first page.
  private static func week(_ lines: [Line], day: String, link: String) -> String {
    "What needs somebody on \(day), the most urgent first.\n\n"
      + lines.prefix(digestLinesMax).map { "\($0.text)\n  \($0.link)\n" }.joined(separator: "\n")
      + "\nAll of it:\n  \(link)/\n"
  }

  private static func digest(_ lines: [Line], day: String, link: String) -> String {
    guard !lines.isEmpty else { return "Nothing is open on \(day).\n" }
    var text = "Open on \(day), the most urgent first.\n\n"
    text += lines.prefix(digestLinesMax).map { "\($0.text)\n  \($0.link)\n" }
      .joined(separator: "\n")
    let more = lines.count - digestLinesMax
    if more > 0 { text += "\nAnd \(more.grouped) more:\n  \(link)/\n" }
    return text
  }

  private static func type(of message: Message) -> String {
    if message.isDigest { return "digest" }
    return message.alert.first?.kind == .test ? "test" : "change"
  }
}

extension OutgoingMessage {
  /// An Adaptive Card in a message, by Microsoft's "Create incoming webhooks with Workflows for
  /// Microsoft Teams" (learn.microsoft.com, read 2026-11).
  private static func card(_ subject: String, _ lines: [Line], link: String) -> JSONValue {
    func text(_ words: String, _ more: [(String, JSONValue)] = []) -> JSONValue {
      .object(
        JSONObject([("type", "TextBlock"), ("text", .string(words)), ("wrap", true)] + more))
    }
    let rows = lines.prefix(digestLinesMax).map { line in
      text("[\(line.text)](\(line.link))" + (line.who.map { ". \($0)" } ?? ""))
    }
    let content: JSONValue = [
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard",
      "version": "1.2",
      "body": .array([text(subject, [("weight", "Bolder")])] + rows),
      "actions": [["type": "Action.OpenUrl", "title": "Open Candour", "url": .string(link + "/")]],
    ]
    return [
      "type": "message",
      "attachments": [
        [
          "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null,
          "content": content,
        ]
      ],
    ]
  }
}

/// One line of a message.
private struct Line {
  let text: String
  let isFigure: Bool
  /// Who must act; `nil` where nobody must.
  let who: String?
  let link: String
  let json: JSONValue

  init(_ alert: Alert, link base: String) {
    let reference = alert.reference.flatMap { Self.isReference($0) ? $0 : nil }
    let name =
      reference ?? alert.record.map { "\(alert.recordKind ?? "record") \($0)" } ?? alert.site
    let before = alert.previous.map { " (before: \($0))" } ?? ""
    let place = Self.siteName(alert).map { " (\($0))" } ?? ""
    who = Self.who(alert)
    isFigure = alert.kind == .figure
    switch alert.kind {
    case .notification:
      let folder = alert.recordKind == "theme" ? "themes" : "incidents"
      // The site is part of the name: another site may have a record with the same UUID, now or later.
      link = "\(base)/\(folder)/\(alert.site):\(alert.record ?? "")"
      text =
        "\(name)\(place): "
        + (alert.state == Alert.none ? "nothing to notify" : alert.state)
        + Self.deadline(alert) + before + (alert.warning.map { ": \($0)" } ?? "")
    case .conflict:
      link = "\(base)/conflicts"
      text =
        alert.state == "settled"
        ? "\(name)\(place): conflict settled" : "\(name)\(place): in conflict"
    case .quarantine:
      link = "\(base)/quarantine"
      text =
        alert.state == "decided"
        ? "\(name)\(place): nothing waits in quarantine any more"
        : "\(name)\(place): entries wait in quarantine"
    case .coverage:
      link = "\(base)/sites"
      text =
        alert.state == "heard"
        ? "\(name)\(place): the site is heard again"
        : "\(name)\(place): the site has fallen silent"
    case .figure:
      link = base + (alert.path ?? "/")
      text = alert.displayText ?? ""
    case .test:
      link = "\(base)/messages"
      text = "\(name): a test. Messages arrive; nothing has happened"
    }
    json = [
      "kind": .string(alert.kind.rawValue), "site": .string(alert.site),
      "record": JSONValue(alert.record), "recordKind": JSONValue(alert.recordKind),
      "reference": JSONValue(reference),
      "state": .string(alert.state), "previous": JSONValue(alert.previous),
      "deadline": JSONValue(alert.deadline), "siteName": JSONValue(Self.siteName(alert)),
      "link": .string(link), "warning": JSONValue(alert.warning),
    ]
  }

  /// The last day to act, in words.
  private static func deadline(_ alert: Alert) -> String {
    guard let day = alert.deadline.flatMap({ CalendarDate($0) })?.displayText else { return "" }
    switch alert.state {
    case "undetermined": return ", to decide or notify by \(day)"
    case "due", "overdue": return ", to notify by \(day)"
    default: return ", to report by \(day)"
    }
  }

  private static func who(_ alert: Alert) -> String? {
    switch (alert.kind, alert.state) {
    case (.notification, "undetermined"):
      "Whose part: the medical physics expert or governance decides, or governance notifies"
    case (.notification, "due"), (.notification, "overdue"): "Whose part: governance notifies"
    case (.notification, "notified"), (.notification, "report-due"),
      (.notification, "report-overdue"):
      "Whose part: governance sends the report, once the Employer has approved it"
    case (.conflict, "in-conflict"), (.quarantine, "waiting"): "Whose part: governance decides"
    case (.coverage, "silent"): "Whose part: governance asks the site"
    default: nil
    }
  }

  /// What people call the site, where that is a plain name: a device supplies it, and it is used in
  /// a header of the message.
  private static func siteName(_ alert: Alert) -> String? {
    guard let name = alert.siteName, (1...60).contains(name.count),
      name.utf8.allSatisfy({ byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || " .,'&()-/".utf8.contains(byte)
      })
    else { return nil }
    return name
  }

  /// `SITE-YYYY-NNNN`, with room for what later versions may use.
  private static func isReference(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || byte == 45
      }
  }
}
