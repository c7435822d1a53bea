/// Times in milliseconds since 1970. One that was read from a file may be any number, so that no
/// difference of two times may overflow.
extension Int64 {
  /// How long this time is after another; negative where it is before it.
  package func milliseconds(since other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    guard overflow else { return difference }
    return self < other ? .min : .max
  }

  /// The time that is so much later.
  package func later(by milliseconds: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(milliseconds)
    guard overflow else { return sum }
    return milliseconds < 0 ? .min : .max
  }
}
