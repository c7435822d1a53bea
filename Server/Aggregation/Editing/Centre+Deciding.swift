package import IRMER
internal import RecordStore
internal import Records
internal import Replication

/// A person's judgement about incidents that may be a theme.
///
/// “However, we rely on employers to use professional judgement to identify themes.” (SAUE guidance, R043.)
package struct ThemeJudgement: Sendable {
  package let isTheme: Bool
  package let title: String
  package let why: String
  /// What the incidents share, by the proposal's identifier.
  package let ground: String
  package let incidents: [String]
  package let identifiedOn: CalendarDate
  /// Such as `M4.2b`.
  package let complementary: [String]

  package init(
    isTheme: Bool, title: String, why: String, ground: String, incidents: [String],
    identifiedOn: CalendarDate, complementary: [String]
  ) {
    (self.isTheme, self.title, self.why, self.ground) = (isTheme, title, why, ground)
    (self.incidents, self.identifiedOn) = (incidents, identifiedOn)
    self.complementary = complementary
  }

  /// - Throws: ``EditRefusal`` for incidents that cannot be a theme.
  fileprivate func check(today: CalendarDate, known: [IncidentRow]) throws(EditRefusal) {
    guard known.count == Set(incidents).count, known.count >= 2 else {
      throw .invalid(
        ValidationError("not-a-theme", "A theme holds two incidents or more.", field: "incidents"))
    }
    guard isTheme else { return }
    guard identifiedOn <= today else {
      throw .invalid(
        ValidationError(
          "in-the-future", "The day on which it was identified has not come yet.",
          field: "identifiedOn"))
    }
    let areCodes = complementary.allSatisfy {
      $0.hasPrefix("M") && NotificationCode(rawValue: String($0.dropFirst())) != nil
    }
    guard !complementary.isEmpty, areCodes else {
      throw .invalid(
        ValidationError(
          "unknown-code", "Give M with the most relevant category, such as M4.2b.",
          field: "complementary"))
    }
  }
}

extension Centre {
  /// Writes a person's judgement about a proposal: one record for each nation whose authority a
  /// confirmed theme goes to, in one transaction.
  ///
  /// - Returns: the identifiers of the records.
  /// - Throws: ``EditRefusal``.
  package func judge(
    _ judgement: ThemeJudgement, by principal: Principal
  ) async throws -> [String] {
    let known = Array(try await incidents(named: judgement.incidents).values)
    try judgement.check(today: today, known: known)
    let nations = Set(known.compactMap(\.nation?.rawValue)).sorted()
    let targets: [String?] =
      judgement.isTheme && nations.count > 1 ? nations : [nations.first]
    let documents = targets.map {
      judgement.document(nation: $0, sites: Set(known.map(\.site)), by: principal)
    }
    return try await add(.theme, documents, by: principal)
  }

  /// Adds later incidents to a confirmed theme. Its clock is unchanged.
  ///
  /// - Throws: ``EditRefusal``, ``UnknownRecord``.
  package func join(
    _ theme: String, version: String, incidents: [String], why: String, by principal: Principal
  ) async throws {
    let held = ThemeView(try await snapshot(named: theme)).incidents
    let places = try await self.incidents(named: held.union(incidents)).mapValues(\.site)
    try await edit(theme, version: version, by: principal) {
      snapshot, context, generator throws(ValidationError) in
      let view = ThemeView(snapshot)
      let new = incidents.filter { places[$0] != nil && !view.incidents.contains($0) }
      guard !new.isEmpty else {
        throw ValidationError("nothing-to-change", "The theme holds them all.", field: "incidents")
      }
      let sites = view.incidents.union(new).compactMap { places[$0] }
      return try Edit.setting(
        [
          ("incidents", JSONValue(view.incidents.sorted() + new)),
          ("sites", JSONValue(Set(sites).sorted())),
        ], on: snapshot, why: why, context: context, using: &generator)
    }
  }
}

extension ThemeJudgement {
  fileprivate func document(
    nation: String?, sites: Set<String>, by principal: Principal
  ) -> JSONValue {
    [
      "title": .string(title), "status": isTheme ? "confirmed" : "rejected",
      "identifiedOn": JSONValue(identifiedOn), "confirmedBy": .string(principal.author),
      "reason": .string(why), "ground": .string(ground), "incidents": JSONValue(incidents),
      "nation": JSONValue(nation), "sites": JSONValue(sites.sorted()),
      "complementary": JSONValue(complementary),
    ]
  }
}
