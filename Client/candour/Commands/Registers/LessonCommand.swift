import ArgumentParser
import SiteClient

/// `candour lesson`
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson",
    abstract: "Lessons that the centre confirmed for every site, and this site's receipts.",
    discussion: """
      EXAMPLES
        candour lesson list
        candour lesson receive RBD-2026-1234568 --as "lead radiographer"
      """,
    subcommands: [LessonListCommand.self, LessonReceiveCommand.self])
}

/// `candour lesson list`
struct LessonListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The lessons, what is not received here first.",
    discussion: """
      EXAMPLES
        candour lesson list
        candour lesson list --json
      """)

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .reading)
    let site = client.identity.scope.code
    let receipts = try await client.records(.receipt).compactMap(LessonReceipt.init)
    let lessons = try await client.records(.lesson).map(LessonView.init).filter(\.isCurrent)
      .map { (lesson: $0, receipt: $0.received(receipts)[site]) }
      .sorted { ($0.receipt == nil ? 0 : 1) < ($1.receipt == nil ? 0 : 1) }
    if store.isJSON {
      return store.output.print(.array(lessons.map { Self.item($0.lesson, $0.receipt) }))
    }
    guard !lessons.isEmpty else { return store.output.line("No lesson has come from the centre.") }
    for (lesson, receipt) in lessons {
      store.output.line(
        RecordReference.grouped(lesson.snapshot.reference ?? "\(lesson.snapshot.id)")
          + " · \(lesson.title)", .strong)
      store.output.line("  \(lesson.text)")
      store.output.line(
        receipt.map { "  Received \($0.on?.displayText ?? "") by \($0.by ?? "")" }
          ?? "  Not received here yet: candour lesson receive "
          + "\(lesson.snapshot.reference ?? "\(lesson.snapshot.id)") --as ROLE",
        receipt == nil ? .warning : .none)
    }
  }

  private static func item(_ lesson: LessonView, _ receipt: LessonReceipt?) -> JSONValue {
    [
      "id": .string("\(lesson.snapshot.id)"), "reference": JSONValue(lesson.snapshot.reference),
      "title": .string(lesson.title), "text": .string(lesson.text),
      "confirmedBy": JSONValue(lesson.confirmedBy), "confirmedOn": JSONValue(lesson.confirmedOn),
      "receivedOn": JSONValue(receipt?.on), "receivedBy": JSONValue(receipt?.by),
    ]
  }
}

/// `candour lesson receive`
struct LessonReceiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receive", abstract: "Record that a lesson was made known at this site.",
    discussion: """
      EXAMPLES
        candour lesson receive RBD-2026-1234568 --as "lead radiographer" --how "at the handover"
      """)

  @Argument(
    help: ArgumentHelp("UUID, reference or a part of it.", valueName: "id"),
    completion: .references(of: .lesson))
  var id: String

  @Option(help: ArgumentHelp("How it was made known.", valueName: "text"))
  var how: String?

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open()
    let lesson = LessonView(try await client.record(named: id, .lesson))
    let name = lesson.snapshot.reference ?? "\(lesson.snapshot.id)"
    guard lesson.isCurrent else {
      throw CommandFailure(.unusable, "not-confirmed", "\(name) is not confirmed, or was withdrawn")
    }
    let receipts = try await client.records(.receipt).compactMap(LessonReceipt.init)
    if let receipt = lesson.received(receipts)[client.identity.scope.code] {
      throw CommandFailure(
        .unusable, "nothing-to-change",
        "\(name) was received here on \(receipt.on?.displayText ?? "an earlier day") already")
    }
    var document = JSONObject([
      ("lesson", .string("\(lesson.snapshot.id)")), ("on", JSONValue(client.today)),
    ])
    if let how { document["how"] = .string(how) }
    let logged = try await client.log(.receipt, .object(document), as: author.role)
    if store.isJSON {
      return store.output.print([
        "id": .string("\(logged.snapshot.id)"), "lesson": .string("\(lesson.snapshot.id)"),
        "reference": .string(logged.reference),
      ])
    }
    store.output.line("Recorded: \(name) was made known at this site.", .good)
  }
}
