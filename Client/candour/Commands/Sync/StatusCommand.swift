import ArgumentParser
import Screens
import SiteClient

/// `candour status`
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "What the centre has received, and why anything is waiting.",
    discussion: """
      Changes made here are either received by the centre or waiting to be sent; the sum is checked. \
      --why names every cause with its date: what the centre holds, a store that was copied, a clock \
      that is wrong.

      EXAMPLES
        candour status
        candour status --why
        candour status --json
      """)

  @Flag(help: "Explain every reason why something is waiting.")
  var why = false

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let status = try await client.status()
    let enrolment = try await client.enrolment()
    if store.isJSON {
      store.output.print(status.json(of: client, enrolment))
    } else {
      show(status, client, enrolment)
      if why { explain(status, waiting: try await client.recordsHeld(status.held)) }
    }
  }

  private func show(_ status: SiteStatus, _ client: SiteClient, _ enrolment: Enrolment?) {
    let output = store.output
    var pairs = [
      ("site", client.identity.scope.code),
      ("centre", enrolment.map { "\($0.server) (\($0.role))" } ?? "not joined yet"),
      ("last sync", status.lastSync.map(Self.time) ?? "never"),
    ]
    if let last = status.lastBundle { pairs.append(("last bundle", Self.time(last))) }
    pairs += [
      (
        "changes made here",
        "\(status.written): \(status.acknowledged) received by the centre, \(status.pending) waiting to be "
          + "sent"
      ),
      ("in quarantine", "\(status.quarantined)"),
      ("in conflict", "\(status.conflicts)"),
    ]
    if status.keptOut > 0 { pairs.append(("rejected", "\(status.keptOut), by the centre")) }
    if let now = SiteEnvironment.statedNow {
      pairs.append(("now", "\(PersonsDates.displayText(now)), by CANDOUR_NOW"))
    }
    output.pairs(pairs)
    for cause in status.causes {
      let prefix = "\(cause.code): "
      let words =
        cause.text.hasPrefix(prefix) ? cause.text.dropFirst(prefix.count) : cause.text[...]
      output.line("\(cause.code), since \(Self.time(cause.since)): \(words)", .warning)
    }
  }

  /// More records are counted but not named.
  private static let namedMax = 10

  private func explain(_ status: SiteStatus, waiting: [String]) {
    let output = store.output
    for held in status.held {
      output.line(
        "In quarantine at the centre: \(Int(held.count).of("change", "changes")) of log \(held.log) "
          + "(\(held.first)–\(held.last)) since \(Self.time(held.since)): "
          + "\(QuarantineReason.displayText(held.reason)). Ask the centre to accept or reject them; they stay "
          + "on this computer.")
    }
    if !waiting.isEmpty {
      let more = waiting.count - Self.namedMax
      output.line(
        "Records affected: \(waiting.prefix(Self.namedMax).joined(separator: ", "))"
          + (more > 0 ? " and \(more) more." : "."))
    }
    for held in status.keptOutThere {
      output.line(
        "The centre rejected \(Int(held.count).of("change", "changes")) of log \(held.log) "
          + "(\(held.first)–\(held.last)) on \(Self.time(held.since)): \(held.reason). They stay on this "
          + "computer.")
    }
    for entry in status.quarantinedEntries {
      output.line(
        "Entry \(entry.entry) of \(entry.scope) is in quarantine here: "
          + "\(QuarantineReason.displayText(entry.reason)), "
          + "since \(Self.time(entry.since)).")
    }
    for sentence in status.notTaken.sentences { output.line(sentence) }
    for fork in status.forks { output.line(fork.sentence) }
    for bundle in status.sealedBundles { output.line(bundle.sentence) }
    if status.causes.contains(where: { $0.code == "clock-skew" }) {
      output.line(
        "Correct this computer's clock. Changes made meanwhile carry the wrong time; nothing else is "
          + "affected.")
    }
    if status.forwarding > 0 {
      output.line(
        "\(status.forwarding.of("entry", "entries")) of other devices will be passed on.")
    }
    if status.causes.isEmpty, status.pending == 0 {
      output.line("Nothing is waiting to be sent.", .good)
    }
  }

  private static func time(_ milliseconds: Int64) -> String {
    let moment = Moment(milliseconds: milliseconds)
    return moment.londonDay.displayText
  }
}

extension SiteStatus {
  func json(of client: SiteClient, _ enrolment: Enrolment?) -> JSONValue {
    [
      "site": .string(client.identity.scope.code),
      "replica": .string("\(client.identity.replica)"),
      "server": JSONValue(enrolment?.server), "role": JSONValue(enrolment?.role),
      "written": .number(JSONNumber(written)),
      "acknowledged": .number(JSONNumber(acknowledged)),
      "pending": .number(JSONNumber(pending)),
      "forwarding": .number(JSONNumber(forwarding)),
      "quarantined": .number(JSONNumber(quarantined)),
      "keptOut": .number(JSONNumber(keptOut)),
      "conflicts": .number(JSONNumber(conflicts)),
      "lastSync": JSONValue(lastSync.map { "\(Moment(milliseconds: $0))" }),
      "lastBundle": JSONValue(lastBundle.map { "\(Moment(milliseconds: $0))" }),
      "causes": .array(
        causes.map {
          [
            "code": .string($0.code), "since": .string("\(Moment(milliseconds: $0.since))"),
            "text": .string($0.text),
          ]
        }),
      "notTaken": .array(notTaken.map(\.json)),
      "sealedBundles": .array(sealedBundles.map(\.json)),
      "forks": .array(forks.map(\.json)),
      "held": .array(
        held.map {
          [
            "log": .string("\($0.log)"), "first": .number(JSONNumber($0.first)),
            "last": .number(JSONNumber($0.last)), "reason": .string($0.reason),
            "since": .string("\(Moment(milliseconds: $0.since))"),
          ]
        }),
    ]
  }
}

extension Fork {
  var json: JSONValue {
    [
      "log": .string("\(log)"), "from": .number(JSONNumber(from)),
      "since": .string("\(Moment(milliseconds: since))"),
      "continuedAs": JSONValue(continuedAs.map { "\($0)" }),
      "replica": JSONValue(replica.map { "\($0)" }), "scope": JSONValue(scope?.code),
      "own": .bool(isOwn),
    ]
  }

  var sentence: String {
    let place = "log \(log), from entry \(from), since \(Moment(milliseconds: since).displayText)"
    guard isOwn else {
      let next = continuedAs.map { "what the second wrote goes on in log \($0)" }
      return
        "Another store was copied or restored, or lost entries: \(writer) (\(place)). Two wrote there, "
        + "and \(next ?? "what both wrote is kept"). This store is not affected; ask whose it is."
    }
    let next = continuedAs.map { "it goes on in log \($0)" } ?? "its next entry begins a new log"
    return
      "This store was copied or restored, or lost entries (\(place)): \(next). Nothing that a copy of "
      + "it holds is lost."
  }

  private var writer: String {
    guard let replica else { return "its device is not known" }
    return "that of device \(replica)" + (scope.map { " of \($0)" } ?? "")
  }
}
