public import RecordStore
internal import Replication
internal import SyncProtocol

extension SiteClient {
  static let enrolmentPath = "/v1/enrolments"

  /// Joins a centre with a code that a person there made.
  ///
  /// Joining again is fine: the next synchronisation sends whatever the centre lacks.
  ///
  /// - Parameter authority: the certificates to trust, in PEM; `nil` for those that the system
  ///   trusts. They are kept: every later request is checked against them.
  @discardableResult
  public func enrol(
    server: CentreAddress, code: String, authority: [UInt8]? = nil
  ) async throws(SiteError) -> Enrolment {
    let connection = connection(to: server, authority: authority)
    let answer: EnrolmentResponse
    do {
      let request = try EnrolmentRequest.signed(
        code: code, site: identity.scope, name: identity.name, by: store.signingKey)
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
    return try note(answer, server: server, authority: authority)
  }

  private func note(
    _ answer: EnrolmentResponse, server: CentreAddress, authority: [UInt8]?
  ) throws(SiteError) -> Enrolment {
    let enrolment = Enrolment(
      server: server.text, authority: authority.map { String(decoding: $0, as: UTF8.self) },
      role: answer.role, centrePublicKey: answer.centrePublicKey,
      enrolledAt: environment.now())
    try storing { () throws(StoreError) in try store.enrol(enrolment, trust: answer.trust) }
    return enrolment
  }

  func connection(to server: CentreAddress, authority: [UInt8]?) -> CentreConnection {
    CentreConnection(
      transport: environment.transport(server, authority), store: store,
      retry: environment.retry, clock: environment.clock, now: environment.now)
  }
}
