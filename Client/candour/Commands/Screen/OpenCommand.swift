import ArgumentParser
import Foundation
import Logging
import SiteClient
import SiteWeb

/// `candour open`
struct OpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open the site's screen in this computer's browser.",
    discussion: """
      The screen logs, finds, settles and reports as the commands do, from the same store, with no \
      network. It listens on 127.0.0.1 alone, lets in the one browser that this command opens, and \
      ends when nobody has used it for a while, or by Ctrl-C.

      Where the logins of this computer share one store (`candour share`), a login without a store of \
      its own is given a screen of the shared one.

      EXAMPLES
        candour open
        candour open --idle-minutes 120
        candour open --no-browser
        candour open --shared
      """)

  @Option(
    help: ArgumentHelp(
      "End after so long without use; \(ScreenLimits.idleMinutes) unless given.",
      valueName: "minutes"))
  var idleMinutes = ScreenLimits.idleMinutes

  @Flag(
    name: .customLong("no-browser"),
    help: "Open no browser; print the file that opens the screen.")
  var isWithoutBrowser = false

  @Flag(
    name: .customLong("shared"),
    help: "Open the store that the logins of this computer share, also beside a store of one's own."
  )
  var isShared = false

  @Option(
    name: .customLong("socket"),
    help: ArgumentHelp(
      "Where the shared store's service listens; \(SharedScreen.socketPath) unless given.",
      valueName: "path"), completion: .file())
  var socket: String?

  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard store.folder == nil || (!isShared && socket == nil) else {
      throw ArgumentParser.ValidationError(
        "--store names a store of one's own: leave out --shared and --socket")
    }
    try Self.check(idleMinutes: idleMinutes)
  }

  static func check(idleMinutes: Int) throws {
    guard (1...ScreenLimits.idleMinutesMax).contains(idleMinutes) else {
      throw ArgumentParser.ValidationError(
        "--idle-minutes is from 1 to \(ScreenLimits.idleMinutesMax)")
    }
  }

  func run() async throws {
    if let path = try sharedSocket() { return try openShared(at: path) }
    let client = try store.open()
    let screen = SiteScreen(
      client: client, idleMinutes: idleMinutes,
      logger: Logger(label: "candour") { _ in SwiftLogNoOpLogHandler() })
    do {
      try await screen.run { [self] in show($0) }
    } catch OpeningFailure.file(let path) {
      throw Self.unwritable(path)
    }
    sayClosed()
  }

  static func unwritable(_ path: String) -> CommandFailure {
    CommandFailure(
      .failed, "store-inaccessible",
      "\(path) cannot be written, so that no browser can be let in.")
  }

  func show(_ file: OpeningFile) {
    let output = store.output
    // A browser knows no folder of ours: the path is from the root.
    let path = URL(filePath: file.path).path
    if output.isJSON {
      output.printLine(["file": .string(path)])
    } else if !isWithoutBrowser, Self.openBrowser(path) {
      output.line("Candour is opening in the browser. Ctrl-C closes it.", .good)
    } else {
      output.line("Open this file in the browser of this computer: \(path)")
    }
  }

  func sayClosed() {
    let output = store.output
    if !output.isJSON { output.line("Candour's screen is closed. What was saved is kept.") }
  }

  /// - Returns: whether a browser was found.
  private static func openBrowser(_ path: String) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xdg-open", path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
