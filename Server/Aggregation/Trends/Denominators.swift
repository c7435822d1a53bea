internal import CentreStore
package import IRMER
internal import RecordStore
internal import Records
internal import Replication

/// How many examinations or treatments one site did in one month, by modality.
package struct Denominator: Hashable, Sendable {
  package let site: String
  package let month: Month
  package let modality: Modality
  package let number: Int

  package init(site: String, month: Month, modality: Modality, number: Int) {
    (self.site, self.month, self.modality, self.number) = (site, month, modality, number)
  }
}

/// How many examinations and treatments the sites did, as far as known.
package struct Denominators: Hashable, Sendable {
  package let all: [Denominator]

  /// Examinations of every modality, by month; of one site or of all.
  ///
  /// A month of all sites counts only if every site in `sites` has given its number: otherwise a
  /// rate would be based on a part.
  package func byMonth(site: String? = nil, of sites: Set<String>) -> [Month: Int] {
    let mine = all.filter { site == nil || $0.site == site }
    let wanted = site.map { [$0] } ?? sites
    return Dictionary(grouping: mine, by: \.month).compactMapValues { given in
      wanted.isSubset(of: given.map(\.site)) ? given.reduce(0) { $0 + $1.number } : nil
    }
  }

  /// Examinations of a site over some months; `nil` unless all of them are given.
  package func total(site: String, in months: [Month]) -> Int? {
    let known = byMonth(site: site, of: [site])
    let numbers = months.compactMap { known[$0] }
    return numbers.count == months.count && !months.isEmpty ? numbers.reduce(0, +) : nil
  }
}

extension Month {
  /// Reads `2026-01`.
  package init?(text: String) {
    guard text.utf8.count == 7, let day = CalendarDate(text + "-01") else { return nil }
    self.init(day)
  }
}

extension CentreReading {
  /// The sites' denominators, from their records.
  package func denominators() throws -> Denominators {
    let records = try snapshots(of: .denominator).filter { !$0.isWithdrawn }
    var numbers: [DenominatorKey: Int] = [:]
    for record in records {
      guard let site = record.text("site"), let month = record.text("month").flatMap(Month.init)
      else { continue }
      let given = record.document(at: "examinations")
      for modality in Modality.allCases {
        guard let number = given?[modality.rawValue]?.integer, number >= 0 else { continue }
        numbers[DenominatorKey(site: site, month: month, modality: modality)] = Int(number)
      }
    }
    return Denominators(
      all: numbers.map {
        Denominator(
          site: $0.key.site, month: $0.key.month, modality: $0.key.modality, number: $0.value)
      }.sorted {
        ($0.site, $0.month, $0.modality.rawValue) < ($1.site, $1.month, $1.modality.rawValue)
      })
  }
}

extension Centre {
  /// The sites' denominators, from their records.
  package func denominators() async throws -> Denominators {
    try await together([.records(.denominator)]) { try $0.denominators() }
  }

  /// Denominators by site, month and modality.
  package func denominators(_ filter: Filter) async throws -> Listing {
    let items = try await denominators().all.filter {
      filter.admits(site: $0.site) && filter.admits(state: $0.modality.rawValue)
        && filter.admits(day: $0.month.firstDay)
    }.map { entry -> (key: String, item: JSONObject) in
      var item = JSONObject()
      item.append("site", .string(entry.site))
      item.append("month", .string(entry.month.description))
      item.append("modality", .string(entry.modality.rawValue))
      item.append("number", .number(JSONNumber(entry.number)))
      return ("\(entry.site) \(entry.month) \(entry.modality.rawValue)", item)
    }
    return Listing(items, filter)
  }
}

private struct DenominatorKey: Hashable {
  let site: String
  let month: Month
  let modality: Modality
}
