/// Whether a condition is true for every value of the missing facts.
enum TriState: Hashable, Sendable {
  /// Every value of the missing facts meets it.
  case yes
  /// None does.
  case no
  case open

  init(_ value: Bool) {
    self = value ? .yes : .no
  }

  /// Unknown while the fact is missing.
  init(_ value: Bool?) {
    switch value {
    case true?: self = .yes
    case false?: self = .no
    case nil: self = .open
    }
  }
}

/// Tests of a ratio, decided by multiplication and never by division.
///
/// Nothing intended or prescribed (0): excluded if nothing was given, otherwise undetermined.
enum RatioTest {
  /// `given` ≥ `ratio` × `intended`.
  static func atLeast(_ given: Quantity?, _ ratio: Quantity, times intended: Quantity?) -> TriState
  {
    // A dose of 0 reaches no ratio of any intended dose; 0 of 0 is excluded.
    if let given, given.isZero { return .no }
    guard let given, let intended, !intended.isZero else { return .open }
    return TriState(given >= ratio * intended)
  }

  /// `given` ≤ `ratio` × `intended`.
  static func atMost(_ given: Quantity?, _ ratio: Quantity, times intended: Quantity?) -> TriState {
    guard let given, let intended else { return .open }
    if intended.isZero { return given.isZero ? .no : .open }
    return TriState(given <= ratio * intended)
  }

  /// `given` < `lower` × `intended`, or > `upper` × `intended`: both strict.
  static func outside(
    _ given: Quantity?, _ lower: Quantity, _ upper: Quantity, times intended: Quantity?
  ) -> TriState {
    guard let given, let intended else { return .open }
    if intended.isZero { return given.isZero ? .no : .open }
    return TriState(given < lower * intended || given > upper * intended)
  }

  /// `additional` × `factor` ≥ `intended`, in counts.
  static func atLeast(_ additional: Int?, times factor: Int, _ intended: Int?) -> TriState {
    if additional == 0 { return .no }
    guard let additional, let intended, intended > 0 else { return .open }
    return TriState(additional * factor >= intended)
  }
}
