internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Replication
internal import SyncProtocol

/// The endpoints for sites: enrolment, and one round of the exchange.
struct ExchangeController: Sendable {
  private static let mediaType = "application/x-protobuf"
  /// The longest body, in bytes, of a request that is first tried as one without entries: enough for the
  /// positions of a thousand logs. A longer one nearly always brings entries, and would be read twice.
  private static let shortBytes = 64 * 1024

  let centre: Centre
  let metrics: Metrics
  /// Wrong enrolment codes, by network address.
  let attempts: AttemptLimiter
  let underWay: ExchangesUnderWay

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.enrolment, behind: accessControl) { try await enrol($0) }
    router.serve(.sync, behind: accessControl, around: recognised) { try await sync($0) }
    router.serve(.keys, behind: accessControl, around: recognised) { try await exchangeKeys($0) }
    router.serve(.bundle, behind: accessControl, around: recognised) { try await takeBundle($0) }
    router.serve(.centreProof, behind: accessControl) { try await prove($0) }
  }

  // MARK: Enrolment

  private func enrol(_ authorised: AuthorisedRequest) async throws -> Response {
    let place = "code from " + authorised.context.remoteAddress
    if let wait = try await attempts.wait(place) {
      throw Problem.tooManyAttempts(retryAfter: Int(wait / .seconds(1)) + 1)
    }
    do {
      let request = try EnrolmentRequest(decoding: try message(authorised))
      let (response, isAgain) = try await centre.join(request)
      if isAgain {
        authorised.context.logger.notice(
          "a device joined again",
          metadata: [
            "replica": "\(ReplicaID(publicKey: request.publicKey))", "site": "\(request.site)",
          ])
      }
      return try binary(response.encoded(), for: authorised)
    } catch let refusal as EnrolmentRefusal {
      try await attempts.failed(place)
      throw Problem(
        status: .forbidden, code: refusal.rawValue, detail: Self.text(refusal))
    } catch let violation as ProtocolViolation {
      throw Problem(violation)
    }
  }

  private static func text(_ refusal: EnrolmentRefusal) -> String {
    switch refusal {
    case .badCode: "The enrolment code is wrong, was used or has expired. Ask for a new one."
    case .otherSite: "The enrolment code is for another site."
    case .otherTrust: "The store was made for another trust than this centre's."
    case .keyInUse:
      "Another store enrolled with this key. The store takes a new one and tries again."
    case .revokedKey:
      "This device was revoked. A person at the centre can readmit it: "
        + "candour-server enrolment-code --readmit."
    case .badSignature: "The request was not signed by the key that it names."
    }
  }

  // MARK: Exchange

  /// Answers an enrolled device that signed this request and is below its limit of concurrent
  /// requests. The body of any other request is not read.
  private func recognised(
    _ request: Request, _ answer: (RecognisedRequest?) async throws -> Response
  ) async throws -> Response {
    do {
      let recognised = try await centre.recognise(
        authorization: request.headers[.authorization] ?? "", method: request.method.rawValue,
        path: request.uri.path)
      return try await underWay.run(of: "\(recognised.replica)") { try await answer(recognised) }
    } catch let refusal as SyncRefusal {
      throw refused(Problem(refusal))
    }
  }

  private func caller(_ authorised: AuthorisedRequest) async throws -> SyncExchange.Caller {
    let body = Array(authorised.body.readableBytesView)
    if let recognised = authorised.recognised {
      return try await centre.authorise(recognised, body: body)
    }
    return try await centre.authorise(
      SignedRequest(
        authorization: authorised.request.headers[.authorization] ?? "",
        method: authorised.request.method.rawValue, path: authorised.request.uri.path, body: body))
  }

  private func sync(_ authorised: AuthorisedRequest) async throws -> Response {
    do {
      if let answer = try await quietAnswer(authorised) { return answer }
      let caller = try await caller(authorised)
      let request = try await centre.request(decoding: try message(authorised))
      let (response, tally) = try await centre.exchange(request, from: caller)
      count(tally)
      var answer = try binary(await centre.encoded(response, to: request), for: authorised)
      if !response.revoked {
        answer.headers[.candourRecipients] = try await centre.recipientsCheck(for: caller)
      }
      return answer
    } catch let refusal as SyncRefusal {
      throw refused(Problem(refusal))
    } catch let violation as ProtocolViolation {
      throw refused(Problem(violation))
    }
  }

  /// The answer to a short request that brings no entries; `nil` where the full exchange has to answer.
  private func quietAnswer(_ authorised: AuthorisedRequest) async throws -> Response? {
    guard let recognised = authorised.recognised,
      authorised.body.readableBytes <= Self.shortBytes,
      let quiet = try await centre.quietAnswer(
        to: recognised, body: Array(authorised.body.readableBytesView),
        message: { try message(authorised) })
    else { return nil }
    count(quiet.tally)
    var answer = try binary(quiet.message, for: authorised)
    if let check = quiet.recipientsCheck { answer.headers[.candourRecipients] = check }
    return answer
  }

  private func exchangeKeys(_ authorised: AuthorisedRequest) async throws -> Response {
    do {
      let caller = try await caller(authorised)
      let own = try SealingRecipient(decoding: try message(authorised)[...])
      guard let recipients = try await centre.exchangeKeys(own, from: caller) else {
        throw Problem(
          status: .forbidden, code: "not-your-key", detail: "A device brings its own key alone.")
      }
      return try binary(recipients.encoded(), for: authorised)
    } catch let refusal as SyncRefusal {
      throw refused(Problem(refusal))
    } catch let error as MalformedBytes {
      throw refused(Problem.malformed("The request is not well formed: \(error.what)."))
    }
  }

  /// Ingests a bundle that a device relays for others, and answers with the SHA-256 of what it
  /// ingested.
  private func takeBundle(_ authorised: AuthorisedRequest) async throws -> Response {
    do {
      let caller = try await caller(authorised)
      return try binary(
        await centre.takeBundle(try message(authorised), from: caller), for: authorised)
    } catch let refusal as SyncRefusal {
      throw refused(Problem(refusal))
    } catch let error as BundleError {
      throw refused(
        Problem(
          status: .unprocessableContent, code: error.code,
          detail: "It was not taken, or not all of it: \(error). It can still go by stick."))
    } catch let error as CentreBundle.NotTaken {
      throw refused(
        Problem(status: .unprocessableContent, code: error.rawValue, detail: error.text))
    }
  }

  /// Answers only devices that are enrolled here; others do not need it.
  private func prove(_ authorised: AuthorisedRequest) async throws -> Response {
    do {
      _ = try await caller(authorised)
      let nonce = try message(authorised)
      guard nonce.count == CentreProof.nonceBytes else {
        throw Problem.malformed("The request holds \(CentreProof.nonceBytes) random bytes.")
      }
      return try binary(
        centre.proof(of: nonce).encoded(), for: authorised)
    } catch let refusal as SyncRefusal {
      throw refused(Problem(refusal))
    }
  }

  private func count(_ tally: SyncTally) {
    let name = "candour_sync_entries_total"
    metrics.add(Double(tally.merged), to: name, ["became": "merged"])
    metrics.add(Double(tally.quarantined), to: name, ["became": "quarantined"])
    metrics.add(Double(tally.known), to: name, ["became": "known"])
    metrics.add(Double(tally.sent), to: name, ["became": "sent"])
  }

  private func refused(_ problem: Problem) -> Problem {
    metrics.add(to: "candour_sync_refused_total", ["code": problem.code])
    return problem
  }

  // MARK: Bodies

  /// The body as the sender wrote it, before it was compressed.
  private func message(_ authorised: AuthorisedRequest) throws -> [UInt8] {
    let body = Array(authorised.body.readableBytesView)
    switch authorised.request.headers[.contentEncoding]?.lowercased() ?? "identity" {
    case "identity": return body
    case BodyCompression.name: return try BodyCompression.decompressed(body)
    default:
      throw Problem(
        status: .unsupportedMediaType, code: "unknown-coding",
        detail: "A body is sent as it is or compressed with \(BodyCompression.name).",
        headers: ["Accept-Encoding": BodyCompression.name])
    }
  }

  private func binary(_ bytes: [UInt8], for authorised: AuthorisedRequest) throws -> Response {
    try binary(EncodedAnswer(bytes), for: authorised)
  }

  private func binary(
    _ answer: EncodedAnswer, for authorised: AuthorisedRequest
  ) throws -> Response {
    var headers: HTTPFields = [.contentType: Self.mediaType]
    let accepted = authorised.request.headers[.acceptEncoding] ?? ""
    let wantsCompression = accepted.split(separator: ",").contains { coding in
      let parts = coding.split(separator: ";")
      return parts.first?.filter { $0 != " " } == BodyCompression.name
    }
    guard wantsCompression, !answer.isShort else {
      // What cannot be unpacked is a fault here, not of the request.
      guard let plain = try? answer.plain() else { throw Problem.internalError }
      return Response(
        status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: plain)))
    }
    headers[.contentEncoding] = BodyCompression.name
    return Response(
      status: .ok, headers: headers,
      body: .init(byteBuffer: ByteBuffer(bytes: answer.compressed())))
  }
}

extension Problem {
  init(_ violation: ProtocolViolation) {
    switch violation {
    case .malformed(let what):
      self = .malformed("The request is not well formed: \(what).")
    case .tooLarge(let what):
      self.init(
        status: .contentTooLarge, code: "body-too-large",
        detail: "The request holds more than one exchange may: \(what).")
    case .version(let version):
      self.init(
        status: .badRequest, code: "incompatible-version",
        detail: "This centre does not speak version \(version) of the protocol.")
    }
  }

  init(_ refusal: SyncRefusal) {
    switch refusal {
    case .token(let why):
      self.init(
        status: .unauthorized, code: why.rawValue,
        detail: "The request is not authorised by the replica's key.",
        headers: ["WWW-Authenticate": RequestToken.scheme])
    case .overQuota(let what):
      self.init(
        status: .forbidden, code: "over-quota",
        detail:
          "The centre takes no more of this device at present (\(what)). Nothing is lost: the "
          + "site keeps it. Ask the centre to look at the device.")
    case .tooManyAtOnce:
      self.init(
        status: .tooManyRequests, code: "too-many-requests",
        detail: "This device has other requests under way. Nothing of this one was taken.",
        headers: ["Retry-After": "1"])
    case .notEnrolled:
      self.init(
        status: .forbidden, code: "not-enrolled", detail: "This replica is not enrolled here.")
    case .flawed(let log, let flaw):
      self.init(
        status: .unprocessableContent, code: "bad-entries",
        detail: "Log \(log) holds \(flaw.rawValue). Nothing of it was taken; the site keeps it.")
    }
  }
}
