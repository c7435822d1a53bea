import Foundation
import Testing

/// What each module may import: the rows of the table in `Docs/architecture.md`.
private let house: [(module: String, folder: String, allowed: Set<String>)] = [
  ("IRMER", "Sources/IRMER", []),
  ("Deidentification", "Sources/Deidentification", ["IRMER"]),
  ("Replication", "Sources/Replication", ["Crypto"]),
  ("Records", "Sources/Records", ["Deidentification", "IRMER", "Replication"]),
  ("ProgramArguments", "Sources/ProgramArguments", ["IRMER", "Records"]),
  ("Storage", "Sources/Storage", ["CSQLiteConfig", "GRDB", "GRDBSQLite"]),
  ("RecordStore", "Sources/RecordStore", ["CZstd", "Replication", "Storage"]),
  (
    "RecordTables", "Sources/RecordTables",
    ["IRMER", "RecordStore", "Records", "Replication", "Storage"]
  ),
  ("SyncProtocol", "Sources/SyncProtocol", ["CZstd", "Replication", "SwiftProtobuf"]),
  ("Screens", "Sources/Screens", ["Crypto", "IRMER", "Mustache", "Records", "Replication"]),
  ("Curl", "Sources/Curl", ["CLibcurl"]),
  (
    "SiteClient", "Client/SiteClient",
    [
      "CLibcurl", "Curl", "Deidentification", "IRMER", "Records", "RecordStore", "RecordTables",
      "Replication",
      "SyncProtocol",
    ]
  ),
  (
    "SiteWeb", "Client/SiteWeb",
    [
      "Deidentification", "HTTPTypes", "Hummingbird", "HummingbirdCore", "IRMER", "Logging",
      "NIOCore", "NIOPosix", "Records", "RecordStore", "RecordTables", "Replication",
      "Screens",
      "ServiceLifecycle", "SiteClient", "UnixSignals",
    ]
  ),
  (
    "candour", "Client/candour",
    [
      "ArgumentParser", "Logging", "ProgramArguments", "Screens", "SiteClient", "SiteWeb",
    ]
  ),
  (
    "CentreStore", "Server/CentreStore",
    ["IRMER", "Records", "RecordStore", "RecordTables", "Replication", "Storage"]
  ),
  (
    "Aggregation", "Server/Aggregation",
    [
      "CentreStore", "Crypto", "IRMER", "Records", "RecordStore", "RecordTables", "Replication",
      "SyncProtocol",
    ]
  ),
  (
    "Delivery", "Server/Delivery",
    ["Aggregation", "CLibcurl", "CentreStore", "Crypto", "Curl", "IRMER"]
  ),
  ("PostgresStorage", "Server/PostgresStorage", ["CLibpq", "Storage"]),
  (
    "Web", "Server/Web",
    [
      "Aggregation", "CZlib", "CentreStore", "Crypto", "CryptoExtras", "Deidentification",
      "HTTPTypes",
      "Hummingbird",
      "HummingbirdCore", "HummingbirdHTTP2", "HummingbirdTLS", "IRMER", "JWTKit", "Logging",
      "NIOCore", "NIOHTTP2", "NIOHTTPTypes", "NIOPosix", "NIOSSL", "NIOTLS", "Records",
      "RecordStore", "RecordTables", "Replication", "Screens", "ServiceLifecycle",
      "SwiftASN1", "SyncProtocol", "UnixSignals", "X509",
    ]
  ),
  (
    "candour-server", "Server/candour-server",
    [
      "Aggregation", "ArgumentParser", "CentreStore", "CMalloc", "Configuration", "Delivery",
      "IRMER", "Logging",
      "PostgresStorage", "ProgramArguments", "RecordStore", "RecordTables", "Records",
      "Replication",
      "ServiceLifecycle", "Storage",
      "SyncProtocol", "Web",
    ]
  ),
]

private let systemModules: Set<String> = [
  "Foundation", "FoundationEssentials", "Glibc", "Musl", "Dispatch", "Synchronization", "Swift",
]

@Suite("The house")
struct ModuleImportsTests {
  private let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func imports(in folder: String) throws -> [(file: String, module: String)] {
    let files = FileManager.default.enumerator(
      at: root.appending(path: folder), includingPropertiesForKeys: nil)
    var found: [(file: String, module: String)] = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
        guard let index = words.firstIndex(of: "import"), index <= 1, index + 1 < words.count,
          index == 0
            || ["public", "package", "internal", "private", "fileprivate"].contains(words[0])
        else { continue }
        let kinds = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
        let name = kinds.contains(String(words[index + 1])) ? words[index + 2] : words[index + 1]
        found.append((file.lastPathComponent, String(name.split(separator: ".")[0])))
      }
    }
    return found
  }

  @Test(arguments: house.indices)
  func `a module imports only what its row allows`(row: Int) throws {
    let (module, folder, allowed) = house[row]
    let imports = try imports(in: folder)

    #expect(!imports.isEmpty || module == "IRMER", "\(folder) holds no import at all")
    for (file, name) in imports where !systemModules.contains(name) {
      #expect(allowed.contains(name), "\(module) may not import \(name) (in \(file))")
    }
  }

  @Test(arguments: [
    ("GRDB", ["Storage"]), ("GRDBSQLite", ["Storage"]), ("Hummingbird", ["SiteWeb", "Web"]),
    ("SwiftProtobuf", ["SyncProtocol"]),
    ("X509", ["Web"]), ("JWTKit", ["Web"]), ("Mustache", ["Screens"]),
    ("Configuration", ["candour-server"]), ("CLibpq", ["PostgresStorage"]),
    // Those who name its options and errors; they use it through `Curl`.
    ("CLibcurl", ["Curl", "SiteClient", "Delivery"]),
  ])
  func `a module of somebody else's has one home`(name: String, home: [String]) throws {
    for (module, folder, _) in house where !home.contains(module) {
      let strangers = try imports(in: folder).filter { $0.module == name }.map(\.file)
      #expect(strangers.isEmpty, "\(name) belongs in \(home), not in \(module)")
    }
  }

  /// These open a store's file themselves, to damage it or to read it past the program.
  private static let testsOfFiles: Set<String> = [
    "BoundedIntakeTests.swift", "DurabilityTests.swift", "GoldenStoreTests.swift",
    "HostileEntryTests.swift", "KeptApartStories.swift", "Node.swift", "PackedBytesTests.swift",
    "RawInserts.swift",
    "RawStore.swift", "ReadModelTableTests.swift", "RecordStateTests.swift",
    "RedactedBytesTests.swift",
    "RoundTransactionTests.swift", "SchemaTests.swift", "VerificationTests.swift",
    "VerifiedColumnTests.swift", "World+Accidents.swift",
  ]

  @Test func `only tests that read or damage a file import SQLite's library`() throws {
    let found = try imports(in: "Tests").filter { $0.module.hasPrefix("GRDB") }.map(\.file)
    #expect(Set(found) == Self.testsOfFiles)
  }

  /// What `candour` can do, another program can: with the same one import.
  @Test func `the command line is built without access to what is only for this package`() throws {
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    #expect(manifest.contains("path: \"Client/candour\", packageAccess: false"))
  }

  @Test func `client and server never import each other`() throws {
    let client: Set<String> = ["SiteClient", "SiteWeb", "candour"]
    let server: Set<String> = ["Aggregation", "CentreStore", "Delivery", "Web"]
    let inClient = try imports(in: "Client").filter { server.contains($0.module) }
    let inServer = try imports(in: "Server").filter { client.contains($0.module) }
    #expect(inClient.isEmpty && inServer.isEmpty)
  }

  @Test func `the shared modules know no network and no screen`() throws {
    for (file, name) in try imports(in: "Sources") where !file.hasPrefix("Curl") {
      #expect(name != "CLibcurl" && name != "Hummingbird" && name != "ArgumentParser", "\(file)")
    }
  }
}
