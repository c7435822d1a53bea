import Aggregation
import ArgumentParser
import FoundationEssentials
import RecordStore
import Replication
import Web

struct TrustCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust", abstract: "Several trusts in one deployment.",
    discussion: """
      A folder of trusts holds a data folder for each, named by its code. serve --data FOLDER serves \
      all of them; every other command takes --data FOLDER/CODE, or --data FOLDER --trust CODE.
      """,
    subcommands: [Add.self, List.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a trust's data folder in a folder of trusts.",
      discussion: """
        Its certificate carries each --host and CODE.localhost. A running server serves the trust \
        within seconds.

        With --store the store is in a schema of that database, named by the trust's code unless \
        the URL names one. A second server runs the same command with a folder of its own: a trust \
        that is in the database already is served from there too.

        EXAMPLES
          candour-server trust add --data /srv/trusts --trust RBD --host rbd.candour.example
          candour-server trust add RBD --data /srv/trusts --store postgres://candour@db/candour
        """)

    @OptionGroup var options: DataOptions
    @OptionGroup var founding: FoundingOptions
    @Argument(help: "The trust's code, in place of --trust.") var code: String?

    private var trust: String? { options.givenTrust ?? code }

    func validate() throws {
      try founding.validate(trust: trust)
      guard code == nil || options.givenTrust == nil || code == options.givenTrust else {
        throw ValidationError("Name one trust.")
      }
    }

    func run() async throws {
      let root = try options.place().root
      guard !TrustFolder.isCentre(root) else {
        throw Failure.unusable(
          "data-folder",
          "\(root) is the data folder of one centre. Move it into a folder of trusts, under its "
            + "trust's code, then add to that folder. Nothing was changed.")
      }
      let place = try DataPlace(data: root, store: nil, trust: trust)
      guard let trust = place.trust else { return }
      var founding = founding
      founding.hosts = founding.hostNames + ["\(trust.code.lowercased()).localhost"]
      let data = place.folder.folder(of: trust)
      guard let database = try options.database.map({ try Databases.schema(of: trust, in: $0) })
      else {
        try refuseTaken(founding.hosts, in: place.folder, of: trust)
        return try founding.make(trust, in: data, json: options.json)
      }
      if try join(trust, in: data, at: database) { return }
      try refuseTaken(founding.hosts, in: place.folder, of: trust)
      try founding.make(trust, in: data, database: database, json: options.json)
    }

    /// Has this folder of trusts serve a trust that another server has made in the database.
    ///
    /// - Returns: whether the trust was there.
    private func join(_ trust: Scope, in data: String, at database: String) throws -> Bool {
      let found = try RecordStore.trust(at: database, environment: try Now.environment())
      guard let found else { return false }
      guard found == trust else {
        throw Failure.unusable(
          "other-trust", "The schema holds the centre of \(found). Nothing was changed.")
      }
      guard !TrustFolder.isCentre(data) else { throw StoreError.present(folder: data) }
      try Databases.point(data, to: database)
      // Fetches the centre's key and certificates.
      let centre = try options.centre(of: trust, in: data)
      if options.json {
        Output.line(Output.json(["trust": trust.code, "joined": data]))
      } else {
        Output.line("\(trust) is in the database already, and is served from \(data) too.")
      }
      try centre.store.close()
      return true
    }

    private func refuseTaken(_ hosts: [String], in folder: TrustFolder, of trust: Scope) throws {
      for other in folder.trusts() where other != trust {
        let theirs = TLSFolder(data: folder.folder(of: other)).ownHosts()
        for host in hosts where theirs.contains(host.lowercased()) {
          throw Failure.unusable(
            "host-taken", "\(host) is on the certificate of \(other). Nothing was changed.")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the trusts, their host names, and whether their stores can be opened.",
      discussion: "With --store, the trusts whose stores are in that database, whoever serves them."
    )

    @OptionGroup var options: DataOptions

    private struct Item: Encodable {
      let trust: String
      let folder: String
      let hosts: [String]
      let state: String
      let reason: String?

      enum CodingKeys: String, CodingKey { case trust, folder, hosts, state, reason }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(trust, forKey: .trust)
        try container.encode(folder, forKey: .folder)
        try container.encode(hosts, forKey: .hosts)
        try container.encode(state, forKey: .state)
        try container.encode(reason, forKey: .reason)
      }
    }

    func run() async throws {
      if let database = options.database { return try list(database) }
      let set = try options.centres(for: .reading)
      var items: [Item] = []
      var first: StoreError?
      for trust in set.folder.trusts() {
        let folder = set.folder.folder(of: trust)
        var reason: StoreError?
        do {
          try await set.use(trust, for: .upkeep) { _ in }
        } catch let failure as TrustUnavailable {
          reason = failure.reason
          first = first ?? reason
        }
        await set.closeIdle()
        items.append(
          Item(
            trust: trust.code, folder: folder, hosts: TLSFolder(data: folder).ownHosts(),
            state: reason == nil ? "available" : "unavailable",
            reason: reason.map { Failure($0 as any Error).message }))
      }
      show(items, misnamed: set.folder.misnamed())
      if let first { throw ExitCode(Failure(first as any Error).exit.rawValue) }
    }

    /// The trusts of a database, by their schemas.
    private func list(_ database: String) throws {
      _ = try options.settings()
      let environment = try Now.environment()
      var first: Failure?
      let items = try Databases.schemas(in: database).compactMap { location -> Item? in
        do {
          guard let trust = try RecordStore.trust(at: location, environment: environment) else {
            return nil
          }
          return Item(
            trust: trust.code, folder: location, hosts: [], state: "available", reason: nil)
        } catch {
          let failure = Failure(error as any Error)
          first = first ?? failure
          return Item(
            trust: "?", folder: location, hosts: [], state: "unavailable",
            reason: failure.message)
        }
      }
      show(items, misnamed: [])
      if let first { throw ExitCode(first.exit.rawValue) }
    }

    private func show(_ items: [Item], misnamed: [String]) {
      for name in misnamed {
        StandardError.write("\(name) is not named by its trust's code and is not served.\n")
      }
      guard !options.json else { return Output.line(Output.json(items)) }
      Output.table(
        ["trust", "state", "hosts"],
        items.map { [$0.trust, $0.state, $0.hosts.joined(separator: " ")] })
      for item in items {
        if let reason = item.reason { StandardError.write("\(item.trust): \(reason)\n") }
      }
    }
  }
}

extension DataOptions {
  /// The centres of the folder of trusts that the command line names.
  func centres(for access: StoreAccess = .writing) throws -> CentreSet<Void> {
    guard database == nil else {
      throw Failure.unusable(
        "unsupported-store",
        "A database's schema is one trust's. Name a folder of trusts with --data.")
    }
    let place = try place()
    guard !TrustFolder.isCentre(place.root), place.holdsTrusts else {
      throw Failure.unusable(
        "no-trusts", "\(place.root) is no folder of trusts. Make one with trust add.")
    }
    var hosting = try hosting(place.folder)
    hosting.access = access
    return CentreSet(hosting) { _ in }
  }

  func hosting(_ folder: TrustFolder) throws -> Hosting {
    var hosting = Hosting(folder: folder, environment: try Now.environment())
    hosting.accessKeptDays = try accessKeptDays()
    return hosting
  }
}
