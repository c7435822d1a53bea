internal import Crypto
package import IRMER
internal import RecordStore
internal import Records
internal import Replication

/// A message as it goes out: addressed, worded, and named for ever.
///
/// Everything it says is a reference, a state, a site and a link. A reference that is not in the
/// form of one came from a device that makes its own, and is not repeated.
package struct Notice: Hashable, Sendable {
  package enum Destination: Hashable, Sendable {
    case email(String)
    case webhook(String, secret: [UInt8])
  }

  package let destination: Destination
  /// 32 hexadecimal digits, the same at every attempt: by it a receiver knows a repetition.
  package let identifier: String
  package let subject: String
  package let text: String
  package let document: JSONValue
  /// Milliseconds since 1970, by the centre's clock.
  package let writtenAt: Int64

  /// - Parameter link: where people find the centre's pages: `https://host`, no slash at the end.
  package init(_ message: Message, trust: String, link: String) {
    let subscription = message.subscription
    destination =
      switch subscription.channel {
      case .email: .email(subscription.address)
      case .webhook: .webhook(subscription.address, secret: subscription.secret ?? [])
      }
    identifier = Hexadecimal.text(
      Array(SHA256.hash(data: Array(message.key.utf8)).prefix(16)))
    writtenAt = message.createdAt
    let day = "\(Moment(milliseconds: message.createdAt).londonDay)"
    let lines = message.tidings.map { Line($0, link: link) }
    let whom = "\(subscription.role) for \(subscription.site ?? "every site")"
    if message.isDigest {
      subject = "[Candour \(trust)] \(day): \(lines.count) open"
      let list = lines.map { "\($0.text)\n  \($0.link)\n" }.joined(separator: "\n")
      text =
        "What stands open on \(day), the most pressing first.\n\n"
        + (lines.isEmpty ? "Nothing does.\n" : list) + "\nTold as \(whom).\n"
    } else {
      let line = lines.first
      subject = "[Candour \(trust)] \(line?.text ?? "")"
      text = "\(line?.text ?? "").\n\(line?.link ?? "")\n\nTold as \(whom).\n"
    }
    document = [
      "id": .string(identifier), "type": .string(Self.type(of: message)),
      "trust": .string(trust), "writtenAt": .string("\(Moment(milliseconds: message.createdAt))"),
      "items": .array(lines.map { $0.json }),
    ]
  }
}

extension Notice {
  private static func type(of message: Message) -> String {
    if message.isDigest { return "digest" }
    return message.tidings.first?.kind == .test ? "test" : "change"
  }
}

/// One thing that a notice tells.
private struct Line {
  let text: String
  let link: String
  let json: JSONValue

  init(_ tidings: Tidings, link base: String) {
    let reference = tidings.reference.flatMap { Self.isReference($0) ? $0 : nil }
    let name =
      reference ?? tidings.record.map { "\(tidings.recordKind ?? "record") \($0)" } ?? tidings.site
    let before = tidings.previous.map { " (before: \($0))" } ?? ""
    switch tidings.kind {
    case .notification:
      let folder = tidings.recordKind == "theme" ? "themes" : "incidents"
      link = "\(base)/\(folder)/\(tidings.record ?? "")"
      text =
        "\(name): " + (tidings.state == Tidings.none ? "nothing to notify" : tidings.state)
        + before + (tidings.warning.map { ": \($0)" } ?? "")
    case .conflict:
      link = "\(base)/conflicts"
      text = tidings.state == "settled" ? "\(name): conflict settled" : "\(name): in conflict"
    case .quarantine:
      link = "\(base)/quarantine"
      text =
        tidings.state == "decided"
        ? "\(name): nothing waits in quarantine any more" : "\(name): entries wait in quarantine"
    case .coverage:
      link = "\(base)/sites"
      text =
        tidings.state == "heard"
        ? "\(name): the site is heard again" : "\(name): the site has fallen silent"
    case .test:
      link = "\(base)/messages"
      text = "\(name): a test. Messages arrive; nothing has happened"
    }
    json = [
      "kind": .string(tidings.kind.rawValue), "site": .string(tidings.site),
      "record": JSONValue(tidings.record), "recordKind": JSONValue(tidings.recordKind),
      "reference": JSONValue(reference),
      "state": .string(tidings.state), "previous": JSONValue(tidings.previous),
      "link": .string(link), "warning": JSONValue(tidings.warning),
    ]
  }

  /// `SITE-YYYY-NNNN`, with room for what later versions put there.
  private static func isReference(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || byte == 45
      }
  }
}
