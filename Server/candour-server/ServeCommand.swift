import Aggregation
import ArgumentParser
import FoundationEssentials
import Logging
import Web

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve sites and people over HTTPS until SIGTERM.")

  @OptionGroup var options: DataOptions

  @Option(
    help: ArgumentHelp("Where to listen; port 0 lets the system pick.", valueName: "HOST:PORT"))
  var address = "127.0.0.1:8443"

  @Option(help: ArgumentHelp("debug, info, notice, warning or error.", valueName: "LEVEL"))
  var logLevel = "info"

  func run() async throws {
    guard let address = ListenAddress(address) else {
      throw Failure.unusable("bad-address", "The address is HOST:PORT, as in 127.0.0.1:8443.")
    }
    guard let level = Logger.Level(rawValue: logLevel) else {
      throw Failure.unusable(
        "bad-log-level", "The log level is debug, info, notice, warning or error.")
    }
    let centre = try options.centre()
    let tls = TLSFolder(data: options.data)
    try tls.renewIfDue()
    let logger = Logger(label: "candour-server") { label in
      JSONLogHandler(label: label, level: level)
    }
    let application = try CentreApplication(centre: centre, logger: logger)
    let server = application.server(
      .init(address: address, certificatePath: tls.certificatePath, keyPath: tls.keyPath)
    ) { address in
      Output.line("listening on https://\(address)")
    }
    try await server.runUntilStopped()
  }
}
