internal import Records
internal import Screens

/// Which rows of a long list one page shows, and where the neighbouring pages start.
struct PageCut: Hashable, Sendable {
  /// Rows on one page.
  static let rowsMax = 50

  let range: Range<Int>
  let count: Int
  private let rows: Int

  /// The first row that a query asks for; anything else starts at the top.
  static func first(_ start: String?) -> Int { max(0, start.flatMap(Int.init) ?? 0) }

  /// - Parameter start: the first row, from a query.
  init(of count: Int, start: String?, rowsMax: Int = PageCut.rowsMax) {
    let first = min(Self.first(start), count)
    (self.count, rows) = (count, rowsMax)
    range = first..<min(count, first + min(rowsMax, count - first))
  }

  var earlier: Int? { range.lowerBound > 0 ? max(0, range.lowerBound - rows) : nil }
  var later: Int? { range.upperBound < count ? range.upperBound : nil }

  /// `101 to 200 of 5,000`; `nil` where everything is on one page.
  var displayText: String? {
    guard earlier != nil || later != nil else { return nil }
    return range.isEmpty
      ? "none of \(count.grouped)"
      : "\((range.lowerBound + 1).grouped) to \(range.upperBound.grouped) of \(count.grouped)"
  }

  /// The address of another page of the same list.
  static func link(_ path: String, _ narrowed: [(String, String?)], start: Int) -> String {
    let pairs = narrowed.compactMap { name, value in
      value.map { "\(name)=\(FormFields.encoded($0))" }
    }
    return path + "?" + (pairs + ["start=\(start)"]).joined(separator: "&")
  }
}
