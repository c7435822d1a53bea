import ArgumentParser
import Foundation
import SiteClient
import SiteWeb

/// The store, and how to print: for every command about records.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp("The store's folder.", valueName: "dir"), completion: .directory)
  var folder: String?

  @Flag(name: .customLong("json"), help: "Print JSON.")
  var isJSON = false

  var output: Output { Output(isJSON: isJSON) }

  /// - Parameter stated: today's date as a person stated it.
  func open(
    stated: CalendarDate? = nil, for access: StoreAccess = .writing
  ) throws -> SiteClient {
    var environment = try SiteEnvironment.commandLine()
    if let stated { environment.statedToday = stated }
    let path = try path()
    do throws(SiteError) {
      let client = try SiteClient.open(in: path, for: access, environment: environment)
      if client.hasRemadeTables, !isJSON {
        StandardError.write(
          "note: another version of candour wrote this store, so its tables were made anew for this "
            + "command alone. The next one that writes, such as `candour sync`, keeps them.\n")
      }
      return client
    } catch {
      guard case .store(.absent) = error, Self.isStoreShared, isDefault else { throw error }
      throw CommandFailure.unusable(
        "this login has no store of its own in \(path). The logins of this computer share one: "
          + "`candour open` shows it. Only the login that owns the shared store uses it by other "
          + "commands. To make a store of your own: `candour init --site CODE --nation NATION`.",
        code: "no-store")
    }
  }

  /// Whether neither `--store` nor `CANDOUR_STORE` names the store.
  var isDefault: Bool {
    let named = ProcessInfo.processInfo.environment["CANDOUR_STORE"] ?? ""
    return (folder ?? "").isEmpty && named.isEmpty
  }

  /// Whether the logins of this computer share a store by the package's service.
  static var isStoreShared: Bool {
    FileManager.default.fileExists(atPath: SharedScreen.socketPath)
  }

  /// `--store`, else `CANDOUR_STORE`, else `${XDG_DATA_HOME:-~/.local/share}/candour`.
  func path() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let folder, !folder.isEmpty { return folder }
    if let folder = set("CANDOUR_STORE") { return folder }
    // The XDG specification: a relative path is invalid and counts as unset.
    if let data = set("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/candour" }
    guard let home = set("HOME") else {
      throw CommandFailure.unusable("no store is named: give --store DIR", code: "no-store")
    }
    return home + "/.local/share/candour"
  }
}

/// For commands that write a file to a given place.
struct OverwritingOptions: ParsableArguments {
  @Flag(help: "Replace a bundle or backup of Candour, or an empty file; never anything else.")
  var force = false

  var existing: ExistingFile { force ? .replacedIfOurs : .kept }
}

/// Today's date, for the commands that accept a day of discovery.
struct DeviceDateOptions: ParsableArguments {
  @Option(
    name: .customLong("today"),
    help: ArgumentHelp(
      "Today's date, where this computer's clock is wrong.", valueName: "date"))
  var text: String?

  func stated() throws -> CalendarDate? {
    guard let text else { return nil }
    // The clock is wrong: only a day that is the same by every clock.
    let days = [CalendarDate.earliest, .latest].map { DateInput(text, today: $0)?.day }
    guard let day = days[0], day == days[1] else {
      throw CommandFailure.unusable(
        "“\(text)” is not a date with its year. Give --today as 26/11/2026 or 2026-11-26.",
        code: "no-such-date")
    }
    return day
  }
}

/// Whether fields that this version does not know may be written.
struct UnknownFieldOptions: ParsableArguments {
  @Flag(help: "Keep fields that this version does not know, from a later version's file.")
  var allowUnknown = false
}

/// The author: for every command that changes a record.
struct AuthorOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "The author's role; the one given at init unless named.", valueName: "role"))
  var role: String?
}

extension SiteEnvironment {
  /// The value of `CANDOUR_NOW`, unchanged.
  static var statedNow: String? {
    ProcessInfo.processInfo.environment["CANDOUR_NOW"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Time from `CANDOUR_NOW` where it is set, else from the system.
  static func commandLine() throws -> SiteEnvironment {
    guard let text = statedNow else { return SiteEnvironment() }
    guard let moment = Moment(text) else {
      throw CommandFailure.unusable(
        "CANDOUR_NOW must be a date and time such as 2026-03-01T09:00:00Z", code: "bad-time")
    }
    var environment = SiteEnvironment(now: { moment.milliseconds })
    // A person who sets the time also sets the date: it is not doubted.
    environment.statedToday = moment.londonDay
    return environment
  }
}
