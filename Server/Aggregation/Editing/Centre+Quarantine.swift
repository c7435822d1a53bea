internal import IRMER
internal import RecordStore
internal import Records
internal import Replication

/// What happens to entries that build on one that somebody decides about.
package enum RestingEntries: Hashable, Sendable {
  /// The same decision for all of them.
  case all
  /// The same decision for these; the others wait until somebody decides about each.
  case only([String])
}

extension Centre {
  /// Entries that wait for a decision, the oldest first; `state` is the reason, the days those
  /// since when they wait.
  package func quarantine(_ filter: Filter) async throws -> Listing {
    let place = filter.cursor.flatMap { WaitingPlace(text: $0.key) }
    let waiting = Self.waiting(filter)
    return try await reading { centre in
      let store = centre.store
      let found = try store.quarantine(after: place, waiting, limit: filter.limit + 1)
      let page = found.prefix(filter.limit)
      let next = found.count > page.count ? page.last.map { WaitingPlace(of: $0) } : nil
      // The entries that build on each are looked up only for those on the page.
      return Listing(
        items: try page.map { Self.item(of: $0, resting: try store.resting(on: $0)) },
        next: next.map { Cursor(key: $0.text) },
        total: try store.waitingCount(waiting, most: Self.waitingCountedMax))
    }
  }

  /// How far waiting entries are counted. A larger number is of no use to a person who decides, and
  /// a device can create very many.
  static let waitingCountedMax = 10_000

  private static func waiting(_ filter: Filter) -> WaitingFilter {
    var waiting = WaitingFilter()
    (waiting.scope, waiting.reason) = (filter.site, filter.state)
    waiting.from = filter.from.map { Moment(startOf: $0).milliseconds }
    waiting.until = filter.to.map { Moment(startOf: $0.adding(days: 1)).milliseconds }
    return waiting
  }

  private static func item(
    of entry: QuarantinedEntry, resting: [QuarantinedEntry]
  ) -> JSONObject {
    var item = JSONObject()
    item.append("entry", .string(entry.entry))
    item.append("replica", .string(entry.replica.description))
    item.append("site", .string(entry.scope.code))
    item.append("reason", .string(entry.reason))
    item.append("since", .string("\(Moment(milliseconds: entry.since))"))
    item.append("record", JSONValue(entry.record?.description))
    item.append("waitsFor", JSONValue(entry.base.map { "\($0.log):\($0.sequence)" }))
    item.append("resting", JSONValue(resting.map(\.entry)))
    return item
  }

  /// Decides about an entry in quarantine, and about the entries that build on it.
  ///
  /// - Returns: whether it was waiting.
  /// - Throws: ``EditRefusal`` where it cannot be released: the reason says what to do.
  package func decide(
    release: Bool, entry: String, resting: RestingEntries = .all, why: String,
    by principal: Principal
  ) async throws -> Bool {
    guard let place = EntryPlace(label: entry) else { return false }
    try Self.checkReason(why)
    let decided = try await writing { centre in
      let store = centre.store
      guard let waiting = try store.waiting(at: place) else { return false }
      let rests = try store.resting(on: waiting)
      let chosen = rests.filter { resting.includes($0.entry) }
      let settlement = try store.settle(
        release ? .released : .keptOut, on: [place] + chosen.map(\.place),
        leaving: rests.filter { !resting.includes($0.entry) }.map(\.place),
        by: principal.author, why: why, rules: .checked)
      if let reason = settlement.waiting[place] {
        let isForAll = waiting.scope == centre.trust
        throw Self.refusal(reason, was: waiting.reason, isForAll: isForAll)
      }
      return true
    }
    if decided { note(principal, release ? "released" : "kept out", entry) }
    return decided
  }

  /// Why an entry still waits after somebody tried to release it.
  ///
  /// - Parameter isForAll: whether it was written for the whole trust.
  private static func refusal(
    _ reason: String, was before: String, isForAll: Bool
  ) -> EditRefusal {
    let again = "Decide about it again."
    let words =
      switch AdmissionReason(rawValue: reason) {
      case .otherKind:
        "It names another kind than its record has, and a kind never changes. Reject it."
      case .restsOnWaiting:
        "It builds on an entry that is in quarantine or has not arrived. Decide about that first."
      case .foreignIdentifier: "It changes a record that another site has. \(again)"
      case .foreignReference:
        "It gives a record a reference of another site, or another than it has. \(again)"
      case .unprovenOrigin:
        "It speaks in the name of another entry, or hides a value without a redaction. \(again)"
      case .malformed: "It replaces values that it does not name. Reject it."
      case nil where isForAll && RecordStore.reasonsOfSites.contains(reason):
        "A site's record is not released into the trust's: every site would read it. Reject it."
      case nil where reason == "over-quota":
        "Its record is as large as a record may be. Reject it."
      case nil:
        "This version cannot read it. Leave it in quarantine for one that can, or reject it."
      }
    return .invalid(ValidationError(before == reason ? "not-releasable" : "waits-on", words))
  }
}

extension RestingEntries {
  fileprivate func includes(_ entry: String) -> Bool {
    switch self {
    case .all: true
    case .only(let chosen): chosen.contains(entry)
    }
  }
}

extension EntryPlace {
  /// `log:sequence`, as lists name an entry.
  init?(label: String) {
    let parts = label.split(separator: ":")
    guard parts.count == 2, let log = LogID(text: String(parts[0])),
      let sequence = UInt64(parts[1]), sequence <= EntryLimits.sequenceMax
    else { return nil }
    self.init(log: log, sequence: sequence)
  }
}
