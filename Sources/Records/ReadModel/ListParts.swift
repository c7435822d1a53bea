/// What a list of records is ordered by.
package enum ListSort: String, Hashable, Sendable, CaseIterable {
  case id, reference, site, discovered, updated, deadline, due, owner, title
}

/// A part of the notifications, by the next due date.
package enum DuePart: String, Hashable, Sendable, CaseIterable {
  case today
  /// In the seven days after today.
  case week
  /// Not yet recorded as notified to the authority.
  case open
}
