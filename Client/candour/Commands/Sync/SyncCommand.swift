import ArgumentParser
import Screens
import SiteClient

/// `candour sync`
struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Send this site's changes to the centre and fetch what is new.",
    discussion: """
      Safe to interrupt at any point and to run again: every round is kept on both sides, and \
      sending twice is harmless. With --watch it goes on, and waits longer while the centre is away.

      EXAMPLES
        candour sync
        candour sync --json
        candour sync --watch --every 300
      """)

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Go on synchronising until interrupted.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "Seconds between synchronisations with --watch; 300 unless given.", valueName: "seconds"))
  var every: Int?

  private static let everyUnlessGiven = 300

  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard let every else { return }
    guard watch else { throw ArgumentParser.ValidationError("--every goes with --watch") }
    guard (1...86_400).contains(every) else {
      throw ArgumentParser.ValidationError("--every is from 1 to 86400 seconds")
    }
  }

  func run() async throws {
    let client = try store.open()
    try await Interruption.cancelling {
      if watch {
        // The watch is meant to be ended this way.
        do {
          try await SyncWatch(
            client: client, every: .seconds(every ?? Self.everyUnlessGiven), report: show,
            failed: showFailure
          ).run()
        } catch SiteError.cancelled {}
      } else {
        try await once(client)
      }
    }
  }

  private func once(_ client: SiteClient) async throws {
    let line = ProgressLine()
    defer { line.clear() }
    let report = try await client.sync { progress in
      if !quiet { line.show(Self.displayText(progress)) }
    }
    line.clear()
    show(report)
  }

  private static func displayText(_ progress: SyncProgress) -> String {
    let fraction = progress.pending == 0 ? 1 : Double(progress.sent) / Double(progress.pending)
    return "\(ProgressLine.bar(fraction)) sent \(progress.sent) of \(progress.pending), "
      + "received \(progress.received), \(ByteCount.displayText(progress.bytesUp + progress.bytesDown))"
  }

  private func showFailure(_ failure: CommandFailure, until next: Duration) {
    if store.isJSON {
      StandardError.write(failure.json.serialized() + "\n")
    } else {
      let seconds = max(Int(next.components.seconds), 1)
      Output.note(
        "candour: \(failure.message) Next attempt in \(seconds.of("second", "seconds")).", .warning)
    }
  }

  private func show(_ report: SyncReport) {
    if store.isJSON {
      let json = report.json
      if watch { store.output.printLine(json) } else { store.output.print(json) }
    } else if !quiet {
      store.output.line(report.sentence, report.upToDate ? .good : .warning)
      if let sentence = report.lackSentence { store.output.line(sentence, .warning) }
      for sentence in report.notTaken.sentences { store.output.line(sentence, .warning) }
      for fork in report.forks where fork.continuedAs == nil || report.sent > 0 {
        store.output.line(fork.sentence, .warning)
      }
    }
  }
}

extension SyncReport {
  var json: JSONValue {
    [
      "sent": .number(JSONNumber(sent)), "received": .number(JSONNumber(received)),
      "conflicts": .number(JSONNumber(conflicts)),
      "quarantined": .number(JSONNumber(quarantined)), "rounds": .number(JSONNumber(rounds)),
      "bytesUp": .number(JSONNumber(bytesUp)), "bytesDown": .number(JSONNumber(bytesDown)),
      "bundlesForwarded": .number(JSONNumber(forwarded)), "upToDate": .bool(upToDate),
      "notTaken": .array(notTaken.map(\.json)), "forks": .array(forks.map(\.json)),
    ]
  }

  var lackSentence: String? {
    guard lackedByCentre > 0 else { return nil }
    return
      "The centre lacked \(lackedByCentre.of("entry", "entries")) that it had acknowledged before: it "
      + "was restored from an older copy. They were sent again."
  }

  /// The summary; entries count as sent once the centre has reported that it holds them.
  var sentence: String {
    var parts = ["sent \(sent)", "received \(received)"]
    if conflicts > 0 {
      parts.append("\(conflicts.of("conflict", "conflicts")) to settle (candour conflicts)")
    }
    if quarantined > 0 {
      parts.append("\(quarantined.of("change", "changes")) in quarantine (candour status --why)")
    }
    let isLackedOnly = quarantined == 0 && !notTaken.isEmpty
    let end =
      upToDate
      ? "Up to date"
      : isLackedOnly
        ? "Synchronised, but for what the centre does not take"
        : "Synchronised. A person is needed"
    let size = ByteCount.displayText(bytesUp + bytesDown)
    return "\(end): \(parts.joined(separator: ", ")); \(rounds.of("round", "rounds")), \(size)."
  }
}

/// Sizes in words.
enum ByteCount {
  static func displayText(_ bytes: Int) -> String {
    switch bytes {
    case ..<10_000: "\(bytes) bytes"
    case ..<10_000_000: "\(bytes / 1000) kB"
    default: "\(bytes / 1_000_000) MB"
    }
  }
}
