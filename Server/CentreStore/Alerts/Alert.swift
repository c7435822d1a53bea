/// One alert: what it is about and in which state, never the contents of a record.
package struct Alert: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A notification to an authority; `state` as in `NotificationState`, or ``none``.
    case notification
    /// Fields of a record that a person has to settle: `in-conflict` or `settled`.
    case conflict
    /// Entries of a site that wait for a decision: `waiting` or `decided`.
    case quarantine
    /// A site that has been out of contact for long: `silent` or `heard`.
    case coverage
    /// One line of Monday's message: how many of something are open over all sites, and their list.
    /// `state` names what is counted.
    case figure
    /// A person asked whether messages arrive. Nothing has happened.
    case test
  }

  package var kind: Kind
  package var site: String
  /// The record's UUID; `nil` where it is about a site.
  package var record: String?
  /// The record's kind: `incident`, `theme`, `audit`.
  package var recordKind: String?
  /// `SITE-YYYY-NNNN`, where the record has one.
  package var reference: String?
  package var state: String
  /// Its state in the previous alert; `nil` the first time.
  package var previous: String?
  /// What a digest says of the running clock: how many days are left, and on day 10 of an undecided
  /// incident who is asked.
  package var warning: String?
  /// The day by which somebody must act, `YYYY-MM-DD`; `nil` where there is none.
  package var deadline: String?
  /// The text of a figure, with its number; `nil` for everything else.
  package var displayText: String?
  /// The path of the list that a figure counts, from the first slash.
  package var path: String?
  /// What people call the site; `nil` where no name was given.
  package var siteName: String?
  /// The sites that a record of the trust concerns: a theme's. They decide who receives the alert,
  /// and are not part of its text.
  package var places: Set<String> = []

  private enum CodingKeys: String, CodingKey {
    case kind, site, record, recordKind, reference, state, previous, warning, deadline, siteName
    case displayText = "words"
    case path
  }

  package init(
    _ kind: Kind, site: String, record: String? = nil, recordKind: String? = nil,
    reference: String? = nil, state: String, previous: String? = nil
  ) {
    (self.kind, self.site) = (kind, site)
    (self.record, self.recordKind) = (record, recordKind)
    (self.reference, self.state, self.previous) = (reference, state, previous)
  }

  /// The state of what needs no more alerts: withdrawn, or found not to be notifiable.
  package static let none = "none"

  /// Whether this is the state of such a thing before anything happened to it.
  var isQuiet: Bool { [Self.none, "settled", "decided", "heard"].contains(state) }

  /// What it is about, as the table `alertState` names it.
  var subject: String { Self.subject(kind.rawValue, site: site, record: record) }

  static func subject(_ kind: String, site: String, record: String?) -> String {
    [kind, site, record].compactMap(\.self).joined(separator: "/")
  }

  /// Whether a change concerns a role. A reader receives only the digest.
  package func concerns(role: String) -> Bool {
    switch (role, kind) {
    case ("governance", _): true
    case ("mpe", .notification): ["undetermined", "due", "overdue", Self.none].contains(state)
    case ("mpe", .conflict): true
    case ("employer", .notification): state != "undetermined"
    case ("employer", .coverage): true
    default: false
    }
  }
}
