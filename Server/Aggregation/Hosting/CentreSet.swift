package import RecordStore
package import Replication

/// The centres of a folder of trusts, each opened when it is requested and closed when it was
/// unused for a while.
///
///     closed → opening → open → closing → closed
///                  ↘ failed (tried again after a pause)
///
/// A centre in use is never closed. A trust that cannot be opened does not affect the others.
package actor CentreSet<Attachment: Sendable> {
  /// An open centre, and what its user created for it.
  package struct Opened: Sendable {
    package let centre: Centre
    package let attachment: Attachment
  }

  /// Why a centre is used.
  package enum Purpose: Sendable {
    /// A request.
    case request
    /// Work that the server does on its own, which does not keep a centre open.
    case upkeep
  }

  private enum State {
    case opening(Task<Opened, any Error>)
    case open(Opened)
    case closing(Task<Void, Never>)
    case failed(TrustUnavailable, at: ContinuousClock.Instant)
  }

  private struct Entry {
    var state: State
    var users = 0
    var lastUse: ContinuousClock.Instant
  }

  package nonisolated let folder: TrustFolder
  private let hosting: Hosting
  private let threads: WorkerThreads
  private let now: @Sendable () -> ContinuousClock.Instant
  private let attach: @Sendable (Centre) throws -> Attachment
  private let startedAt: Int64
  private var entries: [Scope: Entry] = [:]
  /// Trusts whose centres hold the rows of their lists in memory, the least recently used first.
  private var rowHolders: [Scope] = []

  /// - Parameters:
  ///   - now: the clock for idleness.
  ///   - attach: creates what belongs to a centre while it is open.
  package init(
    _ hosting: Hosting, threads: WorkerThreads = .shared,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    attach: @escaping @Sendable (Centre) throws -> Attachment
  ) {
    (self.hosting, folder) = (hosting, hosting.folder)
    (self.threads, self.now, self.attach) = (threads, now, attach)
    startedAt = hosting.now()
  }

  // MARK: Use

  /// Runs work with a trust's centre, which stays open meanwhile.
  ///
  /// - Throws: ``TrustUnavailable`` where the centre cannot be opened, and whatever the work
  ///   throws.
  package func use<T: Sendable>(
    _ trust: Scope, for purpose: Purpose = .request,
    _ body: @Sendable (Opened) async throws -> T
  ) async throws -> T {
    let opened = try await enter(trust, for: purpose)
    defer { leave(trust, for: purpose) }
    return try await body(opened)
  }

  /// Opens the first centre that can be opened.
  ///
  /// - Throws: ``StoreError``: why the first of the trusts cannot be opened, where none can.
  package func openAny(of trusts: [Scope]) async throws {
    var first: StoreError?
    for trust in trusts {
      do {
        return try await use(trust, for: .upkeep) { _ in }
      } catch let failure as TrustUnavailable {
        first = first ?? failure.reason
      }
    }
    throw first ?? .absent(folder: folder.path)
  }

  /// The trusts whose centres are open.
  package var open: [Scope] {
    entries.filter { if case .open = $0.value.state { true } else { false } }.keys
      .sorted { $0.code < $1.code }
  }

  /// The trusts that could not be opened at the last attempt.
  package var failures: [TrustUnavailable] {
    entries.values.compactMap {
      if case .failed(let failure, _) = $0.state { failure } else { nil }
    }
    .sorted { $0.trust.code < $1.trust.code }
  }

  /// Returns with one more user of the centre, which must then ``leave(_:for:)``.
  private func enter(_ trust: Scope, for purpose: Purpose) async throws -> Opened {
    while true {
      switch entries[trust]?.state {
      case .open(let opened):
        entries[trust]?.users += 1
        return opened
      case .opening(let task): _ = try await task.value
      case .closing(let task): await task.value
      case .failed(let failure, let at) where now() - at < hosting.limits.retryAfter: throw failure
      case .failed, nil:
        guard try await makeRoom(for: trust) else { continue }
        begin(trust, for: purpose)
      }
    }
  }

  private func leave(_ trust: Scope, for purpose: Purpose) {
    guard let entry = entries[trust], case .open(let opened) = entry.state else { return }
    entries[trust]?.users -= 1
    if purpose == .request { entries[trust]?.lastUse = now() }
    boundRows(of: trust, opened.centre)
  }

  // MARK: Opening

  /// A centre that only upkeep opened has had no request: it is idle from the start.
  private func begin(_ trust: Scope, for purpose: Purpose) {
    let task = Task { try await self.opened(trust) }
    let lastUse = purpose == .request ? now() : now() - hosting.limits.idle
    entries[trust] = Entry(state: .opening(task), lastUse: lastUse)
  }

  private func opened(_ trust: Scope) async throws -> Opened {
    do {
      let opened = try await onThread { [self] in
        let centre = try hosting.open(trust, openedAt: startedAt, threads: threads)
        return Opened(centre: centre, attachment: try attach(centre))
      }
      entries[trust]?.state = .open(opened)
      return opened
    } catch {
      let failure = TrustUnavailable(trust: trust, error)
      entries[trust]?.state = .failed(failure, at: now())
      throw failure
    }
  }

  private func onThread<T: Sendable>(
    _ body: @escaping @Sendable () throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      threads.run { continuation.resume(with: Result(catching: body)) }
    }
  }

  /// - Returns: whether there was room at once; otherwise the caller checks again.
  private func makeRoom(for trust: Scope) async throws -> Bool {
    guard folder.holds(trust) else {
      entries[trust] = nil
      throw TrustUnavailable(trust: trust, reason: .absent(folder: folder.folder(of: trust)))
    }
    let held = entries.values.count { if case .failed = $0.state { false } else { true } }
    if held < hosting.limits.openMax { return true }
    // A centre whose data cannot be written stays open, which is no failure of this trust's: the next
    // one is closed in its place.
    for idle in unused().sorted(by: { $0.value.lastUse < $1.value.lastUse }).map(\.key) {
      do {
        try await close(idle)
        return false
      } catch {
        continue
      }
    }
    throw TrustUnavailable(trust: trust, reason: .busy)
  }

  // MARK: Closing

  private func unused() -> [Scope: Entry] {
    entries.filter { if case .open = $0.value.state { $0.value.users == 0 } else { false } }
  }

  /// Closes the centres that were unused for a while.
  ///
  /// - Returns: the trusts whose centre stays open because its unwritten data cannot be written.
  @discardableResult
  package func closeIdle() async -> [TrustUnavailable] {
    await close(unused().filter { now() - $0.value.lastUse >= hosting.limits.idle }.keys)
  }

  /// Closes every centre that is not in use.
  @discardableResult
  package func closeAll() async -> [TrustUnavailable] { await close(unused().keys) }

  private func close(_ trusts: some Collection<Scope>) async -> [TrustUnavailable] {
    var failures: [TrustUnavailable] = []
    for trust in trusts.sorted(by: { $0.code < $1.code }) {
      do {
        try await close(trust)
      } catch {
        failures.append(TrustUnavailable(trust: trust, error))
      }
    }
    return failures
  }

  /// Writes the centre's unwritten data, then closes it unless it was requested meanwhile.
  private func close(_ trust: Scope) async throws {
    guard let entry = entries[trust], case .open(let opened) = entry.state, entry.users == 0
    else { return }
    entries[trust]?.users += 1
    do {
      try await opened.centre.writeAccesses()
    } catch {
      entries[trust]?.users -= 1
      throw error
    }
    entries[trust]?.users -= 1
    guard entries[trust]?.users == 0 else { return }
    // The task itself removes the centre: waiting for a task that has ended does not suspend, and
    // the waiter would find the centre closing for ever if this method had to remove it.
    let task = Task {
      await opened.centre.close()
      forget(trust)
    }
    entries[trust]?.state = .closing(task)
    await task.value
  }

  private func forget(_ trust: Scope) {
    entries[trust] = nil
    rowHolders.removeAll { $0 == trust }
  }

  // MARK: Memory

  /// Releases the rows that were unused for longest, where too many trusts have theirs in memory.
  private func boundRows(of trust: Scope, _ centre: Centre) {
    guard centre.holdsRows else { return }
    rowHolders.removeAll { $0 == trust }
    rowHolders.append(trust)
    while rowHolders.count > hosting.limits.rowsKeptMax {
      let first = rowHolders.removeFirst()
      if case .open(let opened) = entries[first]?.state { opened.centre.forgetRows() }
    }
  }
}

/// A trust's centre that cannot be opened. The other trusts are not affected.
package struct TrustUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
  package let trust: Scope
  package let reason: StoreError

  package init(trust: Scope, reason: StoreError) { (self.trust, self.reason) = (trust, reason) }

  /// - Parameter error: for an error that is not the store's, only its type is stored.
  package init(trust: Scope, _ error: any Error) {
    self.trust = trust
    reason =
      (error as? TrustUnavailable)?.reason ?? error as? StoreError
      ?? .inaccessible(detail: "\(type(of: error))")
  }

  package var description: String { "\(trust): \(reason)" }
}
