public import RecordStore
internal import RecordTables
internal import Replication

/// What is here, what has arrived at the centre, and why anything waits.
///
///     written = acknowledged + pending
public struct SiteStatus: Hashable, Sendable {
  /// Entries that this replica wrote.
  public var written = 0
  /// Of these, the ones that the centre has reported as merged.
  public var acknowledged = 0
  /// Entries that the centre has not acknowledged.
  public var pending: Int { written - acknowledged }
  /// Entries of other replicas that the centre is not known to have; the next exchange sends them,
  /// but for ``notTaken``.
  public var forwarding = 0
  /// Logs of other replicas that the centre does not take from this store, which offers them again once
  /// a day, and as soon as it learns that the centre knows the replica.
  public var notTaken: [LogNotTaken] = []
  /// Entries that the centre, or this store, holds in quarantine until a person decides.
  public var quarantined = 0
  /// Of the acknowledged and forwarded entries, those that a person at the centre decided to keep
  /// out. They are stored unchanged here.
  public var keptOut = 0
  /// Paths in conflict.
  public var conflicts = 0
  /// Milliseconds since 1970; `nil` before the first.
  public var lastSync: Int64?
  /// When a bundle of the centre was last ingested; milliseconds since 1970, `nil` before the
  /// first.
  public var lastBundle: Int64?
  /// Why something waits, the oldest first; never empty while anything is pending.
  public var causes: [SyncBlocker] = []
  /// Logs that two stores continued.
  public var forks: [Fork] = []
  /// Entries that the centre reported as quarantined.
  public var held: [HeldEntries] = []
  /// Entries that the centre reported as kept out by a decision.
  public var keptOutThere: [HeldEntries] = []
  /// Entries that this store has in quarantine.
  public var quarantinedEntries: [QuarantinedEntry] = []
  /// References that more than one record has, each with the names of these records.
  public var sharedReferences: [String: [String]] = [:]
  /// Bundles sealed to others that are kept here and passed on: with the next synchronisation, unless the
  /// centre refused them for good or within the day, and with each export.
  public var sealedBundles: [SealedBundle] = []
  /// How far the centre's clock is ahead of this device's.
  public var clockOffsetMilliseconds: Int64 = 0

  /// A store without entries.
  public init() {}
}

extension SiteClient {
  /// What is pending, since when and why.
  public func status() throws(SiteError) -> SiteStatus {
    try storing { () throws(StoreError) in
      var status = SiteStatus()
      let ledger = try store.ledger()
      for log in ledger {
        if log.isOwn {
          status.written += Int(log.entries)
          status.acknowledged += Int(log.acknowledged)
        } else {
          status.forwarding += Int(log.pending)
        }
        status.keptOut += Int(log.keptOutThere)
      }
      status.notTaken = try store.logsNotTaken()
      status.forwarding -= status.notTaken.entryCount
      status.held = try store.held().filter { !$0.isDecided }
      status.keptOutThere = try store.held().filter(\.isDecided)
      status.quarantinedEntries = try store.quarantine()
      status.quarantined = Self.count(status.held, status.quarantinedEntries)
      status.conflicts = try store.conflictCount()
      status.lastSync = try store.lastSync()
      status.lastBundle = try store.lastBundle()
      status.forks = try store.forks()
      status.sealedBundles = try store.sealedBundles()
      status.sharedReferences = try store.sharedReferences().mapValues(RecordKey.names)
      status.clockOffsetMilliseconds = try store.clockOffset()
      status.causes = try causes(of: status)
      return status
    }
  }

  /// An entry that both sides quarantine counts once.
  private static func count(_ held: [HeldEntries], _ entries: [QuarantinedEntry]) -> Int {
    let onlyHere = entries.filter { entry in
      !held.contains { $0.log == entry.log && $0.first...$0.last ~= entry.sequence }
    }
    let (sum, isOver) = held.entryCount.addingReportingOverflow(onlyHere.count)
    return isOver ? .max : sum
  }

  private func causes(of status: SiteStatus) throws(StoreError) -> [SyncBlocker] {
    var causes = try store.syncBlockers()
    if let loss = try store.unnoticedLoss() {
      causes.removeAll { $0.code == loss.code }
      causes.append(loss)
    }
    let waitsSince = try store.oldestPending() ?? environment.now()
    if status.pending + status.forwarding > 0 {
      if try store.enrolment() == nil {
        causes.removeAll { $0.code == "not-enrolled" }
        causes.append(
          SyncBlocker(
            code: "not-enrolled", since: waitsSince,
            text: "this computer has not joined a centre: candour enrol"))
      }
    }
    causes += Self.quarantineCauses(status) + Self.notTakenCauses(status)
    causes += status.sharedReferences.sorted { $0.key < $1.key }.map { reference, names in
      SyncBlocker(
        code: "ambiguous-identifier", since: status.lastSync ?? waitsSince,
        text: "\(reference) is the reference of more than one record, and each keeps it; name them "
          + "\(names.joined(separator: ", "))")
    }
    causes += status.forks.filter { $0.continuedAs == nil || status.pending > 0 }.map {
      SyncBlocker(code: "fork", since: $0.since, text: Self.displayText($0))
    }
    if status.clockOffsetMilliseconds.magnitude > HybridClock.toleranceMilliseconds {
      causes.append(
        SyncBlocker(
          code: "clock-skew", since: status.lastSync ?? waitsSince,
          text: "this computer's clock is \(Self.displayText(status)) the centre's"))
    }
    if causes.isEmpty, status.pending + status.forwarding > 0 {
      causes.append(
        SyncBlocker(
          code: "not-sent", since: waitsSince, text: "written since the last synchronisation"))
    }
    return causes.sorted { ($0.since, $0.code) < ($1.since, $1.code) }
  }

  private static func quarantineCauses(_ status: SiteStatus) -> [SyncBlocker] {
    let there = Dictionary(grouping: status.held, by: \.reason).map { reason, held in
      SyncBlocker(
        code: "quarantined", since: held.map(\.since).min() ?? 0,
        text: "in quarantine at the centre (\(held.entryCount)): "
          + QuarantineReason.displayText(reason))
    }
    let here = Dictionary(grouping: status.quarantinedEntries, by: \.reason).map {
      reason, entries in
      SyncBlocker(
        code: "quarantined", since: entries.map(\.since).min() ?? 0,
        text: "in quarantine here (\(entries.count)): \(QuarantineReason.displayText(reason))")
    }
    return there + here
  }

  private static func notTakenCauses(_ status: SiteStatus) -> [SyncBlocker] {
    Dictionary(grouping: status.notTaken, by: \.reason).map { reason, logs in
      SyncBlocker(
        code: "not-taken", since: logs.map(\.since).min() ?? 0,
        text: "of other devices, and not taken by the centre (\(logs.entryCount)): "
          + NotTakenReason.displayText(reason))
    } + bundleCauses(status)
  }

  private static func bundleCauses(_ status: SiteStatus) -> [SyncBlocker] {
    let refused = status.sealedBundles.filter { $0.refusal != nil }
    return Dictionary(grouping: refused) { $0.refusal ?? "" }.map { reason, bundles in
      SyncBlocker(
        code: "bundle-not-taken", since: bundles.compactMap(\.refusedSince).min() ?? 0,
        text: "sealed to others, and refused by the centre (\(bundles.count)): "
          + "\(NotTakenReason.displayText(reason)); kept here, and passed on by each export")
    }
  }

  private static func displayText(_ fork: Fork) -> String {
    guard fork.isOwn else {
      let device = fork.replica.map { "device \($0)" } ?? "a device that is not known"
      let site = fork.scope.map { " of \($0)" } ?? ""
      return "the store of \(device)\(site) was copied or restored, or lost entries; what both "
        + "copies wrote is kept, and this store is not affected"
    }
    return "this store was copied or restored, or lost entries; it goes on in another log, and "
      + "what the centre or another device holds comes back with a sync"
  }

  private static func displayText(_ status: SiteStatus) -> String {
    let hours = (status.clockOffsetMilliseconds.magnitude + 1_800_000) / 3_600_000
    let side = status.clockOffsetMilliseconds > 0 ? "behind" : "ahead of"
    return (hours < 48 ? "\(hours) hours " : "\(hours / 24) days ") + side
  }
}
