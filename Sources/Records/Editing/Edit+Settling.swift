import IRMER
import Replication

extension Edit {
  /// How a person settles a conflict.
  public enum Settlement: Hashable, Sendable {
    /// The candidate at this position, from 1, as `show` lists them.
    case take(Int)
    /// A third value.
    case value(String)
  }

  /// Settles a conflict: one value replaces all candidates.
  public static func resolve(
    _ path: String, _ settlement: Settlement, why: String, on snapshot: RecordSnapshot,
    context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    try requireReason(why, "settling a conflict")
    let conflict = try conflict(at: path, in: snapshot)
    var builder = EditBuilder(snapshot: snapshot, seed: generator.next())
    switch settlement {
    case .take(let number):
      guard conflict.candidates.indices.contains(number - 1) else {
        throw ValidationError(
          "no-such-candidate", "there are \(conflict.candidates.count) candidates", field: path)
      }
      let chosen = conflict.candidates[number - 1].value
      builder.settle(conflict, with: chosen, why: why, on: context.today.day)
    case .value(let text):
      if conflict.path == Withdrawal.status, text == Withdrawal.void {
        builder.settle(conflict, with: .text(text), why: why, on: context.today.day)
      } else {
        if conflict.path == Withdrawal.status { builder.dropWithdrawals() }
        try builder.set(conflict.path.text, to: text, today: context.today.day)
      }
    }
    return try builder.finished(why: why, context: context, isSettling: true)
  }

  private static func conflict(
    at path: String, in snapshot: RecordSnapshot
  ) throws(ValidationError) -> RecordConflict {
    let conflicts = snapshot.conflicts
    if let found = conflicts.first(where: { $0.displayPath == path || $0.path.text == path }) {
      return found
    }
    let names = conflicts.map(\.displayPath)
    let hint =
      names.isEmpty
      ? "nothing in this record is" : "in this record: \(names.joined(separator: ", "))"
    throw ValidationError("not-in-conflict", "is not in conflict; \(hint)", field: path)
  }

  /// Withdraws a record: it is kept, with its history, and its status is `void`.
  public static func withdraw(
    _ snapshot: RecordSnapshot, why: String, context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    try requireReason(why, "withdrawing a record")
    guard !snapshot.isWithdrawn else {
      throw ValidationError("withdrawn", "the record is withdrawn already", field: "status")
    }
    var builder = EditBuilder(snapshot: snapshot, seed: generator.next())
    builder.withdraw(why: why, on: context.today.day)
    let edit = try builder.finished(why: why, context: context, isSettling: true)
    guard snapshot.kind == .incident else { return edit }
    return Edit(
      operations: edit.operations, reason: edit.reason,
      warnings: edit.warnings + NationSplit.remarks(from: snapshot, to: edit.after),
      after: edit.after)
  }

  private static func requireReason(
    _ why: String, _ what: String
  ) throws(ValidationError) {
    guard Reason.isGiven(why) else {
      throw ValidationError("reason-required", "\(what) needs a reason (--why)")
    }
  }
}

extension EditBuilder {
  mutating func settle(
    _ conflict: RecordConflict, with value: Value?, why: String, on today: CalendarDate
  ) {
    let state = snapshot.state
    if conflict.path == Withdrawal.status {
      if value == .text(Withdrawal.void) { return withdraw(why: why, on: today) }
      dropWithdrawals()
    }
    if value == nil {
      append(state.removing(conflict.path))
    } else {
      append(state.writing(value, at: conflict.path))
    }
  }

  mutating func withdraw(why: String, on today: CalendarDate) {
    let state = snapshot.state
    let statuses = state.candidates(at: Withdrawal.status).compactMap { $0.value?.text }
    let earlier = snapshot.elements("withdrawals").compactMap { $0.text("from") }
    let from = statuses.first { $0 != Withdrawal.void } ?? earlier.last ?? "logged"
    append(state.writing(.text(Withdrawal.void), at: Withdrawal.status))
    let element = "\(Withdrawal.list)/\(newIdentifier())"
    append(element, .element)
    append("\(element)/why", .text(why))
    append("\(element)/from", .text(from))
    append("\(element)/on", .text("\(today)"))
    append("\(element)/seen", .text(Withdrawal.seen(in: state)))
  }

  mutating func dropWithdrawals() {
    for element in snapshot.elements("withdrawals") {
      if let path = element.path { append(snapshot.state.removing(path)) }
    }
  }

  mutating func append(_ path: String, _ value: Value) {
    if let path = FieldPath(path) { append(Operation(path: path, value: value)) }
  }
}
