import CentreStore
import IRMER
import RecordStore
import Records
import TestSupport
import Testing

@testable import Aggregation

/// The proposed themes are read from windows that are kept: they are what a search of all incidents
/// gives, whatever happened to the records.
@Suite("Kept themes")
struct KeptThemeTests {
  private let harness: CentreHarness
  private var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  /// Compares what is kept with a search of every record.
  private func check(_ comment: String) async throws {
    let subjects = try await centre.snapshots(of: .incident).map(IncidentView.init)
      .compactMap(\.themeSubject)
    let themes = try await centre.snapshots(of: .theme).map(ThemeView.init)
    let decided = themes.filter { !$0.snapshot.isWithdrawn }.map(\.incidents)
    let searched = ThemeSearch().proposals(
      from: subjects, confirmed: themes.compactMap(\.confirmed)
    ).filter { proposal in !decided.contains { $0.isSuperset(of: proposal.incidents) } }

    let kept = try await centre.themeProposals()

    #expect(kept.proposals.map(\.proposal) == searched, "\(comment)")
    #expect(kept.total == searched.count, "\(comment)")
    #expect(try centre.store.verify().problems == [], "\(comment)")
  }

  private static func facts(using random: inout SeededGenerator) -> JSONValue {
    let month = ["2025-03", "2025-08", "2025-11", "2026-01", "2026-02"].randomElement(
      using: &random)
    let day = "\(month ?? "")-\(Int.random(in: 10...28, using: &random))"
    let facts = Facts.protocolFailure(discoveredOn: day)
    guard Bool.random(using: &random), case .object(var object) = facts else { return facts }
    let fault = ["MLC motor", "mlc  MOTOR", "couch"].randomElement(using: &random) ?? ""
    object["equipment"] = [
      "assetNumber": .string("LA\(Int.random(in: 1...2, using: &random))"), "fault": .string(fault),
    ]
    return .object(object)
  }

  private func change(_ id: String, using random: inout SeededGenerator) async throws {
    let edits = [
      "discoveredOn=2025-08-1\(Int.random(in: 0...9, using: &random))", "equipment/fault=couch",
      "equipment/fault=gantry", "individuals/0/exposure=near-miss",
      "individuals/0/exposure=unintended", "individuals/0/verificationImages/cause=set-up-error",
      "nation=wales", "withdrawn",
    ]
    let chosen = edits.randomElement(using: &random) ?? ""
    do {
      try await centre.edit(id, version: try await harness.version(id), by: harness.governance) {
        snapshot, context, generator throws(ValidationError) in
        if chosen == "withdrawn" {
          return try Edit.withdraw(
            snapshot, why: "logged twice", context: context, using: &generator)
        }
        return try Edit.parse(
          [chosen], on: snapshot, why: "found out", context: context, using: &generator)
      }
    } catch is EditRefusal {}
  }

  private func decide(using random: inout SeededGenerator) async throws {
    guard let theme = try await centre.themeProposals().proposals.randomElement(using: &random)
    else { return }
    _ = try await centre.judge(
      ThemeJudgement(
        isTheme: Bool.random(using: &random), title: "Decided", why: "seen",
        ground: theme.proposal.ground.rawValue, incidents: theme.proposal.incidents,
        identifiedOn: centre.today, complementary: ["M4.2b"]), by: harness.governance)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `are those of a search of all incidents after any history`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed &+ 61)
    let sites = [try await harness.site("RBD01"), try await harness.site("RBD02")]
    var ids: [String] = []
    for step in 0..<24 {
      if random.once(in: 2) || ids.isEmpty {
        let site = sites[Int.random(in: 0...1, using: &random)]
        ids.append(try await harness.log(Self.facts(using: &random), at: site))
      } else if random.once(in: 6) {
        try await decide(using: &random)
      } else {
        try await change(ids.randomElement(using: &random) ?? "", using: &random)
      }
      try await check("seed \(seed), step \(step)")
    }
  }

  @Test func `pages and the list for programs go through all of them once`() async throws {
    let site = try await harness.site("RBD01")
    for fault in ["couch", "gantry", "motor", "laser", "table"] {
      for day in ["2026-02-01", "2026-02-03"] {
        var facts = JSONObject()
        facts["discoveredOn"] = .string(day)
        facts["equipment"] = ["fault": .string(fault)]
        facts["individuals"] = [["exposure": "unintended"]]
        try await harness.log(.object(facts), at: site)
      }
    }
    let all = try await centre.themeProposals()
    var paged: [ThemeProposal.ID] = []
    for skipped in stride(from: 0, to: all.total, by: 2) {
      paged += try await centre.themeProposals(skipping: skipped, limit: 2).proposals
        .map(\.proposal.id)
    }
    var filter = Filter()
    filter.limit = 2
    var listed: [String] = []
    repeat {
      let page = try await centre.themes(filter)
      #expect(page.total == all.total)
      listed += page.items.compactMap { $0["id"]?.string }
      filter.cursor = page.next
    } while filter.cursor != nil

    #expect(all.total == 5)
    #expect(paged == all.proposals.map(\.proposal.id))
    #expect(listed == paged.map(\.description).sorted())
  }

  @Test func `an edit lets only its own groups be searched again`() async throws {
    let site = try await harness.site("RBD01")
    var ids: [String] = []
    for day in 10..<16 {
      ids.append(
        try await harness.log(Facts.protocolFailure(discoveredOn: "2026-02-\(day)"), at: site))
    }
    _ = try await centre.themeProposals()
    #expect(try !centre.store.areThemesTouched())

    try await harness.set(ids[0], "equipment/fault=couch")
    #expect(try centre.store.groupsTouched() == ["4.2b/protocol-failure", "couch"])
    _ = try await centre.themeProposals()
    #expect(try !centre.store.areThemesTouched())
  }
}
