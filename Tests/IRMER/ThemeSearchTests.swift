import IRMER
import Testing

/// “However, we rely on employers to use professional judgement to identify themes.” (SAUE guidance)
@Suite("Theme search")
struct ThemeSearchTests {
  private func subject(
    _ incident: String, on date: String = "2026-02-02", site: String = "RBD01",
    nation: Nation = .england, equipment: String? = nil, fault: String? = nil,
    cause: String? = nil, category: NotificationCode? = nil, exposed: Int = 1
  ) throws -> ThemeSubject {
    ThemeSubject(
      incident: incident, site: site, nation: nation,
      discoveredOn: try #require(CalendarDate(date)), equipment: equipment, fault: fault,
      cause: cause, category: category, individualsExposed: exposed)
  }

  /// “More than one individual exposed within the same incident or theme.” (SAUE guidance); at two the M
  /// question is raised for judgement, at three a theme is proposed.
  @Test(arguments: [
    (1, 0, nil), (1, 1, ThemeProposal.Strength.question), (2, 0, .question), (2, 1, .proposed),
    (40, 1, .proposed),
  ])
  func `two individuals raise a question, three propose a theme`(
    first: Int, second: Int, strength: ThemeProposal.Strength?
  ) throws {
    let subjects = [
      try subject("a", equipment: "CT2", exposed: first),
      try subject("b", equipment: "CT2", exposed: second),
    ]
    let proposals = ThemeSearch().proposals(from: subjects)

    #expect(proposals.first?.strength == strength)
    #expect(proposals.count == (strength == nil ? 0 : 1))
  }

  @Test func `one incident with many individuals is no theme`() throws {
    let subjects = [try subject("a", equipment: "CT2", fault: "tube", exposed: 12)]

    #expect(ThemeSearch().proposals(from: subjects) == [])
  }

  @Test(arguments: [
    "MLC  motor (fault)", "mlc-motor-fault", " -- ", "A1b2 C3", "[Z]@{a}`_^", "tab\tand\nline", "x",
    "room 4/bay:2", "\u{0}nul\u{7f}",
  ])
  func `a text is one whether or not a letter beyond ASCII follows`(text: String) throws {
    func key(_ fault: String) throws -> String? {
      ThemeKey(.sameFault, of: try subject("a", fault: fault))?.text
    }
    let longer = try key(text + " é")
    let folded = try key(text)

    #expect(longer == (folded.map { $0 + "-é" } ?? "é"))
  }

  /// “the same MLC fault affects 3 or more patients” (SAUE guidance, examples of notifiable events).
  @Test func `the same fault is found across sites, however it is written`() throws {
    let subjects = [
      try subject("a", site: "RBD01", fault: "MLC fault"),
      try subject("b", on: "2026-05-01", site: "RBD02", fault: "mlc  Fault."),
      try subject("c", on: "2027-01-01", site: "RBD01", fault: "MLC-fault"),
      try subject("d", fault: "couch"),
    ]
    let proposal = try #require(ThemeSearch().proposals(from: subjects).first)

    #expect(proposal.id.description == "fault/mlc-fault")
    #expect(proposal.strength == .proposed)
    #expect(proposal.incidents == ["a", "b", "c"])
    #expect(proposal.sites == ["RBD01", "RBD02"])
    #expect(proposal.isAcrossSites)
    #expect(
      proposal.reasons.map(\.text) == [
        "the same fault “MLC fault”, within 365 days: 3 incidents, 3 individuals",
        "three individuals or more",
        "across 2 sites: RBD01, RBD02", "a fault that comes back",
      ])
    #expect(
      proposal.reasons.map(\.quote).contains("the same MLC fault affects 3 or more patients"))
  }

  @Test func `a theme of one site says nothing of others`() throws {
    let subjects = [try subject("a", equipment: "CT2"), try subject("b", equipment: "CT2")]
    let proposal = try #require(ThemeSearch().proposals(from: subjects).first)

    #expect(!proposal.isAcrossSites)
    #expect(!proposal.reasons.contains { $0.text.hasPrefix("across") })
  }

  @Test func `machines of one name at two sites are two machines`() throws {
    let subjects = [
      try subject("a", site: "RBD01", equipment: "CT2"),
      try subject("b", site: "RBD02", equipment: "CT2"),
    ]

    #expect(ThemeSearch().proposals(from: subjects) == [])
  }

  @Test(arguments: [
    (["2026-01-01", "2026-04-01"], 1), (["2026-01-01", "2026-04-02"], 0),
    (["2026-01-01", "2026-03-31", "2026-04-02"], 1),
    (["2026-01-01", "2026-01-02", "2026-06-01", "2026-06-02"], 2),
  ])
  func `same category and cause are one proposal within 90 days`(
    dates: [String], count: Int
  ) throws {
    let subjects = try dates.enumerated().map { index, date in
      try subject("\(index)", on: date, cause: "protocol-failure", category: .code4_2b)
    }

    #expect(ThemeSearch().proposals(from: subjects).count == count)
  }

  @Test func `a row of two years is no single theme, and the densest months are one`() throws {
    let subjects = try (0..<139).map { index in
      let day = try #require(CalendarDate("2024-01-01")).adding(days: index * 5)
      return try subject(
        "\(1000 + index)", on: "\(day)", cause: "human-error", category: .code1)
    }

    let proposals = ThemeSearch().proposals(from: subjects)

    #expect(proposals.count == 8)
    for proposal in proposals {
      #expect(proposal.firstDiscoveredOn.days(until: proposal.lastDiscoveredOn) <= 90)
      #expect(proposal.incidents.count <= 19)
    }
  }

  @Test func `the window can be set`() throws {
    let subjects = [
      try subject("a", on: "2026-01-01", cause: "set-up", category: .code4_2a),
      try subject("b", on: "2026-01-09", cause: "set-up", category: .code4_2a),
    ]

    #expect(ThemeSearch(windowDays: 7).proposals(from: subjects) == [])
    #expect(ThemeSearch(windowDays: 8).proposals(from: subjects).count == 1)
    #expect(
      ThemeSearch(windowDays: 8).proposals(from: subjects).first?.id.description
        == "category/4.2a/set-up/2026-01-01")
  }

  @Test func `another category or another cause is another group`() throws {
    let subjects = [
      try subject("a", cause: "protocol-failure", category: .code4_2b),
      try subject("b", cause: "patient", category: .code4_2b),
      try subject("c", cause: "protocol-failure", category: .code4_1),
    ]

    #expect(ThemeSearch().proposals(from: subjects) == [])
  }

  @Test func `near misses are listed with a theme and make none`() throws {
    let misses = [
      try subject("a", equipment: "CT2", exposed: 0),
      try subject("b", equipment: "CT2", exposed: 0),
    ]
    let hit = try subject("c", on: "2026-03-01", equipment: "CT2", exposed: 2)

    #expect(ThemeSearch().proposals(from: misses) == [])
    #expect(ThemeSearch().proposals(from: misses + [hit]).first?.incidents == ["a", "b", "c"])
  }

  @Test func `the order of the incidents changes nothing, nor does an incident twice`() throws {
    let subjects = try (0..<12).map { index in
      try subject(
        "\(index)", on: "2026-02-\(10 + index)", site: "RBD0\(index % 3)",
        nation: index % 2 == 0 ? .england : .wales, equipment: "CT\(index % 2)",
        fault: index % 4 == 0 ? "tube" : nil, cause: "human", category: .code2_1,
        exposed: index % 3)
    }
    let expected = ThemeSearch().proposals(from: subjects)

    #expect(!expected.isEmpty)
    #expect(ThemeSearch().proposals(from: subjects.reversed() + subjects) == expected)
    #expect(Set(expected.map(\.id)).count == expected.count)
  }

  @Test func `an identifier stays while incidents join`() throws {
    let early = [try subject("a", equipment: "CT2"), try subject("b", equipment: "CT2")]
    let later = early + [try subject("0", on: "2025-12-01", equipment: "CT2")]

    let ids = [early, later].map { ThemeSearch().proposals(from: $0).map(\.id.description) }

    #expect(ids == [["equipment/RBD01/ct2"], ["equipment/RBD01/ct2"]])
  }

  @Test func `a theme over two nations names both authorities`() throws {
    let subjects = [
      try subject("a", nation: .wales, fault: "tube"), try subject("b", fault: "tube"),
    ]

    #expect(ThemeSearch().proposals(from: subjects).first?.authorities == [.cqc, .hiw])
  }

  @Test func `what a confirmed theme holds is not proposed again, what joins it is`() throws {
    let date = try #require(CalendarDate("2026-02-10"))
    let theme = ConfirmedTheme(
      id: "t", identifiedOn: date, incidents: ["a", "b"], confirmedBy: "governance")
    let subjects = [try subject("a", equipment: "CT2"), try subject("b", equipment: "CT2")]
    let joined = subjects + [try subject("c", equipment: "CT2")]

    #expect(ThemeSearch().proposals(from: subjects, confirmed: [theme]) == [])
    let proposals = ThemeSearch().proposals(from: joined, confirmed: [theme])
    #expect(proposals.map(\.newIncidents) == [["c"]])
    #expect(proposals.map(\.incidents) == [["a", "b", "c"]])
  }

  @Test func `absurd numbers of individuals trap nothing`() throws {
    let subjects = [
      try subject("a", equipment: "CT2", exposed: .max),
      try subject("b", equipment: "CT2", exposed: .max), try subject("c", exposed: .min),
    ]

    #expect(ThemeSearch().proposals(from: subjects).first?.individualsExposed == .max)
  }
}

@Suite("Confirmed theme")
struct ThemeClockTests {
  /// “no later than 2 weeks after discovering the incident” and “no later than 12 weeks after the
  /// incident was discovered” (SAUE guidance), counted from the day on which the theme was identified.
  @Test(arguments: [
    ("2026-02-10", "2026-02-24", "2026-05-05"), ("2026-03-20", "2026-04-03", "2026-06-12"),
    ("2026-10-20", "2026-11-03", "2027-01-12"), ("2028-02-20", "2028-03-05", "2028-05-14"),
  ])
  func `a theme has a clock of its own`(
    identified: String, notifyBy: String, reportBy: String
  ) throws {
    let theme = ConfirmedTheme(
      id: "t", identifiedOn: try #require(CalendarDate(identified)), incidents: ["a"],
      confirmedBy: "medical physics expert")

    #expect("\(theme.notifyBy)" == notifyBy)
    #expect("\(theme.reportBy)" == reportBy)
  }
}
