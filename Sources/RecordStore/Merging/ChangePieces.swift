internal import Replication

extension Change {
  /// The change in pieces that each fit in one entry, written in one transaction.
  ///
  /// Only a change that supersedes nothing is split: the first entries of a record, with hundreds
  /// of people. The first piece has what is not in a list, so that it founds the record; an element
  /// of a list is not split unless it fills a piece by itself.
  func pieces() -> [Change] {
    guard redaction == nil, operations.allSatisfy({ $0.supersedes.isEmpty }) else { return [self] }
    var whole = Piece()
    for operation in operations { whole.append(operation) }
    if whole.fitsOneEntry { return [self] }
    var pieces = [Piece()]
    for group in elements {
      let together = group.reduce(into: Piece()) { $0.append($1) }
      if !pieces[pieces.count - 1].hasRoom(for: together), together.fitsOneEntry {
        pieces.append(Piece())
      }
      for operation in group {
        if !pieces[pieces.count - 1].hasRoom(for: Piece(operation)) { pieces.append(Piece()) }
        pieces[pieces.count - 1].append(operation)
      }
    }
    return pieces.filter { !$0.operations.isEmpty }.enumerated().map { place, piece in
      var change = self
      change.operations = piece.operations
      if place > 0 { change.referenceYear = nil }
      return change
    }
  }

  /// What is in no list, then each run of operations in one element.
  private var elements: [[Operation]] {
    var groups: [[Operation]] = [operations.filter { $0.element == nil }]
    for operation in operations {
      guard let element = operation.element else { continue }
      if groups.count > 1, groups[groups.count - 1].first?.element == element {
        groups[groups.count - 1].append(operation)
      } else {
        groups.append([operation])
      }
    }
    return groups
  }
}

/// Operations of one entry, with about how many bytes they occupy there.
private struct Piece {
  private(set) var operations: [Operation] = []
  private var bytes = 0

  init() {}
  init(_ operation: Operation) { append(operation) }

  /// Room for the reference that is added, and for the envelope of the operations.
  private static let reserve = 8192

  var fitsOneEntry: Bool {
    operations.count < EntryLimits.operationsMax - 1
      && bytes <= EntryLimits.payloadBytesMax - Self.reserve
  }

  func hasRoom(for other: Piece) -> Bool {
    operations.count + other.operations.count < EntryLimits.operationsMax - 1
      && bytes + other.bytes <= EntryLimits.payloadBytesMax - Self.reserve
  }

  mutating func append(_ operation: Operation) {
    operations.append(operation)
    bytes += operation.path.text.utf8.count + 24 + (operation.value?.encoded().count ?? 0)
  }
}

extension Operation {
  /// The list element in which it is: the path up to the first `@`.
  fileprivate var element: String? {
    let components = path.components
    guard let place = components.firstIndex(where: { FieldPath.isElement($0) }) else { return nil }
    return components[...place].joined(separator: "/")
  }
}
