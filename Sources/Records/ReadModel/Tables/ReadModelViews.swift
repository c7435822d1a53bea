/// A question to the tables that many ask, under a name of its own.
public struct ReadModelView: Hashable, Sendable {
  public let name: String
  /// What one row stands for, in a sentence.
  public let meaning: String
  let query: String

  /// `CREATE VIEW`.
  public var definition: String { "CREATE VIEW \(name) AS \(query);" }
}

extension ReadModel {
  /// What is kept for spreadsheets, pandas and R beside the tables; withdrawn incidents are in none.
  public static let views = [
    ReadModelView(
      name: "incidentByMonth",
      meaning: "How many incidents each site discovered in each month, by outcome.",
      query: """
        SELECT site, substr(discoveredOn, 1, 7) AS month, outcome, count(*) AS incidents
        FROM incident WHERE status <> 'void' AND discoveredOn IS NOT NULL
        GROUP BY site, month, outcome
        """),
    parts(of: "finding", "Findings with the incident that they are of."),
    parts(of: "route", "Bodies that should hear of an incident, with that incident."),
    parts(of: "individual", "Individuals with the incident that they are of."),
    parts(of: "dose", "Figures of doses with the incident that they are of."),
    parts(of: "code", "Codes with the incident that they are of."),
  ]

  /// The rows of a table of parts beside the incident that each belongs to.
  private static func parts(of table: String, _ meaning: String) -> ReadModelView {
    let columns = tables.first { $0.name == table }?.columns.map { "\(table).\($0.name)" } ?? []
    return ReadModelView(
      name: "incident" + table.prefix(1).uppercased() + table.dropFirst(), meaning: meaning,
      query: """
        SELECT incident.id AS incident, incident.reference, incident.site, incident.discoveredOn,
          incident.modality, incident.outcome, \(columns.joined(separator: ", "))
        FROM \(table) JOIN incident USING (ownerRow) WHERE incident.status <> 'void'
        """)
  }
}
