import ArgumentParser
import Foundation
import IRMER
import RecordStore
import Replication
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
      """)

  @Option(help: ArgumentHelp("The centre's address, https://HOST[:PORT].", valueName: "url"))
  var server: String

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

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let address: CentreAddress
    do { address = try CentreAddress(server) } catch { throw SiteError.address(error) }
    let trusted = try authority.map(Self.certificates)
    let client = try store.open()
    let enrolment: Enrolment
    if code == nil, try await client.enrolment() != nil {
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
      store.output.line(
        "\(site) has joined \(enrolment.server) as \(enrolment.role). Next: candour sync", .good)
    }
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
