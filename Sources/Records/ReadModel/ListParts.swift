/// What a list of records is ordered by.
package enum ListSort: String, Hashable, Sendable, CaseIterable {
  case id, reference, site, discovered, updated, deadline, due, owner, title
}

/// A part of the notifications, by what has to be done until when.
package enum DuePart: String, Hashable, Sendable, CaseIterable {
  case today
  /// In the seven days after today.
  case week
  /// Nobody has said yet that the authority was notified.
  case open
}
