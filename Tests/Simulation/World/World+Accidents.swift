import Foundation
import GRDB
import RecordStore
import Replication
import SiteClient
import TestSupport

/// Accidents of stores.
extension World {
  /// Runs work at a store that may be interrupted: by a power cut in the middle of a transaction or
  /// of its commit, or by a full disk.
  ///
  /// - Returns: whether the work was done, as far as its owner knows.
  func endure(_ node: Node, at odds: Int = 12, _ work: () throws -> Void) throws -> Bool {
    guard random.once(in: odds) else {
      try work()
      return true
    }
    #if Postgres
      if let shared = node.shared { return try interrupt(shared, of: node, during: work) }
    #endif
    if random.once(in: 3) { return try failInTransaction(node, work) }
    return try cutPower(of: node, during: work)
  }

  /// Cuts the power before one of the next writes or flushes: in the middle of a transaction, of
  /// its commit or of a checkpoint, or just after; one time in four when the next flush is done,
  /// which makes a commit durable without anybody being informed.
  private func cutPower(of node: Node, during work: () throws -> Void) throws -> Bool {
    guard let machine = node.machine else { throw fail("\(node.name) has no machine") }
    let operationsMax = random.once(in: 2) ? 12 : 120
    let operations = Int.random(in: 0..<operationsMax, using: &random)
    let seed = random.next()
    if seed % 4 == 0 {
      machine.cutPowerAtFlush(seed: seed)
    } else {
      machine.cutPower(after: operations, seed: seed)
    }
    var isDone = true
    do {
      try work()
    } catch let error as StoreError {
      guard machine.isOff else { throw error }
      isDone = false
    }
    guard machine.isOff else {
      machine.forgetCut()
      return true
    }
    note(isDone ? "power cut after a commit" : "power cut while writing", node)
    try restart(node)
    return isDone
  }

  /// Copies the write-ahead log into the file, as SQLite does from time to time, and cuts the power
  /// meanwhile: everything in it was acknowledged.
  func cutCheckpoint(of node: Node) throws {
    guard let machine = node.machine else { return try powerCut(node) }
    machine.cutPower(after: Int.random(in: 0..<40, using: &random), seed: random.next())
    try? node.checkpoint()
    guard machine.isOff else { return machine.forgetCut() }
    note("power cut in a checkpoint", node)
    try restart(node)
    try watch(node)
  }

  private func restart(_ node: Node) throws {
    if let machine = node.machine {
      tally("write dropped by a power cut", machine.droppedWrites)
      tally("write torn by a power cut", machine.tornWrites)
    }
    try node.restart()
  }

  /// SQLite refuses a row somewhere in the transaction, as it does when no page is left for it.
  private func failInTransaction(_ node: Node, _ work: () throws -> Void) throws -> Bool {
    let table = ["entry", "record", "log", "checkpoint", "identity"].randomElement(using: &random)!
    let verb = table == "log" || table == "identity" ? "UPDATE" : "INSERT"
    let queue = try DatabaseQueue(path: node.folder + "/" + RecordStore.fileName)
    try queue.write {
      try $0.execute(
        sql: """
          CREATE TRIGGER full BEFORE \(verb) ON \(table)
          BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END
          """)
    }
    defer {
      try? queue.write { try $0.execute(sql: "DROP TRIGGER full") }
      try? queue.close()
    }
    do {
      try work()
      return true
    } catch is StoreError {
      note("no room for a row", node)
      return false
    }
  }

  func powerCut(_ node: Node) throws {
    note("power cut", node)
    node.machine?.cutPower(seed: random.next())
    try restart(node)
    try watch(node)
  }

  /// A clock that is years wrong, or right again.
  func setClock(_ node: Node) {
    let year: Int64 = 31_557_600_000
    let years = Int64.random(in: -5...5, using: &random)
    node.environment.offset = random.once(in: 3) ? 0 : years * year
    let words =
      node.environment.offset > 0 ? "ahead" : node.environment.offset < 0 ? "behind" : "right"
    note("clock set \(words)", node)
  }

  func takeImage(_ node: Node) throws {
    #if Postgres
      if let shared = node.shared { return node.dumps = [try shared.dump()] }
    #endif
    node.images.append(try DiskImage(of: node.folder))
    if node.images.count > 3 { node.images.removeFirst() }
  }

  /// Restores an older state: as a separate file, which the store notices, or in place, as a
  /// virtual machine's snapshot does.
  func restore(_ node: Node) throws {
    #if Postgres
      if node.shared != nil { return try putBackSchema(of: node) }
    #endif
    guard let image = node.images.randomElement(using: &random) else { return }
    if random.once(in: 2) {
      note("restore, noticed", node)
      try node.move(to: newFolder(node.name), with: image)
    } else {
      note("restore, unnoticed", node)
      try node.resume(from: image)
    }
    node.held = []
    try watch(node)
    // Somebody continues to work at once, before anything could be noticed.
    for _ in 0..<Int.random(in: 0...2, using: &random) { try edit(node) }
  }

  #if Postgres
    /// Puts an older state of the centre's schema back while its server runs.
    private func putBackSchema(of node: Node) throws {
      guard let dump = node.dumps.first else { return }
      note("restore, noticed", node)
      try node.putBack(dump)
      node.held = []
      // The first transaction notices it; until then nothing is written.
      try edit(node)
      try watch(node)
      for _ in 0..<Int.random(in: 0...2, using: &random) { try edit(node) }
    }
  #endif

  /// Makes a second store from a first: the laptop that was cloned.
  func copy(_ node: Node) throws {
    guard nodes.count < Self.nodesMax else { return }
    let image = try DiskImage(of: node.folder)
    let path = newFolder(node.name)
    let isNoticed = random.once(in: 2)
    note(isNoticed ? "copy, noticed" : "copy, unnoticed", node)
    try image.make(path, withToken: !isNoticed)
    let machine = Machine(folder: path)
    let environment = NodeEnvironment(time: time, seed: random.next())
    let store = try RecordStore.open(in: path, environment: environment.store)
    let twin = Node(
      "\(node.name)'", in: path, on: machine, environment: environment, store: store)
    twin.views = node.views
    sites.append(twin)
    try watch(twin)
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      try edit(node)
      try edit(twin)
    }
  }

  /// Governance revokes a replica, readmits it, or releases waiting entries.
  func changeAccess() throws {
    let replica = anySite().store.identity.replica
    if random.once(in: 3) {
      try releaseSome()
    } else {
      let isRevoked = !registry.isRevoked(replica) && random.once(in: 2)
      registry.setRevoked(isRevoked, replica)
      note(isRevoked ? "revocation" : "re-admission")
    }
  }

  private func releaseSome() throws {
    let waiting = try centre.store.quarantine().filter { _ in random.once(in: 2) }
    guard !waiting.isEmpty else { return }
    note("release", centre)
    _ = try endure(centre) {
      try centre.store.decide(
        .released, on: waiting.map { ($0.log, $0.sequence) }, by: "governance", why: "checked")
    }
    try watch(centre)
  }

  /// Counts what is visible only in the whole history.
  func noteMeetings() {
    var moved: Set<EntryReference> = []
    for node in nodes {
      moved.formUnion(((try? node.read()) ?? []).filter { $0.state < 0 }.map(\.name))
    }
    for (event, count) in journal.meetings(moved: moved) { tally(event, count) }
  }

  /// A USB stick goes from one store to another.
  func carryBundle() throws {
    let (from, to) = (anyone(), anyone())
    guard from !== to else { return }
    note("bundle from \(from.name)", to)
    try from.store.signHeads()
    let limits = BatchLimits(entries: 100_000, bytes: 100_000_000)
    let segments = try from.store.outgoing(after: Frontier(), limits: limits).segments
    let endorsed = try to.store.endorsed()
    let registry = registry
    let own = to.store.identity.replica
    _ = try endure(to) {
      let ingested = try to.store.ingest(segments, onFork: .adopt) { log in
        if to.isCentre { return registry.admission(of: log) }
        guard to.reads(log.scope, trust: Self.trust) else { return .relay }
        let isKnown =
          log.replica == own
          || endorsed.contains(EndorsedReplica(replica: log.replica, scope: log.scope))
        return isKnown ? .merge : .quarantine(reason: "unknown-replica")
      }
      if !ingested.forked.isEmpty { note("fork in a bundle", to) }
      if !ingested.refused.isEmpty { throw fail("a bundle of our own was refused") }
    }
    try watch(to)
  }
}
