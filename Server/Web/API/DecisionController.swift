internal import Aggregation
internal import HTTPTypes
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// Decisions by programs, under the same rules as the forms of the pages.
///
/// A decision about a record names the state of it that it was based on, so that it never applies
/// to something its author had not seen.
struct DecisionController: Sendable {
  let centre: Centre
  private var decisions: Decisions { Decisions(centre: centre) }

  /// The result of a decision.
  enum Outcome: Sendable {
    case record(String)
    case created(JSONValue)
    case done
  }

  typealias DecisionHandler =
    @Sendable (Decisions, AuthorisedRequest, FormFields, Principal) async throws -> Outcome

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    registerRecords(router, accessControl)
    serve(.judgeTheme, .theme, router, accessControl) { decisions, _, fields, principal in
      .created(["ids": JSONValue(try await decisions.judgeTheme(fields, by: principal))])
    }
    serve(.decideDuplicate, .duplicate, router, accessControl) { decisions, _, fields, principal in
      try await decisions.decideDuplicate(fields, by: principal)
      return .done
    }
    serve(.decideEntry, .entry, router, accessControl) { decisions, authorised, fields, principal in
      let entry = try authorised.parameter("id")
      guard try await decisions.decideEntry(entry, fields, by: principal) else {
        throw UnknownRecord()
      }
      return .done
    }
    serve(.enterProcedure, .procedure, router, accessControl) { decisions, _, fields, principal in
      .created(["id": .string(try await decisions.addProcedure(fields, by: principal))])
    }
    registerTrust(router, accessControl)
    registerSubscriptions(router, accessControl)
  }

  private func registerRecords(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    typealias Change =
      @Sendable (Decisions, String, String, FormFields, Principal) async throws -> Void
    func change(_ endpoint: Endpoint, _ shape: BodyShape, _ body: @escaping Change) {
      serve(endpoint, shape, router, accessControl) { decisions, authorised, fields, principal in
        let id = try authorised.parameter("id")
        let version = try await matchedVersion(of: id, fields, authorised)
        try await body(decisions, id, version, fields, principal)
        return .record(id)
      }
    }
    change(.takeStep, .step) { try await $0.act(on: $1, version: $2, $3, by: $4) }
    change(.settle, .settlement) { try await $0.settle($1, version: $2, $3, by: $4) }
    change(.writeReport, .report) { try await $0.writeReport(of: $1, version: $2, $3, by: $4) }
    change(.joinTheme, .joining) { try await $0.join($1, version: $2, $3, by: $4) }
  }

  private func registerTrust(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.enterDenominators, behind: accessControl) { authorised in
      let principal = try authorised.writer()
      return try await answering(authorised) {
        let rows = try DenominatorRows.read(try authorised.document())
        let count = try await centre.record(rows, by: principal)
        return .created(["records": .number(JSONNumber(count))])
      }
    }
    serve(.makeCode, .code, router, accessControl) { decisions, _, fields, principal in
      let code = try await decisions.makeCode(fields, by: principal)
      return .created(["code": .string(code.text), "site": .string(code.site)])
    }
    serve(.revokeDevice, .revocation, router, accessControl) {
      decisions, authorised, fields, principal in
      try await decisions.revokeDevice(try authorised.parameter("id"), fields, by: principal)
      return .done
    }
  }

  private func registerSubscriptions(
    _ router: Router<CentreContext>, _ accessControl: AccessControl
  ) {
    serve(.subscribe, .subscription, router, accessControl) { decisions, _, fields, principal in
      .created(.object(try await decisions.subscribe(fields, by: principal).item))
    }
    serveBare(.unsubscribe, router, accessControl) { try await $0.endSubscription($1, by: $2) }
    serveBare(.sendTest, router, accessControl) { try await $0.sendTest(to: $1, by: $2) }
    serveBare(.retryMessage, router, accessControl) { try await $0.retryMessage($1, by: $2) }
  }

  // MARK: Serving

  private func serve(
    _ endpoint: Endpoint, _ shape: BodyShape, _ router: Router<CentreContext>,
    _ accessControl: AccessControl,
    _ deed: @escaping DecisionHandler
  ) {
    router.serve(endpoint, behind: accessControl) { authorised in
      let principal = try authorised.writer()
      return try await answering(authorised) {
        let fields = try shape.read(try authorised.document())
        return try await deed(decisions, authorised, fields, principal)
      }
    }
  }

  /// A decision that needs only a name.
  private func serveBare(
    _ endpoint: Endpoint, _ router: Router<CentreContext>, _ accessControl: AccessControl,
    _ deed: @escaping @Sendable (Decisions, String, Principal) async throws -> Void
  ) {
    router.serve(endpoint, behind: accessControl) { authorised in
      let principal = try authorised.writer()
      return try await answering(authorised) {
        try await deed(decisions, try authorised.parameter("id"), principal)
        return .done
      }
    }
  }

  private func answering(
    _ authorised: AuthorisedRequest, _ deed: () async throws -> Outcome
  ) async throws -> Response {
    do {
      switch try await deed() {
      case .record(let id):
        let (document, _) = try await centre.recordDocument(id)
        return ListController.answer(.object(document), to: authorised)
      case .created(let json):
        return JSONResponse.make(bytes: json.serializedBytes(), status: .created)
      case .done: return Response(status: .noContent)
      }
    } catch EditRefusal.changedMeanwhile {
      throw Problem.changedMeanwhile
    } catch EditRefusal.invalid(let error) {
      throw Problem(
        status: .conflict, code: error.code, detail: error.message,
        field: error.field)
    }
  }

  /// The version of a record that a decision was based on: from the body, or the record's own if it
  /// matches `If-Match` (RFC 9110, 13.1.1).
  private func matchedVersion(
    of id: String, _ fields: FormFields, _ authorised: AuthorisedRequest
  ) async throws -> String {
    let (document, version) = try await centre.recordDocument(id)
    if let header = authorised.request.headers[.ifMatch] {
      let tag = EntityTag.of(JSONValue.object(document).serializedBytes())
      let named = header.split(separator: ",").map { $0.drop { $0 == " " } }
      guard named.contains(where: { EntityTag.names($0, tag) }) else {
        throw Problem.otherState
      }
      return version
    }
    guard let named = fields["version"] else { throw Problem.versionRequired }
    return named
  }
}
