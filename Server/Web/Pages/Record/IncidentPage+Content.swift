internal import Screens

// What the page of an incident shows.

extension IncidentPage {
  struct Finding {
    let individual: String
    let code: String
    let result: Tag
    let reason: String
    let margin: String
    let quote: String
    let missing: String?
  }

  struct Route {
    let body: String
    let duty: String
    let reason: String
  }

  struct Pair {
    let name: String
    let value: String
  }

  struct Content {
    let id: String
    /// The same, where a form within has an id of its own.
    let record: String
    let folder = "incidents"
    let name: String
    let site: String
    let status: String
    let outcome: Tag
    let state: Tag?
    let summary: [Pair]
    let clocks: [TrendsPage.Drawn]
    let strips: [TrendsPage.Drawn]
    let findings: [Finding]
    let hasFindings: Bool
    let routes: [Route]
    let prompts: [String]
    let hasPrompts: Bool
    let conflicts: [String]
    let inConflict: Bool
    let isWithdrawn: Bool
    let named: [String]
    let isNamed: Bool
    let fields: [Pair]
    let evidence: [EvidenceLine]
    let hasEvidence: Bool
    let changes: [HistoryWords]
    let mayEdit: Bool
    let version: String
    let today: String
    let duplicates: [Pair]
    let hasDuplicates: Bool
    let happened: String
    let hasHappened: Bool
    let immediate: String?
    let place: String
    let done: String?
    let problem: String?
    let clashes: [StepForm.Clash]
    let hasClashes: Bool
    let nextWords: String
    let next: StepForm?
    let nextLink: TodayPage.Link?
    let steps: [StepForm]
    let readings: [Dispute]
    let hasReadings: Bool
    let actions: [ActionLine]
    let hasActions: Bool
  }

  /// A disputed fact, with what each candidate would lead to.
  struct Dispute {
    let label: String
    let readings: [Reading]
  }

  struct Reading {
    let value: String
    let displayText: String
    let outcome: Tag
  }

  struct ActionLine {
    let displayText: String
    let owner: String
    let due: String
    let state: Tag
  }
}
