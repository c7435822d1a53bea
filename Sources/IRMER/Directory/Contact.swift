/// One way to reach a body, with where and when it was read. Contacts change: a value is never
/// edited, a newer one is added beside it.
public struct Contact: Hashable, Sendable {
  /// How the body is reached.
  public enum Channel: String, Hashable, Sendable, CaseIterable {
    case email = "e-mail"
    case form
    case page
    case portal
  }

  /// How reliable a value is.
  public enum Standing: String, Hashable, Sendable, CaseIterable {
    /// As the guidance of 19 April 2023 gives it.
    case source
    /// From a later publication of the body itself or of another authority.
    case newer
    /// Given by the trust.
    case local
  }

  /// The body that it reaches.
  public let body: ReportingBody
  /// The kind of contact.
  public let channel: Channel
  /// An address, or the title of a page or form.
  public let value: String
  /// What it is for, such as notifying or sending the report.
  public let purpose: String
  /// How reliable the value is.
  public let standing: Standing
  /// Where it was read.
  public let source: String
  /// From when it is known to be valid; nil where the source gives no date.
  public let from: CalendarDate?
  /// The last day on which it was valid; nil while it has no end.
  public let until: CalendarDate?
  /// What a person should know before using it.
  public let note: String?

  public init(
    body: ReportingBody, channel: Channel, value: String, purpose: String, standing: Standing,
    source: String, from: CalendarDate? = nil, until: CalendarDate? = nil, note: String? = nil
  ) {
    self.body = body
    self.channel = channel
    self.value = value
    self.purpose = purpose
    self.standing = standing
    self.source = source
    self.from = from
    self.until = until
    self.note = note
  }

  /// Whether it may be shown on a day. An undated value may: the reader sees that it has no date.
  public func holds(on date: CalendarDate) -> Bool {
    (from ?? .earliest) <= date && date <= (until ?? .latest)
  }
}
