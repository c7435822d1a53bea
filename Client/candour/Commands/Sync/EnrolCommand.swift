import ArgumentParser
import Foundation
import SiteClient

/// `candour enrol`
struct EnrolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol",
    abstract: "Join the trust's centre with a code that a person there made.",
    discussion: """
      The code is used once, and asked for on a terminal: a command line can be read by everybody on \
      this machine while it runs. The certificates given with --ca are kept, and every later sync is \
      checked against them. Joining again is fine: the next sync sends whatever the centre lacks. A \
      store that has joined follows its centre to another address without a code.

      EXAMPLES
        candour enrol --server https://centre.example:8443 --ca ca.pem
        candour enrol --server https://centre.example:8443 --code - <code.txt
        candour enrol --server https://new-name.example:8443
        candour enrol --request /media/stick/request
        candour enrol --answer /media/stick/answer
      """)

  @Option(help: ArgumentHelp("The centre's address, https://HOST[:PORT].", valueName: "url"))
  var server: String?

  @Option(
    help: ArgumentHelp(
      "Write a request to a file, for a centre that this store never reaches.",
      valueName: "file"), completion: .file())
  var request: String?

  @Option(
    help: ArgumentHelp("Take the centre's answer from a file.", valueName: "file"),
    completion: .file())
  var answer: String?

  @Option(
    help: ArgumentHelp(
      "The single-use code; - reads it from standard input. Asked for unless given.",
      valueName: "code"))
  var code: String?

  @Option(
    name: .customLong("ca"),
    help: ArgumentHelp(
      "Certificates to trust, in PEM; the system's unless given.", valueName: "file"),
    completion: .file(extensions: ["pem", "crt"]))
  var authority: String?

  @OptionGroup var overwriting: OverwritingOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    guard [server, request, answer].compactMap(\.self).count == 1 else {
      throw ArgumentParser.ValidationError("one of --server, --request and --answer is needed")
    }
    if server == nil, code != nil || authority != nil {
      throw ArgumentParser.ValidationError(
        "\(code != nil ? "--code" : "--ca") goes with --server")
    }
  }

  func run() async throws {
    if let request { return try await write(request) }
    if let answer { return try await take(answer) }
    let address: CentreAddress
    do { address = try CentreAddress(server ?? "") } catch { throw SiteError.address(error) }
    let trusted = try authority.map(Self.certificates)
    let client = try store.open()
    let before = try await client.enrolment()
    let replica = client.identity.replica
    let enrolment: Enrolment
    if code == nil, before != nil {
      enrolment = try await client.follow(to: address, authority: trusted)
    } else {
      enrolment = try await client.enrol(
        server: address, code: try givenCode(), authority: trusted)
    }
    let site = client.identity.scope.code
    if store.isJSON {
      store.output.print([
        "site": .string(site), "role": .string(enrolment.role),
        "server": .string(enrolment.server), "replica": .string("\(client.identity.replica)"),
      ])
    } else {
      if client.identity.replica != replica {
        store.output.line("Another device has this store's key, so it took a new one.", .warning)
      }
      let again = before == nil ? "" : " again"
      store.output.line(
        "This computer has joined\(again) the centre \(enrolment.server) for \(site)\(Self.limit(enrolment.role)). "
          + "Next: candour sync",
        .good)
    }
  }

  /// What a reader's computer may not do.
  private static func limit(_ role: String) -> String {
    role == "reader" ? ", to read only" : ""
  }

  private func write(_ path: String) async throws {
    let client = try store.open()
    try await client.writeEnrolmentRequest(to: path, existing: overwriting.existing)
    let (site, replica) = (client.identity.scope.code, "\(client.identity.replica)")
    if store.isJSON {
      return store.output.print(["site": .string(site), "replica": .string(replica)])
    }
    store.output.line("The request is in \(path). Take it to the centre.", .good)
    store.output.line("This device is \(replica) of \(site): the centre has to show the same.")
  }

  private func take(_ path: String) async throws {
    let bytes = try Input.bytes(path)
    let client = try store.open()
    let (enrolment, centre) = try await client.enrol(answer: bytes)
    if store.isJSON {
      return store.output.print([
        "site": .string(client.identity.scope.code), "role": .string(enrolment.role),
        "server": .string(enrolment.server), "replica": .string("\(client.identity.replica)"),
        "centre": .string(centre),
      ])
    }
    store.output.line(
      "This computer has joined the centre for \(client.identity.scope)\(Self.limit(enrolment.role)). "
        + "Next: candour export FILE", .good)
    store.output.line("The centre is \(centre): it has to show the same.")
  }

  private func givenCode() throws -> String {
    if let code, code != "-" { return code }
    if code == nil {
      guard isatty(STDIN_FILENO) == 1 else {
        throw CommandFailure.unusable(
          "--code is needed, or - to read it from standard input", field: "code")
      }
      StandardError.write("The code from the centre: ")
    }
    let line = (readLine() ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    guard !line.isEmpty else {
      throw CommandFailure.unusable("no code was given; nothing was changed", field: "code")
    }
    return line
  }

  private static func certificates(_ file: String) throws -> [UInt8] {
    let bytes = try Input.bytes(file)
    guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
      throw CommandFailure(
        .unusable, "bad-authority", "\(file) holds no certificate in PEM", field: "ca")
    }
    return bytes
  }
}
