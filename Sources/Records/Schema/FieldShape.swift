internal import Replication

/// What a field may hold.
public indirect enum FieldShape: Hashable, Sendable {
  /// A label: a name of a thing, a role, a reference.
  case label
  /// Free text, in which people write in sentences; searched for identifiers.
  case prose
  /// `YYYY-MM-DD`.
  case date
  /// A date, or a date-time with an offset (RFC 3339).
  case dateTime
  /// A decimal, not negative, stored by its digits; rules compare it exactly.
  case quantity
  /// A decimal that may be negative: along an axis. No rule compares it.
  case signed
  /// A quantity of at most 100.
  case percent
  /// A whole number from 0 to the limit.
  case count(max: Int)
  /// A year as a number, however it was written; or a label such as `2026/27`.
  case year
  case flag
  /// One of these words.
  case choice([String])
  /// One of these words, or `other` words: the source's list is open.
  case suggestion([String])
  case object([Field])
  case list(FieldShape)
  /// An object whose keys are the author's own, every member of one shape.
  case keyed(FieldShape)
  /// Any value that the author wrote.
  case anything
}

/// A key of a record and what it may hold.
public struct Field: Hashable, Sendable {
  /// The last component of the field's path.
  public let key: String
  /// What it may hold.
  public let shape: FieldShape
  /// Written only by the software.
  public let isFixed: Bool

  /// - Parameter isFixed: Whether it may not be changed once written.
  public init(_ key: String, _ shape: FieldShape, isFixed: Bool = false) {
    self.key = key
    self.shape = shape
    self.isFixed = isFixed
  }
}

extension FieldShape {
  /// What is below, by a key or the identifier of an element; ``anything`` where unknown.
  func member(_ component: some StringProtocol) -> FieldShape {
    switch self {
    case .object(let fields): fields.first { $0.key == component }?.shape ?? .anything
    case .list(let element): FieldPath.isElement(component) ? element : .anything
    case .keyed(let member): member
    default: .anything
    }
  }

  func field(_ key: some StringProtocol) -> Field? {
    guard case .object(let fields) = self else { return nil }
    return fields.first { $0.key == key }
  }

  /// Whether a value of this shape is written with members below it.
  var isBranch: Bool {
    switch self {
    case .object, .list, .keyed: true
    default: false
    }
  }

  /// The shape at a path with positions, as people write it.
  func shape(shown path: String) -> FieldShape {
    path.split(separator: "/").reduce(self) { shape, component in
      if case .list(let element) = shape { element } else { shape.member(component) }
    }
  }

  func shape(at components: some Sequence<some StringProtocol>) -> FieldShape {
    var shape = self
    for component in components { shape = shape.member(component) }
    return shape
  }
}
