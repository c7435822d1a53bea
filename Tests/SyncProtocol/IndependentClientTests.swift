import Foundation
import Replication
import SyncProtocol
import TestSupport
import Testing

/// A client that somebody else might have written from `Docs/protocol.md`, in Python, must read
/// what ours wrote, and refuse what ours would refuse.
@Suite("Independent client", .enabled(if: IndependentClient.isThere, "python3 is not installed"))
struct IndependentClientTests {
  let folder: TemporaryFolder
  var path: String { folder.path("bundle") }

  init() throws { folder = try TemporaryFolder() }

  private func run(_ bundle: [UInt8]) throws -> (status: Int32, output: Data) {
    try Data(bundle).write(to: URL(fileURLWithPath: path))
    return try IndependentClient.run("verify_bundle.py", path)
  }

  @Test func `reads a bundle to the same entries, chains and values`() throws {
    let bundle = try WrittenBundle()

    let (status, output) = try run(bundle.file)

    #expect(status == 0)
    let read = try JSONDecoder().decode(IndependentClient.Reading.self, from: output)
    #expect(read == bundle.expected)
  }

  @Test func `reads the golden bundle`() throws {
    let (status, output) = try run(try GoldenFile("bundle").bytes())

    #expect(status == 0)
    let read = try JSONDecoder().decode(IndependentClient.Reading.self, from: output)
    #expect(read.entries == 3)
    #expect(read.replica == GoldenMessages.author.key.replica.hexadecimal)
  }

  @Test(arguments: [0.1, 0.35, 0.6, 0.9, 0.999])
  func `refuses an altered bundle`(place: Double) throws {
    var file = try WrittenBundle().file
    file[Int(Double(file.count) * place)] ^= 0x10

    #expect(try run(file).status == 1)
    #expect(try run(Array(file.dropLast(3))).status == 1)
  }
}

enum IndependentClient {
  struct Reading: Codable, Equatable {
    var replica: String
    var site: String
    var entries: Int
    var heads: [String: [Head]]
    var records: [String: [String: [String]]]
  }

  /// A sequence number or a chain hash.
  enum Head: Codable, Equatable {
    case sequence(UInt64)
    case hash(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let sequence = try? container.decode(UInt64.self) {
        self = .sequence(sequence)
      } else {
        self = .hash(try container.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .sequence(let sequence): try container.encode(sequence)
      case .hash(let hash): try container.encode(hash)
      }
    }
  }

  static let isThere = python != nil

  private static let python: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { $0 + "/python3" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }()

  private static let scripts = #filePath.replacingOccurrences(
    of: "IndependentClientTests.swift", with: "independent/")

  static func run(
    _ script: String, _ paths: String...
  ) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "/nowhere/python3")
    process.arguments = ["-B", scripts + script] + paths
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }
}

/// A bundle with everything that a reader must handle correctly: two logs, a conflict, a removal,
/// an entry that moved, a redaction, and an unknown kind of value.
private struct WrittenBundle {
  let file: [UInt8]
  let expected: IndependentClient.Reading

  init() throws {
    var (clinic, desk) = (WrittenLog(seed: 51), WrittenLog(seed: 52))
    var world = World()
    try world.add(GoldenEntries.operations, to: &clinic)
    try world.add([.init(path: FieldPath(literal: "modality"), value: .text("ct"))], to: &desk)
    let first = try #require(world.named.first)
    try world.add(
      [
        .init(
          path: FieldPath(literal: "discoveredOn"), value: .text("2026-02-03"),
          supersedes: [OperationID(entry: first.name, index: 0)]),
        .init(
          path: FieldPath(literal: "interventional"), value: nil,
          supersedes: [OperationID(entry: first.name, index: 3)]),
      ], to: &desk)
    try world.add(
      [.init(path: FieldPath(literal: "discoveredOn"), value: .text("2026-02-04"))], to: &clinic,
      origin: EntryReference(log: GoldenEntries.other, sequence: 7, check: 99))
    try world.add(
      [], to: &clinic,
      redaction: MergedRecord.redaction(of: first.entry, named: first.name) {
        $0 == FieldPath(literal: "narrative")
      })

    let batches = [[try clinic.segment(1...1), try desk.segment()], [try clinic.segment(2...3)]]
    let header = BundleHeader(
      publicKey: desk.key.publicBytes, site: desk.descriptor.scope, trust: nil, writtenAt: 1,
      isFromCentre: false, frontier: desk.frontier)
    file = try BundleInMemory.written(header, batches, key: desk.key)
    expected = IndependentClient.Reading(
      replica: desk.key.replica.hexadecimal, site: "RBD02", entries: 5,
      heads: Dictionary(
        uniqueKeysWithValues: [clinic, desk].map { log in
          let head = log.hashes[log.entries.count]
          return (
            log.log.hexadecimal,
            [.sequence(UInt64(log.entries.count)), .hash(Hexadecimal.text(head.bytes))]
          )
        }),
      records: ["\(World.record)": world.values])
  }

  /// The result of our own merge.
  private struct World {
    static let record = RecordID(high: 0x0102_0304_0506_4708, low: 0x890a_0b0c_0d0e_0f10)
    var merged = MergedRecord()
    var named: [(entry: Entry, name: EntryReference)] = []

    mutating func add(
      _ operations: [Replication.Operation], to log: inout WrittenLog,
      origin: EntryReference? = nil, redaction: Redaction? = nil
    ) throws {
      let header = EntryHeader(
        time: HybridTime(milliseconds: 1_770_000_000_000 + Int64(named.count)),
        record: Self.record, kind: "incident", author: "operator", origin: origin)
      let payload = EntryPayload(salt: [1, 2, 3], operations: operations, redaction: redaction)
      log.append(
        SealedEntry(
          header: header.encoded(),
          body: .payload(payload.encoded(in: origin?.log ?? log.log))))
      let name = EntryReference(
        log: log.log, sequence: UInt64(log.entries.count),
        check: log.hashes[log.entries.count].check)
      let entry = Entry(header: header, payload: payload)
      merged.apply(entry, at: name)
      named.append((entry, name))
    }

    var values: [String: [String]] {
      Dictionary(
        uniqueKeysWithValues: merged.fields.map { path, candidates in
          (path.text, candidates.map { Self.text($0.value) }.sorted())
        })
    }

    private static func text(_ value: Replication.Value?) -> String {
      switch value {
      case .text(let text): "text \(text)"
      case .number(let digits): "number \(digits)"
      case .flag(let flag): "flag \(flag ? "True" : "False")"
      case .element: "element"
      case .redacted: "redacted"
      case .unknown(let bytes): "unknown \(Hexadecimal.text(bytes))"
      case nil: "removed"
      }
    }
  }
}
