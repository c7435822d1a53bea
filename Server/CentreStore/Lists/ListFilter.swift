package import Records

/// How a list of records is filtered and ordered, and which part of it is wanted.
///
/// Every condition that is `nil` admits all. Days are `YYYY-MM-DD`, times milliseconds since 1970.
package struct ListFilter: Hashable, Sendable {
  /// The day for which states are computed.
  package var today: String
  package var site: String?
  package var from: String?
  package var to: String?
  package var state: String?
  package var outcome: String?
  package var code: String?
  package var modality: String?
  package var department: String?
  /// Each of these words occurs somewhere in the record; case does not matter.
  package var words: [String] = []
  package var due: DuePart?
  package var cause: UndeterminedCause?
  package var isInConflict: Bool?
  package var awaitsAnswer: Bool?
  package var addedSince: Int64?
  package var changedSince: Int64?
  package var sort: ListSort?
  package var isDescending = false
  /// Where an earlier page ended: the key and the tie-breaker of its last row.
  package var after: ListPlace?
  package var offset = 0
  package var limit = 100

  package init(today: String) { self.today = today }
}

/// The position of a row in an ordered list. Rows with equal keys are ordered by a name that is
/// unique.
package struct ListPlace: Hashable, Sendable {
  package let key: String
  package let name: String

  package init(key: String, name: String) { (self.key, self.name) = (key, name) }
}

/// One row of a list.
package struct ListedRow<Row: Sendable>: Sendable {
  /// The record's row in this store.
  package let owner: Int64
  package var row: Row
  package let place: ListPlace
  /// When the centre received its last change; `nil` where none was counted.
  package let changedAt: Int64?

  package init(owner: Int64, row: Row, place: ListPlace, changedAt: Int64?) {
    (self.owner, self.row, self.place, self.changedAt) = (owner, row, place, changedAt)
  }
}

/// One page of a list, and how many rows the whole list has.
package struct ListedPage<Row: Sendable>: Sendable {
  package var rows: [ListedRow<Row>] = []
  package var total = 0
  /// Whether more rows follow.
  package var hasMore = false

  package init() {}
}
