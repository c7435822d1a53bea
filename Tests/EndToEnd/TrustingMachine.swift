import Foundation
import TestSupport

/// A machine whose own folder of authorities contains one that Candour was not given.
///
/// The folder is mounted over the system's in a mount namespace of one process, where libcurl reads
/// it.
struct TrustingMachine {
  private let folder: TemporaryFolder

  /// - Parameter authority: a PEM file of the authority that the machine trusts.
  init(trusting authority: String) throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      atPath: authority, toPath: folder.path("ca-certificates.crt"))
    let programs = try Programs()
    let hash = try programs.run(
      "/usr/bin/openssl", ["x509", "-hash", "-noout", "-in", authority])
    let name = hash.output.trimmingCharacters(in: .whitespacesAndNewlines)
    try FileManager.default.copyItem(atPath: authority, toPath: folder.path(name + ".0"))
  }

  /// The command line that runs a program on this machine.
  func command(_ program: String, _ arguments: [String]) -> [String] {
    let isRoot = geteuid() == 0
    return [
      isRoot ? "-m" : "-rm", "sh", "-c", "mount --bind \"$0\" /etc/ssl/certs && exec \"$@\"",
      folder.path, Programs.folder.appending(path: program).path,
    ] + arguments
  }
}
