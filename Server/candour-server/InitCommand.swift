import Aggregation
import ArgumentParser
import FoundationEssentials
import Glibc
import RecordStore
import Replication
import Web

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a centre's data folder, certificate authority and certificate.")

  @OptionGroup var options: DataOptions
  @OptionGroup var founding: FoundingOptions

  func validate() throws { try founding.validate(trust: options.givenTrust) }

  func run() async throws {
    let place = try options.place()
    guard !place.holdsTrusts else {
      throw Failure.unusable(
        "folder-of-trusts",
        "\(place.root) is a folder of trusts: add one with trust add. Nothing was changed.")
    }
    let settings = try options.settingsFile.map {
      FoundingOptions.Elsewhere(file: $0, publicURL: try options.settings().publicURL())
    }
    try founding.make(
      place.trust, in: place.root, database: options.database, settings: settings,
      json: options.json)
  }
}

/// The options that create a centre.
struct FoundingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The nation that the trust is in.", valueName: "N"))
  var nation = "england"

  @Option(
    name: .customLong("host"),
    help: ArgumentHelp(
      "A name or address that sites reach the centre by; repeats.", valueName: "NAME"))
  var hosts: [String] = []

  @Option(help: ArgumentHelp("A certificate chain (PEM) to use instead.", valueName: "FILE"))
  var tlsCert: String?

  @Option(help: ArgumentHelp("The key (PEM) of --tls-cert.", valueName: "FILE"))
  var tlsKey: String?

  @Option(
    help: ArgumentHelp(
      "Seal backups from the beginning. The key that opens them is written to FILE, or read from it "
        + "where it is there.", valueName: "FILE"))
  var recoveryKey: String?

  @Option(
    name: .customLong("public-url"),
    help: ArgumentHelp(
      "Where people will find the pages: links in messages begin with it.", valueName: "URL"))
  var publicURL: String?

  /// Settings that are read from a file outside the data folder, which is not written.
  struct Elsewhere {
    let file: String
    let publicURL: String?
  }

  private struct Answer: Encodable {
    let trust: String
    let publicURL: String?
    let replica: String
    let authority: String
  }

  func validate(trust: String?) throws {
    guard trust != nil else { throw ValidationError("--trust names the trust by its code.") }
    guard (tlsCert == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-cert and --tls-key come together.")
    }
    guard tlsCert == nil || hosts.isEmpty else {
      throw ValidationError(
        "--host names what Candour's own certificate is for; the one of --tls-cert says that itself."
      )
    }
  }

  /// The given names, including those joined by commas.
  var hostNames: [String] { hosts.flatMap { $0.split(separator: ",").map(String.init) } }

  /// Creates the data folder of a trust, and reports it.
  ///
  /// - Parameters:
  ///   - database: where the store goes; `nil`: into the folder.
  ///   - settings: those that the server will read; `nil`: the ones in the folder.
  func make(
    _ trust: Scope?, in data: String, database: String? = nil, settings: Elsewhere? = nil,
    json: Bool
  ) throws {
    guard let trust else { throw Failure.unusable("bad-code", "--trust names the trust.") }
    guard ["england", "scotland", "wales", "northern-ireland"].contains(nation) else {
      throw Failure.unusable(
        "bad-nation", "The nation is england, scotland, wales or northern-ireland.")
    }
    let hosts = hostNames
    guard !TrustFolder.isCentre(data) else {
      try? FileManager.default.removeItem(atPath: Self.draft(in: data))
      throw StoreError.present(folder: data)
    }
    if let database { _ = try Databases.find(database) }
    try settings.map(refuseAddress)
    let address = settings == nil ? try publicAddress(asking: !json) : nil
    let recovery = try recoveryKey.map(Self.recovery)
    let tls = TLSFolder(data: data)
    if let tlsCert, let tlsKey { try TLSFolder.read(certificate: tlsCert, key: tlsKey) }
    // The authority is made before the store: two at once would replace each other's.
    let turn = try tls.foundingTurn()
    defer { turn.end() }
    guard !TrustFolder.isCentre(data) else { throw StoreError.present(folder: data) }
    if let tlsCert, let tlsKey {
      try tls.adopt(certificate: tlsCert, key: tlsKey)
    } else {
      try tls.write(try CertificateAuthority.make(trust: trust.code, hosts: hosts))
    }
    // Before the store: with it the centre is complete, also where this process ends then.
    try recovery?.install(in: data)
    if let address { try SettingsFile.write(address, in: data) }
    let replica = try create(trust, in: data, database)
    let answer = Answer(
      trust: trust.code, publicURL: address?.text ?? settings?.publicURL,
      replica: replica.description, authority: tls.authorityPath)
    guard !json else { return Output.line(Output.json(answer)) }
    Output.line("The centre of \(trust) is in \(database ?? data).")
    if let settings, settings.publicURL == nil {
      Output.line("Set public.url in \(settings.file): links in messages begin with it.")
    }
    if let tlsCert {
      Output.line(
        "Sites check the certificate of \(tlsCert) against the authorities that their computers "
          + "trust. Where its authority is not among these, give them its certificate for "
          + "`candour enrol --ca`.")
    } else {
      Output.line("Give each site \(answer.authority) for `candour enrol --ca`.")
    }
  }

  /// Where a store is made that goes to a database: in the data folder it would be a centre already.
  private static func draft(in data: String) -> String { data + "/draft" }

  /// A centre for a database is made in a file and moved from there: one way to found one.
  private func create(_ trust: Scope, in data: String, _ database: String?) throws -> ReplicaID {
    let environment = try Now.environment()
    guard let database else {
      return try Centre.create(in: data, trust: trust, nation: nation, environment: environment)
        .store.identity.replica
    }
    let draft = Self.draft(in: data)
    // What an interrupted command has begun is finished: the database may have it already.
    if !TrustFolder.isCentre(draft) {
      try FileManager.default.createDirectory(
        atPath: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      _ = try Centre.create(in: draft, trust: trust, nation: nation, environment: environment)
    }
    let made = try RecordStore.open(in: draft, for: .reading, environment: environment)
    let identity = made.identity
    try made.close()
    guard identity.trust == trust, identity.nation == nation else {
      throw Failure.unusable(
        "other-draft",
        "\(draft) is of another trust or nation, by a command that was interrupted: remove it.")
    }
    var files = try CopyCommand.files(in: data)
    files.merge(try CopyCommand.files(in: draft)) { own, _ in own }
    try RecordStore.move(from: draft, to: database, files: files, environment: environment)
    try Databases.point(data, to: database)
    try FileManager.default.removeItem(atPath: draft)
    return identity.replica
  }

  /// - Throws: ``Failure`` where an address is given that would not be read.
  private func refuseAddress(_ settings: Elsewhere) throws {
    guard try publicAddress(asking: false).map({ $0.text != settings.publicURL }) ?? false else {
      return
    }
    throw Failure.unusable(
      "settings-elsewhere",
      "Settings are read from \(settings.file): set public.url there. No centre was made.")
  }

  /// As given, otherwise as typed at a terminal; if empty, `public.url` can be set later.
  private func publicAddress(asking: Bool) throws -> PublicAddress? {
    var text = publicURL
    if text == nil, asking, isatty(0) == 1 {
      StandardError.write(
        "Where will people find the pages? (https://candour.trust.example; empty: later): ")
      text = readLine(strippingNewline: true).flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let text else { return nil }
    guard let address = PublicAddress(text) else {
      throw Failure.unusable("bad-public-url", "--public-url \(PublicAddress.rule).")
    }
    return address
  }

  private static func recovery(_ file: String) throws -> RecoveryKey {
    if FileManager.default.fileExists(atPath: file) {
      do {
        return try RecoveryKey(file: file)
      } catch {
        throw Failure.unusable("bad-recovery-key", "\(file) holds no recovery key.")
      }
    }
    let key = RecoveryKey()
    try key.write(to: file)
    return key
  }
}
