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
      The code is used once. The certificates given with --ca are kept, and every later sync is \
      checked against them. Joining again is fine: the next sync sends whatever the centre lacks.

      EXAMPLES
        candour enrol --server https://centre.example:8443 --code 7F3K-9Q2M --ca ca.pem
      """)

  @Option(help: ArgumentHelp("The centre's address, https://HOST[:PORT].", valueName: "url"))
  var server: String

  @Option(help: ArgumentHelp("The single-use code.", valueName: "code"))
  var code: String

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
    let before = try await client.enrolment()
    let replica = client.identity.replica
    let enrolment = try await client.enrol(server: address, code: code, authority: trusted)
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
        "\(site) has joined\(again) \(enrolment.server) as \(enrolment.role). Next: candour sync", .good)
    }
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
