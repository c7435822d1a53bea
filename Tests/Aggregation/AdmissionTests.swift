import Aggregation
import RecordStore
import Replication
import Testing

@Suite("Who may write what")
struct AdmissionTests {
  private static let centre = ReplicaKey()
  private static let clinic = ReplicaKey()
  private static let reader = ReplicaKey()
  private static let revoked = ReplicaKey()
  private static let stranger = ReplicaKey()

  private static let rules = AdmissionRules(
    centre: centre.replica,
    devices: [
      clinic.replica: .init(site: "RBD01", mayWrite: true, isRevoked: false),
      reader.replica: .init(site: "RBD01", mayWrite: false, isRevoked: false),
      revoked.replica: .init(site: "RBD01", mayWrite: true, isRevoked: true),
    ])

  /// The store refuses to release what they wrote for the whole trust.
  @Test func `the store knows every reason that a known device's entries wait for`() {
    let known = Set(AdmissionRules.Reason.allCases).subtracting([.unknownReplica])
    #expect(RecordStore.reasonsOfSites == Set(known.map(\.rawValue)))
  }

  @Test(arguments: [
    ("its own site", clinic, "RBD01", Admission.merge),
    ("another site", clinic, "RBD02", .quarantine(reason: "wrong-scope")),
    ("the trust", clinic, "RBD", .quarantine(reason: "wrong-scope")),
    ("a reader", reader, "RBD01", .quarantine(reason: "reader-may-not-write")),
    ("a revoked device", revoked, "RBD01", .quarantine(reason: "revoked")),
    ("somebody unknown", stranger, "RBD01", .quarantine(reason: "unknown-replica")),
    ("the centre for a site", centre, "RBD01", .merge),
    ("the centre for the trust", centre, "RBD", .merge),
  ])
  func `a log is admitted or kept apart with the reason`(
    _: String, key: ReplicaKey, scope: String, expected: Admission
  ) throws {
    let scope = try #require(Scope(scope))
    let nonce = [UInt8](repeating: 7, count: 16)
    let log = try #require(
      LogDescriptor(publicKey: key.publicBytes, scope: scope, nonce: nonce))

    #expect(Self.rules.admission(of: log) == expected)
  }
}
