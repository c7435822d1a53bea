import ArgumentParser
import Foundation
import Records
import SiteClient

/// Which store, and how to print: on every command that has to do with records.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp("The store's folder.", valueName: "dir"), completion: .directory)
  var folder: String?

  @Flag(name: .customLong("json"), help: "Print JSON.")
  var isJSON = false

  var output: Output { Output(isJSON: isJSON) }

  func open() throws -> SiteClient {
    try SiteClient.open(in: try path(), environment: try SiteEnvironment.commandLine())
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

/// Who writes: on every command that changes a record.
struct AuthorOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "The author's role; the one given at init unless named.", valueName: "role"))
  var role: String?
}

extension SiteEnvironment {
  /// Time from `CANDOUR_NOW` where it is set, else from the system.
  static func commandLine() throws -> SiteEnvironment {
    guard let text = ProcessInfo.processInfo.environment["CANDOUR_NOW"], !text.isEmpty else {
      return SiteEnvironment()
    }
    guard let moment = Moment(text) else {
      throw CommandFailure.unusable(
        "CANDOUR_NOW must be a date and time such as 2026-03-01T09:00:00Z", code: "bad-time")
    }
    return SiteEnvironment(now: { moment.milliseconds })
  }
}
