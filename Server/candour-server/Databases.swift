import CentreStore
import FoundationEssentials
import RecordStore
import Replication
import Storage
import Synchronization

#if Postgres
  import PostgresStorage
#endif

/// The database servers that this process uses: one pool of connections for each.
enum Databases {
  /// `store.passwordFile`.
  private static let passwordFile = Mutex<String?>(nil)

  static func setPasswordFile(_ path: String?) { passwordFile.withLock { $0 = path } }

  #if Postgres
    private static let engines = Mutex<[String: PostgresEngine]>([:])

    /// What ``StoreEnvironment/engine`` calls.
    ///
    /// - Throws: ``StoreError/inaccessible(detail:)`` with what is wrong: of another error the store would
    ///   name the type alone.
    @Sendable static func find(
      _ location: String
    ) throws -> (engine: any StorageEngine, schema: String) {
      do {
        return try engine(at: location)
      } catch let failure as Failure {
        throw StoreError.inaccessible(detail: failure.message)
      }
    }

    private static func engine(
      at location: String
    ) throws -> (engine: any StorageEngine, schema: String) {
      let place = try checked(location)
      guard let schema = place.schema else {
        throw Failure.unusable("no-schema", "Name the trust's schema: \(Self.example).")
      }
      let password = try password()
      let engine = engines.withLock { engines in
        if let known = engines[place.server] { return known }
        let new = PostgresEngine(place, password: password)
        engines[place.server] = new
        return new
      }
      return (engine, schema)
    }

    /// - Throws: ``Failure``, which never quotes the URL.
    @discardableResult
    static func checked(_ location: String) throws -> PostgresLocation {
      do throws(PostgresLocation.Refusal) {
        return try PostgresLocation(location)
      } catch {
        switch error {
        case .password:
          throw Failure.unusable(
            "password-in-url",
            "A password does not belong on the command line or in a URL, where others see it: use "
              + "store.passwordFile or ~/.pgpass.")
        case .schema:
          throw Failure.unusable(
            "bad-schema",
            "A schema's name is of small letters, digits and _, and begins with a letter: "
              + "\(Self.example).")
        case .notPostgres, .malformed:
          throw Failure.unusable("bad-store", "--store is no such URL as \(Self.example).")
        }
      }
    }

    /// The place of a trust in a database: the schema that the URL names, otherwise one named by the
    /// trust's code.
    static func schema(of trust: Scope, in location: String) throws -> String {
      guard try checked(location).schema == nil else { return location }
      return named(trust.code.lowercased(), in: location)
    }

    /// Where each store of a database is; only the schema that the URL names, if it names one.
    static func schemas(in location: String) throws -> [String] {
      let place = try checked(location)
      guard place.schema == nil else { return [location] }
      let engine = PostgresEngine(place, password: try password())
      defer { try? engine.close() }
      return try engine.schemas(with: "grdb_migrations").map { named($0, in: location) }
    }

    /// Makes the views over the trusts of each database, or brings them up to date.
    ///
    /// - Parameters:
    ///   - places: the trusts, and where their stores are.
    ///   - reader: a role that may read the views.
    static func makeNationalViews(
      of places: [(trust: Scope, location: String)], reader: String?
    ) throws {
      guard reader.map(PostgresLocation.isSchema) ?? true else {
        throw Failure.unusable(
          "bad-role",
          "The name of a role that reads is of small letters, digits and _, such as "
            + "candour_national.")
      }
      let located = try places.map { (trust: $0.trust, place: try checked($0.location)) }
      for trusts in Dictionary(grouping: located, by: \.place.server).values {
        let engine = PostgresEngine(trusts[0].place, password: try password())
        defer { try? engine.close() }
        try engine.run(
          NationalViews.statements(
            for: trusts.compactMap { trust, place in
              place.schema.map { NationalViews.Trust(trust, schema: $0) }
            }, reader: reader))
      }
    }

    private static func named(_ schema: String, in location: String) -> String {
      location + (location.contains("?") ? "&" : "?") + "schema=" + schema
    }
  #else
    static func schema(of trust: Scope, in location: String) throws -> String {
      throw Failure.unusable("unsupported-store", Self.withoutPostgres)
    }

    static func schemas(in location: String) throws -> [String] {
      throw Failure.unusable("unsupported-store", Self.withoutPostgres)
    }

    static func makeNationalViews(
      of places: [(trust: Scope, location: String)], reader: String?
    ) throws {
      throw Failure.unusable("unsupported-store", Self.withoutPostgres)
    }

    @Sendable static func find(
      _ location: String
    ) throws -> (engine: any StorageEngine, schema: String) {
      throw Failure.unusable("unsupported-store", Self.withoutPostgres)
    }

    static func checked(_ location: String) throws {
      throw Failure.unusable("unsupported-store", Self.withoutPostgres)
    }

    private static let withoutPostgres =
      "This candour-server was built without PostgreSQL: --store takes a folder or file:///DIR."
  #endif

  static let example = "postgres://HOST/DATABASE?schema=rbd"

  /// The password of the file that only its user may read; `nil`: `.pgpass` or none.
  private static func password() throws -> String? {
    guard let path = passwordFile.withLock({ $0 }) else { return nil }
    let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    guard let mode, let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure.unusable("unreadable-password", "store.passwordFile cannot be read: \(path).")
    }
    guard mode & 0o077 == 0 else {
      throw Failure.unusable(
        "password-open", "Others may read store.passwordFile: chmod 600 \(path).")
    }
    return text.split(whereSeparator: \.isNewline).first.map(String.init)
  }

  // MARK: The folder of this server

  /// Whether a store's name is a database's.
  static func isDatabase(_ store: String) -> Bool {
    let scheme = store.firstRange(of: "://").map { store[..<$0.lowerBound].lowercased() }
    return scheme == "postgres" || scheme == "postgresql"
  }

  /// The folder that holds what belongs to this server of a store in a database: its line that says
  /// where the database is, settings, and copies of the centre's key and certificates.
  ///
  /// - Parameter given: `--data`; otherwise the folder that systemd gives a service.
  static func folder(for location: String, given: String?) throws -> String {
    try checked(location)
    let environment = ProcessInfo.processInfo.environment
    let own = ["RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"].compactMap { environment[$0] }.first {
      !$0.isEmpty
    }
    guard let folder = given ?? own.map({ $0 + "/candour-store" }) else {
      throw Failure.unusable(
        "no-data",
        "Name a folder for this server's copies of the centre's certificates with --data DIR.")
    }
    return folder
  }

  /// Where the database of a data folder is; `nil` where its store is in the folder itself.
  static func location(of folder: String) -> String? {
    let line = try? String(contentsOfFile: pointer(in: folder), encoding: .utf8)
    return line?.split(whereSeparator: \.isNewline).first.map(String.init)
  }

  static func pointer(in folder: String) -> String { folder + "/" + EngineStore.fileName }

  /// Whether the line of a data folder says that its store is there.
  static func isPointed(_ folder: String, to location: String) -> Bool {
    (try? String(contentsOfFile: pointer(in: folder), encoding: .utf8)) == location + "\n"
  }

  /// Writes the line that says where the store of a data folder is.
  static func point(_ folder: String, to location: String) throws {
    guard !isPointed(folder, to: location) else { return }
    let path = pointer(in: folder)
    guard !FileManager.default.fileExists(atPath: folder + "/" + RecordStore.fileName) else {
      throw Failure.unusable(
        "store-exists", "\(folder) holds a store of its own. Name another folder with --data.")
    }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try AtomicFileWriter.write(Array((location + "\n").utf8), own: path)
  }
}
