import SiteClient

/// The counts of a file's incidents so far.
struct LogTally {
  private(set) var logged = 0
  private(set) var refused = 0
  /// Skipped, because an incident with the same contents is here.
  private(set) var repeated = 0
  private var outcomes: [String: Int] = [:]
  /// The last line that was processed.
  private(set) var line = 0

  mutating func log(_ outcome: String, line: Int) {
    logged += 1
    outcomes[outcome, default: 0] += 1
    self.line = line
  }

  mutating func refuse(line: Int) { (refused, self.line) = (refused + 1, line) }
  mutating func leaveOut(line: Int) { (repeated, self.line) = (repeated + 1, line) }

  var done: Int { logged + refused + repeated }

  /// `193 logged (12 notifiable, 181 undetermined), 9 refused.`
  func sentence(isDryRun: Bool) -> String {
    let kinds = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let of = kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))"
    let left =
      repeated == 0 ? "" : ", \(repeated) left out: they are logged here already (--no-skip-logged)"
    return "\(logged) \(isDryRun ? "usable" : "logged")\(of), \(refused) refused\(left)."
  }
}
