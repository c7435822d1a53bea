import IRMER
import RecordStore
import RecordTables
import Records
import Replication
import SyncProtocol
import TestStores
import TestSupport
import Testing

@testable import Aggregation

/// A centre at noon on 1 March 2026, and sites that synchronise with it without a network.
struct CentreHarness {
  static let noon: Int64 = 1_772_366_400_000

  let folder: TemporaryFolder
  let centre: Centre
  let governance = Principal(id: "p", role: .governance, kind: .program(name: "test"))

  init() throws {
    folder = try TemporaryFolder()
    let made = try TestStores.makeCentre(
      in: folder.path("centre"), trust: try #require(Scope("RBD")),
      environment: StoreEnvironment(now: { Self.noon }))
    centre = Centre(store: made.store, environment: made.environment)
  }

  func site(_ code: String) async throws -> RecordStore {
    let scope = try #require(Scope(code))
    let store = try RecordStore.create(
      in: folder.path(code), NewStoreOptions(side: .site, scope: scope, nation: "england"),
      environment: StoreEnvironment(now: { Self.noon }))
    let secret = try await centre.makeEnrolmentCode(site: scope, role: .site)
    let request = try EnrolmentRequest.signed(
      code: secret.text, site: scope, name: "", by: store.signingKey)
    _ = try await centre.enrol(request)
    return store
  }

  /// Logs an incident at a site and sends it.
  ///
  /// - Returns: its identifier.
  @discardableResult
  func log(_ facts: JSONValue, at store: RecordStore) async throws -> String {
    var generator = SystemRandomNumberGenerator()
    let id = RecordID.make(using: &generator)
    let draft = try Draft(
      .incident, document: facts, id: id,
      context: AuthorContext(
        role: "operator", site: store.identity.scope, nation: .england,
        now: Moment(milliseconds: Self.noon)), using: &generator)
    try store.write([
      Change(
        record: id, kind: "incident", scope: store.identity.scope, author: "operator",
        operations: draft.operations, referenceYear: draft.referenceYear)
    ])
    try await send(store)
    return "\(id)"
  }

  func send(_ store: RecordStore) async throws {
    try store.signHeads()
    let outgoing = try store.outgoing(after: Frontier())
    let caller = SyncExchange.Caller(
      replica: store.identity.replica, scopes: [store.identity.scope, centre.trust],
      isRevoked: false)
    _ = try await centre.exchange(
      SyncRequest(frontier: try store.frontier(), segments: outgoing.segments), from: caller)
  }

  /// Sets fields of a record, as a person at the centre does.
  func set(_ id: String, _ assignments: String..., why: String = "") async throws {
    let version = try await centre.snapshot(named: id).version
    try await centre.edit(id, version: version, by: governance) {
      snapshot, context, generator throws(ValidationError) in
      try Edit.parse(assignments, on: snapshot, why: why, context: context, using: &generator)
    }
  }

  func version(_ id: String) async throws -> String {
    try await centre.snapshot(named: id).version
  }
}

/// Facts of incidents.
enum Facts {
  /// Additional verification images because the same protocol failed.
  static func protocolFailure(
    discoveredOn: String, nation: String = "england", additional: Int64 = 3
  ) -> JSONValue {
    [
      "nation": .string(nation), "discoveredOn": .string(discoveredOn),
      "modality": "rt-verification-imaging", "clinicallySignificant": "no",
      "individuals": [
        [
          "kind": "patient", "exposure": "unintended", "ageAtExposure": 60,
          "effectiveDose": ["intended": "1", "total": "2"],
          "verificationImages": [
            "intendedOverCourse": 5, "additionalOverCourse": .number(JSONNumber(additional)),
            "mostInOneFraction": 2, "cause": "protocol-failure", "thematic": false,
          ],
        ]
      ],
    ]
  }

  static func accidentalCT(discoveredOn: String, total: String = "5") -> JSONValue {
    [
      "discoveredOn": .string(discoveredOn), "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        [
          "kind": "patient", "exposure": "accidental", "ageAtExposure": 40,
          "effectiveDose": ["total": .string(total)],
        ]
      ],
    ]
  }
}
