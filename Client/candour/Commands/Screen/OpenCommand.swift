import ArgumentParser
import Foundation
import IRMER
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

      EXAMPLES
        candour open
        candour open --idle-minutes 120
        candour open --no-browser
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

  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard (1...ScreenLimits.idleMinutesMax).contains(idleMinutes) else {
      throw ArgumentParser.ValidationError(
        "--idle-minutes is from 1 to \(ScreenLimits.idleMinutesMax)")
    }
  }

  func run() async throws {
    let client = try store.open()
    let (output, opensBrowser) = (store.output, !isWithoutBrowser)
    let screen = SiteScreen(
      client: client, idleMinutes: idleMinutes,
      logger: Logger(label: "candour") { _ in SwiftLogNoOpLogHandler() })
    do {
      try await screen.run { file in
        if output.isJSON {
          output.printLine(["file": .string(file.path)])
        } else if opensBrowser, Self.openBrowser(file.path) {
          output.line("Candour is opening in the browser. Ctrl-C closes it.", .good)
        } else {
          output.line("Open this file in the browser of this computer: \(file.path)")
        }
      }
    } catch OpeningFailure.file(let path) {
      throw CommandFailure(
        .failed, "store-inaccessible",
        "\(path) cannot be written, so that no browser can be let in.")
    }
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
