// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: warnings are errors, imports are internal unless said, `any` is written.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "candour",
  products: [
    .library(name: "SiteClient", targets: ["SiteClient"]),
    .executable(name: "candour", targets: ["candour"]),
    .executable(name: "candour-server", targets: ["candour-server"]),
  ],
  traits: [
    .default(enabledTraits: ["Postgres"]),
    .trait(
      name: "Postgres",
      description: "A centre's store can be in PostgreSQL. Without it nothing needs libpq."),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Sources: shared by site and centre.
    .target(name: "IRMER", swiftSettings: strict),
    .target(name: "Deidentification", dependencies: ["IRMER"], swiftSettings: strict),
    .target(
      name: "Replication",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .target(
      name: "Records", dependencies: ["Deidentification", "IRMER", "Replication"],
      swiftSettings: strict),
    // What both programs find in their command lines before they read the arguments.
    .target(
      name: "ProgramArguments", dependencies: ["IRMER", "Records"], swiftSettings: strict),
    // The call that configures SQLite: it has variable arguments, which Swift cannot pass.
    .systemLibrary(
      name: "CSQLiteConfig", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    // The one way to a database: SQLite through GRDB, which nothing else imports, or an engine that
    // a program hands in.
    .target(
      name: "Storage",
      dependencies: [
        "CSQLiteConfig",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "RecordStore",
      dependencies: [
        "CZstd", "Replication", "Storage",
      ],
      resources: [.embedInCode("Packing/Dictionaries")], swiftSettings: strict),
    // This product's records in a store: their plain tables, written, listed and compared.
    .target(
      name: "RecordTables",
      dependencies: ["IRMER", "RecordStore", "Records", "Replication", "Storage"],
      swiftSettings: strict),
    // libcurl, loaded when a transfer needs it.
    .target(name: "CLibcurl"),
    // The one wrapper of libcurl: the site's transport, the centre's mail and webhooks.
    .target(name: "Curl", dependencies: ["CLibcurl"], swiftSettings: strict),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(
      name: "SyncProtocol",
      dependencies: [
        "CZstd", "Replication", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["candour.proto", "generate.sh"],
      swiftSettings: strict),
    // What the pages of the site and of the centre share; knows no network.
    .target(
      name: "Screens",
      dependencies: [
        "IRMER", "Records", "Replication", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates")], swiftSettings: strict),

    // Client: the library that a site embeds, and the command line.
    .target(
      name: "SiteClient",
      dependencies: [
        "CLibcurl", "Curl", "Deidentification", "IRMER", "Replication", "Records", "RecordStore",
        "RecordTables",
        "SyncProtocol",
      ],
      path: "Client/SiteClient", swiftSettings: strict),
    .target(
      name: "SiteWeb",
      dependencies: [
        "Deidentification", "IRMER", "Records", "RecordStore", "RecordTables", "Replication",
        "Screens",
        "SiteClient", .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      path: "Client/SiteWeb", resources: [.embedInCode("Templates")], swiftSettings: strict),
    .executableTarget(
      name: "candour",
      dependencies: [
        "ProgramArguments", "Screens", "SiteClient", "SiteWeb",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Client/candour", packageAccess: false, swiftSettings: strict),
    // The program of `Docs/`, for those who embed the library; a test runs it.
    .executableTarget(
      name: "embedding-example",
      dependencies: ["SiteClient"],
      path: "Docs/embedding", swiftSettings: strict),

    // Server: the centre. Never imports Client.
    // The tables of a centre beside the records: people, devices, alerts, counts.
    .target(
      name: "CentreStore",
      dependencies: ["IRMER", "Records", "RecordStore", "RecordTables", "Replication", "Storage"],
      path: "Server/CentreStore", swiftSettings: strict),
    .target(
      name: "Aggregation",
      dependencies: [
        "CentreStore", "IRMER", "Replication", "Records", "RecordStore", "RecordTables",
        "SyncProtocol",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Server/Aggregation", swiftSettings: strict),
    .target(
      name: "Delivery",
      dependencies: [
        "Aggregation", "CentreStore", "CLibcurl", "Curl", "IRMER",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Server/Delivery", swiftSettings: strict),
    .target(
      name: "Web",
      dependencies: [
        "Aggregation", "CentreStore", "CZlib", "Deidentification", "IRMER", "Records",
        "RecordStore", "RecordTables",
        "Replication", "Screens",
        "SyncProtocol",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      path: "Server/Web", resources: [.embedInCode("Pages/Templates")], swiftSettings: strict),
    // The settings of the C library's heap.
    .systemLibrary(name: "CMalloc", path: "Server/CMalloc"),
    // Only `candour-server` links it; without the trait it is empty.
    .systemLibrary(
      name: "CLibpq", path: "Server/CLibpq", pkgConfig: "libpq",
      providers: [.apt(["libpq-dev"])]),
    .target(
      name: "PostgresStorage",
      dependencies: ["Storage", .target(name: "CLibpq", condition: .when(traits: ["Postgres"]))],
      path: "Server/PostgresStorage", swiftSettings: strict),
    .executableTarget(
      name: "candour-server",
      dependencies: [
        "Aggregation", "CentreStore", "CMalloc", "Delivery", "IRMER", "PostgresStorage",
        "ProgramArguments",
        "RecordStore",
        "RecordTables",
        "Records",
        "Replication", "Storage", "SyncProtocol", "Web",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Server/candour-server", swiftSettings: strict),

    // Tests: one folder per module.
    // Where tests cut the power: a VFS for SQLite that keeps apart what is not flushed.
    .target(
      name: "CPowerCut", path: "Tests/PowerCut",
      cSettings: [.treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(
      name: "TestSupport",
      dependencies: ["CPowerCut", "IRMER", "Replication", "Records", "Storage"],
      path: "Tests/Support", exclude: ["hostile.py", "postgres.sh", "receiver.py", "setup.sh"],
      swiftSettings: strict),
    .target(
      name: "TestStores",
      dependencies: [
        "CentreStore", "PostgresStorage", "RecordStore", "RecordTables", "Replication", "Storage",
        "TestSupport",
      ],
      path: "Tests/Stores", swiftSettings: strict),
    .testTarget(
      name: "ArchitectureTests", path: "Tests/Architecture", swiftSettings: strict),
    .testTarget(
      name: "IRMERTests", dependencies: ["IRMER", "TestSupport"], path: "Tests/IRMER",
      exclude: ["assess.py", "generate.py", "reading.py"].map { "SecondReading/" + $0 },
      swiftSettings: strict),
    .testTarget(
      name: "DeidentificationTests", dependencies: ["Deidentification", "IRMER", "TestSupport"],
      path: "Tests/Deidentification", exclude: ["Corpus"], swiftSettings: strict),
    .testTarget(
      name: "ReplicationTests",
      dependencies: [
        "Replication", "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Tests/Replication", exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "RecordsTests",
      dependencies: ["Deidentification", "IRMER", "Records", "Replication", "TestSupport"],
      path: "Tests/Records", swiftSettings: strict),
    .testTarget(
      name: "ProgramArgumentsTests", dependencies: ["ProgramArguments"],
      path: "Tests/ProgramArguments", swiftSettings: strict),
    .testTarget(
      name: "StorageTests", dependencies: ["Storage", "TestStores", "TestSupport"],
      path: "Tests/Storage",
      swiftSettings: strict),
    .testTarget(
      name: "RecordStoreTests",
      dependencies: [
        "CentreStore", "IRMER", "Records", "RecordStore", "RecordTables", "Replication", "Storage",
        "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/RecordStore", exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "CentreStoreTests",
      dependencies: [
        "CentreStore", "IRMER", "Records", "RecordStore", "RecordTables", "Replication", "Storage",
        "TestSupport",
      ],
      path: "Tests/CentreStore", swiftSettings: strict),
    .testTarget(
      name: "SyncProtocolTests",
      dependencies: [
        "Replication", "SyncProtocol", "TestSupport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      path: "Tests/SyncProtocol", exclude: ["Golden", "independent"], swiftSettings: strict),
    .testTarget(
      name: "SiteClientTests",
      dependencies: [
        "Aggregation", "CentreStore", "IRMER", "Records", "RecordStore", "RecordTables",
        "Replication", "Screens",
        "SiteClient",
        "SyncProtocol", "TestSupport", "candour", "candour-server", "embedding-example",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/SiteClient", swiftSettings: strict),
    .testTarget(
      name: "SiteWebTests",
      dependencies: [
        "IRMER", "Records", "RecordStore", "RecordTables", "Replication", "Screens", "SiteClient",
        "SiteWeb",
        "TestSupport", .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      path: "Tests/SiteWeb", swiftSettings: strict),
    .testTarget(
      name: "PostgresStorageTests",
      dependencies: [
        "Aggregation", "CentreStore", "IRMER", "PostgresStorage", "Records", "RecordStore",
        "RecordTables",
        "Replication",
        "Storage", "SyncProtocol", "TestSupport",
      ],
      path: "Tests/PostgresStorage", swiftSettings: strict),
    .testTarget(
      name: "AggregationTests",
      dependencies: [
        "Aggregation", "CentreStore", "IRMER", "Records", "RecordStore", "RecordTables",
        "Replication",
        "SyncProtocol",
        "TestStores", "TestSupport",
      ],
      path: "Tests/Aggregation", swiftSettings: strict),
    .testTarget(
      name: "DeliveryTests",
      dependencies: [
        "Aggregation", "CentreStore", "Delivery", "IRMER", "RecordStore", "RecordTables",
        "TestSupport",
      ],
      path: "Tests/Delivery", swiftSettings: strict),
    .testTarget(
      name: "WebTests",
      dependencies: [
        .product(name: "JWTKit", package: "jwt-kit"),
        "Aggregation", "CentreStore", "IRMER", "Records", "RecordStore", "RecordTables",
        "Replication", "Screens",
        "Storage",
        "SyncProtocol", "TestStores", "TestSupport", "Web",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      path: "Tests/Web", swiftSettings: strict),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Aggregation", "CentreStore", "IRMER", "Records", "RecordStore", "RecordTables",
        "Replication",
        "SiteClient",
        "Storage", "SyncProtocol", "TestStores", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/Simulation", swiftSettings: strict),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Aggregation", "CentreStore", "IRMER", "Records", "RecordStore", "RecordTables",
        "Replication",
        "SiteClient",
        "SyncProtocol", "TestSupport", .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      path: "Tests/Benchmarks", swiftSettings: strict),
    .executableTarget(
      name: "Load",
      dependencies: [
        "Aggregation", "CentreStore", "IRMER", "RecordStore", "RecordTables", "Records",
        "Replication",
        "SiteClient",
        "SyncProtocol", "TestSupport", .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      path: "Tests/Load", exclude: ["trusts.py"], swiftSettings: strict),
    // `make demo-large`: a centre of two years, to try the pages on.
    .executableTarget(
      name: "LargeDemo",
      dependencies: [
        "Aggregation", "IRMER", "RecordStore", "Records", "Replication", "TestSupport",
      ],
      path: "Tests/LargeDemo", exclude: ["dictionary.sh"], swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: ["TestSupport", "candour", "candour-server"],
      path: "Tests/EndToEnd", exclude: ["Browser", "SignOn"], swiftSettings: strict),
  ]
)

// `make sanitize` and `make coverage` build the shared modules, the centre's tables and their tests alone,
// without any network library.
if Context.environment["CANDOUR_PART"] == "shared" {
  let shared: Set = [
    "IRMER", "Deidentification", "Replication", "Records", "Storage", "RecordStore", "RecordTables",
    "CSQLiteConfig", "CZstd", "SyncProtocol", "CentreStore", "CLibpq", "PostgresStorage",
    "CPowerCut", "TestSupport", "TestStores", "IRMERTests", "DeidentificationTests",
    "ReplicationTests", "RecordsTests", "StorageTests", "RecordStoreTests", "CentreStoreTests",
    "SyncProtocolTests",
  ]
  package.products = []
  package.targets.removeAll { !shared.contains($0.name) }
}
