/// One thing that somebody is told: what it is about and how it stands, never what a record says.
package struct Alert: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A notification to an authority; `state` as in `NotificationState`, or ``none``.
    case notification
    /// Fields of a record that a person has to settle: `in-conflict` or `settled`.
    case conflict
    /// Entries of a site that wait for a decision: `waiting` or `decided`.
    case quarantine
    /// A site that has not been heard for long: `silent` or `heard`.
    case coverage
    /// One line of Monday's message: how many of something wait over all sites, and their list.
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
  /// How it stood when it was last told; `nil` the first time.
  package var previous: String?
  /// What a digest says of the clock that runs: how many days are left of it, and on day 10 of an
  /// undecided incident who is asked.
  package var warning: String?
  /// The day by which something is to be done, `YYYY-MM-DD`; `nil` where nothing is.
  package var deadline: String?
  /// What a figure says, with its number; `nil` for everything else.
  package var words: String?
  /// The list of what a figure counts, from the first slash.
  package var path: String?
  /// What people call the site; `nil` where nobody has said.
  package var siteName: String?
  /// The sites that a record of the trust touches: a theme's. They decide who is told, and are no
  /// part of what is told.
  package var places: Set<String> = []

  private enum CodingKeys: CodingKey {
    case kind, site, record, recordKind, reference, state, previous, warning, deadline, siteName
    case words, path
  }

  package init(
    _ kind: Kind, site: String, record: String? = nil, recordKind: String? = nil,
    reference: String? = nil, state: String, previous: String? = nil
  ) {
    (self.kind, self.site) = (kind, site)
    (self.record, self.recordKind) = (record, recordKind)
    (self.reference, self.state, self.previous) = (reference, state, previous)
  }

  /// The state of what has nothing to tell any more: withdrawn, or found not to be notifiable.
  package static let none = "none"

  /// Whether this is how such a thing stands before anything ever happened to it.
  var isQuiet: Bool { [Self.none, "settled", "decided", "heard"].contains(state) }

  /// What it is about, as the table `told` names it.
  var subject: String { [kind.rawValue, site, record].compactMap(\.self).joined(separator: "/") }

  /// Whether a change concerns a role. A reader is sent the digest alone.
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
