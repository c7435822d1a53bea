internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import NIOCore
internal import Records
internal import Replication
internal import Screens

/// Deadlines in a person's own calendar: an address that only they know, and that they can end.
struct CalendarPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.calendarPage, behind: accessControl) { try await show($0, made: nil) }
    router.serve(.calendarForm, behind: accessControl) { try await decide($0) }
    router.serve(.calendarFeed, behind: accessControl) { try await feed($0) }
  }

  struct Content {
    let address: String?
    let isOn: Bool
  }

  private func show(_ authorised: AuthorisedRequest, made address: String?) async throws -> Response
  {
    let person = try authorised.known().id
    let content = Content(
      address: address, isOn: try await pages.centre.hasCalendar(person))
    return pages.show("calendar", title: "Calendar", content, authorised)
  }

  private func decide(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    guard case .person = principal.kind else { throw Problem.forbidden }
    if fields["decision"] == "end" {
      try await pages.centre.endCalendar(of: principal.id)
      pages.centre.note(principal, "ended a calendar", principal.id)
      return PageRenderer.redirect(to: "/calendar")
    }
    let secret = try await pages.centre.makeCalendar(for: principal.id)
    pages.centre.note(principal, "made a calendar", principal.id)
    let host = authorised.request.head.authority ?? "localhost"
    return try await show(authorised, made: "https://\(host)/calendar/\(secret.text).ics")
  }

  /// The secret in the address is all that a calendar program can send.
  private func feed(_ authorised: AuthorisedRequest) async throws -> Response {
    let name = try authorised.parameter("id")
    let secret = name.hasSuffix(".ics") ? String(name.dropLast(4)) : name
    guard let principal = try await pages.centre.principal(calendar: secret) else {
      throw Problem.notFound
    }
    pages.centre.note(principal, "read a calendar", "deadlines")
    let deadlines = try await pages.centre.deadlines()
    let host = authorised.request.head.authority ?? "localhost"
    let text = CalendarText.text(
      of: deadlines, trust: pages.centre.trust.code, host: host, now: pages.centre.moment)
    return Response(
      status: .ok, headers: [.contentType: "text/calendar; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}

/// Deadlines as iCalendar (RFC 5545): a day each, without a word of what happened.
enum CalendarText {
  static func text(
    of deadlines: [Deadline], trust: String, host: String, now: Moment
  ) -> String {
    var lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Candour//Deadlines//EN",
      "X-WR-CALNAME:Candour \(trust)", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    let stamp = utc(now)
    for deadline in deadlines {
      let next = deadline.day.adding(days: 1)
      lines += [
        "BEGIN:VEVENT",
        "UID:\(deadline.duty.rawValue)-\(deadline.name.replacing("/", with: "-"))@candour",
        "DTSTAMP:\(stamp)", "DTSTART;VALUE=DATE:\(digits(deadline.day))",
        "DTEND;VALUE=DATE:\(digits(next))", "SUMMARY:\(escaped(deadline.displayText))",
        "URL:https://\(host)\(place(of: deadline))", "TRANSP:TRANSPARENT", "END:VEVENT",
      ]
    }
    lines.append("END:VCALENDAR")
    return lines.map(folded).joined()
  }

  private static func place(of deadline: Deadline) -> String {
    switch deadline.kind {
    case .theme: "/themes/\(deadline.record)"
    case .audit: "/audits/\(deadline.record)"
    default: "/incidents/\(deadline.record)"
    }
  }

  private static func digits(_ day: CalendarDate) -> String { "\(day)".replacing("-", with: "") }

  private static func utc(_ moment: Moment) -> String {
    let shifted = Moment(
      milliseconds: moment.milliseconds - Int64(moment.londonOffsetMinutes) * 60_000)
    return String(shifted.description.prefix(19)).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", ";", ",": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r", "\0": continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A line of at most 75 bytes, continued after a blank (RFC 5545, 3.1).
  private static func folded(_ line: String) -> String {
    var (result, bytes) = ("", 0)
    for character in line {
      let size = String(character).utf8.count
      if bytes + size > 74 {
        result += "\r\n "
        bytes = 1
      }
      result.append(character)
      bytes += size
    }
    return result + "\r\n"
  }
}
