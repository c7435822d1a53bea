public import RecordStore
internal import Replication
internal import SyncProtocol

// Joining a centre that this store cannot reach over a network.

extension SiteClient {
  /// A request to be enrolled, as a file to be taken to the centre.
  public func enrolmentRequest() throws(SiteError) -> [UInt8] {
    let key = try storing { () throws(StoreError) in try store.sealingRecipient() }
    let trust = try storing { () throws(StoreError) in try store.trust() }
    let isFirst = try enrolment() == nil
    do {
      var request = try EnrolmentRequest.signed(
        code: "", site: identity.scope, name: identity.name, by: store.signingKey)
      (request.trust, request.isFirst) = (trust, isFirst)
      return try StickRequest(enrolment: request, sealingKey: key).encoded()
    } catch {
      throw .store(.inaccessible(detail: "this replica's key cannot sign"))
    }
  }

  /// Writes a request to be enrolled to a file, which is complete or absent.
  ///
  /// - Parameters:
  ///   - path: of the file; `-` is standard output.
  ///   - existing: what becomes of a file that is there.
  /// - Throws: ``SiteError/store(_:)`` where the file cannot be written, or stays as it is.
  public func writeEnrolmentRequest(
    to path: String, existing: ExistingFile = .kept
  ) throws(SiteError) {
    let bytes = try enrolmentRequest()
    try storing { () throws(StoreError) in
      let file = try AtomicFileWriter(at: path, existing: existing)
      try file.write(bytes)
      try file.commit()
    }
  }

  /// Joins the centre that answered, after checking that the answer is for this store.
  ///
  /// - Returns: the enrolment, and the identifier of the centre's key: people compare it with what
  ///   the centre showed, since a file can be swapped in transit.
  /// - Throws: ``SiteError/refused(_:)`` for an answer to another store.
  @discardableResult
  public func enrol(
    answer file: [UInt8]
  ) throws(SiteError) -> (enrolment: Enrolment, centre: String) {
    let answer: StickAnswer
    do throws(ProtocolViolation) {
      answer = try StickAnswer(decoding: file)
    } catch {
      throw .refused(
        CentreRefusal(
          status: 200, code: "bad-answer", detail: "the file is no answer to an enrolment"))
    }
    guard answer.isSigned(for: identity.publicKey), answer.enrolment.site == identity.scope else {
      throw .refused(
        CentreRefusal(
          status: 200, code: "answer-to-another", detail: "the answer is for another store"))
    }
    try checkTrust(answer.enrolment.trust)
    let enrolment = Enrolment(
      server: answer.server, authority: answer.authority.isEmpty ? nil : answer.authority,
      role: answer.enrolment.role, centrePublicKey: answer.enrolment.centrePublicKey,
      enrolledAt: environment.now())
    try storing { () throws(StoreError) in
      try store.enrol(
        enrolment, trust: answer.enrolment.trust, recipients: answer.recipients)
    }
    return (enrolment, "\(ReplicaID(publicKey: enrolment.centrePublicKey))")
  }
}
