import SiteClient

/// Reports on each line of a file, in order.
struct LogAnswers {
  struct Item {
    let line: Int
    /// One record; several where a line is of people in several nations.
    let drafts: Result<[EventDraft], any Error>
    /// The incident with the same contents that is here already.
    var loggedAs: String?
  }

  let output: Output
  let progress: ProgressLine
  let isBrief: Bool

  func log(_ line: Int, _ replies: [LoggedReply]) {
    if !isBrief { progress.clear() }
    guard output.isJSON, replies.count > 1, case .object(var first) = replies[0].json else {
      for reply in replies { reply.print(line: line, to: output, isBrief: isBrief) }
      return
    }
    // One answer a line: the first answer of an event lists the others.
    first["linked"] = .array(replies.dropFirst().map(\.json))
    output.printLine(.object(first))
  }

  func leaveOut(_ line: Int, loggedAs reference: String) {
    if output.isJSON {
      output.printLine([
        "alreadyLogged": [
          "reference": .string(reference), "line": .number(JSONNumber(line)),
        ]
      ])
    } else if !isBrief {
      output.line("line \(line): left out, it is logged already as \(reference)")
    }
  }

  /// - Throws: errors that do not concern the line itself: a store that is full or damaged.
  func refuse(_ line: Int, _ error: any Error) throws {
    guard let failure = CommandFailure(known: error) else { throw error }
    progress.clear()
    if output.isJSON {
      output.printLine(failure.json(line: line))
    } else {
      Output.note("line \(line): \(failure)", .danger)
    }
  }
}
