package import Replication

/// What a person or program may see and do at the centre.
package enum Role: String, Hashable, Sendable, CaseIterable {
  /// Reviews merged records, settles conflicts, answers to the regulator, runs the centre.
  case governance
  /// The employer under IR(ME)R: receives reports, approves decisions.
  case employer
  /// The medical physics expert: assesses doses and advises.
  case mpe
  /// Sees records but decides nothing.
  case reader
  /// Runs the centre: people, tokens, devices, messages. Sees no records.
  case administrator
  /// Logs incidents for one site in a browser. Sees what they logged themselves, and nothing else.
  case reporter

  /// The roles that see records.
  package static let withRecords = allCases.filter { $0 != .administrator && $0 != .reporter }
  /// The roles that a program may have: a reporter is a person at a site.
  package static let ofPrograms = allCases.filter { $0 != .reporter }
}

/// Who sends a request: a person who signed in, or a program with a token.
package struct Principal: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A person, with the token that every form of their session contains.
    case person(email: String, formToken: String)
    case program(name: String)
  }

  /// The person's or token's identifier, as the access log writes it.
  package let id: String
  package let role: Role
  package let kind: Kind
  /// The label that the history shows for a person, theirs alone; `nil`: only their role is shown.
  package let label: String?
  /// The site that a reporter logs for.
  package let site: Scope?

  package init(id: String, role: Role, kind: Kind, label: String? = nil, site: Scope? = nil) {
    (self.id, self.role, self.kind, self.label, self.site) = (id, role, kind, label, site)
  }

  /// The author as an entry states it: the role, and the person's own label.
  package var author: String { label.map { "\(role.rawValue) \($0)" } ?? role.rawValue }
}
