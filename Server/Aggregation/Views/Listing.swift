internal import CentreStore
package import IRMER
internal import RecordStore
package import Records

/// How a list is filtered, and how much of it is wanted.
package struct Filter: Hashable, Sendable {
  package static let limitStandard = 100
  package static let limitMax = 500

  package var site: String?
  package var from: CalendarDate?
  package var to: CalendarDate?
  package var state: String?
  /// Where an earlier page ended.
  package var cursor: Cursor?
  package var limit = limitStandard
  /// Each of these words occurs somewhere in the record; case does not matter.
  package var words: [String] = []
  package var outcome: String?
  package var code: String?
  package var modality: String?
  package var department: String?
  package var due: DuePart?
  package var cause: UndeterminedCause?
  package var isInConflict: Bool?
  /// Whether the Employer returned it with a question that has no answer yet.
  package var awaitsAnswer: Bool?
  /// Of audits: whether something of them is overdue.
  package var isOverdue: Bool?
  /// When the centre first received the record, or its last change; milliseconds since 1970.
  package var addedSince: Int64?
  package var changedSince: Int64?
  package var sort: ListSort?
  package var isDescending = false
  /// How many rows to skip, for numbered pages.
  package var offset = 0

  package init() {}

  func listFilter(on today: CalendarDate) -> ListFilter {
    var list = ListFilter(today: "\(today)")
    (list.site, list.state, list.outcome) = (site, state, outcome)
    (list.from, list.to) = (from?.description, to?.description)
    (list.code, list.modality, list.department) = (code, modality, department)
    (list.words, list.due, list.cause) = (words, due, cause)
    (list.isInConflict, list.awaitsAnswer) = (isInConflict, awaitsAnswer)
    (list.addedSince, list.changedSince) = (addedSince, changedSince)
    list.sort = sort ?? (changedSince == nil ? nil : .updated)
    (list.isDescending, list.offset, list.limit) = (isDescending, offset, limit)
    list.after = cursor.map(ListPlace.init)
    return list
  }

  /// Whether a day is within the filter. A row without a day is, unless the filter asks for days.
  func admits(day: CalendarDate?) -> Bool {
    guard let day else { return from == nil && to == nil }
    if let from, day.days(until: from) > 0 { return false }
    if let to, to.days(until: day) > 0 { return false }
    return true
  }

  func admits(site: String) -> Bool { self.site == nil || self.site == site }
  func admits(state: String) -> Bool { self.state == nil || self.state == state }
}

/// The position in a list after which the next page begins: the key of the last item shown.
///
/// It names an item and not a number, so that a page neither repeats nor skips anything when the
/// list changes in between.
package struct Cursor: Hashable, Sendable {
  let key: String

  init(key: String) { self.key = key }

  /// - Returns: `nil` for a text that is not a cursor.
  package init?(text: String) {
    guard text.utf8.count <= 512, text.utf8.count % 2 == 0, !text.isEmpty else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let high = rest.popFirst(), let low = rest.popFirst() {
      guard let byte = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(byte)
    }
    // Even bytes that no key has mark a position: the next page begins after it.
    key = String(decoding: bytes, as: UTF8.self)
  }

  package var text: String {
    key.utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}

extension ListPlace {
  init(_ cursor: Cursor) {
    let parts = cursor.key.split(separator: "\u{1}", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(key: String(parts[0]), name: parts.count == 2 ? String(parts[1]) : "")
  }

  var cursor: Cursor { Cursor(key: "\(key)\u{1}\(name)") }
}

/// One page of a list.
package struct Listing: Hashable, Sendable {
  package let items: [JSONObject]
  package let next: Cursor?
  /// How many items the whole list has; `nil` where they were not counted.
  package let total: Int?

  /// Orders items by their keys and cuts out the page that the filter asks for.
  ///
  /// - Parameter keyed: items with keys that are unique among them.
  init(_ keyed: [(key: String, item: JSONObject)], _ filter: Filter) {
    self.init(keyed, filter, key: \.key, item: \.item)
  }

  /// The same for rows, of which only those on the page become items.
  init<Row>(
    _ rows: [Row], _ filter: Filter, key: (Row) -> String, item: (Row) -> JSONObject
  ) {
    let keyed = rows.map { (key: key($0), row: $0) }
    let after = filter.cursor.map { cursor in keyed.filter { $0.key > cursor.key } } ?? keyed
    let ordered = after.sorted { $0.key < $1.key }
    let page = ordered.prefix(filter.limit)
    items = page.map { item($0.row) }
    next = ordered.count > page.count ? page.last.map { Cursor(key: $0.key) } : nil
    total = keyed.count
  }

  /// The same for rows with their keys, where making an item may fail.
  init<Row>(
    _ keyed: [(key: String, row: Row)], _ filter: Filter, item: (Row) throws -> JSONObject
  ) rethrows {
    let after = filter.cursor.map { cursor in keyed.filter { $0.key > cursor.key } } ?? keyed
    let ordered = after.sorted { $0.key < $1.key }
    let page = ordered.prefix(filter.limit)
    items = try page.map { try item($0.row) }
    next = ordered.count > page.count ? page.last.map { Cursor(key: $0.key) } : nil
    total = keyed.count
  }

  /// A page that was cut out already.
  init(items: [JSONObject], next: Cursor?, total: Int? = nil) {
    (self.items, self.next, self.total) = (items, next, total)
  }

  package var json: JSONValue {
    [
      "items": .array(items.map(JSONValue.object)), "next": JSONValue(next?.text),
      "total": total.map { .number(JSONNumber($0)) } ?? .null,
    ]
  }
}
