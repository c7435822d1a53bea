import ArgumentParser
import Foundation
import Logging
import SiteClient
import SiteWeb

/// `candour share`
struct ShareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share",
    abstract: "Share one store's screen among several logins of this computer.",
    discussion: """
      For a system service: the login that owns the store runs this, and every login of the group \
      gets a screen of its own by `candour open`. The system itself reports which login connects. \
      Other logins get nothing, and nobody but the owner can read the store's files.

      EXAMPLES
        candour share
        candour share --group radiographers
        candour share --socket /run/candour/screen.socket --idle-minutes 120
      """)

  @Option(
    help: ArgumentHelp("Where to listen.", valueName: "path"), completion: .file())
  var socket = SharedScreen.socketPath

  @Option(
    help: ArgumentHelp(
      "Who may open a screen; the group of this program's own login unless given.",
      valueName: "group"))
  var group: String?

  @Option(
    help: ArgumentHelp(
      "End each screen after so long without use; \(ScreenLimits.idleMinutes) unless given.",
      valueName: "minutes"))
  var idleMinutes = ScreenLimits.idleMinutes

  @OptionGroup var store: StoreOptions

  func validate() throws { try OpenCommand.check(idleMinutes: idleMinutes) }

  func run() async throws {
    guard let allowed = SharedGroup(named: group) else {
      throw CommandFailure.unusable(
        "there is no group “\(group ?? "")” on this computer", code: "no-such-group",
        field: "group")
    }
    let client = try store.open()
    let (output, path) = (store.output, socket)
    let screen = SharedScreen(
      client: client, idleMinutes: idleMinutes,
      logger: Logger(label: "candour") { _ in SwiftLogNoOpLogHandler() }, at: path, for: allowed)
    do {
      try await screen.run {
        if output.isJSON {
          return output.printLine(["socket": .string(path), "group": .string(allowed.name)])
        }
        output.line("Logins of the group \(allowed.name) can run: candour open", .good)
      }
    } catch SharedScreen.Failure.socketInUse(let path) {
      throw CommandFailure(
        .failed, "socket-in-use",
        "Another program already listens at \(path): this store may be shared already.")
    } catch SharedScreen.Failure.socketUnusable(let path) {
      throw CommandFailure(
        .failed, "socket-unusable",
        "Nothing can listen at \(path): its folder must exist and be writable for this login, and "
          + "the path be at most 107 bytes long. A login may only share with a group that it is in."
      )
    }
  }
}
