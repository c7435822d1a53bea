import Foundation
import TestSupport
import Testing

/// Signing in through an identity provider that runs as a process of its own, over HTTPS.
@Suite("Signing in through the organisation, with real processes")
struct SignOnTests {
  private static let python = Programs.repository.appending(path: ".build-browser/bin/python").path
  private static let canRun =
    FileManager.default.isExecutableFile(atPath: python)
    || ProcessInfo.processInfo.environment["CANDOUR_BROWSER"] == "required"

  private let trust: Trust
  private var programs: Programs { trust.programs }

  init() throws { trust = try Trust() }

  private func curl(_ arguments: String...) throws -> Programs.Finished {
    let jar = programs.work.path("cookies")
    return try programs.run("/usr/bin/curl", ["-sS", "-b", jar, "-c", jar] + arguments)
  }

  private func location(_ answer: Programs.Finished) throws -> String {
    let line = answer.output.split(whereSeparator: \.isNewline).first {
      $0.lowercased().hasPrefix("location: ")
    }
    return String(try #require(line, "\(answer.output)").dropFirst("location: ".count))
  }

  private func certificate() throws -> (certificate: String, key: String) {
    let paths = (programs.work.path("provider.pem"), programs.work.path("provider.key"))
    let made = try programs.run(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", paths.1, "-out", paths.0,
      ])
    #expect(made.code == 0, "\(made.errors)")
    return paths
  }

  /// Starts the provider with two people, one of whom has a role here.
  private func provider(
    _ paths: (certificate: String, key: String)
  ) throws -> (running: Programs.Running, issuer: String) {
    let script = Programs.repository.appending(path: "Tests/EndToEnd/SignOn/provider.py").path
    let running = try programs.start(
      Self.python,
      [
        script, paths.certificate, paths.key,
        #"{"sub": "u1", "email": "lead@trust.example", "roles": ["Other", "Candour-Governance"]}"#,
        #"{"sub": "u2", "email": "somebody@trust.example", "roles": []}"#,
      ])
    let prefix = "listening on "
    for _ in 0..<3000 {
      let lines = running.finishedOutput().split(separator: "\n")
      if let line = lines.first(where: { $0.hasPrefix(prefix) }) {
        return (running, String(line.dropFirst(prefix.count)))
      }
      guard running.process.isRunning else { break }
      usleep(10_000)
    }
    throw Trust.NotReady(errors: running.finishedErrors())
  }

  private func serve(_ issuer: String, _ authority: String) throws {
    let secret = programs.work.path("secret")
    try Data("a secret\n".utf8).write(to: URL(filePath: secret))
    trust.environment = [
      // The provider dates its tokens by the real clock.
      "CANDOUR_NOW": Date.now.formatted(.iso8601),
      "CANDOUR_PUBLIC_URL": "https://candour.trust.example",
      "CANDOUR_OPENID_ISSUER": issuer, "CANDOUR_OPENID_CLIENT_ID": "candour",
      "CANDOUR_OPENID_CLIENT_SECRET_FILE": secret,
      "CANDOUR_OPENID_ROLES": "Candour-Governance=governance",
      "CANDOUR_OPENID_AUTHORITY": authority,
    ]
    try trust.start()
  }

  /// Follows a browser's path as one person: to the provider, its login, and back.
  private func signIn(as subject: String, _ authority: String, to: String = "") throws
    -> (answer: Programs.Finished, returned: String)
  {
    let begun = try curl(
      "-i", "--cacert", trust.authority, trust.url + "/sign-in/openid" + to)
    let asked = try curl(
      "-i", "--cacert", authority, "-d", "sub=\(subject)", try location(begun))
    let back = try location(asked)
    #expect(back.hasPrefix("https://candour.trust.example/sign-in/openid/callback?"))
    // The public address is a name of this machine's server.
    let returned = trust.url + back.dropFirst("https://candour.trust.example".count)
    return (try curl("-i", "--cacert", trust.authority, returned), returned)
  }

  @Test(.enabled(if: canRun, "`make test` installs oidc-provider-mock"))
  func `who has a role is let in to the page that was wanted, once, and nobody else is`() throws {
    let paths = try certificate()
    let (running, issuer) = try provider(paths)
    defer { running.kill() }
    try serve(issuer, paths.certificate)

    let (answer, returned) = try signIn(
      as: "u1", paths.certificate, to: "?to=%2Fincidents%3Fq%3Dx")
    #expect(answer.output.hasPrefix("HTTP/2 200"), "\(answer.output)")
    #expect(answer.output.contains("url=/incidents?q=x"))
    #expect(answer.output.contains("SameSite=Strict"))
    let board = try curl("--cacert", trust.authority, trust.url + "/")
    #expect(board.output.contains("lead@trust.example") && board.output.contains("governance"))

    let again = try curl("-i", "--cacert", trust.authority, returned)
    #expect(again.output.hasPrefix("HTTP/2 403"), "an answer counts once")

    let former = programs.work.path("former")
    try FileManager.default.copyItem(atPath: programs.work.path("cookies"), toPath: former)
    _ = try signIn(as: "u1", paths.certificate)
    let old = try programs.run(
      "/usr/bin/curl", ["-sS", "-i", "-b", former, "--cacert", trust.authority, trust.url + "/"])
    #expect(old.output.hasPrefix("HTTP/2 303"), "the session that the browser had has ended")

    try FileManager.default.removeItem(atPath: programs.work.path("cookies"))
    let (stranger, _) = try signIn(as: "u2", paths.certificate)
    #expect(stranger.output.hasPrefix("HTTP/2 403"))
    #expect(stranger.output.contains("gives you no role"))
    let page = try curl("-i", "--cacert", trust.authority, trust.url + "/")
    #expect(page.output.hasPrefix("HTTP/2 303"))
  }

  @Test(.enabled(if: canRun, "`make test` installs oidc-provider-mock"))
  func `a provider that is not there is said, and passwords still open the pages`() throws {
    let paths = try certificate()
    try serve("https://localhost:1", paths.certificate)

    let begun = try curl("-i", "--cacert", trust.authority, trust.url + "/sign-in/openid")
    let form = try curl("--cacert", trust.authority, trust.url + "/sign-in")

    #expect(begun.output.hasPrefix("HTTP/2 502"), "\(begun.output)")
    #expect(begun.output.contains("could not be checked"))
    #expect(form.output.contains("Sign in with your organisation"))
    #expect(form.output.contains("name=\"password\""))
  }
}
