public import IRMER
public import Records

/// A trust's year: what is noticed where and when, what people do about it, and their mistakes.
///
/// One seed is one year. The rates are those of the regulator's annual reports: a large trust has
/// five to ten significant exposures among several hundred records, most of them near misses.
/// Everything happens at a site or at its physics desk, a second replica of the same site; a
/// network fails for weeks, two people write one field without having seen each other's value,
/// doses are estimated later and again, and impossible values are typed.
public struct TrustYear: Sendable {
  /// A person's action.
  public enum DecisionHandler: Sendable {
    case log(RecordKind, JSONValue)
    case set([String], why: String)
    case note(String)
    case withdraw(why: String)
    /// Chooses the first candidate of every conflict that the replica shows.
    case settle(why: String)
    /// Types something impossible: it must be refused with this code, and nothing written.
    case mistake(RecordKind, JSONValue, code: String)
    case sync
  }

  public struct Event: Sendable {
    public var day: CalendarDate
    /// Minutes since midnight, UTC.
    public var minute: Int
    public var site: String
    /// Whether it is done at the physics desk and not at the site itself.
    public var isAtDesk = false
    public var role: String
    /// Which record, counted from 0; negative where it concerns none.
    public var record: Int
    public var deed: DecisionHandler
  }

  /// What must be true of a record at the end of the year.
  public struct Expectation: Hashable, Sendable {
    public let kind: RecordKind
    public let site: String
    /// The final outcome of an incident; `nil` for an audit.
    public let outcome: Assessment.Outcome?
    public let isWithdrawn: Bool
    /// Whether two people wrote one field without having seen each other's value, so that it may be
    /// in conflict.
    public let mayBeInConflict: Bool
  }

  public let seed: UInt64
  public let last: CalendarDate
  /// In the order of time.
  public let events: [Event]
  public let expectations: [Expectation]

  /// - Parameters:
  ///   - incidents: how many are noticed.
  ///   - year: the calendar year.
  public init(seed: UInt64, incidents: Int = 400, year: Int = 2026) {
    var making = YearMaking(seed: seed, year: year)
    making.makeOutages()
    for _ in 0..<incidents { making.makeIncident() }
    for site in TrustSite.all { making.makeAudits(at: site) }
    making.makeRoundsOfSync()
    self.seed = seed
    last = making.last
    expectations = making.expectations
    events = making.events.enumerated().sorted { left, right in
      (left.element.day, left.element.minute, left.offset)
        < (right.element.day, right.element.minute, right.offset)
    }.map(\.element)
  }
}

/// A site of the trust, and its activities.
public struct TrustSite: Sendable {
  public let code: String
  public let name: String
  let departments: Set<Department>

  public static let all = [
    TrustSite(code: "RBD01", name: "General Hospital", departments: [.imaging, .nuclearMedicine]),
    TrustSite(code: "RBD02", name: "Harbour Clinic", departments: [.imaging]),
    TrustSite(code: "RBD03", name: "Moorland Clinic", departments: [.imaging]),
    TrustSite(
      code: "RBD04", name: "Cancer Centre", departments: [.radiotherapy, .nuclearMedicine]),
  ]
}

enum Department: Sendable { case imaging, radiotherapy, nuclearMedicine }

extension SeededGenerator {
  /// One of several, each as often as its weight says.
  mutating func pick<Value>(_ weighted: [(value: Value, weight: Int)]) -> Value {
    var left = Int.random(in: 0..<weighted.reduce(0) { $0 + $1.weight }, using: &self)
    for (value, weight) in weighted {
      left -= weight
      if left < 0 { return value }
    }
    preconditionFailure("the weights are positive")
  }

  mutating func one<Value>(of values: [Value]) -> Value {
    values[Int.random(in: values.indices, using: &self)]
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}

/// A whole number of tenths or hundredths as the decimal that it represents.
func decimal(_ units: Int, per one: Int = 10) -> String {
  let places = String(one).count - 1
  let digits = String(units)
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  return "\(padded.dropLast(places)).\(padded.suffix(places))"
}
