import ArgumentParser
import ProgramArguments
import SiteClient

/// `candour init`
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Set up this computer for a site.",
    discussion: """
      Makes the folder with the site's records and this computer's key; only you can read it. Nothing \
      is sent anywhere before you join a centre with `enrol`.

      EXAMPLES
        candour init --site RBD01 --nation england
        candour init --site RBD02 --nation scotland --trust RBD --name "West clinic" --as radiographer
      """)

  @Option(
    help: ArgumentHelp("The site's code: 2 to 16 capital letters or digits.", valueName: "code"))
  var site: String

  @Option(
    help: ArgumentHelp(
      "Where exposures happen: england, scotland, wales or northern-ireland.",
      valueName: "nation"),
    completion: .list(Nation.allCases.map(\.rawValue)))
  var nation: String

  @Option(help: ArgumentHelp("The trust's code.", valueName: "code"))
  var trust: String?

  @Option(help: ArgumentHelp("What people call the site.", valueName: "text"))
  var name = ""

  @OptionGroup var author: AuthorOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    guard let nation = Nation(rawValue: nation) else {
      let names = Nation.allCases.map(\.rawValue)
      let meant = NearestWord.to(nation, among: names).map { ". Did you mean \($0)?" } ?? ""
      throw CommandFailure(
        .unusable, "unknown-nation",
        "must be \(names.dropLast().joined(separator: ", ")) or \(names.last ?? "") (not "
          + "“\(nation)”)\(meant)", field: "--nation")
    }
    try AuthorContext.checkRole(author.role ?? "operator")
    guard site != trust else {
      throw CommandFailure(
        .unusable, "site-is-trust",
        "a site's code is not its trust's: the centre writes in the trust's name", field: "site")
    }
    let founding = NewStoreOptions(
      side: .site, scope: try Self.scope(site, field: "site"),
      trust: try trust.map { try Self.scope($0, field: "trust") }, nation: nation.rawValue,
      name: name, author: author.role ?? "operator")
    let client = try SiteClient.create(
      in: try store.path(), founding, environment: try .commandLine())
    let identity = client.identity
    if store.isJSON {
      store.output.print([
        "replica": .string("\(identity.replica)"), "site": .string(identity.scope.code),
        "nation": .string(identity.nation), "trust": JSONValue(identity.trust?.code),
        "store": .string(client.folder),
      ])
    } else {
      store.output.line(
        "This computer is set up for \(identity.scope); its records are in \(client.folder).", .good
      )
      store.output.pairs([("replica", "\(identity.replica)"), ("role", identity.author)])
      store.output.line("Next: candour incident log · candour enrol --server URL --code CODE")
    }
  }

  private static func scope(_ code: String, field: String) throws -> Scope {
    guard let scope = Scope(code) else {
      throw CommandFailure(
        .unusable, "bad-code", "must be 2 to 16 capital letters or digits, such as RBD01",
        field: field)
    }
    return scope
  }
}
