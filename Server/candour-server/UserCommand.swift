import Aggregation
import ArgumentParser
import Glibc
import Replication
import Web

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "People who sign in.", subcommands: [Add.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a person, or give one a new role and password.",
      discussion: "Asks for the password, or reads it from standard input.")

    @OptionGroup var options: DataOptions
    @Option(help: ArgumentHelp("The address they sign in with.", valueName: "E")) var email: String
    @Option(
      help: ArgumentHelp(
        "A staff number or made-up mark that stands for them in the history.", valueName: "LABEL"))
    var label: String?
    @Option(
      help: """
        governance, employer, mpe, reader, administrator, who sees no record, or reporter, who logs \
        for one site and sees what they logged.
        """)
    var role: Role
    @Option(help: ArgumentHelp("The site that a reporter logs for.", valueName: "CODE"))
    var site: String?

    func validate() throws {
      guard (role == .reporter) == (site != nil) else {
        throw ValidationError("--site goes with --role reporter, and is needed there.")
      }
    }

    private struct Answer: Encodable {
      let email: String
      let role: String
      let site: String?
    }

    func run() async throws {
      let parts = email.split(separator: "@", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), email.utf8.count <= 254,
        !email.contains(where: \.isWhitespace)
      else { throw Failure.unusable("bad-email", "\(email) is not an e-mail address.") }
      let label = try label.map { text in
        guard let label = PersonLabel(text, email: email) else {
          throw Failure.unusable("bad-label", PersonLabel.rule)
        }
        return label
      }
      let site = try site.map { code in
        guard let site = Scope(code) else {
          throw Failure.unusable("bad-code", "A site's code is 2 to 16 capital letters and digits.")
        }
        return site
      }
      let centre = try options.centre()
      guard site != centre.trust else {
        throw Failure.unusable(
          "bad-code", "\(centre.trust.code) is the trust, not one of its sites.")
      }
      let password = try Self.readPassword()
      if let flaw = PasswordRule.flaw(of: password, for: email) {
        throw Failure.unusable("weak-password", flaw)
      }
      let hash = try PasswordHash(of: password)
      try await centre.addPerson(email: email, role: role, password: hash.text, site: site)
      if let label, let person = try await centre.credentials(email: email)?.person,
        try await !centre.setLabel(label, of: person)
      {
        throw Failure.failed(
          "label-taken",
          "\(email) may sign in, but somebody else has or had the label: choose another.")
      }
      if options.json {
        Output.line(Output.json(Answer(email: email, role: role.rawValue, site: site?.code)))
      } else {
        StandardError.write("\(email) may sign in as \(role.rawValue).\n")
      }
    }

    /// A browser sends UTF-8: another encoding of the same password would never open anything.
    private static let notText = Failure.unusable(
      "not-utf8", "The password is not UTF-8: set this terminal to UTF-8. Nothing was changed.")

    /// From the terminal without showing it, else the first line of standard input.
    private static func readPassword() throws -> String {
      if isatty(0) == 1 {
        guard let typed = getpass("Password: ") else {
          throw Failure.unusable("no-password", "No password was given.")
        }
        guard let password = String(validatingCString: typed) else { throw notText }
        return password
      }
      guard let line = readLine(strippingNewline: true), !line.isEmpty else {
        throw Failure.unusable("no-password", "No password came on standard input.")
      }
      guard !line.unicodeScalars.contains("\u{fffd}") else { throw notText }
      return line
    }
  }
}
