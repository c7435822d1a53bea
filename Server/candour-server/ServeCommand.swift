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
  var address: String?

  @Option(help: ArgumentHelp("debug, info, notice, warning or error.", valueName: "LEVEL"))
  var logLevel: String?

  func run() async throws {
    let settings = try options.settings(["address": address, "log.level": logLevel])
    let level = try settings.logLevel()
    let alertQueue = try settings.alertQueue()
    let openID = try settings.openID()
    let data = try options.data
    let centre = try options.centre()
    let tls = TLSFolder(data: data)
    if try settings.text("tls.certificate") == nil { try tls.renewIfDue() }
    let logger = Logger(label: "candour-server") { label in
      JSONLogHandler(label: label, level: level)
    }
    let application = try CentreApplication(
      centre: centre, logger: logger, alertQueue: alertQueue,
      securityContact: try settings.securityContact(), openID: openID,
      publicURL: try settings.publicURL(), pdf: try settings.pdfMaker())
    let server = application.server(try settings.server(tls)) { address in
      Output.line("listening on https://\(address)")
    }
    try await server.runUntilStopped()
  }
}
