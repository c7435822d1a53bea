internal import Foundation

/// A real mail server or webhook receiver on loopback, as a process, with a certificate of an
/// authority of its own. It fails on request; see `receiver.py`.
public final class TestReceiver: @unchecked Sendable {
  public enum Kind: String, Sendable {
    case smtp
    case https
  }

  public struct NotReady: Error {}

  // Written before the value is shared, or by the one test that starts and stops it.
  public private(set) var port = 0
  private var process: Process?
  private let kind: Kind
  public let folder: TemporaryFolder

  public init(_ kind: Kind) throws {
    self.kind = kind
    folder = try TemporaryFolder()
    try TestAuthority.make(in: folder.path)
    try start()
  }

  deinit { stop() }

  /// A PEM file of the authority to trust.
  public var authorityPath: String { folder.path("ca.pem") }

  /// Starts it, on its former port.
  public func start() throws {
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "receiver.py")
    process.arguments = ["python3", script.path, kind.rawValue] + (port > 0 ? ["\(port)"] : [])
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = process
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty,
      byte != Data([10])
    {
      line += byte
    }
    guard let port = Int(String(decoding: line, as: UTF8.self)) else { throw NotReady() }
    self.port = port
  }

  public func stop() {
    guard let process else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    self.process = nil
  }

  /// The faults of the next connections or requests, one after the other; empty: none.
  public func fail(_ faults: [String]) throws {
    try Data(faults.joined(separator: "\n").utf8).write(to: URL(filePath: folder.path("faults")))
  }

  /// The accepted messages, in order.
  public func accepted() -> [[String: Any]] {
    let text = (try? String(contentsOfFile: folder.path("accepted"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  /// How many connections or requests there were.
  public var seen: Int {
    ((try? Data(contentsOf: URL(filePath: folder.path("seen")))) ?? Data()).count / 2
  }
}

/// An authority and a server certificate for `localhost`, made by openssl.
public enum TestAuthority {
  struct Failed: Error {}

  /// Writes `ca.pem`, `server.pem` and `server.key` into a folder.
  public static func make(in folder: String) throws {
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    let subject = ["-subj", "/CN=localhost"]
    try openssl(
      ["req", "-x509"] + key + ["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test"], folder)
    try openssl(
      ["req", "-x509"] + key + subject + [
        "-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "server.key", "-out", "server.pem",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-addext", "basicConstraints=critical,CA:FALSE",
      ], folder)
  }

  private static func openssl(_ arguments: [String], _ folder: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
  }
}
