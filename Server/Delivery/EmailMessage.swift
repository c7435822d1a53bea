package import Aggregation

/// A message as an e-mail, in the bytes that are sent (RFC 5322), without dot-stuffing.
///
/// Its `Message-ID` is the message's own: an e-mail that is sent again because the relay's answer
/// was lost is the same e-mail, and mail systems that check for that show it once.
package struct EmailMessage: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(_ notice: OutgoingMessage, to address: String, from sender: String, domain: String) {
    let headers = [
      "Date: \(Self.date(notice.writtenAt))", "From: Candour <\(sender)>",
      "To: <\(address)>", "Message-ID: <\(notice.identifier)@\(domain)>",
      "Subject: \(Self.printable(notice.subject))", "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=us-ascii",
      "Content-Transfer-Encoding: 7bit",
    ]
    let body = notice.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.printable(String($0)) }
    bytes = Array((headers + [""] + body).joined(separator: "\r\n").utf8)
  }

  /// One line of printable ASCII, of a length that every relay accepts.
  private static func printable(_ text: String) -> String {
    let bytes = text.utf8.prefix(900).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `Mon, 09 Feb 2026 09:00:00 +0000`
  static func date(_ milliseconds: Int64) -> String {
    let (days, second) = (milliseconds / 86_400_000, milliseconds / 1000 % 86_400)
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    // Civil from days, after Howard Hinnant: years begin in March, so that leap days come last.
    let shifted = days + 719_468
    let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let civilYear = year + era * 400 + (month <= 2 ? 1 : 0)
    let time = [second / 3600, second / 60 % 60, second % 60].map(twoDigits)
    return "\(weekdays[Int(days % 7)]), \(twoDigits(day)) \(months[Int(month) - 1]) \(civilYear) "
      + time.joined(separator: ":") + " +0000"
  }

  private static func twoDigits(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
