internal import Aggregation
internal import IRMER
internal import Records
internal import Replication
internal import Screens

extension Decisions {
  // MARK: Themes

  /// Confirms a theme, or rejects it.
  ///
  /// - Returns: the records that were created, one for each nation's authority.
  func judgeTheme(_ fields: FormFields, by principal: Principal) async throws -> [String] {
    try await mustKnow(fields.words("incidents"))
    let why = try Self.required("why", fields, "Say why it is, or is not, a theme.")
    let decision = fields["decision"]
    guard decision == "confirm" || decision == "reject" else {
      throw Self.invalid("decision", "Say whether it is a theme.")
    }
    let isTheme = decision == "confirm"
    let day = fields.text("identifiedOn")
    let identifiedOn = day.flatMap { CalendarDate($0) }
    guard day == nil || identifiedOn != nil else {
      throw Self.invalid("identifiedOn", "Write the day as 2026-03-01.")
    }
    let judgement = ThemeJudgement(
      isTheme: isTheme,
      title: isTheme
        ? try Self.required("title", fields, "Name the theme.")
        : fields.text("title") ?? fields.text("ground") ?? "", why: why,
      ground: fields.text("ground") ?? "", incidents: fields.words("incidents"),
      identifiedOn: identifiedOn ?? centre.today, complementary: fields.words("complementary"))
    return try await centre.judge(judgement, by: principal)
  }

  /// A decision about incidents needs incidents that exist.
  private func mustKnow(_ incidents: [String]) async throws {
    let known = try await centre.incidents(named: incidents)
    guard incidents.allSatisfy({ known[$0] != nil }) else { throw UnknownRecord() }
  }

  /// Adds incidents to a confirmed theme.
  func join(
    _ theme: String, version: String, _ fields: FormFields, by principal: Principal
  ) async throws {
    let why = try Self.required("why", fields, "Say why it is, or is not, a theme.")
    guard try await centre.snapshot(named: theme).kind == .theme else { throw UnknownRecord() }
    try await centre.join(
      theme, version: version, incidents: fields.words("incidents"), why: why, by: principal)
  }

  // MARK: Duplicates and quarantine

  /// Decides whether two records are of one event, and which of them is kept.
  func decideDuplicate(_ fields: FormFields, by principal: Principal) async throws {
    if fields["decision"] == "two-each" { return try await dismiss(fields, by: principal) }
    try await mustKnow([fields["id1"] ?? "", fields["id2"] ?? ""])
    let why = try Self.required("why", fields, "Say why it is, or is not, one event.")
    let both = [1, 2].map { place in
      (id: fields["id\(place)"] ?? "", version: fields["version\(place)"] ?? "")
    }
    switch fields["decision"] {
    case "keep1":
      try await centre.confirmDuplicate(
        keeping: both[0], dropping: both[1], why: why, by: principal)
    case "keep2":
      try await centre.confirmDuplicate(
        keeping: both[1], dropping: both[0], why: why, by: principal)
    case "two": try await centre.dismissDuplicate(both[0], both[1], why: why, by: principal)
    default: throw Self.invalid("decision", "Say whether it is one event.")
    }
  }

  /// Records for every ticked pair that it is two events; each pair names both records and their
  /// versions.
  private func dismiss(_ fields: FormFields, by principal: Principal) async throws {
    let why = try Self.required("why", fields, "Say why they are two events each.")
    let pairs = fields.all("pair").map { $0.split(separator: " ").map(String.init) }
    guard !pairs.isEmpty, pairs.count <= 100, pairs.allSatisfy({ $0.count == 4 }) else {
      throw Self.invalid("pair", "Tick the pairs that are two events.")
    }
    try await mustKnow(pairs.flatMap { [$0[0], $0[2]] })
    try await centre.dismissDuplicates(
      pairs.map { (first: ($0[0], $0[1]), second: ($0[2], $0[3])) }, why: why, by: principal)
  }

  /// Releases an entry into the records, or keeps it out.
  ///
  /// - Returns: whether it was waiting.
  @discardableResult
  func decideEntry(
    _ entry: String, _ fields: FormFields, by principal: Principal
  ) async throws -> Bool {
    let why = try Self.required("why", fields, "Say why. The reason stays with the entry.")
    guard let decision = fields["decision"], ["release", "keep-out"].contains(decision) else {
      throw Self.invalid("decision", "Choose what becomes of it.")
    }
    // A form lists the entries that the decision includes; a program that lists none means all.
    let resting: RestingEntries =
      fields["resting-shown"] == nil && fields.all("resting").isEmpty
      ? .all : .only(fields.words("resting"))
    return try await centre.decide(
      release: decision == "release", entry: entry, resting: resting, why: why, by: principal)
  }

  // MARK: Devices

  /// A single-use code for a device of a site.
  func makeCode(
    _ fields: FormFields, by principal: Principal
  ) async throws -> (text: String, site: String) {
    guard let scope = fields.text("site").flatMap({ Scope($0.uppercased()) }),
      scope != centre.trust
    else {
      throw Self.invalid(
        "site", "A site's code is 2 to 16 capital letters and digits, not the trust's own.")
    }
    guard let role = DeviceRole(rawValue: fields["role"] ?? "site") else {
      throw Self.invalid("role", "A device writes its site's records, or only reads.")
    }
    let secret = try await centre.makeEnrolmentCode(
      site: scope, role: role, form: fields["once"].flatMap(RecordID.init(text:)))
    centre.note(principal, "made an enrolment code", scope.code)
    return (secret.text, scope.code)
  }

  /// Ends a device's access.
  func revokeDevice(_ id: String, _ fields: FormFields, by principal: Principal) async throws {
    let why = try Self.required("why", fields, "Say why. The reason stays with the device.")
    guard let replica = ReplicaID(text: id),
      try await centre.revokeDevice(replica, why: why)
    else { throw UnknownRecord() }
    centre.note(principal, "revoked a device", id)
  }

  // MARK: Registers

  /// Adds one of the employer's procedures.
  ///
  /// - Returns: its identifier.
  func addProcedure(_ fields: FormFields, by principal: Principal) async throws -> String {
    var document = JSONObject()
    document.append(
      "title", .string(try Self.required("title", fields, "Name the procedure.")))
    document.append("status", "current")
    for name in ["version", "link", "authoriser", "author", "approvedOn"] {
      if let text = fields.text(name) { document.append(name, .string(text)) }
    }
    let holders = fields.all("dutyHolders").flatMap { $0.split { $0.isNewline } }.map {
      $0.split(separator: " ").joined(separator: " ")
    }.filter { !$0.isEmpty }
    if !holders.isEmpty { document.append("dutyHolders", JSONValue(holders)) }
    return try await centre.add(.procedure, .object(document), by: principal)
  }
}
