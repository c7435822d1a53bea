internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Records
internal import Screens

/// Entries in quarantine, and the decision about each.
struct QuarantinePage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.quarantinePage, behind: accessControl) { try await show($0) }
    router.serve(.quarantineForm, behind: accessControl) { try await decide($0) }
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
    let device: String
    let isReadable: Bool
    let says: [String]
    let author: String
    let written: String
    let why: String?
    let about: String
    let link: String?
  }

  struct Decision {
    let site: String
    let reason: String
    let state: Tag
    let at: String
    let by: String
    let why: String
    let entry: String
  }

  struct Past {
    let decisions: [Decision]
    let isEmpty: Bool
    let later: String?
  }

  /// An entry that builds on another.
  struct Resting {
    let entry: String
    let id: String
  }

  struct Content {
    let rows: [Row]
    let isEmpty: Bool
    let later: String?
    let mayDecide: Bool
  }

  /// Entries on one page.
  private static let entriesMax = 50

  private static let reasons = [
    "unknown-replica": "Written by a device that never enrolled here",
    "reader-may-not-write": "Written by a device that may only read",
    "wrong-scope": "Written for a site that is not the device's own",
    "revoked": "Arrived after the device was revoked",
    "malformed-payload": "Signed, but not a valid entry",
    "foreign-identifier": "Changes a record that another site has",
    "foreign-reference": "Gives a record a reference of another site, or changes its reference",
    "other-kind": "Names another kind than its record has",
    "unproven-origin": "Speaks in the name of another entry without proof, or hides a value",
    "rests-on-waiting": "Builds on an entry that waits, or has not arrived",
    "over-quota": "More than its record or its request has room for",
  ]

  private func show(_ authorised: AuthorisedRequest) async throws -> Response {
    let query = try authorised.query()
    let cursor = query["cursor"].flatMap(Cursor.init(text:))
    if query["decided"] != nil { return try await past(cursor, authorised) }
    var filter = Filter()
    (filter.cursor, filter.limit) = (cursor, Self.entriesMax)
    let listing = try await pages.centre.quarantine(filter)
    let contents = try await pages.centre.contents(
      ofHeldBack: listing.items.compactMap { $0["entry"]?.string })
    let devices = Dictionary(
      try await pages.centre.listedDevices().map { ($0.id, Self.displayText($0)) },
      uniquingKeysWith: { first, _ in first })
    let rows = listing.items.enumerated().map { index, item in
      let says = contents[item["entry"]?.string ?? ""]
      let replica = item["replica"]?.string ?? ""
      let reason = item["reason"]?.string ?? ""
      let resting = (item["resting"]?.array ?? []).compactMap(\.string).enumerated().map {
        Resting(entry: $1, id: "r\(index)-\($0)")
      }
      return Row(
        entry: item["entry"]?.string ?? "", number: index, site: item["site"]?.string ?? "",
        replica: item["replica"]?.string ?? "", reason: Self.reasons[reason] ?? reason,
        since: Wording.day(item["since"]?.string), record: item["record"]?.string,
        waitsFor: item["waitsFor"]?.string, resting: resting, hasResting: !resting.isEmpty,
        device: devices[replica] ?? "a device that is not known here",
        isReadable: says != nil, says: says?.values.map(Self.displayText) ?? [],
        author: says?.author ?? "",
        written: says.map { Wording.moment($0.at) } ?? "",
        why: says.flatMap { $0.why.isEmpty ? nil : $0.why }, about: Self.about(says),
        link: says.flatMap { $0.isKnown ? item["record"]?.string : nil }.map { "/incidents/\($0)" })
    }
    let content = Content(
      rows: rows, isEmpty: rows.isEmpty,
      later: listing.next.map { "/quarantine?cursor=\($0.text)" },
      mayDecide: Endpoint.quarantineForm.admits(try authorised.known().role))
    return pages.show("quarantine", title: "Quarantine", content, authorised)
  }

  /// A device's name, or whose it is where nobody named it.
  private static func displayText(_ device: Centre.ListedDevice) -> String {
    let name = device.name.isEmpty ? "an unnamed device of \(device.site)" : device.name
    return device.revokedWhy == nil ? name : "\(name), revoked"
  }

  private static func displayText(_ value: HeldBackContents.Value) -> String {
    let words = value.value.map { ValueWords.displayText($0, at: value.path) } ?? "removed"
    return "\(value.label): \(words)"
  }

  /// The record that an entry is about.
  private static func about(_ says: HeldBackContents?) -> String {
    guard let says else { return "It cannot be read here." }
    let kind = Wording.displayText(says.kind)
    if let reference = says.reference { return "\(kind) \(RecordReference.grouped(reference))" }
    return says.isKnown ? "\(kind) without a reference" : "A new record: \(kind.lowercased())"
  }

  private func past(_ cursor: Cursor?, _ authorised: AuthorisedRequest) async throws -> Response {
    let (decisions, next) = try await pages.centre.quarantineDecisions(
      after: cursor, limit: Self.entriesMax)
    let content = Past(
      decisions: decisions.map { decision in
        Decision(
          site: decision.site, reason: Self.reasons[decision.reason] ?? decision.reason,
          state: decision.wasReleased ? Tag("Accepted", "green") : Tag("Rejected", "grey"),
          at: Wording.moment(decision.at), by: decision.by, why: decision.why,
          entry: decision.entry)
      }, isEmpty: decisions.isEmpty,
      later: next.map { "/quarantine?decided=yes&cursor=\($0.text)" })
    return pages.show("quarantine-past", title: "Past decisions", content, authorised)
  }

  private func decide(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    return try await pages.change(authorised, then: "/quarantine") {
      let entry = try Decisions.required("entry", fields, "Choose an entry.")
      guard try await pages.decisions.decideEntry(entry, fields, by: principal) else {
        throw EditRefusal.invalid(
          ValidationError("decided-already", "This entry needs no decision any more."))
      }
    }
  }
}
