package import Aggregation
package import IRMER
internal import Records

extension Centre {
  /// Radiotherapy events as CSV, with a header.
  package func radiotherapyEventTable(
    from: CalendarDate?, to: CalendarDate?
  ) async throws -> (text: String, count: Int) {
    let rows = try await radiotherapyEvents(from: from, to: to)
    return (([RadiotherapyEvents.header] + rows).map(CSVText.line).joined(), rows.count)
  }
}
