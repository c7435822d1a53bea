public import RecordStore
internal import Replication
internal import SyncProtocol

extension SiteClient {
  static let enrolmentPath = "/v1/enrolments"

  /// Joins a centre with a code that a person there created.
  ///
  /// Joining again does no harm: the next synchronisation sends whatever the centre lacks.
  ///
  /// - Parameter authority: the certificates to trust, in PEM; `nil` for those that the system
  ///   trusts. They are stored: every later request is checked against them.
  @discardableResult
  public func enrol(
    server: CentreAddress, code: String, authority: [UInt8]? = nil
  ) async throws(SiteError) -> Enrolment {
    do throws(SiteError) {
      return try await join(server, code: code, authority: authority)
    } catch {
      guard case .refused(let refusal) = error, refusal.code == Self.keyInUse,
        try enrolment() == nil
      else { throw error }
      // This store is a copy of one that joined: it gets a new key.
      try storing { () throws(StoreError) in try store.takeNewKey() }
      return try await join(server, code: code, authority: authority)
    }
  }

  /// The centre's answer to a store that never joined and has the key of another that did.
  private static let keyInUse = "key-in-use"

  private func join(
    _ server: CentreAddress, code: String, authority: [UInt8]?
  ) async throws(SiteError) -> Enrolment {
    let trust = try storing { () throws(StoreError) in try store.trust() }
    let isFirst = try enrolment() == nil
    let connection = connection(to: server, authority: authority)
    let answer: EnrolmentResponse
    do {
      var request = try EnrolmentRequest.signed(
        code: code, site: identity.scope, name: identity.name, by: store.signingKey)
      (request.trust, request.isFirst) = (trust, isFirst)
      request.attempt = try storing { () throws(StoreError) in
        try store.enrolmentAttempt(bytes: ProtocolLimits.attemptBytes)
      }
      answer = try await connection.post(
        try request.encoded(), to: Self.enrolmentPath, by: .code
      ) { try EnrolmentResponse(decoding: $0) }.message
    } catch let error as SiteError {
      throw error
    } catch {
      throw .store(.inaccessible(detail: "this replica's key cannot sign"))
    }
    guard answer.site == identity.scope else {
      throw .refused(
        CentreRefusal(
          status: 200, code: "other-site", detail: "the code is for the site \(answer.site)"))
    }
    try checkTrust(answer.trust)
    return try note(answer, server: server, authority: authority)
  }

  /// - Throws: where the store was made for another trust than the centre's.
  func checkTrust(_ found: Scope) throws(SiteError) {
    let trust = try storing { () throws(StoreError) in try store.trust() }
    guard trust == nil || trust == found else {
      throw .refused(
        CentreRefusal(
          status: 200, code: "other-trust", detail: "the centre is of the trust \(found)"))
    }
  }

  static let centrePath = "/v1/centre"

  /// Follows the centre that this store joined to another address, where it proves that it has the
  /// same key. No code is needed, and nothing is sent again.
  ///
  /// - Parameter authority: the certificates to trust there, in PEM; `nil` for those that were
  ///   trusted before.
  /// - Throws: ``SiteError/notEnrolled`` where the store never joined one;
  ///   ``SiteError/refused(_:)`` with `other-centre` where another centre answers.
  @discardableResult
  public func follow(
    to server: CentreAddress, authority: [UInt8]? = nil
  ) async throws(SiteError) -> Enrolment {
    guard var enrolment = try enrolment() else { throw .notEnrolled }
    let authority = authority ?? enrolment.authority.map { Array($0.utf8) }
    var generator = SystemRandomNumberGenerator()
    let nonce = (0..<CentreProof.nonceBytes).map { _ in
      UInt8.random(in: .min ... .max, using: &generator)
    }
    let proof = try await connection(to: server, authority: authority).post(
      nonce, to: Self.centrePath, by: .token
    ) { try CentreProof(decoding: $0) }.message
    guard proof.proves(nonce, of: enrolment.centrePublicKey) else {
      throw .refused(
        CentreRefusal(
          status: 200, code: "other-centre",
          detail: "another centre answers at \(server); to join it, enrol with a code of its own"))
    }
    enrolment.server = server.text
    enrolment.authority = authority.map { String(decoding: $0, as: UTF8.self) }
    let (address, trusted) = (enrolment.server, enrolment.authority)
    try storing { () throws(StoreError) in try store.follow(to: address, authority: trusted) }
    return enrolment
  }

  private func note(
    _ answer: EnrolmentResponse, server: CentreAddress, authority: [UInt8]?
  ) throws(SiteError) -> Enrolment {
    let enrolment = Enrolment(
      server: server.text, authority: authority.map { String(decoding: $0, as: UTF8.self) },
      role: CentreText.cut(answer.role, to: EntryLimits.roleBytesMax),
      centrePublicKey: answer.centrePublicKey,
      enrolledAt: environment.now())
    try storing { () throws(StoreError) in try store.enrol(enrolment, trust: answer.trust) }
    return enrolment
  }

  func connection(to server: CentreAddress, authority: [UInt8]?) -> CentreConnection {
    CentreConnection(
      transport: transport(to: server, authority), store: store,
      retry: environment.retry, clock: environment.clock, now: environment.now)
  }

  /// The same transport as the last time, so that a sync soon after another one finds its connection
  /// open.
  private func transport(to server: CentreAddress, _ authority: [UInt8]?) -> any Transport {
    if let lastLink, lastLink.server == server, lastLink.authority == authority {
      return lastLink.transport
    }
    let transport = environment.transport(server, authority)
    lastLink = CentreLink(server: server, authority: authority, transport: transport)
    return transport
  }
}

/// A transport, with the centre that it reaches and the authority that it trusts.
struct CentreLink: Sendable {
  let server: CentreAddress
  let authority: [UInt8]?
  let transport: any Transport
}
