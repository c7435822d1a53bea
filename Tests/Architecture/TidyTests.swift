import Foundation
import Testing

/// What a reader may rely on in every file: a limited size, and names in standard English.
@Suite("Tidy sources")
struct TidyTests {
  private let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let mostLinesOfAFile = 300
  private static let mostLinesOfAFunction = 60

  /// Names that a newcomer could not understand and that were replaced; the pair is (old, new).
  private static let replaced = [
    ("Telling", "AlertQueue"), ("Tidings", "Alert"), ("Courier", "MessageSender"),
    ("PostOffice", "SMTPAndWebhookSender"), ("Letter", "EmailMessage"),
    ("Notice", "OutgoingMessage"), ("Messenger", "OutboxWorker"),
    ("Persistence", "DeliveryRetryPolicy"), ("Audience", "SubscriberList"),
    ("Listener", "SubscriptionSummary"), ("EntryCutter", "EntryTemplateEncoder"),
    ("Stall", "SyncBlocker"), ("Flaw", "VerificationFailure"),
    ("StoreFounding", "NewStoreOptions"), ("Kept", "VersionedCache"),
    ("Lanes", "StoreExecutor"), ("FreedBytes", "SecureErasure"), ("OutsideFile", "FileReader"),
    ("NewFile", "AtomicFileWriter"), ("Deed", "DecisionHandler"),
    ("Admitted", "AuthorisedRequest"), ("Gate", "AccessControl"), ("Truth", "TriState"),
    ("Today", "DeviceDate"), ("SpokenDay", "DateInput"), ("FirstWords", "OriginalContent"),
    ("PageSet", "PageContext"), ("EditRemarks", "EditWarnings"),
    ("KeptEstimates", "EstimateImmutability"), ("KeepingCommands", "BackupCommands"),
    ("vouch", "endorse"), ("adrift", "divergedBeforeStart"), ("parted", "divergedAt"),
  ]

  private struct Source {
    let path: String
    let lines: [Substring]
  }

  /// Our own sources, without those that `generate.sh` writes.
  private func sources() throws -> [Source] {
    try ["Sources", "Server", "Client", "Tests"].flatMap { folder in
      let files = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
      var found: [Source] = []
      while let file = files?.nextObject() as? URL {
        guard file.pathExtension == "swift", !file.path.contains("/Generated/") else { continue }
        let text = try String(contentsOf: file, encoding: .utf8)
        let path = String(file.path.dropFirst(root.path.count + 1))
        found.append(
          Source(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false)))
      }
      return found
    }
  }

  @Test func `a file has at most three hundred lines`() throws {
    let long = try sources().filter { $0.lines.count - 1 > Self.mostLinesOfAFile }
    #expect(long.map { "\($0.path) \($0.lines.count - 1)" } == [])
  }

  @Test func `a function has at most sixty lines`() throws {
    var long: [String] = []
    for source in try sources() {
      for (index, line) in source.lines.enumerated() where isFunction(line) {
        let indent = line.prefix { $0 == " " }
        let end = source.lines[index...].firstIndex { $0.hasPrefix(indent + "}") } ?? index
        if end - index + 1 > Self.mostLinesOfAFunction {
          long.append("\(source.path):\(index + 1)")
        }
      }
    }
    #expect(long == [])
  }

  /// `R043` is a line of `Docs/rules.md`, which also names the documents that are quoted; numbers of an
  /// assumption or a document say nothing to a reader.
  @Test func `what is cited is in the repository`() throws {
    let rules = try String(contentsOf: root.appending(path: "Docs/rules.md"), encoding: .utf8)
    let requirement = /\bR\d{3}\b/
    let unknown = /\bA-\d\d\b|\(S[12](?:[):]|, [R“"])|\/\/ S[12]:/
    var found: [String] = []
    for source in try sources() where !source.path.contains("Corpus") {
      for (index, line) in source.lines.enumerated() {
        let dangling = line.matches(of: requirement).map { String($0.output) }
          .filter { !rules.contains("| \($0) ") }
        let vague = line.matches(of: unknown).map { String($0.output) }
        found += (dangling + vague).map { "\(source.path):\(index + 1) \($0)" }
      }
    }
    #expect(found == [])
  }

  /// A declaration with a body that ends on a line of its own; the formatter ensures the
  /// indentation.
  private func isFunction(_ line: Substring) -> Bool {
    let words = line.split(separator: " ")
    guard words.first?.hasPrefix("//") == false, !line.hasSuffix("}") else { return false }
    let declares = words.prefix(4).contains { word in
      word == "func" || word.hasPrefix("init(") || word.hasPrefix("init<")
    }
    return declares && line.hasSuffix("{")
  }

  @Test func `nothing is declared under a name that was replaced`() throws {
    let kinds = ["struct", "class", "enum", "actor", "protocol", "typealias", "func", "var", "let"]
    var found: [String] = []
    for source in try sources() {
      let file = source.path.split(separator: "/").last?.prefix { $0.isLetter } ?? ""
      if let better = Self.replaced.first(where: { $0.0 == file })?.1 {
        found.append("\(source.path): say \(better)")
      }
      for (index, line) in source.lines.enumerated() {
        let words = line.split { !$0.isLetter && $0 != "_" }.map(String.init)
        for (kind, name) in zip(words, words.dropFirst()) where kinds.contains(kind) {
          guard let better = Self.replaced.first(where: { $0.0 == name })?.1 else { continue }
          found.append("\(source.path):\(index + 1) \(name): say \(better)")
        }
      }
    }
    #expect(found == [])
  }

  /// Counted as by `Tests/Evidence/sizes.py`: a column of a table has its meaning as an argument.
  @Test(arguments: ["Sources/", "Client/SiteClient/"])
  func `nine public declarations of ten have a comment`(folder: String) throws {
    let declaration = /^\s*(?:@[\w().: "]+ )*(?:public|open) (?!import\b|extension\b|internal)/
    let column = /^\s*public let \w+ = (?:Col|DayColumn)</
    var (count, commented) = (0, 0)
    for source in try sources() where source.path.hasPrefix(folder) {
      for (index, line) in source.lines.enumerated() where line.contains("public ") {
        guard line.contains(declaration) else { continue }
        let above = source.lines[..<index].last { !$0.drop { $0 == " " }.hasPrefix("@") } ?? ""
        count += 1
        commented +=
          line.contains(column) || above.drop { $0 == " " }.hasPrefix("///") ? 1 : 0
      }
    }
    #expect(count > 300)
    #expect(commented * 10 >= count * 9, "\(commented) of \(count)")
  }

  /// Phrases of earlier comments and pages that a reader had to learn first.
  @Test func `no page and no comment says it in a phrase that was replaced`() throws {
    let phrases = ["lies apart", "prove itself", "proves itself", "says of itself"]
    let ours = try sources().filter { !$0.path.hasSuffix("TidyTests.swift") }
    let found = try (ours + pages()).flatMap { source in
      let text = source.lines.joined(separator: " ")
      return phrases.filter(text.contains).map { "\(source.path): \($0)" }
    }
    #expect(found == [])
  }

  /// The pages of `Docs`, but for the decisions: what was decided keeps its words.
  private func pages() throws -> [Source] {
    let files = FileManager.default.enumerator(
      at: root.appending(path: "Docs"), includingPropertiesForKeys: nil)
    var found: [Source] = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "md", !file.path.contains("/decisions/") else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      let path = String(file.path.dropFirst(root.path.count + 1))
      found.append(
        Source(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false)))
    }
    return found
  }

  /// A file of one's own beside its place, under a name that another process may have chosen too, is how
  /// two processes put halves of each other's files in place.
  @Test func `a file is put in place by the one writer of files`() throws {
    let writers = [
      // Locks and a file of one process: nothing is put in their place.
      "OpeningFile.swift", "SyncLock.swift",
      "AtomicFileWriter.swift", "NewFolder.swift", "NewName.swift", "TemporaryFile.swift",
    ]
    let call = /\brename\(|\bO_CREAT\b|\.moveItem\(|\.replaceItem/
    let found = try sources().filter { source in
      let name = source.path.split(separator: "/").last.map(String.init) ?? ""
      return !source.path.hasPrefix("Tests/") && !writers.contains(name)
        && source.lines.contains { $0.contains(call) }
    }
    #expect(found.map(\.path) == [])
  }

  /// Where a key or a list is unreadable and taken for missing, the next write replaces it.
  @Test func `whether a file of ours is there is asked by opening it`() throws {
    let folders = [
      "Sources/RecordStore/Files/", "Sources/RecordStore/Sealing/", "Client/SiteClient/",
    ]
    let found = try sources().filter { source in
      folders.contains { source.path.hasPrefix($0) }
        && source.lines.contains { $0.contains("fileExists(") }
    }
    #expect(found.map(\.path) == [])
  }

  /// The words of a list or of a search may be called words; a text that a person reads is not.
  @Test func `a text for people is called displayText`() throws {
    let declaration = /\b(public|package)( static)? (var|let|func) words\b.*[ (]String\??( \{.*)?$/
    var found: [String] = []
    for source in try sources() {
      for (index, line) in source.lines.enumerated() where line.contains(declaration) {
        found.append("\(source.path):\(index + 1)")
      }
    }
    #expect(found == [])
  }
}
