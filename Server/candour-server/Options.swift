import Aggregation
import ArgumentParser
import CentreStore
import FoundationEssentials
import RecordStore
import RecordTables
import Replication

/// The options of every command.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The centre's data folder, or a folder of trusts; else CANDOUR_DATA.", valueName: "DIR"))
  var givenData: String?

  @Option(
    name: .customLong("store"),
    help: ArgumentHelp(
      "A folder as a path or file:///DIR in place of --data, or postgres://HOST/DATABASE?schema=S.",
      valueName: "URL"))
  var givenStore: String?

  @Option(
    name: .customLong("trust"),
    help: ArgumentHelp(
      "The trust's code; needed where the folder holds several.", valueName: "CODE"))
  var givenTrust: String?

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "A file of settings; else CANDOUR_CONFIG, else settings.json in DIR.", valueName: "FILE"))
  var givenConfig: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  /// The file of settings that is named; `nil`: the one in the data folder is read.
  var settingsFile: String? { Settings.named(givenConfig) }

  /// The folder that the command line names, checked for contradictions.
  func place() throws -> DataPlace {
    guard givenStore == nil || givenData == nil || database != nil else {
      throw Failure.unusable("store-and-data", "Give --store or --data, not both.")
    }
    return try DataPlace(
      data: try settings().text("data"), store: givenStore, trust: givenTrust)
  }

  /// The database that `--store` names.
  var database: String? { givenStore.flatMap { Databases.isDatabase($0) ? $0 : nil } }

  /// The data folder of the one trust that a command works on.
  var data: String {
    get throws {
      if let database {
        let root = try place().root
        // A folder that names a database where no centre is would look like one to `init`.
        guard
          try Databases.isPointed(root, to: database)
            || RecordStore.trust(at: database, environment: try Now.environment()) != nil
        else { throw StoreError.absent(folder: database) }
        try Databases.point(root, to: database)
        return root
      }
      return try place().data
    }
  }

  /// The settings from the command line, the environment and the settings file, in this order.
  func settings(_ given: [String: String?] = [:]) throws -> Settings {
    let settings = try unchecked(given)
    Databases.setPasswordFile(try settings.text("store.passwordFile"))
    return settings
  }

  private func unchecked(_ given: [String: String?]) throws -> Settings {
    let environment = ProcessInfo.processInfo.environment
    let folder = try givenStore.map { try DataPlace.folder($0, given: settledData(environment)) }
    let given = given.merging(["data": givenData ?? folder]) { $1 }.compactMapValues(\.self)
    if let file = settingsFile {
      return try Settings(given: given, environment: environment, file: file)
    }
    // Unless a file is named, the one in the data folder, which `init` writes.
    let plain = try Settings(given: given, environment: environment, file: nil)
    // With --trust that trust's own, otherwise the one of the folder of trusts.
    guard let data = try plain.text("data") else { return plain }
    let folders = [givenTrust.map { "\(data)/\($0)" }, data].compactMap(\.self)
    guard
      let file = folders.map(SettingsFile.path).first(where: FileManager.default.fileExists)
    else { return plain }
    return try Settings(given: given, environment: environment, file: file)
  }

  /// The data folder as the line, the environment or a named file of settings gives it: with a database,
  /// the folder of this server.
  private func settledData(_ environment: [String: String]) throws -> String? {
    let given = ["data": givenData].compactMapValues(\.self)
    return try Settings(given: given, environment: environment, file: settingsFile).text("data")
  }

  /// Opens the centre. Works beside a running server.
  func centre(for access: StoreAccess = .writing) throws -> Centre {
    try centre(of: givenTrust.flatMap { Scope($0) }, in: data, for: access)
  }

  /// Opens the centre in a data folder.
  ///
  /// - Parameter trust: the trust that the centre must belong to; `nil`: any.
  func centre(
    of trust: Scope?, in data: String, for access: StoreAccess = .writing
  ) throws -> Centre {
    let centre = try Centre.open(
      in: data, for: access, environment: try Now.environment(),
      accessKeptDays: try accessKeptDays())
    if let trust, centre.trust != trust {
      throw Failure.unusable(
        "other-trust", "\(data) holds the centre of \(centre.trust), not of \(trust).")
    }
    return centre
  }

  func accessKeptDays() throws -> Int {
    try settings().whole(
      "access.keepDays", 1...36_525, otherwise: Centre.accessKeptDaysStandard)
  }
}

/// For commands that write a file to a given place.
struct OverwritingOptions: ParsableArguments {
  @Flag(help: "Replace a bundle or backup of Candour, or an empty file; never anything else.")
  var force = false

  var existing: ExistingFile { force ? .replacedIfOurs : .kept }

  /// Refuses options that would have no effect where the result goes to standard output.
  func check(_ file: String) throws {
    if force, file == "-" { throw ValidationError("--force replaces a file, and - is none.") }
  }
}

/// The centre's current time: the system's clock, or `CANDOUR_NOW`.
enum Now {
  static func environment() throws -> StoreEnvironment {
    guard let text = ProcessInfo.processInfo.environment["CANDOUR_NOW"], !text.isEmpty else {
      return withDatabases(StoreEnvironment(now: system))
    }
    let fixed =
      (try? Date(text, strategy: .iso8601))
      ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    guard let fixed else {
      throw Failure.unusable("bad-now", "CANDOUR_NOW is not a date-time of RFC 3339.")
    }
    let milliseconds = Int64((fixed.timeIntervalSince1970 * 1000).rounded())
    return withDatabases(StoreEnvironment(now: { milliseconds }))
  }

  private static func withDatabases(_ environment: StoreEnvironment) -> StoreEnvironment {
    var environment = environment.forCentre
    environment.engine = Databases.find
    return environment
  }

  /// The system's clock, independent of `CANDOUR_NOW`: used for delivery attempts.
  @Sendable static func system() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

  static func text(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}

extension Role: ExpressibleByArgument {}
