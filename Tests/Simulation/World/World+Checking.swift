import Aggregation
import RecordStore
import Replication
import SyncProtocol
import TestStores

/// What must be true, always and at the end.
extension World {
  /// Checks a store after something happened to it: it has every entry that it had, and none that
  /// nobody wrote.
  func watch(_ node: Node) throws {
    let standing = try node.read()
    for entry in standing {
      guard let line = journal[entry.name] else {
        throw fail("\(node.name) has an entry that nobody wrote: \(entry.name)")
      }
      if let digest = line.digest, digest != entry.digest {
        throw fail("\(node.name) has other bytes than were written: \(entry.name)")
      }
    }
    let names = Set(standing.map(\.name))
    if let lost = node.held.subtracting(names).min() {
      throw fail("\(node.name) has lost \(lost)")
    }
    node.held = names
  }

  /// The ledger and every hash, signature, record, row and packed copy.
  func checkSafety() throws {
    for node in nodes {
      // A site keeps no segment packed: there this is its own check.
      let verification = try SyncExchange.verify(node.store)
      guard verification.isSound else {
        throw fail("\(node.name) is not sound: \(verification.problems)")
      }
      for log in try node.store.ledger() where !log.isBalanced {
        throw fail("\(node.name)'s ledger does not balance: \(log)")
      }
    }
  }

  /// Delivers what the network still holds: a late request may bring back entries that their own
  /// store has lost to a restore since, so it must arrive before anything is counted.
  func emptyPostbag() throws {
    trace.append("the last late requests arrive")
    while !postbag.isEmpty {
      let letter = postbag.removeFirst()
      let request = try SyncRequest(decoding: BodyCompression.decompressed(letter.body))
      _ = try answer(request, from: letter)
      try watch(centre)
    }
  }

  /// Repairs the network, readmits everybody, releases waiting entries, and lets everybody
  /// synchronise until nothing changes.
  func heal() throws {
    trace.append("healing")
    for node in sites { registry.setRevoked(false, node.store.identity.replica) }
    for _ in 0..<12 {
      var isStill = true
      for node in sites {
        guard let outcome = try synchronise(node, in: .healed) else {
          throw fail("a session was cut off in fair weather")
        }
        guard outcome.ending == .agreed else {
          throw fail("\(node.name) cannot agree with the centre: \(outcome)")
        }
        if outcome.sent + outcome.received > 0 || outcome.rounds > 1 { isStill = false }
        try releaseAll()
      }
      if isStill { return }
    }
    throw fail("the sites and the centre do not come to rest")
  }

  private func releaseAll() throws {
    let waiting = try centre.store.quarantine().filter { $0.reason != "malformed-payload" }
    try centre.store.decide(
      .released, on: waiting.map { ($0.log, $0.sequence) }, by: "governance", why: "healed")
  }

  /// Every entry of every store, at every store that may have it; every record as in the plain
  /// model, in the same bytes everywhere; nothing pending.
  func checkAgreement(on names: Set<EntryReference>) throws {
    let lines = names.compactMap { journal[$0] }
    let redacted = journal.redacted(by: names)
    let byScope = Dictionary(grouping: lines, by: \.scope)
    for node in nodes {
      try checkPresence(of: lines, redacted, at: node)
      for scope in [Self.trust] + Self.scopes where node.reads(scope, trust: Self.trust) {
        let readable = (byScope[scope] ?? []).filter(\.isReadable)
        try checkRecords(PlainRecord.records(from: readable), in: scope, at: node)
      }
      if !node.isCentre { try checkNothingPends(at: node) }
    }
    try checkBytes()
  }

  private func checkPresence(
    of lines: [Journal.Line], _ redacted: Set<EntryReference>, at node: Node
  ) throws {
    let standing = try node.read()
    let aside = Set(standing.filter { $0.state < 0 && $0.hasPayload }.map(\.name))
    if let left = aside.intersection(redacted).min() {
      throw fail("\(node.name) still has the redacted payload of \(left) beside its log")
    }
    let present = Dictionary(grouping: standing.filter { $0.state >= 0 }, by: \.name)
    for line in lines where node.reads(line.scope, trust: Self.trust) {
      guard let found = present[line.name] else {
        // A redacted entry that had to move has no contents: what remains of it was restated.
        if redacted.contains(line.name) { continue }
        throw fail("\(node.name) lacks \(line.name)")
      }
      let isRedacted = redacted.contains(line.name)
      if isRedacted, found.contains(where: \.hasPayload) {
        throw fail("\(node.name) still has the redacted payload of \(line.name)")
      }
      if !isRedacted, !found.contains(where: \.hasPayload) {
        throw fail("\(node.name) has lost the payload of \(line.name)")
      }
      if line.isReadable, !found.contains(where: { $0.state == 0 }) {
        throw fail("\(node.name) keeps \(line.name) out of its records")
      }
    }
  }

  private func checkRecords(
    _ expected: [RecordID: PlainRecord], in scope: Scope, at node: Node
  ) throws {
    var remaining = expected
    try node.store.forEachRecord { stored in
      guard stored.scope == scope else { return }
      guard let plain = remaining.removeValue(forKey: stored.id) else {
        throw fail("\(node.name) has a record that the model has not: \(stored.id)")
      }
      let found = PlainRecord(kind: stored.kind, of: stored.state)
      guard found == plain else {
        throw fail("\(node.name) has \(stored.id) as \(found), the model as \(plain)")
      }
    }
    if let lost = remaining.keys.min() { throw fail("\(node.name) lacks the record \(lost)") }
  }

  private func checkNothingPends(at node: Node) throws {
    // Entries that nobody here can read wait at the centre for a version that can.
    let waiting = try centre.store.quarantine()
    for log in try node.store.ledger() {
      let held = waiting.filter { $0.log == log.log && $0.sequence <= log.entries }
      guard log.pending == UInt64(held.count) else {
        throw fail("\(node.name) still has \(log.pending) pending entries in \(log)")
      }
    }
  }

  /// The same records in the same bytes at every store.
  private func checkBytes() throws {
    var bytes: [String: [UInt8]] = [:]
    for node in nodes {
      try node.store.forEachRecord { stored in
        let key = "\(stored.scope) \(stored.id) \(stored.kind)"
        let encoded = stored.state.encoded()
        if let other = bytes.updateValue(encoded, forKey: key), other != encoded {
          throw fail("\(node.name) has other bytes for \(key)")
        }
      }
    }
  }

  /// Every entry that any store has now.
  func allHeld() -> Set<EntryReference> { nodes.reduce(into: []) { $0.formUnion($1.held) } }
}

/// A complete run: accidents, then peace, then the checks.
enum Simulation {
  static let steps = 45
  /// What must have happened somewhere, or the seeds are not worth their time.
  static let accidents = [
    "answer lost", "answer spoiled", "answer spoiled and read", "bits flipped", "body cut short",
    "clock set ahead", "clock set behind", "commit that nobody heard of", "comparing lines",
    "conflict settled",
    "conflict settled by two at once", "copy, noticed", "copy, unnoticed", "edit of a conflict",
    "entries tampered with", "fork healed", "fork in a bundle", "late request arrives",
    "lines that part", "no room for a row", "power cut",
    "power cut in a checkpoint", "power cut while writing",
    "write dropped by a power cut", "write torn by a power cut", "re-admission", "redaction",
    "redaction of what superseded",
    "redaction of what was superseded", "redaction of what moved", "release", "request late",
    "segment kept",
    "request lost", "request repeated", "request spoiled", "restore, noticed",
    "restore, unnoticed", "revocation", "a later version writes",
  ]

  @discardableResult
  static func run(_ seed: UInt64, centreIn place: TestStores.Place = .file) throws -> World {
    let world = try World(seed: seed, centreIn: place)
    do {
      for _ in 0..<steps { try world.step() }
      try world.emptyPostbag()
      try world.checkSafety()
      let names = world.allHeld()
      world.noteMeetings()
      try world.heal()
      try world.checkSafety()
      try world.checkAgreement(on: names)
    } catch let failure as SimulationFailure {
      throw failure
    } catch {
      throw world.fail("\(error)")
    }
    return world
  }
}
