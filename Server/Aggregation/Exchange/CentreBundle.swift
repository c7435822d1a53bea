package import RecordStore
package import Replication
internal import SyncProtocol

/// The exchange with a site that is never online, by file.
package struct CentreBundle: Sendable {
  /// The result of writing or reading a bundle.
  package struct Report: Hashable, Sendable {
    /// Entries in the file.
    package var entries = 0
    /// Entries that were not here.
    package var new = 0
    /// New entries that are quarantined.
    package var quarantined = 0
    /// Entries that follow ones missing here; a bundle that begins earlier contains those.
    package var missing = 0
    /// Logs that two stores wrote to; both lines are kept.
    package var forked: [LogID] = []
    /// Logs that do not continue what is here, and why. Nothing of them was stored.
    package var refused: [LogID: String] = [:]
    /// Written: the size of the file.
    package var bytes = 0
    /// Written: whether only the site's devices, and this centre, can read it.
    package var isSealed = false
    /// Read: bundles that are sealed to others; stored unchanged, and relayed by the next export.
    package var sealedToOthers = 0
    /// Read: bundles inside this one that were not taken in, and why. Everything beside them was.
    package var enclosedRefused: [Refusal] = []
    /// Who wrote the bundle, where it was read.
    package var writer: ReplicaID?
  }

  /// Why an enclosed bundle was not taken in.
  package struct Refusal: Hashable, Sendable {
    /// In kebab-case.
    package let code: String
    package let text: String

    /// - Returns: `nil` for an error that is not about that one bundle: nothing after it would succeed
    ///   either.
    fileprivate init?(_ error: any Error) {
      switch error {
      case BundleError.unreadable: return nil
      case let error as BundleError: (code, text) = (error.code, error.description)
      case StoreError.tooLarge(let detail): (code, text) = ("bundle-not-kept", detail)
      case let error as NotTaken where error != .postponed:
        (code, text) = (error.rawValue, error.text)
      default: return nil
      }
    }
  }

  let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  /// How often a bundle is begun again because something came to wait while it was written.
  private static let attemptsMax = 3

  /// Writes what a site may read, with how much this centre has of every log, of those of other sites as
  /// many as the header has room for, and reads it back before it is put in place.
  ///
  /// - Parameter now: milliseconds since 1970.
  /// - Throws: `StoreError.busy` where another process changes the store all the time.
  @discardableResult
  package func export(
    site: Scope, to path: String, existing: ExistingFile = .kept, now: Int64,
    recipients: SealingRecipients = SealingRecipients([])
  ) throws -> Report {
    for _ in 0..<Self.attemptsMax {
      let report = try write(
        site: site, to: path, existing: existing, now: now, recipients: recipients)
      if let report { return report }
    }
    throw StoreError.busy
  }

  /// - Returns: `nil`, with nothing put in place, where something came to wait meanwhile: the header, which
  ///   comes first, says of the batches what waits.
  private func write(
    site: Scope, to path: String, existing: ExistingFile, now: Int64,
    recipients: SealingRecipients
  ) throws -> Report? {
    // Before anything is signed: where the file cannot be written, nothing is signed.
    let file = try AtomicFileWriter(at: path, existing: existing)
    try store.signHeads()
    let trust = store.identity.scope
    let (frontier, held) = try store.inOneReading { () throws(StoreError) in
      (
        try store.frontier(of: [site, trust], andOthersUpTo: ProtocolLimits.positionsMax),
        try self.held(for: site)
      )
    }
    let header = BundleHeader(
      publicKey: store.identity.publicKey, site: site, trust: trust, writtenAt: now,
      isFromCentre: true, frontier: frontier, held: held)
    // If it were sealed only to the centre, no device of the site could read it.
    let isForOthers = recipients.all.contains { $0.publicKey != store.identity.publicKey }
    let receivers = isForOthers ? recipients.all.map(\.sealingKey) : []
    var writer = try BundleWriter(header, sealedTo: receivers) { try file.write($0) }
    var position = Frontier()
    var isComplete = false
    while !isComplete {
      let outgoing = try store.outgoing(
        after: position, scopes: [site, trust], withholdingQuarantine: true)
      isComplete = outgoing.isComplete || outgoing.segments.isEmpty
      if outgoing.segments.isEmpty { break }
      try writer.append(outgoing.segments)
      for segment in outgoing.segments {
        position[segment.log] = Frontier.Position(sequence: segment.last, check: 0)
      }
    }
    guard try held.covers(self.held(for: site)) else { return nil }
    if writer.isSealed {
      for kept in SealedBundles(store: store.folder).all() {
        try writer.enclose(StoredBundle(file: try FileReader(at: kept.path)))
      }
    }
    try writer.finish(signedBy: store.signingKey)
    _ = try BundleReader(
      verifying: StoredBundle(file: FileReader(at: file.temporaryPath)),
      opening: try SealingKeyFile.read(in: store.folder))
    try file.commit()
    return Report(
      entries: Int(writer.entries), new: Int(writer.entries), bytes: file.byteCount,
      isSealed: writer.isSealed)
  }

  /// Ingests a bundle, after all of it was verified, and then each bundle that it encloses.
  ///
  /// An enclosed bundle that is not taken in stops nothing, nor do entries that are not. Of a stick the
  /// report names them; a device is refused the whole at the end, so that it keeps what is not here.
  ///
  /// - Parameter admission: who may write what; the centre's own entries are always admitted.
  /// - Throws: `BundleError` where verification of the file itself fails: nothing was written then.
  ///   Where the file is changed while it is read, what was read before that is stored.
  @discardableResult
  package func `import`(
    from path: String, by way: Way = .stick, admission: @escaping (LogDescriptor) -> Admission
  ) throws -> Report {
    try `import`(try StoredBundle(at: path), by: way, depth: 0, admission: admission)
  }

  /// How a bundle arrived here.
  package enum Way: Hashable, Sendable {
    /// A person brought it, and waits: it is read to its end, and stored for others where it is
    /// sealed to them.
    case stick
    /// A device sent it, in one request with the limits of a request.
    case network(ReplicaID)

    fileprivate func limits(writer: ReplicaID) -> IntakeLimits {
      switch self {
      case .stick:
        var limits = IntakeLimits(sender: writer)
        limits.workMax = .max
        return limits
      case .network(let carrier): return IntakeLimits(sender: carrier)
      }
    }
  }

  /// Why a bundle that a device sent was not ingested, or not to its end: the device keeps it.
  package enum NotTaken: String, Error, Sendable {
    case sealedToOthers = "sealed-to-others"
    case postponed
    /// Some of its entries are beyond a limit, or follow others that are not here; they may be taken later.
    case entriesLeft = "entries-not-taken"

    package var text: String {
      switch self {
      case .sealedToOthers: "The bundle is not sealed to this centre. It can go on by stick."
      case .postponed: "The bundle holds more than one request may bring. Send it again."
      case .entriesLeft:
        "Some of its entries are beyond a limit or follow ones that are missing here. The rest was taken."
      }
    }
  }

  /// A bundle inside a bundle inside a bundle: deeper ones are relayed unread.
  private static let depthMax = 4

  private func `import`(
    _ source: StoredBundle, by way: Way, depth: Int,
    admission: @escaping (LogDescriptor) -> Admission
  ) throws -> Report {
    let bundle = try BundleReader(
      verifying: source, opening: try SealingKeyFile.read(in: store.folder)
    ) { log, sequence in
      try store.chain(of: log, at: sequence)
    }
    guard bundle.contents != .sealedToOthers, depth < Self.depthMax else {
      guard way == .stick else { throw NotTaken.sealedToOthers }
      guard
        try SealedBundles(store: store.folder).keep(source.file, checked: bundle.digest)
      else { throw BundleError.altered("changed while it was read") }
      return Report(
        entries: Int(clamping: bundle.entries), sealedToOthers: 1, writer: bundle.header.replica)
    }
    var report = try takeIn(bundle, by: way, admission: admission)
    var failure: (any Error)?
    for index in 0..<bundle.enclosedCount {
      let file = try AtomicFileWriter(enclosedIn: store.folder)
      try bundle.enclosedBundle(index) { try file.write($0) }
      // The file has no name: it exists only as long as its writer.
      try withExtendedLifetime(file) {
        let inner = StoredBundle(file: try FileReader(at: file.temporaryPath))
        do {
          report.add(try `import`(inner, by: way, depth: depth + 1, admission: admission))
        } catch {
          guard let refusal = Refusal(error) else { throw error }
          // What may be taken later comes first: its sender offers the whole again.
          if failure == nil || error as? NotTaken == .entriesLeft { failure = error }
          report.enclosedRefused.append(refusal)
        }
      }
    }
    guard way != .stick else { return report }
    if !report.isWhole { throw NotTaken.entriesLeft }
    if let failure { throw failure }
    return report
  }

  private func takeIn(
    _ bundle: BundleReader<StoredBundle>, by way: Way,
    admission: @escaping (LogDescriptor) -> Admission
  ) throws -> Report {
    try bundle.header.check(isFor: store.identity.scope)
    let own = store.identity.replica
    var total = Ingested()
    // As over the network, and counted in the day's usage of the stick's writer.
    let limits = way.limits(writer: bundle.header.replica)
    try bundle.forEachBatch { segments in
      total.add(
        // For a log of our own, another line can only be from before a restore.
        try store.ingest(
          segments, onFork: { $0.replica == own ? .recover : .adopt }, rules: .checked,
          limits: limits, admission: { $0.replica == own ? .merge : admission($0) }))
    }
    guard total.postponed == 0 else { throw NotTaken.postponed }
    return Report(
      entries: Int(clamping: bundle.entries), new: total.new,
      quarantined: max(0, total.quarantined),
      missing: total.missing, forked: total.forked.sorted(),
      refused: total.refused.mapValues(\.rawValue), writer: bundle.header.replica)
  }
}

extension CentreBundle.Report {
  /// Whether nothing of what could be read was left.
  fileprivate var isWhole: Bool { refused.isEmpty && missing == 0 }

  /// Adds the result of an enclosed bundle. Its entries do not count as entries of the file around
  /// it.
  fileprivate mutating func add(_ inner: Self) {
    new += inner.new
    quarantined += inner.quarantined
    missing += inner.missing
    forked = Array(Set(forked).union(inner.forked)).sorted()
    refused.merge(inner.refused) { first, _ in first }
    sealedToOthers += inner.sealedToOthers
    enclosedRefused += inner.enclosedRefused
  }
}

/// A bundle's file. `SiteClient` has the same: the protocol knows no files, the store no bundles, and a
/// site and a centre import nothing of each other.
private struct StoredBundle: BundleSource {
  let file: FileReader

  init(file: FileReader) { self.file = file }

  init(at path: String) throws(BundleError) {
    do {
      file = try FileReader(at: path)
    } catch {
      throw .unreadable(FileReader.problem(with: path))
    }
  }

  func bytes(at offset: UInt64, count: Int) throws(BundleError) -> [UInt8] {
    do {
      return try file.bytes(at: offset, count: count)
    } catch {
      throw .unreadable("the file stopped answering")
    }
  }
}
