import Aggregation
import ArgumentParser
import Foundation
import RecordStore
import Replication
import SyncProtocol
import Web

struct EnrolmentAnswerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrolment-answer",
    abstract: "Enrol a device that has no network, by the request that it wrote to a file.",
    discussion: """
      Compare the device and the site that are printed with what the device's own screen shows before \
      you give the answer back: whoever holds the request decides. The answer goes to standard output, \
      or to --out.

      EXAMPLES
        candour-server enrolment-answer --data DIR /media/stick/request >/media/stick/answer
      """)

  @OptionGroup var options: DataOptions
  @OptionGroup var overwriting: OverwritingOptions
  @Argument(help: "The request.") var file: String
  @Option(help: "site or reader.") var role: DeviceRole = .site
  @Option(help: ArgumentHelp("Where to write the answer.", valueName: "FILE"))
  var out: String?

  private struct Answer: Encodable {
    let replica: String
    let site: String
    let role: String
    let centre: String
    let answer: String
  }

  func validate() throws {
    if overwriting.force, out == nil {
      throw ValidationError("--force goes with --out FILE.")
    }
  }

  func run() async throws {
    let centre = try options.centre()
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw Failure.unusable("unreadable", "\(file) cannot be read.")
    }
    let request: StickRequest
    do {
      request = try StickRequest(decoding: bytes.count <= 1 << 20 ? Array(bytes) : [])
    } catch {
      throw Failure.unusable("bad-request", "\(file) is no enrolment request. Nothing was changed.")
    }
    guard request.enrolment.site != centre.trust else {
      throw Failure.unusable("bad-site", "A site's code is not the trust's own.")
    }
    guard request.enrolment.trust == nil || request.enrolment.trust == centre.trust else {
      throw Failure.unusable(
        "other-trust",
        "The store was made for another trust than this centre's. Nothing was changed.")
    }
    let authority = FileManager.default.contents(
      atPath: TLSFolder(data: try options.data).authorityPath)
    let answer = try await centre.enrol(
      request, role: role,
      server: (try options.settings([:]).text("public.url") ?? "")
        .replacing("*", with: centre.trust.code.lowercased()),
      authority: String(decoding: authority ?? Data(), as: UTF8.self))
    let replica = ReplicaID(publicKey: request.enrolment.publicKey).description
    guard let answer else {
      throw Failure.failed(
        "revoked", "Device \(replica) was revoked: it comes back by a code alone.")
    }
    try give(answer.encoded(), to: replica, of: request.enrolment.site, centre)
  }

  private func give(
    _ bytes: [UInt8], to replica: String, of site: Scope, _ centre: Centre
  ) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    if let out {
      let file = try AtomicFileWriter(at: out, existing: overwriting.existing)
      try file.write(bytes)
      try file.commit()
    }
    let name = centre.store.identity.replica.description
    if options.json {
      return Output.line(
        Output.json(
          Answer(
            replica: replica, site: site.code, role: role.rawValue, centre: name, answer: text)))
    }
    StandardError.write(
      "Device \(replica) of \(site) is enrolled as \(role.rawValue); this centre is \(name).\n")
    if out == nil { Output.line(String(text.dropLast())) }
  }
}
