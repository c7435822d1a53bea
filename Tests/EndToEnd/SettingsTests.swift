import Foundation
import TestSupport
import Testing

@Suite("Settings of the centre")
struct SettingsTests {
  private let programs: Programs

  init() throws { programs = try Programs() }

  private func file(_ text: String) throws -> String {
    let path = programs.work.path("settings.json")
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  @Test func `a port that is in use is said in words`() throws {
    let trust = try Trust()
    try trust.start()
    let address = String(trust.url.dropFirst("https://".count))

    let second = try trust.programs.run(
      "candour-server",
      ["serve", "--data", trust.programs.work.path("centre"), "--address", address, "--json"])

    let port = address.split(separator: ":").last ?? ""
    #expect(second.code == 1 && second.errors.contains("address-in-use"))
    #expect(second.errors.contains("Port \(port) on 127.0.0.1 is in use by another program."))
  }

  @Test func `the command line wins over the environment, and that over the file`() throws {
    let file = try file(#"{"data": "/nowhere/file"}"#)
    let arguments = ["verify", "--config", file]
    let variables = ["CANDOUR_DATA": "/nowhere/environment"]

    let fromFile = try programs.run("candour-server", arguments)
    let fromEnvironment = try programs.run("candour-server", arguments, environment: variables)
    let fromLine = try programs.run(
      "candour-server", arguments + ["--data", "/nowhere/line"], environment: variables)
    let named = try programs.run(
      "candour-server", ["verify"], environment: ["CANDOUR_CONFIG": file])
    let none = try programs.run("candour-server", ["verify", "--json"])

    #expect(fromFile.code == 2 && fromFile.errors.contains("/nowhere/file"))
    #expect(fromEnvironment.errors.contains("/nowhere/environment"))
    #expect(fromLine.errors.contains("/nowhere/line"))
    #expect(named.errors == fromFile.errors)
    #expect(none.code == 2 && none.errors.contains("no-data"))
  }

  @Test(arguments: [
    (#"{"smpt": {"host": "x"}}"#, [:], "unknown-setting", "smpt"),
    (#"{"smtp": {"hots": "x"}}"#, [:], "unknown-setting", "smtp.hots"),
    (#"{"smtp": "x"}"#, [:], "unknown-setting", "smtp"),
    // The former name of the settings of alerts.
    (#"{"telling": {"board": "never"}}"#, [:], "unknown-setting", "alerts"),
    ("{}", ["CANDOUR_TELLING_BOARD": "never"], "unknown-setting", "CANDOUR_ALERTS_"),
    (#"{"data": true}"#, [:], "bad-setting", "data"),
    (#"{"data": "a", "data": "b"}"#, [:], "malformed-settings", "settings.json"),
    (#"[1]"#, [:], "malformed-settings", "settings.json"),
    ("{", [:], "malformed-settings", "settings.json"),
    ("{}", ["CANDOUR_SMTP_HOTS": "x"], "unknown-setting", "CANDOUR_SMTP_HOTS"),
    ("{}", ["CANDOUR_LIMITS_CONNECTIONS": "many"], "bad-setting", "limits.connections"),
    (#"{"limits": {"idleSeconds": 0}}"#, [:], "bad-setting", "CANDOUR_LIMITS_IDLE_SECONDS"),
    ("{}", ["CANDOUR_SMTP_PORT": "25"], "bad-setting", "smtp.host"),
    ("{}", ["CANDOUR_SMTP_HOST": "mail"], "bad-setting", "smtp.from"),
    (
      #"{"smtp": {"host": "mail", "from": "a@b", "security": "ssl"}}"#, [:], "bad-setting",
      "starttls"
    ),
    (
      #"{"smtp": {"host": "mail", "from": "a@b", "security": "none", "user": "u"}}"#,
      ["CANDOUR_SMTP_PASSWORD": "p"], "bad-setting", "without TLS"
    ),
    (
      #"{"smtp": {"host": "mail", "from": "a@b", "passwordFile": "/nowhere"}}"#, [:],
      "bad-setting", "smtp.passwordFile"
    ),
    ("{}", ["CANDOUR_PUBLIC_URL": "http://x"], "bad-setting", "public.url"),
    ("{}", ["CANDOUR_TLS_KEY": "/nowhere"], "bad-setting", "tls.key"),
    ("{}", ["CANDOUR_PROXY_ADDRESSES": "10.0.0.0/8"], "bad-setting", "proxy.addresses"),
    ("{}", ["CANDOUR_ADDRESS": "here"], "bad-address", "HOST:PORT"),
    ("{}", ["CANDOUR_LOG_LEVEL": "loud"], "bad-log-level", "log level"),
  ])
  func `what nobody knows and what cannot be used stop the server with a reason`(
    text: String, variables: [String: String], code: String, words: String
  ) throws {
    try programs.centre("init", "--trust", "RBD")

    let done = try programs.run(
      "candour-server",
      [
        "serve", "--json", "--data", programs.work.path("centre"), "--config", try file(text),
      ], environment: variables)

    #expect(done.code == 2 && done.output == "")
    #expect(done.errors.contains("\"\(code)\"") && done.errors.contains(words), "\(done.errors)")
  }

  @Test(arguments: [
    ["init", "--trust", "RBE", "--tls-cert", "c", "--tls-key", "k", "--host", "x"],
    ["backup", "--force", "-"], ["export", "--site", "RBD01", "--force", "-"],
    ["enrolment-answer", "--force", "request"], ["token", "list", "--role", "mpe"],
    ["verify", "--site", "RBD01"], ["overview", "--from", "2026-01-01"],
    ["outbox", "retry", "--state", "sent"],
  ])
  func `an option that would be passed over is an error, and nothing is done`(
    arguments: [String]
  ) throws {
    try programs.centre("init", "--trust", "RBD")

    let done = try programs.run(
      "candour-server", arguments + ["--data", programs.work.path("centre")])

    #expect(done.code == 2 && done.output == "", "\(done.output) \(done.errors)")
  }

  @Test(arguments: [
    (["verfy"], "Did you mean verify?"), (["servee", "--data", "x"], "Did you mean serve?"),
    (["user", "ad", "--data", "x"], "Did you mean add?"),
    (["help", "verfy"], "Did you mean verify?"),
    (["revoke"], "Did you mean token revoke or device revoke?"),
    (["retry"], "Did you mean outbox retry?"),
  ])
  func `a command that is typed wrong is answered with the one that was meant`(
    arguments: [String], words: String
  ) throws {
    let done = try programs.run("candour-server", arguments)

    #expect(done.code == 2 && done.output == "" && done.errors.contains(words), "\(done.errors)")
  }

  /// The settings among the examples of the pages, and those of the package.
  private func examples() throws -> [String] {
    let root = Programs.repository
    let files = ["Docs/examples/settings.json", "Server/package/settings.json"]
    let pages = try FileManager.default
      .contentsOfDirectory(atPath: root.appending(path: "Docs/operations").path)
      .map { "Docs/operations/\($0)" }
    let blocks = try (pages + ["Docs/operations.md"]).flatMap { page in
      try String(contentsOf: root.appending(path: page), encoding: .utf8)
        .components(separatedBy: "```json\n").dropFirst()
        .map { $0.components(separatedBy: "```")[0] }
    }
    return try files.map {
      try String(contentsOf: root.appending(path: $0), encoding: .utf8)
    } + blocks
  }

  @Test func `a server starts with every example of settings`() throws {
    let secret = programs.work.path("secret")
    try Data("word\n".utf8).write(to: URL(filePath: secret))
    let examples = try examples()

    #expect(examples.count >= 3)
    for example in examples {
      let trust = try Trust()
      trust.environment["CANDOUR_CONFIG"] = try file(
        example.replacing(/\/etc\/candour\/[a-z.-]+/, with: secret))
      try trust.start()
      #expect(trust.stop() == 0)
    }
  }

  @Test func `init leaves no address where the service does not read it`() throws {
    let arguments = ["init", "--trust", "RBD", "--data", programs.work.path("centre")]
    let address = ["--public-url", "https://candour.trust.example"]
    let without = try file("{}")

    let refused = try programs.run(
      "candour-server", arguments + address + ["--config", without])
    let nothing = FileManager.default.fileExists(atPath: programs.work.path("centre"))
    let made = try programs.run("candour-server", arguments + ["--config", without])
    #expect(refused.code == 2 && refused.errors.contains(without), "\(refused.errors)")
    #expect(!nothing)
    #expect(made.code == 0 && made.output.contains("Set public.url in \(without)"))

    let settings = try file(#"{"public": {"url": "https://candour.trust.example"}}"#)
    let same = try programs.run(
      "candour-server",
      ["init", "--trust", "RBD", "--data", programs.work.path("b"), "--json", "--config", settings]
        + address)
    #expect(try same.object()["publicURL"] as? String == "https://candour.trust.example")
    #expect(
      !FileManager.default.fileExists(atPath: programs.work.path("b") + "/settings.json"))
  }

  @Test func `a secret is never in an error`() throws {
    let done = try programs.run(
      "candour-server", ["serve", "--config", try file(#"{"smtp": {"password": ["hunter2"]}}"#)])

    #expect(done.code == 2 && !done.errors.contains("hunter2"))
  }
}
