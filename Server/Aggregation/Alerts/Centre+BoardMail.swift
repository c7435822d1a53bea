internal import CentreStore
internal import IRMER
internal import RecordStore
internal import Records
internal import Replication

/// How often the board paper is sent to the employer's and governance's recipients.
package enum BoardSchedule: String, Hashable, Sendable, CaseIterable {
  /// When a month has begun: the quarter so far, or the one that has just ended.
  case monthly
  /// When a quarter has begun: the one before.
  case quarterly
  case never
}

extension Centre {
  /// What the state of a board paper's lines begins with.
  static let boardState = "board"

  /// Lines of the board paper's message; `nil` where none is to be written now. A day on which the
  /// centre stood still is made up for by the next.
  func boardLines(_ schedule: BoardSchedule, digestHour: Int) async throws -> [Alert]? {
    guard schedule != .never,
      let day = try await reading({ try $0.administration.dayOfDigest(from: digestHour) }),
      let last = try await reading({ try $0.administration.lastDigest() })
    else { return nil }
    let (now, before) = (Quarter(day), Quarter(last))
    guard now != before || schedule == .monthly && Month(day) != Month(last) else { return nil }
    let quarter = now != before ? now.previous : now
    let paper = try await boardPaper(quarter)
    let lines = paper.lines + (paper.isRunning ? ["The quarter is not over."] : [])
    let address = "quarter=\(quarter)"
    return lines.map { line($0, "/board?\(address)") }
      + [line("The paper as a PDF, where WeasyPrint is installed", "/board/pdf?\(address)")]
  }

  private func line(_ words: String, _ path: String) -> Alert {
    var line = Alert(.figure, site: trust.code, state: Self.boardState)
    (line.displayText, line.path) = (words, path)
    return line
  }
}

extension BoardPaper {
  /// The paper in a few sentences.
  package var lines: [String] {
    let (now, before) = (total.now, total.before)
    var lines = [
      "Board paper \(quarter.displayText): \(Self.count(now.incidents, "incident")), \(before.incidents.grouped) in the quarter before",
      "\(now.notifiable.grouped) notifiable, \(before.notifiable.grouped) in the quarter before",
      "\(now.undetermined.grouped) undetermined",
    ]
    if now.notifiedInTime.whole > 0 {
      lines.append("Notified within 14 days: \(now.notifiedInTime.displayText)")
    }
    return lines
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number.grouped) \(word)\(number == 1 ? "" : "s")"
  }
}

extension Quarter {
  /// `January to March 2026`.
  package var displayText: String {
    let months = ["January to March", "April to June", "July to September", "October to December"]
    return "\(months[number - 1]) \(year)"
  }
}
