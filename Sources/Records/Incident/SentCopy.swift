public import IRMER
import Replication

/// What was sent to an authority, unchanged: the page that somebody had read, stored word for word.
///
/// The incident has a line for it, with its SHA-256; the page is a record of its own kind beside
/// it, in the same scope, so that it reaches every store that has the incident and appears in no
/// list.
public struct SentCopy: Hashable, Sendable {
  /// Which document it is.
  public enum Subject: String, Hashable, Sendable, CaseIterable {
    /// The answers for the authority's form.
    case notification
    /// The investigation report.
    case report

    /// As a sentence names it.
    public var displayText: String {
      switch self {
      case .notification: "answers for the authority"
      case .report: "report"
      }
    }
  }

  /// Which document it is.
  public let subject: Subject
  /// The record that holds the page.
  public let record: String
  /// When it was recorded as sent, RFC 3339.
  public let at: String
  /// The role that recorded it.
  public let by: String
  /// The SHA-256 of the page's bytes, in hexadecimal.
  public let digest: String
  /// Whether the incident still agrees with the page.
  public let isCurrent: Bool

  /// The page that a record of the kind ``RecordKind/sentCopy`` holds.
  ///
  /// - Returns: `nil` where a part is missing or the bytes are not those that were sent: a page that
  ///   differs is never shown as what was sent.
  public static func page(in snapshot: RecordSnapshot) -> String? {
    let parts = snapshot.elements("parts").sorted { left, right in
      number(of: left) < number(of: right)
    }
    guard !parts.isEmpty, parts.indices.allSatisfy({ number(of: parts[$0]) == $0 }) else {
      return nil
    }
    let text = parts.map { $0.text("text") ?? "" }.joined()
    return hash(of: text) == snapshot.text("sha256") ? text : nil
  }

  private static func number(of part: RecordElement) -> Int {
    part.text("number").flatMap { Int($0) } ?? -1
  }

  static func hash(of page: String) -> String {
    Hexadecimal.text(Digest(of: Array(page.utf8)).bytes)
  }
}

extension SentCopy.Subject {
  /// What a change records as sent; `nil` where it records nothing of the kind.
  public init?(from before: RecordSnapshot, to after: RecordSnapshot) {
    func begins(_ path: StaticString) -> Bool {
      before.text(path) == nil && after.text(path) != nil
    }
    guard after.kind == .incident else { return nil }
    let told: Authority? = before.choice("notification/authority")
    let now: Authority? = after.choice("notification/authority")
    let isAnother = told != nil && now != nil && told != now
    if begins("report/sentOn") {
      self = .report
    } else if begins("notification/submittedOn")
      || isAnother && after.text("notification/submittedOn") != nil
    {
      self = .notification
    } else {
      return nil
    }
  }
}

extension SentCopy {
  /// As printed under `--json`.
  public var json: JSONValue {
    [
      "what": .string(subject.rawValue), "record": .string(record), "at": .string(at),
      "by": .string(by), "sha256": .string(digest), "changedSince": .bool(!isCurrent),
    ]
  }
}

extension IncidentView {
  /// Every stored copy of what was sent, the earliest first.
  public var sentCopies: [SentCopy] {
    let now = snapshot.sentDigest
    return snapshot.elements("sentCopies").compactMap { line in
      guard let subject = line.text("what").flatMap(SentCopy.Subject.init(rawValue:)),
        let record = line.text("record"), let digest = line.text("sha256")
      else { return nil }
      return SentCopy(
        subject: subject, record: record, at: line.text("at") ?? "", by: line.text("by") ?? "",
        digest: digest, isCurrent: line.text("digest") == now)
    }.sorted { ($0.at, $0.record) < ($1.at, $1.record) }
  }
}

extension RecordSnapshot {
  /// A digest of what a sent page is based on: the whole record except the results of sending it.
  var sentDigest: String {
    var text = ""
    for (path, value) in fields.members where !Self.isOfSending(path) {
      text += "\(path)=\(String(decoding: value.serializedBytes(), as: UTF8.self))\n"
    }
    for conflict in state.conflicts { text += "conflict \(conflict.path.text)\n" }
    return Hexadecimal.text(Digest(of: Array(text.utf8)).bytes.prefix(16))
  }

  private static func isOfSending(_ path: String) -> Bool {
    ["status", "authorityRef"].contains(path)
      || ["reportReading/", "sentCopies/", "notification/", "report/", "regulator/", "routes/"]
        .contains { path.hasPrefix($0) }
  }
}
