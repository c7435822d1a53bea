import Aggregation
import ArgumentParser
import RecordStore

struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "API tokens for programs.",
    subcommands: [Create.self, List.self, Revoke.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a token and print it, once.")

    @OptionGroup var options: DataOptions
    @Option(help: "What the program may see and do.") var role: Role
    @Option(help: ArgumentHelp("What the token is for.", valueName: "TEXT")) var name: String
    @Option(
      help: ArgumentHelp(
        "How many hours it is valid; without an end unless given.", valueName: "HOURS"))
    var validFor: Int?

    private struct Answer: Encodable {
      let id: String
      let token: String
      let role: String
    }

    func validate() throws {
      guard role != .reporter else {
        throw ValidationError("A reporter is a person, not a program.")
      }
      if let validFor, validFor < 1 { throw ValidationError("--valid-for is at least one hour.") }
    }

    func run() async throws {
      let made = try await options.centre().makeToken(role: role, name: name, hours: validFor)
      let answer = Answer(id: made.id, token: made.secret.text, role: role.rawValue)
      Output.line(options.json ? Output.json(answer) : answer.token)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List tokens; never their secrets.")

    @OptionGroup var options: DataOptions

    private struct Item: Encodable {
      let id: String
      let role: String
      let name: String
      let createdAt: String
      let expiresAt: String?
      let state: String
    }

    func run() async throws {
      let centre = try options.centre(for: .reading)
      let now = centre.now()
      let items = try await centre.tokens().map { token in
        let isExpired = token.expiresAt.map { $0 <= now } ?? false
        return Item(
          id: token.id, role: token.role.rawValue, name: token.name,
          createdAt: Now.text(token.createdAt), expiresAt: token.expiresAt.map(Now.text),
          state: token.revokedAt != nil ? "revoked" : isExpired ? "expired" : "valid")
      }
      guard !options.json else { return Output.line(Output.json(items)) }
      Output.table(
        ["id", "role", "state", "expires", "name"],
        items.map { [$0.id, $0.role, $0.state, $0.expiresAt ?? "never", $0.name] })
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a token at once.")

    @OptionGroup var options: DataOptions
    @Argument(help: "The token's id, as listed.") var id: String

    func run() async throws {
      guard try await options.centre().revokeToken(id) else {
        throw Failure.unusable("unknown-identifier", "There is no token \(id).")
      }
      if options.json { Output.line(Output.json(["id": id, "state": "revoked"])) }
    }
  }
}
