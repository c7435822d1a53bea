/// The incidents that share a key, counted by day: windows are made from days, so that a group needs
/// no more memory for many incidents than for a few.
public struct ThemeGroup: Sendable {
  /// What they share.
  public let key: ThemeKey
  private(set) var days: [Day] = []

  public init(_ key: ThemeKey) { self.key = key }

  /// Counts an incident of the group; they come in the order of their discovery.
  public mutating func add(_ subject: ThemeSubject) {
    if days.last?.date != subject.discoveredOn {
      days.append(Day(date: subject.discoveredOn, displayText: key.displayText(of: subject)))
    }
    days[days.count - 1].add(subject)
  }

  /// The incidents of one day.
  struct Day: Hashable, Sendable {
    let date: CalendarDate
    /// What is shared, as the first of them says it.
    let displayText: String
    private(set) var incidents = 0
    private(set) var individuals = 0
    private(set) var sites: Set<String> = []
    private(set) var nations: Set<Nation> = []
    private(set) var categories: Set<NotificationCode> = []

    mutating func add(_ subject: ThemeSubject) {
      incidents += 1
      individuals = ThemeGroup.sum(individuals, subject.individualsExposed)
      sites.insert(subject.site)
      nations.insert(subject.nation)
      if let category = subject.category { categories.insert(category) }
    }
  }

  static func sum(_ left: Int, _ right: Int) -> Int {
    let (total, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : total
  }
}
