package import Aggregation
internal import CLibcurl
internal import Curl
internal import Dispatch
internal import FoundationEssentials
internal import IRMER

/// Sends messages by SMTP and to webhooks, through libcurl. Calls do not block.
package struct SMTPAndWebhookSender: MessageSender {
  package struct Settings: Hashable, Sendable {
    /// `nil`: no e-mail is sent; e-mails wait, with this as the reason.
    package var relay: Relay?
    /// A file of the certificates that webhooks may show, in PEM; `nil`: those of the system.
    package var webhookAuthorityPath: String?
    /// Hosts, in lower case, that webhooks may reach on this machine or a private network. No other
    /// address there is connected to: a subscriber must not reach what only this machine may.
    package var webhookHostsInside: Set<String> = []
    /// The limit of a whole attempt, including its connection.
    package var secondsMax = 60
    package var connectSecondsMax = 10

    package init() {}
  }

  private let settings: Settings
  private let now: @Sendable () -> Int64
  private let threads = DispatchQueue(label: "candour.post", attributes: .concurrent)

  /// - Parameter now: the system's time in milliseconds, for signatures.
  package init(_ settings: Settings, now: @escaping @Sendable () -> Int64) {
    (self.settings, self.now) = (settings, now)
  }

  package func deliver(_ notice: OutgoingMessage) async throws(DeliveryFailure) {
    let result: Result<Void, DeliveryFailure> = await withCheckedContinuation { continuation in
      threads.async { continuation.resume(returning: send(notice)) }
    }
    try result.get()
  }

  private func send(_ notice: OutgoingMessage) -> Result<Void, DeliveryFailure> {
    do throws(DeliveryFailure) {
      switch notice.destination {
      case .email(let address): try mail(notice, to: address)
      case .webhook(let address, let secret): try call(address, notice, secret)
      case .card(let address): try call(address, notice, nil)
      }
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  private func handle(_ upload: [UInt8], authority: String?) throws(DeliveryFailure) -> EasyHandle {
    let handle: EasyHandle
    do throws(CurlFailure) {
      handle = try EasyHandle(upload: upload)
    } catch {
      throw DeliveryFailure(.closed, error.detail)
    }
    handle.options.set(CURLOPT_TIMEOUT, settings.secondsMax)
    handle.options.set(CURLOPT_CONNECTTIMEOUT, settings.connectSecondsMax)
    if let authority {
      // Read at every attempt: a replaced authority is used from the next message on.
      guard let file = FileManager.default.contents(atPath: authority) else {
        throw DeliveryFailure(.closed, "the authority \(authority) cannot be read")
      }
      handle.options.trustOnly(Array(file))
    }
    return handle
  }

  // MARK: E-mail

  private func mail(_ notice: OutgoingMessage, to address: String) throws(DeliveryFailure) {
    guard let relay = settings.relay else {
      throw DeliveryFailure(.closed, "no mail server is set up (smtp.host)")
    }
    let email = EmailMessage(notice, to: address, from: relay.sender, domain: relay.domain)
    let handle = try handle(email.bytes, authority: relay.authorityPath)
    handle.options.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    handle.options.set(CURLOPT_URL, relay.url)
    handle.options.set(
      CURLOPT_USE_SSL,
      Int(relay.security == .startTLS ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
    if let user = relay.user, relay.security != .none {
      handle.options.set(CURLOPT_USERNAME, user)
      handle.options.set(CURLOPT_PASSWORD, relay.password ?? "")
    }
    handle.options.set(CURLOPT_MAIL_FROM, "<\(relay.sender)>")
    handle.set(CURLOPT_MAIL_RCPT, lines: ["<\(address)>"])
    try Self.judgeMail(handle.perform())
  }

  /// A refusal concerns the message only once the relay has accepted our login.
  private static func judgeMail(_ outcome: EasyHandle.Outcome) throws(DeliveryFailure) {
    let detail = outcome.status > 0 ? "\(outcome.text) (SMTP \(outcome.status))" : outcome.text
    switch outcome.code {
    case CURLE_OK: return
    case CURLE_SEND_ERROR where outcome.status / 100 == 5:
      throw DeliveryFailure(.refused, detail)
    case _ where outcome.hasBegun && outcome.status / 100 == 5:
      throw DeliveryFailure(.refused, detail)
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
      throw DeliveryFailure(.notNow, detail)
    case _ where outcome.hasBegun: throw DeliveryFailure(.notNow, detail)
    default: throw DeliveryFailure(.closed, detail)
    }
  }

  // MARK: Webhooks

  /// The host of an address, in lower case; empty where it has none.
  private static func host(of address: String) -> String {
    (URLComponents(string: address)?.host ?? "").lowercased()
  }

  private func call(
    _ address: String, _ notice: OutgoingMessage, _ secret: [UInt8]?
  ) throws(DeliveryFailure) {
    let body = Array(notice.document.serialized().utf8)
    let signature = secret.map {
      WebhookSignature(of: body, identifier: notice.identifier, at: now() / 1000, secret: $0)
    }
    let handle = try handle(body, authority: settings.webhookAuthorityPath)
    handle.options.set(CURLOPT_PROTOCOLS_STR, "https")
    handle.options.set(CURLOPT_URL, address)
    handle.options.set(CURLOPT_FOLLOWLOCATION, 0)
    if !settings.webhookHostsInside.contains(Self.host(of: address)) {
      handle.options.stayOutside()
    }
    handle.options.set(CURLOPT_CUSTOMREQUEST, "POST")
    handle.options.set(CURLOPT_USERAGENT, "candour-server")
    handle.set(
      CURLOPT_HTTPHEADER,
      lines: (signature?.headers ?? []).map { "\($0.name): \($0.value)" }
        + ["Content-Type: application/json", "Expect:"])
    let outcome = handle.perform()
    // A receiver that answers at length has received the message; its answer is not needed.
    guard outcome.code == CURLE_OK || (outcome.code == CURLE_WRITE_ERROR && outcome.status > 0)
    else { throw DeliveryFailure(outcome.hasBegun ? .notNow : .closed, outcome.text) }
    switch outcome.status {
    case 200..<300: return
    case 410: throw DeliveryFailure(.refused, "HTTP 410: the receiver is gone")
    default: throw DeliveryFailure(.notNow, "HTTP \(outcome.status)")
    }
  }
}
