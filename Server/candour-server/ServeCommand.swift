import Aggregation
import ArgumentParser
import FoundationEssentials
import Logging
import RecordStore
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
    HeapArenas.limit()
    let settings = try options.settings(["address": address, "log.level": logLevel])
    let level = try settings.logLevel()
    let alertQueue = try settings.alertQueue()
    let openID = try settings.openID()
    let logger = Logger(label: "candour-server") { label in
      JSONLogHandler(label: label, level: level)
    }
    let place = try options.place()
    if place.holdsTrusts, place.trust == nil {
      guard openID == nil else {
        throw Failure.unusable(
          "bad-setting",
          "openid.issuer is for one trust: one provider would open every trust of the folder.")
      }
      return try await serve(place.folder, settings, alertQueue, logger)
    }
    let data = try options.data
    let centre = try options.centre()
    let tls = TLSFolder(data: data)
    if try settings.text("tls.certificate") == nil { try tls.renewIfDue() }
    try centre.store.keep(CopyCommand.files(in: data))
    let application = try CentreApplication(
      centre: centre, logger: logger, alertQueue: alertQueue,
      securityContact: try settings.securityContact(), openID: openID,
      publicURL: try settings.publicURL(), pdf: try settings.pdfMaker())
    let server = application.server(try settings.server(tls)) { address in
      Output.line("listening on https://\(address)")
    }
    try await server.runUntilStopped()
  }

  /// Serves every trust of a folder.
  private func serve(
    _ folder: TrustFolder, _ settings: Settings, _ alertQueue: AlertSettings, _ logger: Logger
  ) async throws {
    OpenFiles.allowAll()
    var hosting = try options.hosting(folder)
    hosting.limits = try settings.hosting()
    let application = try HostedApplication(
      hosting, logger: logger, alertQueue: alertQueue,
      securityContact: try settings.securityContact(), pdf: try settings.pdfMaker(),
      publicURL: SettingsFile.publicURL)
    try await application.check()
    warnOfUnreadSettings(in: folder, logger)
    let hasOwnCertificate = try settings.text("tls.certificate") != nil
    // Where each trust has its own, the one of this folder is not used.
    let configuration = try settings.server(TLSFolder(data: folder.path))
    let server = application.server(configuration, hasOwnCertificate: hasOwnCertificate) {
      Output.line("listening on https://\($0)")
    }
    try await server.runUntilStopped()
  }

  private func warnOfUnreadSettings(in folder: TrustFolder, _ logger: Logger) {
    for trust in folder.trusts() {
      let data = folder.folder(of: trust)
      guard let unread = try? SettingsFile.notRead(in: data), !unread.isEmpty else { continue }
      logger.warning(
        "settings beside public.url hold for all trusts: write them in the folder of trusts",
        metadata: [
          "trust": "\(trust)", "file": "\(SettingsFile.path(in: data))",
          "settings": "\(unread.joined(separator: " "))",
        ])
    }
  }
}
