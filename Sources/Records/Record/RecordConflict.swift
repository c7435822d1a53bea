public import IRMER
public import Replication

/// A path at which authors who had not seen each other wrote different values.
public struct RecordConflict: Hashable, Sendable {
  /// The field in conflict.
  public let path: FieldPath
  /// With positions in place of identifiers.
  public let displayPath: String
  /// The one to display first at the front; `--take N` counts them from 1. At most
  /// ``candidatesShownMax``; ``candidatesNotShown`` says how many more there are.
  public let candidates: [Candidate]
  /// Candidates beyond those shown. Settling the conflict supersedes them too.
  public let candidatesNotShown: Int

  /// A person cannot choose among more values than this, and two sites of twelve devices each reach 24.
  /// Every page, list and table row of a conflict is bounded by it.
  public static let candidatesShownMax = 100

  /// One of the values, with who wrote it.
  public struct Candidate: Hashable, Sendable {
    /// `nil`: removed.
    public let value: Value?
    /// The stamp of its latest author.
    public let stamp: MergedRecord.Stamp
  }
}

extension RecordSnapshot {
  /// Every conflict to settle, in the order of display.
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
    let places = displayPlaces
    return
      found
      .map { path, candidates in
        RecordConflict(
          path: path, displayPath: places[path]?.text ?? tree.displayPath(of: path),
          candidates: Array(candidates.prefix(RecordConflict.candidatesShownMax)),
          candidatesNotShown: max(0, candidates.count - RecordConflict.candidatesShownMax))
      }
      .sorted {
        (places[$0.path]?.order ?? .max, $0.path) < (places[$1.path]?.order ?? .max, $1.path)
      }
  }

  /// Where each path is displayed: its position in the order of the schema, and its text with
  /// positions in place of identifiers. One walk over the record, however many conflicts it has.
  private var displayPlaces: [FieldPath: (order: Int, text: String)] {
    var places: [FieldPath: (order: Int, text: String)] = [:]
    var open = [(index: 0, shape: shape, text: "")]
    while let (index, shape, text) = open.popLast() {
      let node = tree.nodes[index]
      if let path = node.path { places[path] = (places.count, text) }
      open += tree.ordered(index, shape).enumerated().reversed().map { position, child in
        let key = tree.nodes[child].key
        let name = node.isList && tree.nodes[child].isElement ? String(position) : key
        return (child, shape.member(key), text.isEmpty ? name : "\(text)/\(name)")
      }
    }
    return places
  }
}

/// Where a log was written and by whom, as far as the store knows.
public struct LogOrigin: Hashable, Sendable {
  /// The site of its author.
  public let site: String
  /// The device that wrote it.
  public let replica: String

  /// The origin of an entry.
  public init(site: String, replica: String) { (self.site, self.replica) = (site, replica) }
}

/// Where the values of a record were written, as far as the store knows.
public struct ValueOrigins: Hashable, Sendable {
  /// Where each log was written; the record's own scope where it is not known.
  public let logs: [LogID: LogOrigin]
  /// Entries that a fork moved, by the names that their values use, and where they are now.
  public let moved: [EntryReference: EntryPlace]

  /// Nothing is known.
  public init(logs: [LogID: LogOrigin] = [:], moved: [EntryReference: EntryPlace] = [:]) {
    (self.logs, self.moved) = (logs, moved)
  }

  /// Who wrote a value and at which site: `operator at RBD01`; for a moved one, its first position.
  public func displayText(_ stamp: MergedRecord.Stamp, in scope: Scope) -> String {
    let site = logs[stamp.entry.log]?.site ?? scope.code
    let from = moved[stamp.entry] == nil ? "" : ", moved from \(stamp.entry.label)"
    return "\(stamp.author) at \(site)\(from)"
  }
}

extension RecordConflict {
  /// The candidates as `incident show` prints them.
  ///
  /// For a value whose entry was moved by a fork, `site` and `replica` are its author's,
  /// `movedFrom` is its first position, and `log` is where its entry is now.
  public func json(scope: Scope, origins: ValueOrigins) -> JSONValue {
    .array(
      candidates.enumerated().map { index, candidate in
        var object = JSONObject()
        object.append("value", candidate.value.map(Self.display) ?? .null)
        object.append("author", .string(candidate.stamp.author))
        object.append("at", .string("\(Moment(candidate.stamp.time))"))
        let name = candidate.stamp.entry
        let origin = origins.logs[name.log]
        let moved = origins.moved[name]
        object.append("site", .string(origin?.site ?? scope.code))
        object.append("log", .string("\(moved?.log ?? name.log)"))
        if moved != nil { object.append("movedFrom", .string(name.label)) }
        if let replica = origin?.replica { object.append("replica", .string(replica)) }
        if candidate.value == nil { object.append("removed", true) }
        if index == candidates.count - 1, candidatesNotShown > 0 {
          object.append("notShown", .number(JSONNumber(candidatesNotShown)))
        }
        return .object(object)
      })
  }

  private static func display(_ value: Value) -> JSONValue {
    value == .element ? "[kept]" : value.json
  }
}

extension Moment {
  /// The wall-clock part of the time.
  public init(_ time: HybridTime) { self.init(milliseconds: time.milliseconds) }
}
