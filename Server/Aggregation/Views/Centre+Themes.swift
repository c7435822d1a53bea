package import IRMER
internal import Records

extension Centre {
  /// Incidents of all sites that may be a theme, the strongest first, without those that a person
  /// has decided about as they stand.
  package func themeProposals() async throws -> [ThemeProposal] {
    let themes = try await snapshots(of: .theme)
    let subjects = try await snapshots(of: .incident).compactMap {
      IncidentView($0).themeSubject
    }
    let decided = themes.filter { !$0.isWithdrawn }.map { ThemeView($0).incidents }
    return ThemeSearch().proposals(
      from: subjects, confirmed: themes.compactMap { ThemeView($0).confirmed }
    ).filter { proposal in !decided.contains { $0.isSuperset(of: proposal.incidents) } }
  }
}
