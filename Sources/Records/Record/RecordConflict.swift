public import IRMER
public import Replication

/// A path at which authors who had not seen each other wrote different values.
public struct RecordConflict: Hashable, Sendable {
  public let path: FieldPath
  /// With positions in place of identifiers.
  public let displayPath: String
  /// The one to display first at the front; `--take N` counts them from 1.
  public let candidates: [Candidate]

  public struct Candidate: Hashable, Sendable {
    /// `nil`: removed.
    public let value: Value?
    /// The latest who wrote it.
    public let stamp: MergedRecord.Stamp
  }
}

extension RecordSnapshot {
  /// Everything that a person has to settle, in the order of display.
  public var conflicts: [RecordConflict] {
    guard isInConflict else { return [] }
    var found: [(path: FieldPath, candidates: [RecordConflict.Candidate])] =
      state.conflicts.filter { !Withdrawal.holds($0.path) }.map { path, candidates in
        (path, candidates.map { .init(value: $0.value, stamp: $0.stamp) })
      }
    if let unseen = unseenByWithdrawal {
      found.removeAll { $0.path == Withdrawal.status }
      found.append((Withdrawal.status, unseen))
    }
    guard !found.isEmpty else { return [] }
    let order = displayOrder
    return
      found
      .map {
        RecordConflict(
          path: $0.path, displayPath: tree.displayPath(of: $0.path), candidates: $0.candidates)
      }
      .sorted { (order[$0.path] ?? .max, $0.path) < (order[$1.path] ?? .max, $1.path) }
  }

  private var displayOrder: [FieldPath: Int] {
    var order: [FieldPath: Int] = [:]
    var open = [(index: 0, shape: shape)]
    while let (index, shape) = open.popLast() {
      if let path = tree.nodes[index].path { order[path] = order.count }
      open += tree.ordered(index, shape).reversed().map {
        ($0, shape.member(tree.nodes[$0].key))
      }
    }
    return order
  }
}

/// Where a log was written and by whom, as far as the store knows.
public struct LogOrigin: Hashable, Sendable {
  public let site: String
  public let replica: String

  public init(site: String, replica: String) { (self.site, self.replica) = (site, replica) }
}

extension RecordConflict {
  /// The candidates as `incident show` prints them.
  ///
  /// - Parameter origin: where a log was written; the record's own scope where it is not known.
  public func json(scope: Scope, origin: (LogID) -> LogOrigin?) -> JSONValue {
    .array(
      candidates.map { candidate in
        var object = JSONObject()
        object.append("value", candidate.value.map(Self.display) ?? .null)
        object.append("author", .string(candidate.stamp.author))
        object.append("at", .string("\(Moment(candidate.stamp.time))"))
        let origin = origin(candidate.stamp.entry.log)
        object.append("site", .string(origin?.site ?? scope.code))
        object.append("log", .string("\(candidate.stamp.entry.log)"))
        if let replica = origin?.replica { object.append("replica", .string(replica)) }
        if candidate.value == nil { object.append("removed", true) }
        return .object(object)
      })
  }

  private static func display(_ value: Value) -> JSONValue {
    value == .element ? "[kept]" : value.json
  }
}

extension Moment {
  public init(_ time: HybridTime) { self.init(milliseconds: time.milliseconds) }
}
