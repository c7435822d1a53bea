internal import IRMER
internal import Records
internal import Screens

/// What is written where an authority was notified of an incident, or of a confirmed theme.
///
/// A record has one notification, to the authority that its facts ask for. Where the nation was
/// corrected, the authority that they ask for now gets its own; what the other one was sent stays in
/// the record as a letter. Another authority that was
/// told as well is recorded as a route of an incident, or as a letter of a theme.
struct NotifiedAuthority {
  private let snapshot: RecordSnapshot
  /// The authority that has to be notified, by the facts as they are.
  let asked: Authority
  /// The authority that the recorded notification was made to; `nil` where none is recorded.
  private let told: Authority?

  init(_ snapshot: RecordSnapshot) {
    self.snapshot = snapshot
    asked =
      snapshot.kind == .theme
      ? ThemeView(snapshot).nation.authority : IncidentView(snapshot).assessment.authority
    let stated: Authority? = snapshot.choice("notification/authority")
    told = snapshot.text("notification/submittedOn") == nil ? nil : stated ?? asked
  }

  typealias Entry = (path: String, value: String)

  private static let day = "notification/submittedOn"
  private static let authority = "notification/authority"

  /// Whether a form records a notification, or corrects one.
  static func isNotifying(_ entries: [Entry]) -> Bool { entries.contains { $0.path == day } }

  /// What a step “the authority was notified” writes, and whether it is the notification that the
  /// facts ask for.
  ///
  /// - Throws: where this authority was notified already and no reason is given.
  func step(
    _ entries: [Entry], why: String
  ) throws(ValidationError) -> (entries: [Entry], isAsked: Bool) {
    let named = entries.first { $0.path == Self.authority }
    let now = named.flatMap { Authority(rawValue: $0.value) } ?? asked
    guard let told else { return (entries + content, now == asked) }
    try refuseSecond(to: now, why: why)
    var written = entries.filter { $0.path != Self.authority }
    if now == told {
      written += content + [(path: Self.authority, value: now.rawValue)]
    } else if now == asked {
      written += content + [(path: Self.authority, value: now.rawValue)]
      written += letter(
        archived(told), on: snapshot.text("notification/submittedOn"),
        snapshot.text("notification/reference"))
      written += cleared(except: written)
    } else {
      written = besides(now, written)
    }
    return (written, now == asked)
  }

  /// What a correction of a recorded notification writes: it stays that of the same authority.
  func correction(_ entries: [Entry], why: String) throws(ValidationError) -> [Entry] {
    guard entries.first(where: { $0.path == Self.day })?.value.isEmpty == false else {
      return entries
    }
    guard let told else { return entries + content }
    try refuseSecond(to: told, why: why)
    return entries + [(path: Self.authority, value: told.rawValue)]
  }

  private func refuseSecond(to authority: Authority, why: String) throws(ValidationError) {
    var days: [String] = []
    if authority == told, let day = snapshot.text("notification/submittedOn") { days.append(day) }
    for route in snapshot.elements("routes") {
      let body = route.text("authority") ?? route.text("body")
      guard body?.uppercased() == authority.rawValue, let day = route.text("sentAt") else {
        continue
      }
      days.append(day)
    }
    guard let day = days.first, !why.contains(where: Self.isWordPart) else { return }
    throw ValidationError(
      "already-notified",
      "\(authority) was notified on \(Wording.day(day)). To change that, or to record another "
        + "notification to it, give a reason.")
  }

  private static func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }

  /// The facts that the notification gave, stored with it: later changes are compared with them.
  private var content: [Entry] {
    guard snapshot.kind == .incident else { return [] }
    return [
      ("notification/codes", IncidentView(snapshot).notifiedCodes),
      ("notification/discoveredOn", snapshot.text("discoveredOn") ?? ""),
    ].filter { !$0.1.isEmpty }
  }

  // MARK: The other authority

  private func archived(_ told: Authority) -> String {
    var words = "\(told) was notified; the notification to \(asked) replaces this one in the record"
    if let sent = snapshot.text("report/sentOn") {
      words += "; the report was sent to it on \(Wording.day(sent))"
    }
    return words
  }

  private func letter(_ words: String, on day: String?, _ reference: String?) -> [Entry] {
    let list = "regulator/correspondence/-"
    let parts: [(path: String, value: String?)] = [
      ("\(list)/on", day), ("\(list)/direction", "out"), ("\(list)/what", words),
      ("\(list)/ref", reference),
    ]
    return Self.given(parts)
  }

  /// The steps of the other authority, which are none of this one's.
  private func cleared(except written: [Entry]) -> [Entry] {
    let steps: [StaticString] = [
      "notification/reference", "notification/by", "notification/channel", "notification/evidence",
      "notification/codes", "notification/discoveredOn", "authorityRef", "report/sentOn",
      "report/by", "report/channel", "report/evidence", "regulator/withAuthorityOn",
      "regulator/closureOn", "regulator/closureRef",
    ]
    return steps.compactMap { step in
      let path = "\(step)"
      guard snapshot.text(step) != nil, !written.contains(where: { $0.path == path }) else {
        return nil
      }
      return (path, "")
    }
  }

  /// The notification of an authority that the facts do not ask for: the recorded one stays.
  private func besides(_ authority: Authority, _ entries: [Entry]) -> [Entry] {
    func entered(_ path: String) -> String? {
      entries.first { $0.path == path && !$0.value.isEmpty }?.value
    }
    guard snapshot.kind == .incident else {
      return letter(
        "\(authority) was notified as well", on: entered(Self.day),
        entered("notification/reference"))
    }
    let parts: [(path: String, value: String?)] = [
      ("routes/-/authority", authority.rawValue), ("routes/-/sentAt", entered(Self.day)),
      ("routes/-/ref", entered("notification/reference")),
      ("routes/-/channel", entered("notification/channel")), ("routes/-/status", "sent"),
    ]
    return Self.given(parts)
  }

  private static func given(_ parts: [(path: String, value: String?)]) -> [Entry] {
    parts.compactMap { path, value in value.map { (path, $0) } }
  }
}
