import Aggregation
import Delivery
import FoundationEssentials
import Logging
import Web

extension Settings {
  func logLevel() throws -> Logger.Level {
    let text = try text("log.level") ?? "info"
    guard let level = Logger.Level(rawValue: text) else {
      throw Failure.unusable(
        "bad-log-level", "The log level is debug, info, notice, warning or error.")
    }
    return level
  }

  /// Where to listen, with which certificate, and the limits for a client.
  func server(_ folder: TLSFolder) throws -> CentreServer.Configuration {
    guard let address = ListenAddress(try text("address") ?? "127.0.0.1:8443") else {
      throw Failure.unusable("bad-address", "The address is HOST:PORT, as in 127.0.0.1:8443.")
    }
    let (certificate, key) = (try file("tls.certificate"), try file("tls.key"))
    guard (certificate == nil) == (key == nil) else {
      throw bad("tls.certificate", "and tls.key come together")
    }
    var configuration = CentreServer.Configuration(
      address: address, certificatePath: certificate ?? folder.certificatePath,
      keyPath: key ?? folder.keyPath)
    if certificate == nil { configuration.renewing = folder }
    let proxies = (try text("proxy.addresses") ?? "").split { $0 == "," || $0.isWhitespace }
    guard let trusted = TrustedProxies(proxies.map(String.init)) else {
      throw bad("proxy.addresses", "holds addresses, separated by commas, and no names or networks")
    }
    configuration.proxies = trusted
    let standard = ServerLimits()
    configuration.limits.connectionsMax = try whole(
      "limits.connections", 1...100_000, otherwise: standard.connectionsMax)
    configuration.limits.connectionsPerAddressMax = try whole(
      "limits.connectionsPerAddress", 1...100_000, otherwise: standard.connectionsPerAddressMax)
    configuration.limits.handshake = try seconds("limits.handshakeSeconds", standard.handshake)
    configuration.limits.idle = try seconds("limits.idleSeconds", standard.idle)
    configuration.limits.body = try seconds("limits.bodySeconds", standard.body)
    configuration.limits.drain = try seconds("limits.drainSeconds", standard.drain)
    configuration.limits.notice = .seconds(
      try whole("limits.noticeSeconds", 0...600, otherwise: 0))
    return configuration
  }

  /// How many centres of a folder of trusts are open, and for how long.
  func hosting() throws -> HostingLimits {
    var limits = HostingLimits()
    limits.openMax = try whole("trusts.openMax", 16...10_000, otherwise: limits.openMax)
    limits.idle = try seconds("trusts.idleSeconds", limits.idle)
    return limits
  }

  /// How alerts are delivered.
  func alertQueue() throws -> AlertSettings {
    var post = SMTPAndWebhookSender.Settings()
    post.relay = try relay()
    post.webhookAuthorityPath = try file("webhook.authority")
    let inside = try text("webhook.allow") ?? ""
    post.webhookHostsInside = Set(
      inside.lowercased().split { $0 == "," || $0.isWhitespace }.map(String.init))
    post.secondsMax = try whole("alerts.attemptSeconds", 1...600, otherwise: post.secondsMax)
    post.connectSecondsMax = min(post.connectSecondsMax, post.secondsMax)
    var alertQueue = AlertSettings(
      sender: SMTPAndWebhookSender(post, now: Now.system), now: Now.system)
    alertQueue.digestHour = try whole(
      "alerts.digestHour", 0...23, otherwise: alertQueue.digestHour)
    alertQueue.boardSchedule = try choice(
      "alerts.board", BoardSchedule.self, otherwise: alertQueue.boardSchedule)
    let standard = alertQueue.retryPolicy
    alertQueue.retryPolicy.attemptMax = .seconds(post.secondsMax)
    alertQueue.retryPolicy.first = try seconds("alerts.retryFirstSeconds", standard.first)
    alertQueue.retryPolicy.longest = try seconds("alerts.retryLongestSeconds", standard.longest)
    let hours = try whole("alerts.retryHours", 1...8760, otherwise: 72)
    alertQueue.retryPolicy.giveUpAfter = .seconds(hours * 3600)
    alertQueue.link = try publicURL()
    return alertQueue
  }

  private func relay() throws -> Relay? {
    guard let host = try text("smtp.host") else {
      if let stray = try ["smtp.port", "smtp.user", "smtp.from"].first(where: {
        try text($0) != nil
      }) {
        throw bad(stray, "is set without smtp.host")
      }
      return nil
    }
    let security = try choice("smtp.security", Relay.Security.self, otherwise: .startTLS)
    let port: Int =
      switch security {
      case .startTLS: 587
      case .tls: 465
      case .none: 25
      }
    guard let sender = try text("smtp.from"), sender.split(separator: "@").count == 2,
      sender.utf8.allSatisfy({ (33...126).contains($0) && $0 != 60 && $0 != 62 })
    else { throw bad("smtp.from", "is the e-mail address that messages come from") }
    var relay = Relay(
      host: host, port: try whole("smtp.port", 1...65_535, otherwise: port), security: security,
      sender: sender)
    relay.user = try text("smtp.user")
    relay.password = try password()
    if relay.user != nil, relay.password == nil {
      throw bad("smtp.user", "needs smtp.passwordFile or smtp.password")
    }
    if relay.user != nil, security == .none {
      throw bad("smtp.user", "is not sent without TLS: smtp.security is none")
    }
    relay.authorityPath = try file("smtp.authority")
    return relay
  }

  private func password() throws -> String? {
    guard let path = try file("smtp.passwordFile") else { return try text("smtp.password") }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw bad("smtp.passwordFile", "cannot be read")
    }
    return String(text.prefix { !$0.isNewline })
  }

  /// Where to report a vulnerability, for `security.txt`.
  func securityContact() throws -> String? {
    guard let text = try text("security.contact") else { return nil }
    guard text.hasPrefix("mailto:") || text.hasPrefix("https://"),
      text.utf8.allSatisfy({ (33...126).contains($0) })
    else { throw bad("security.contact", "is mailto:ADDRESS or https://…") }
    return text
  }

  /// The program that makes PDFs: the one that is named, otherwise the one where the package looks
  /// for it.
  func pdfMaker() throws -> PDFMaker? {
    if let named = try text("report.weasyprint") {
      guard FileManager.default.isExecutableFile(atPath: named) else {
        throw bad("report.weasyprint", "names a program that cannot be run: \(named)")
      }
      return PDFMaker(program: named)
    }
    let usual = PDFMaker.standardPath
    return FileManager.default.isExecutableFile(atPath: usual) ? PDFMaker(program: usual) : nil
  }

  func publicURL() throws -> String? {
    guard let text = try text("public.url") else { return nil }
    guard let address = PublicAddress(text) else {
      throw bad("public.url", PublicAddress.rule)
    }
    return address.text
  }

  private func seconds(_ name: String, _ standard: Duration) throws -> Duration {
    .seconds(try whole(name, 1...86_400, otherwise: Int(standard.components.seconds)))
  }

  /// The path of an existing file.
  func file(_ name: String) throws -> String? {
    guard let path = try text(name) else { return nil }
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw bad(name, "names a file that cannot be read: \(path)")
    }
    return path
  }
}
