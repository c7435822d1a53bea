import Replication

/// Withdrawing a record: it is kept, its status is `void`, and it leaves the lists of open records.
///
/// The withdrawal lists the entries that its author had seen (`withdrawals/@…/seen`). Anything else
/// that is live was written without having been seen: then withdrawn or not is a conflict at
/// `status`, which a person settles. Withdrawals are elements of a list, so that two people who
/// withdraw the same record agree.
enum Withdrawal {
  static let status = FieldPath(literal: "status")
  static let list = FieldPath(literal: "withdrawals")
  static let void = "void"

  static func holds(_ path: FieldPath) -> Bool { path.isBelow(list) }

  /// The entries that somebody had in front of them, as text: `log:sequence.check,…;log:…`.
  static func seen(in state: MergedRecord) -> String {
    let byLog = Dictionary(grouping: state.entries, by: \.log).sorted { $0.key < $1.key }
    return byLog.map { log, entries in
      "\(log):" + entries.sorted().map { "\($0.sequence).\($0.check)" }.joined(separator: ",")
    }.joined(separator: ";")
  }

  static func reading(_ text: String) -> Set<EntryReference> {
    var entries: Set<EntryReference> = []
    for item in text.split(separator: ";") {
      let parts = item.split(separator: ":")
      guard parts.count == 2, let log = LogID(text: String(parts[0])) else { continue }
      for name in parts[1].split(separator: ",") {
        let numbers = name.split(separator: ".")
        guard numbers.count == 2, let sequence = UInt64(numbers[0]), let check = UInt32(numbers[1])
        else { continue }
        entries.insert(EntryReference(log: log, sequence: sequence, check: check))
      }
    }
    return entries
  }
}

extension RecordSnapshot {
  /// The candidates at `status` where the withdrawal had not seen an edit: `void`, and the status
  /// that the edit's author had seen. `nil` without such an edit, or without a withdrawal.
  var unseenByWithdrawal: [RecordConflict.Candidate]? {
    guard text("status") == Withdrawal.void else { return nil }
    let candidates = state.candidates(at: Withdrawal.status)
    guard candidates.count == 1, let void = candidates.first, void.value == .text(Withdrawal.void)
    else { return nil }
    let withdrawals = elements("withdrawals")
    guard !withdrawals.isEmpty else { return nil }
    var seen = Set(void.stamps.map(\.entry))
    for text in withdrawals.flatMap({ $0.candidateTexts("seen") }) {
      seen.formUnion(Withdrawal.reading(text))
    }
    let unseen = Set(
      state.live.lazy.filter { operation in
        !seen.contains(operation.stamp.entry) && !Withdrawal.holds(operation.path)
      }.map(\.stamp))
    guard !unseen.isEmpty else { return nil }
    let kept = withdrawals.compactMap { $0.text("from") }.last ?? "logged"
    let stamps = unseen.sorted { ($0.time, $0.entry) > ($1.time, $1.entry) }
    guard let latest = stamps.first else { return nil }
    let other = RecordConflict.Candidate(value: .text(kept), stamp: latest)
    return [RecordConflict.Candidate(value: void.value, stamp: void.stamp), other].sorted {
      ($0.stamp.time, $0.stamp.entry) > ($1.stamp.time, $1.stamp.entry)
    }
  }

  /// Whether everybody agrees that the record is withdrawn.
  public var isWithdrawn: Bool {
    text("status") == Withdrawal.void
      && state.candidates(at: Withdrawal.status).count == 1 && unseenByWithdrawal == nil
  }
}

extension RecordElement {
  /// The texts of all candidates at keys below the element.
  func candidateTexts(_ keys: String) -> [String] {
    node(keys).map { snapshot.tree.candidates(at: $0).compactMap { $0.value?.text } } ?? []
  }
}
