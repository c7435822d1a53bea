import Foundation
import RecordStore
import Replication
import SyncProtocol
import TestStores
import TestSupport

/// A trust whose every accident follows from one seed: sites with one or two replicas, a reader, a
/// program of a later version, a centre, and a network between them that loses, repeats, delays and
/// corrupts messages. Only the network and the people are simulated; the stores are real SQLite
/// files, and the exchange is the one that HTTPS drives.
final class World {
  let seed: UInt64
  let folder: TemporaryFolder
  let time = WorldTime()
  var random: SeededGenerator
  var journal = Journal()
  var registry = Registry()
  var centre: Node
  var sites: [Node] = []
  var future: FutureReplica
  /// Requests that the network still holds.
  var postbag: [SyncLetter] = []
  /// How often each kind of thing happened.
  private(set) var events: [String: Int] = [:]
  var trace: [String] = []
  private var madeFolders = 0

  static let trust = Scope("RBD")!
  static let scopes = [Scope("RBD01")!, Scope("RBD02")!, Scope("RBD03")!]
  static let nodesMax = 7

  /// - Parameter place: where the centre's store is; sites have files.
  init(seed: UInt64, centreIn place: TestStores.Place = .file) throws {
    self.seed = seed
    random = SeededGenerator(seed: seed)
    folder = try TemporaryFolder(inMemory: true)
    future = FutureReplica(scope: Self.scopes[1], seed: random.next())
    let environment = NodeEnvironment(time: time, seed: random.next())
    centre = try Self.makeCentre(in: folder, environment, at: place)
    registry.centre = centre.store.identity.replica
    registry.admit(future.replica, scope: future.scope)
    for (number, scope) in [(1, 0), (2, 1), (3, 1), (4, 2)] {
      if number == 4 && random.once(in: 3) { continue }
      try addSite("site\(number)", Self.scopes[scope])
    }
    // A reader of the second site, whose entries wait for somebody to release them.
    if random.once(in: 2) {
      let reader = try addSite("reader", Self.scopes[1])
      registry.makeReader(reader.store.identity.replica)
    }
  }

  deinit {
    for node in nodes { try? node.close() }
  }

  private static func makeCentre(
    in folder: TemporaryFolder, _ environment: NodeEnvironment, at place: TestStores.Place
  ) throws -> Node {
    #if Postgres
      if place == .postgres {
        let shared = try SharedCentre(
          in: folder, trust: trust, environment: environment.store)
        return Node(shared, environment: environment)
      }
    #endif
    let path = folder.path("centre")
    let machine = try Machine.made(in: path)
    let store = try RecordStore.create(
      in: path, NewStoreOptions(side: .centre, scope: trust, trust: trust, nation: "england"),
      environment: environment.store)
    return Node("centre", in: path, on: machine, environment: environment, store: store)
  }

  var nodes: [Node] { [centre] + sites }

  @discardableResult
  private func addSite(_ name: String, _ scope: Scope) throws -> Node {
    let environment = NodeEnvironment(time: time, seed: random.next())
    let path = newFolder(name)
    let machine = try Machine.made(in: path)
    let store = try RecordStore.create(
      in: path,
      NewStoreOptions(side: .site, scope: scope, trust: Self.trust, nation: "england", name: name),
      environment: environment.store)
    try store.enrol(
      Enrolment(
        server: "https://centre", authority: nil, role: "site",
        centrePublicKey: centre.store.identity.publicKey, enrolledAt: time.milliseconds),
      trust: Self.trust)
    registry.admit(store.identity.replica, scope: scope)
    let node = Node(name, in: path, on: machine, environment: environment, store: store)
    sites.append(node)
    return node
  }

  func newFolder(_ name: String) -> String {
    madeFolders += 1
    return folder.path("\(madeFolders)-\(name)")
  }

  func note(_ event: String, _ node: Node? = nil) {
    events[event, default: 0] += 1
    trace.append(node.map { "\(event) @ \($0.name)" } ?? event)
  }

  func tally(_ event: String, _ count: Int) { events[event, default: 0] += count }

  func fail(_ what: String) -> SimulationFailure {
    SimulationFailure(seed: seed, what: what, trace: trace)
  }

  /// One event.
  func step() throws {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<36: try edit(anyone())
    case 36..<60: try synchronise(anySite(), in: .rough)
    case 60..<65: try synchronise(anySite(), in: .fair)
    case 65..<69: try writeFromTheFuture()
    case 69..<71: try tamper()
    case 71..<74: try deliverLate()
    case 74..<77: setClock(anyone())
    case 77..<81: try takeImage(anyone())
    case 81..<86: try restore(anyone())
    case 86..<89: try copy(anySite())
    case 89..<93: try changeAccess()
    case 93..<98: try carryBundle()
    default: try random.once(in: 2) ? powerCut(anyone()) : cutCheckpoint(of: anyone())
    }
  }

  func anySite() -> Node { sites[Int.random(in: 0..<sites.count, using: &random)] }
  func anyone() -> Node { random.once(in: 5) ? centre : anySite() }
}

/// What failed, and how to reproduce it.
struct SimulationFailure: Error, CustomStringConvertible {
  let seed: UInt64
  let what: String
  let trace: [String]

  var description: String {
    let end = trace.suffix(Seeds.traceLength).joined(separator: "\n  ")
    return "seed \(seed): \(what)\nreplay with CANDOUR_SEED=\(seed)\n  \(end)"
  }
}

/// The centre's list of devices.
struct Registry {
  struct Device: Hashable {
    let scope: Scope
    var isReader = false
    var isRevoked = false
  }

  var centre: ReplicaID?
  private(set) var devices: [ReplicaID: Device] = [:]

  mutating func admit(_ replica: ReplicaID, scope: Scope) {
    devices[replica] = Device(scope: scope)
  }
  mutating func makeReader(_ replica: ReplicaID) { devices[replica]?.isReader = true }
  mutating func setRevoked(_ isRevoked: Bool, _ replica: ReplicaID) {
    devices[replica]?.isRevoked = isRevoked
  }

  func isRevoked(_ replica: ReplicaID) -> Bool { devices[replica]?.isRevoked ?? true }

  func admission(of log: LogDescriptor) -> Admission {
    if log.replica == centre { return .merge }
    guard let device = devices[log.replica] else {
      return .quarantine(reason: "unknown-replica")
    }
    if device.isRevoked { return .quarantine(reason: "revoked") }
    if device.isReader { return .quarantine(reason: "reader") }
    return device.scope == log.scope ? .merge : .quarantine(reason: "wrong-scope")
  }
}
