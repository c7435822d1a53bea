package import IRMER
internal import RecordStore
internal import Records
internal import Replication

/// A proposal with what confirming it would write.
package struct ProposedTheme: Hashable, Sendable {
  package let proposal: ThemeProposal
  /// Its codes, as far as the incidents give a category: `M4.2b`.
  package let complementary: [String]
  /// Confirmed themes that contain some of its incidents: new incidents may be added to them.
  package let overlapping: [String]
}

extension Centre {
  /// Incidents of all sites that may be a theme, the strongest first, without proposals that a
  /// person has already decided about in their present form.
  package func themeProposals() async throws -> [ProposedTheme] {
    let subjects = try await themeSubjects()
    let themes = try await snapshots(of: .theme).map(ThemeView.init)
    let decided = themes.filter { !$0.snapshot.isWithdrawn }.map(\.incidents)
    let categories = Dictionary(
      subjects.map { ($0.incident, $0.category) }, uniquingKeysWith: { first, _ in first })
    return ThemeSearch().proposals(
      from: subjects, confirmed: themes.compactMap(\.confirmed)
    ).filter { proposal in !decided.contains { $0.isSuperset(of: proposal.incidents) } }.map {
      proposal in
      let found = Set(proposal.incidents.compactMap { categories[$0] ?? nil })
      return ProposedTheme(
        proposal: proposal,
        complementary: NotificationCode.allCases.filter(found.contains).map { "M\($0.rawValue)" },
        overlapping: themes.filter {
          $0.confirmed != nil && !$0.incidents.isDisjoint(with: proposal.incidents)
        }.map(\.snapshot.name))
    }
  }

  /// Proposals and decided themes; `state` is `proposed` or a theme's status, the days those on
  /// which it was identified, or on which the last incident was discovered.
  package func themes(_ filter: Filter) async throws -> Listing {
    let proposals = try await themeProposals().map { theme in
      (theme.item, theme.proposal.sites, theme.proposal.lastDiscoveredOn)
    }
    let known = try await snapshots(of: .theme).map(ThemeView.init).filter {
      !$0.snapshot.isWithdrawn
    }.map {
      ($0.item, $0.sites, $0.snapshot.date("identifiedOn"))
    }
    let items = (known + proposals).filter { item, sites, day in
      (filter.site == nil || sites.contains { filter.admits(site: $0) })
        && filter.admits(state: item["state"]?.string ?? "") && filter.admits(day: day)
    }
    return Listing(items.map { ("\($0.0["id"]?.string ?? "")", $0.0) }, filter)
  }
}

extension ProposedTheme {
  fileprivate var item: JSONObject {
    var item = JSONObject()
    item.append("id", .string(proposal.id.description))
    item.append("state", "proposed")
    item.append("title", .null)
    item.append("ground", .string(proposal.ground.rawValue))
    item.append("strength", .string(proposal.strength.rawValue))
    item.append("incidents", JSONValue(proposal.incidents))
    item.append("sites", JSONValue(proposal.sites))
    item.append("complementary", JSONValue(complementary))
    item.append("authorities", JSONValue(proposal.authorities.map(\.rawValue)))
    item.append("identifiedOn", .null)
    item.append("notifyBy", .null)
    item.append("reportBy", .null)
    item.append("reasons", JSONValue(proposal.reasons.map(\.text)))
    return item
  }
}

extension ThemeView {
  fileprivate var item: JSONObject {
    var item = JSONObject()
    item.append("id", .string(snapshot.name))
    item.append("state", .string(snapshot.text("status") ?? "proposed"))
    item.append("title", JSONValue(snapshot.text("title")))
    item.append("ground", JSONValue(snapshot.text("ground")))
    item.append("strength", .null)
    item.append("incidents", JSONValue(incidents.sorted()))
    item.append("sites", JSONValue(sites))
    item.append("complementary", JSONValue(complementary))
    item.append("authorities", JSONValue([nation.authority.rawValue]))
    item.append("identifiedOn", JSONValue(snapshot.text("identifiedOn")))
    item.append("notifyBy", JSONValue(confirmed?.notifyBy.description))
    item.append("reportBy", JSONValue(confirmed?.reportBy.description))
    item.append("reasons", JSONValue([snapshot.text("reason")].compactMap(\.self)))
    return item
  }
}
