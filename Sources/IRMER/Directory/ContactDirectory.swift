/// The ways to reach the bodies, old and new side by side.
public struct ContactDirectory: Hashable, Sendable {
  /// All contacts, including those no longer valid.
  public let contacts: [Contact]

  public init(_ contacts: [Contact]) {
    self.contacts = contacts
  }

  /// The contacts of a body that are valid on a day: newer values first, then the source's; none is
  /// hidden because another is newer.
  public func contacts(of body: ReportingBody, on date: CalendarDate) -> [Contact] {
    let order: [Contact.Standing] = [.local, .newer, .source]
    let holding = contacts.filter { $0.body == body && $0.holds(on: date) }
    return order.flatMap { standing in holding.filter { $0.standing == standing } }
  }

  /// The directory with a trust's own contacts added to it.
  public func adding(_ contacts: [Contact]) -> ContactDirectory {
    ContactDirectory(self.contacts + contacts)
  }

  /// Addresses of bodies, which a report may show.
  public var emailAddresses: Set<String> {
    Set(contacts.filter { $0.channel == .email }.map(\.value))
  }
}
