internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// Entries that are kept apart, and the decision about each.
struct QuarantinePage: Sendable {
  let pages: PageSet

  func register(_ router: Router<CentreContext>, _ gate: Gate) {
    router.serve(.quarantinePage, behind: gate) { try await show($0) }
    router.serve(.quarantineForm, behind: gate) { try await decide($0) }
  }

  struct Row {
    let entry: String
    let number: Int
    let site: String
    let replica: String
    let reason: String
    let since: String
    let record: String?
    let waitsFor: String?
    let resting: [Resting]
    let hasResting: Bool
  }

  /// An entry that rests on another.
  struct Resting {
    let entry: String
    let id: String
  }

  struct Content {
    let rows: [Row]
    let isEmpty: Bool
    let hasMore: Bool
    let mayDecide: Bool
  }

  private static let reasons = [
    "unknown-replica": "Written by a device that never enrolled here",
    "reader-may-not-write": "Written by a device that may only read",
    "wrong-scope": "Written for a site that is not the device's own",
    "revoked": "Arrived after the device was revoked",
    "malformed-payload": "Signed, but not readable as an entry",
    "foreign-identifier": "Changes a record that another site has",
    "foreign-reference": "Gives a record a reference of another site",
    "other-kind": "Names another kind than its record has",
    "unproven-origin": "Speaks in the name of another entry, without proof",
    "rests-on-waiting": "Builds on an entry that waits, or has not arrived",
    "over-quota": "More than the device may send in a day",
  ]

  private func show(_ admitted: Admitted) async throws -> Response {
    let listing = try await pages.centre.quarantine(Filter())
    let rows = listing.items.enumerated().map { index, item in
      let reason = item["reason"]?.string ?? ""
      let resting = (item["resting"]?.array ?? []).compactMap(\.string).enumerated().map {
        Resting(entry: $1, id: "r\(index)-\($0)")
      }
      return Row(
        entry: item["entry"]?.string ?? "", number: index, site: item["site"]?.string ?? "",
        replica: item["replica"]?.string ?? "", reason: Self.reasons[reason] ?? reason,
        since: Wording.day(item["since"]?.string), record: item["record"]?.string,
        waitsFor: item["waitsFor"]?.string, resting: resting, hasResting: !resting.isEmpty)
    }
    let content = Content(
      rows: rows, isEmpty: rows.isEmpty, hasMore: listing.next != nil,
      mayDecide: Endpoint.quarantineForm.admits(try admitted.known().role))
    return pages.show("quarantine", title: "Quarantine", content, admitted)
  }

  private func decide(_ admitted: Admitted) async throws -> Response {
    let fields = try admitted.form()
    let principal = try admitted.known()
    return try await pages.change(admitted, then: "/quarantine") {
      let entry = try Decisions.required("entry", fields, "Choose an entry.")
      guard try await pages.decisions.decideEntry(entry, fields, by: principal) else {
        throw EditRefusal.invalid(
          ValidationError("decided-already", "Nobody has to decide about this entry any more."))
      }
    }
  }
}
