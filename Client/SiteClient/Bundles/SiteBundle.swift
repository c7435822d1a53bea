package import RecordStore
internal import Replication
internal import SyncProtocol

/// The exchange with the centre, or with another store of the site, by file.
package struct SiteBundle: Sendable {
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  // MARK: Writing

  /// Writes a bundle and reads it back before it is put in place.
  ///
  /// - Parameter now: milliseconds since 1970.
  /// - Throws: ``StoreError`` where the file cannot be written; no part of it is left then.
  @discardableResult
  package func export(
    to path: String, _ contents: BundleContents, existing: ExistingFile = .kept, now: Int64
  ) throws -> BundleReport {
    // Before the signature: a bundle whose file cannot be written is not signed.
    let file = try AtomicFileWriter(at: path, existing: existing)
    try store.signHeads()
    let header = BundleHeader(
      publicKey: store.identity.publicKey, site: store.identity.scope, trust: try store.trust(),
      writtenAt: now, isFromCentre: false, frontier: try store.frontier())
    var writer = try BundleWriter(header, sealedTo: try receivers()) { try file.write($0) }
    let acknowledged = try store.acknowledgedFrontier()
    var report = BundleReport()
    report.isSealed = writer.isSealed
    // A store that has not joined a centre cannot tell whether a receipt is from one: anybody who has read
    // one of its sticks could write it.
    let isReceiptProven = try store.enrolment() != nil
    var position = contents == .pending && isReceiptProven ? acknowledged : Frontier()
    var isComplete = false
    while !isComplete {
      let outgoing = try store.outgoing(after: position)
      isComplete = outgoing.isComplete || outgoing.segments.isEmpty
      if outgoing.segments.isEmpty { break }
      try writer.append(outgoing.segments)
      for segment in outgoing.segments {
        position[segment.log] = Frontier.Position(sequence: segment.last, check: 0)
        let known = max(segment.first - 1, acknowledged.sequence(of: segment.log))
        report.new += known < segment.last ? Int(segment.last - known) : 0
      }
    }
    if writer.isSealed {
      for kept in SealedBundles(store: store.folder).all() {
        try writer.enclose(StoredBundle(file: try FileReader(at: kept.path)))
        report.enclosed += 1
      }
    }
    try writer.finish(signedBy: store.signingKey)
    report.entries = Int(writer.entries)
    _ = try BundleReader(
      verifying: StoredBundle(file: FileReader(at: file.temporaryPath)),
      opening: try SealingKeyFile.read(in: store.folder))
    try file.commit()
    report.bytes = file.byteCount
    return report
  }

  /// The centre, the devices of the site that the last sync named, and this store itself; empty
  /// where no sync has named any.
  private func receivers() throws(StoreError) -> [[UInt8]] {
    let known = try store.recipients().all.map(\.sealingKey)
    guard !known.isEmpty else { return [] }
    let own = try store.sealingKey().publicBytes
    return known.contains(own) ? known : known + [own]
  }

  // MARK: Reading

  /// Ingests a bundle, after all of it was verified, and then each bundle that it encloses.
  ///
  /// An enclosed bundle that is not taken in stops nothing: the report names it, and those after it
  /// are read.
  ///
  /// - Throws: ``BundleError`` where verification of the file itself fails: nothing was written then.
  ///   Where the file is changed while it is read, what was read before that is stored.
  @discardableResult
  package func `import`(from path: String) throws -> BundleReport {
    try `import`(try StoredBundle(at: path), depth: 0)
  }

  /// A bundle inside a bundle inside a bundle: deeper ones are relayed unread.
  private static let depthMax = 4

  private func `import`(_ source: StoredBundle, depth: Int) throws -> BundleReport {
    let bundle = try BundleReader(
      verifying: source, opening: try SealingKeyFile.read(in: store.folder)
    ) { log, sequence in
      try store.chain(of: log, at: sequence)
    }
    guard bundle.contents != .sealedToOthers, depth < Self.depthMax else {
      guard
        try SealedBundles(store: store.folder).keep(source.file, checked: bundle.digest)
      else { throw BundleError.altered("changed while it was read") }
      var report = BundleReport()
      report.entries = Int(clamping: bundle.entries)
      report.sealedToOthers = 1
      return report
    }
    var report = try takeIn(bundle)
    for index in 0..<bundle.enclosedCount {
      let file = try AtomicFileWriter(enclosedIn: store.folder)
      try bundle.enclosedBundle(index) { try file.write($0) }
      // The file has no name: it exists only as long as its writer.
      try withExtendedLifetime(file) {
        let inner = StoredBundle(file: try FileReader(at: file.temporaryPath))
        do {
          report.add(try `import`(inner, depth: depth + 1))
        } catch {
          guard let refusal = BundleRefusal(enclosed: error) else { throw error }
          report.enclosedRefused.append(refusal)
        }
      }
    }
    return report
  }

  private func takeIn(_ bundle: BundleReader<StoredBundle>) throws -> BundleReport {
    try bundle.header.check(isFor: try store.trust())
    let writer = try Writer(of: bundle.header, store)
    let readable = try store.readableScopes()
    let endorsed = try store.endorsed()
    let own = store.identity.replica
    let centre = try store.enrolment()?.centrePublicKey
    let isKnown: (LogDescriptor) -> Bool = {
      writer == .centre || $0.replica == own
        || endorsed.contains(EndorsedReplica(replica: $0.replica, scope: $0.scope))
    }
    var total = Ingested()
    try bundle.forEachBatch { all in
      let beyond = writer == .centre ? [:] : try store.logsBeyondLimits(all, endorsed: endorsed)
      let segments = all.filter { beyond[$0.log] == nil }
      total.refused.merge(beyond) { first, _ in first }
      let ingested = try store.ingest(
        segments,
        onFork: {
          guard store.isHealedHere($0, centre: centre) else { return .refuse }
          if writer == .centre { return .yield }
          // Another line of a stranger's log is not adopted: that would begin a log in our own name, and
          // its writer still has it.
          return isKnown($0) ? .adopt : .refuse
        },
        // The centre has already judged what it sends.
        rules: writer == .centre ? .judged : .checked,
        admission: {
          guard readable.contains($0.scope) else { return .relay }
          return isKnown($0) ? .merge : .quarantine(reason: RecordStore.unknownReplica)
        })
      if writer == .centre {
        try store.endorse(for: Set(segments.map(\.log)).subtracting(ingested.refused.keys))
      }
      total.add(ingested)
    }
    switch writer {
    case .centre:
      try acknowledge(bundle.header)
      try store.releaseVouched()
    case .unprovenCentre: try noteClaims(of: bundle.header)
    case .site: break
    }
    var report = BundleReport(total, entries: bundle.entries)
    report.isAcknowledgement = writer == .centre
    report.isUnprovenReceipt = writer == .unprovenCentre
    return report
  }

  /// Lists what an unproven centre says waits there, for whoever asks it. Nothing counts as received:
  /// whoever has read one of this store's sticks could write the same.
  private func noteClaims(of header: BundleHeader) throws {
    let own = try store.frontier()
    let waiting = Self.entries(header.held.filter { $0.isReadable || own[$0.log] != nil })
    try store.acknowledge(
      try store.acknowledgedFrontier(), held: waiting.filter { !$0.isDecided })
  }

  private static func entries(_ held: [SyncResponse.Held]) -> [HeldEntries] {
    held.map {
      HeldEntries(
        log: $0.log, first: $0.first, last: $0.last, reason: $0.reason, since: $0.since)
    }
  }

  /// Records what the centre had when it wrote the bundle.
  ///
  /// A stick may stay in a drawer for a while: a bundle older than the last synchronisation never
  /// withdraws an acknowledgement. A newer one does: that centre was restored from an older copy.
  private func acknowledge(_ header: BundleHeader) throws {
    let lastSync = try store.lastSync()
    let heard = try lastSync.map { $0.later(by: try store.clockOffset()) }
    let known = try store.acknowledgedFrontier()
    let own = try store.frontier()
    var frontier = header.frontier
    var held = header.held.filter { $0.isReadable || own[$0.log] != nil }
    if let heard, header.writtenAt < heard {
      for (log, position) in known.positions where position.sequence > frontier.sequence(of: log) {
        frontier[log] = position
      }
      let waiting = try store.held()
      held = held.filter { $0.last > known.sequence(of: $0.log) }
      held += waiting.map {
        SyncResponse.Held(
          log: $0.log, first: $0.first, last: $0.last, reason: $0.reason, since: $0.since)
      }
    }
    try store.acknowledge(frontier, held: Self.entries(held))
  }
}

/// Who wrote a bundle, as far as this store can tell.
private enum Writer {
  /// The centre that this store is enrolled with: it endorses what it sends.
  case centre
  /// What claims to be a centre of this trust, for a store that never enrolled and so cannot tell.
  case unprovenCentre
  case site

  init(of header: BundleHeader, _ store: RecordStore) throws {
    guard header.isFromCentre else {
      self = .site
      return
    }
    if let enrolment = try store.enrolment() {
      self = enrolment.centrePublicKey == header.publicKey ? .centre : .site
    } else {
      let trust = try store.trust()
      self = header.site == store.identity.scope && trust == header.trust ? .unprovenCentre : .site
    }
  }
}
