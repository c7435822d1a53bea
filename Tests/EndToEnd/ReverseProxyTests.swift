import Foundation
import TestSupport
import Testing

@Suite("Behind the documented reverse proxy, with a real nginx")
struct ReverseProxyTests {
  private let trust: Trust
  private var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
  }

  @Test func `a site enrols and synchronises through it, at a time that is not the proxy's`() throws
  {
    let proxy = try ReverseProxy(of: trust)
    try programs.site("clinic", "init", "--site", "RBD02", "--nation", "england")
    let code = try programs.centre("enrolment-code", "--site", "RBD02").output
    let joined = try programs.site(
      "clinic", "enrol", "--server", proxy.url, "--ca", trust.authority, "--code",
      code.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(joined.code == 0, "\(joined.errors)")
    let logged = try programs.site(
      "clinic", "incident", "log", "--from", trust.example("2-sabr-immobilisation"))
    #expect(logged.code == 0, "\(logged.errors)")

    let synced = try programs.site("clinic", "sync", "--json")

    #expect(synced.code == 0, "\(synced.errors)")
    #expect(try synced.object()["upToDate"] as? Bool == true)
  }

  @Test func `while the centre is away, the proxy's own answers are nobody's word`() throws {
    let proxy = try ReverseProxy(of: trust)
    try programs.site("clinic", "init", "--site", "RBD02", "--nation", "england")
    let code = try programs.centre("enrolment-code", "--site", "RBD02").output
    try programs.site(
      "clinic", "enrol", "--server", proxy.url, "--ca", trust.authority, "--code",
      code.trimmingCharacters(in: .whitespacesAndNewlines))
    trust.kill()

    let synced = try programs.site("clinic", "sync", "--json")
    let status = try programs.site("clinic", "status", "--json").object()

    let causes = (status["causes"] as? [[String: Any]])?.compactMap { $0["code"] as? String }
    #expect(synced.code == 3 && synced.errors.contains("not-the-centre"), "\(synced.errors)")
    #expect(causes == ["not-the-centre"])
  }

  /// The arguments of attempts to sign in as somebody, from an address of this machine.
  private func attempts(
    _ count: Int = 1, as email: String, from address: String, _ proxy: ReverseProxy
  ) -> [String] {
    [
      "-sS", "-Z", "--parallel-max", "\(count)", "--cacert", trust.authority, "--interface",
      address, "-w", "%{http_code}", "-H", "Cookie: __Host-candour-sign-in=x", "-H",
      "X-Forwarded-For: 127.0.0.3", "-d", "form-token=x&email=\(email)&password=wrong",
    ] + (0..<count).flatMap { _ in ["-o", "/dev/null", proxy.url + "/sign-in"] }
  }

  /// The status of one; 000 where the password is still being checked, which takes long.
  private func status(
    as email: String, from address: String, _ proxy: ReverseProxy
  ) throws -> String {
    try programs.run(
      "/usr/bin/curl", ["-m", "5"] + attempts(as: email, from: address, proxy)
    ).output
  }

  @Test func `who guesses passwords locks out the own address alone`() throws {
    #expect(trust.stop() == 0)
    trust.environment["CANDOUR_PROXY_ADDRESSES"] = "127.0.0.1"
    try trust.start()
    let proxy = try ReverseProxy(of: trust)

    let guesses = try programs.start(
      "/usr/bin/curl", attempts(12, as: "p@trust.example", from: "127.0.0.2", proxy))
    defer { guesses.kill() }
    // They are counted before they are checked.
    var own = ""
    for number in 0..<60 where own != "429" {
      own = try status(as: "p\(number)@trust.example", from: "127.0.0.2", proxy)
    }
    let other = try status(as: "lead@trust.example", from: "127.0.0.3", proxy)

    #expect(own == "429")
    #expect(other != "429")
  }

  @Test func `metrics stay inside`() throws {
    let proxy = try ReverseProxy(of: trust)

    let answer = try programs.run(
      "/usr/bin/curl",
      [
        "-sS", "--cacert", trust.authority, "-o", "/dev/null", "-w", "%{http_code}",
        proxy.url + "/metrics",
      ])

    #expect(answer.output == "403")
  }
}

/// nginx with the configuration from `Docs/operations.md`, in a folder of its own. Only names that
/// belong to this machine are changed: files, ports, and the start of a server's main file.
final class ReverseProxy {
  struct NotReady: Error { let errors: String }

  let url: String
  private let folder: TemporaryFolder
  private let process: Programs.Running
  private let programs: Programs

  init(of trust: Trust) throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    programs = try Programs()
    let port = try Self.freePort()
    url = "https://localhost:\(port)"
    let page = try Self.documented()
      .replacing("listen 443 ", with: "listen 127.0.0.1:\(port) ")
      .replacing("https://127.0.0.1:8443", with: trust.url)
      .replacing("/etc/ssl/candour.pem", with: programs.work.path("server.pem"))
      .replacing("/etc/ssl/candour.key", with: programs.work.path("server.key"))
      .replacing("/srv/candour-public/ca.pem", with: trust.authority)
    for name in ["server.pem", "server.key"] {
      try FileManager.default.copyItem(
        atPath: trust.programs.work.path("centre/tls/" + name), toPath: programs.work.path(name))
    }
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "\($0)_temp_path \(folder.path($0));" }.joined(separator: "\n")
    let configuration = """
      daemon off; master_process off; pid \(folder.path("pid")); error_log stderr warn;
      events {}
      http {
      access_log off;
      \(paths)
      \(page)
      }
      """
    try Data(configuration.utf8).write(to: URL(filePath: folder.path("nginx.conf")))
    process = try programs.start(
      "/usr/sbin/nginx", ["-p", folder.path, "-c", folder.path("nginx.conf")])
    for _ in 0..<500 where process.process.isRunning {
      if Self.isListening(port) { return }
      usleep(10_000)
    }
    throw NotReady(errors: process.finishedErrors())
  }

  deinit { process.kill() }

  private static func documented() throws -> String {
    let path = Programs.repository.appending(path: "Docs/operations.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    guard let start = text.range(of: "```nginx\n"),
      let end = text.range(of: "```", range: start.upperBound..<text.endIndex)
    else { throw NotReady(errors: "the page is not there") }
    return String(text[start.upperBound..<end.lowerBound])
  }

  /// For what cannot let the system choose: a port that was just free.
  static func freePort() throws -> UInt16 {
    try onSocket { descriptor, address in
      guard bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 else {
        return nil
      }
      var taken = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let code = withUnsafeMutablePointer(to: &taken) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
      }
      return code == 0 ? UInt16(bigEndian: taken.sin_port) : nil
    }
  }

  private static func isListening(_ port: UInt16) -> Bool {
    let code = try? onSocket(port: port) { descriptor, address in
      connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    return code == 0
  }

  private static func onSocket<T>(
    port: UInt16 = 0, _ body: (Int32, UnsafePointer<sockaddr>) -> T?
  ) throws -> T {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(descriptor, $0) }
    }
    guard let result else { throw NotReady(errors: "no port") }
    return result
  }
}
