import Foundation
import TestSupport
import Testing

@Suite("A site's exchange, with real processes")
struct SiteSyncTests {
  let trust: Trust
  var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
  }

  private func log(at store: String) throws {
    let logged = try programs.site(
      store, "incident", "log", "--from", trust.example("2-sabr-immobilisation"))
    #expect(logged.code == 0, "\(logged.errors)")
  }

  private func sync(
    _ store: String, _ environment: [String: String] = [:]
  ) throws -> Programs.Finished {
    try programs.run(
      "candour", ["sync", "--json", "--store", programs.work.path(store)],
      environment: environment)
  }

  // MARK: Proxies

  @Test func `a proxy of the environment carries the exchange, and cannot read it`() throws {
    let proxy = try Proxy()
    try trust.enrol("clinic", site: "RBD02")
    try log(at: "clinic")

    let synced = try sync("clinic", proxy.environment)

    #expect(synced.code == 0, "\(synced.errors)")
    #expect(try synced.object()["upToDate"] as? Bool == true)
    #expect(Set(proxy.asked) == ["CONNECT \(trust.url.dropFirst("https://".count))"])
  }

  @Test func `no_proxy goes past the proxy`() throws {
    let proxy = try Proxy(refusing: true)
    try trust.enrol("clinic", site: "RBD02")
    let host = "127.0.0.1,localhost"

    let synced = try sync(
      "clinic", proxy.environment.merging(["no_proxy": host, "NO_PROXY": host]) { $1 })

    #expect(synced.code == 0, "\(synced.errors)")
    #expect(proxy.asked.isEmpty)
  }

  @Test func `a proxy that refuses is an absent centre, and everything is kept`() throws {
    let proxy = try Proxy(refusing: true)
    try trust.enrol("clinic", site: "RBD02")
    try log(at: "clinic")

    let synced = try sync("clinic", proxy.environment)
    let status = try programs.site("clinic", "status", "--json").object()

    #expect(synced.code == 3, "\(synced.errors)")
    #expect(synced.errors.contains("403"), "\(synced.errors)")
    #expect(status["pending"] as? Int == 1)
  }

  // MARK: libcurl

  @Test func `without libcurl incidents are logged, and a sync says what is missing`() throws {
    try trust.enrol("clinic", site: "RBD02")
    // The loader looks here first.
    let libraries = programs.work.path("libraries")
    try FileManager.default.createDirectory(atPath: libraries, withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: libraries + "/libcurl.so.4"))
    try log(at: "clinic")

    let synced = try sync("clinic", ["LD_LIBRARY_PATH": libraries])
    let status = try programs.site("clinic", "status", "--json").object()

    #expect(synced.code == 3, "\(synced.errors)")
    #expect(synced.errors.contains("libcurl cannot be used: "), "\(synced.errors)")
    #expect(status["pending"] as? Int == 1)
    #expect(try sync("clinic").code == 0)
  }

  @Test(arguments: [["status"], ["incident", "list"], ["--version"]])
  func `a command that transfers nothing does not load libcurl`(_ command: [String]) throws {
    let store = command.first == "--version" ? [] : ["--store", programs.work.path("clinic")]
    try trust.enrol("clinic", site: "RBD02")

    let traced = try programs.run("candour", command + store, environment: ["LD_DEBUG": "files"])

    #expect(traced.code == 0)
    #expect(traced.errors.contains("libsqlite3"), "the loader says what it loads")
    #expect(!traced.errors.contains("libcurl"))
  }

  // MARK: One at a time

  @Test func `a second sync of a store says so at once and changes nothing`() throws {
    try trust.enrol("clinic", site: "RBD02")
    try log(at: "clinic")
    let descriptor = open(
      programs.work.path("clinic") + "/sync.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)

    let second = try sync("clinic")
    // Unlocked first: a program that another test starts at this moment has the descriptor, too.
    flock(descriptor, LOCK_UN)
    close(descriptor)
    let afterwards = try sync("clinic")

    #expect(second.code == 1)
    #expect(second.errors.contains("sync-in-progress"), "\(second.errors)")
    #expect(try afterwards.object()["sent"] as? Int == 1)
  }

  // MARK: Watching

  @Test func `a watch that is interrupted ends well, and what it sent is there`() throws {
    try trust.enrol("clinic", site: "RBD02")
    try log(at: "clinic")
    let watch = try programs.start(
      "candour", ["sync", "--watch", "--json", "--store", programs.work.path("clinic")])
    while watch.process.isRunning, !watch.finishedOutput().contains("\n") { usleep(10_000) }

    kill(watch.process.processIdentifier, SIGINT)
    watch.process.waitUntilExit()

    let status = try programs.site("clinic", "status", "--json").object()
    #expect(watch.process.terminationStatus == 0, "\(watch.finishedErrors())")
    #expect(status["pending"] as? Int == 0)
  }

  // MARK: By stick

  @Test func `a bundle goes to the centre on a stick, and its receipt comes back`() throws {
    try trust.enrol("moor", site: "RBD03")
    #expect(trust.stop() == 0)
    try log(at: "moor")
    try log(at: "moor")
    let (out, back) = (programs.work.path("moor.bundle"), programs.work.path("centre.bundle"))

    let exported = try programs.site("moor", "export", "--pending", "--json", out)
    let taken = try programs.centre("import", out, "--json")
    let written = try programs.centre("export", "--site", "RBD03", back, "--json")
    let receipt = try programs.site("moor", "import", back)
    let status = try programs.site("moor", "status", "--json").object()

    #expect(try exported.object()["entries"] as? Int == 2)
    #expect(taken.code == 0 && written.code == 0, "\(taken.errors) \(written.errors)")
    #expect(receipt.code == 0, "\(receipt.errors)")
    #expect(receipt.output.contains("It is a receipt"), "\(receipt.output)")
    #expect(status["written"] as? Int == 2 && status["pending"] as? Int == 0)
    #expect(status["lastSync"] is NSNull)
    #expect(status["lastBundle"] as? String == "2026-02-09T09:00:00Z")
    #expect(try programs.site("moor", "status").output.contains("last bundle"))
  }

  @Test func `what a device that never enrolled brings on a stick waits, and its receipt says so`()
    throws
  {
    try programs.site(
      "moor", "init", "--site", "RBD03", "--trust", "RBD", "--nation", "england")
    try log(at: "moor")
    let (out, back) = (programs.work.path("moor.bundle"), programs.work.path("centre.bundle"))
    try programs.site("moor", "export", out)
    let taken = try programs.centre("import", out, "--json").object()
    try programs.centre("export", "--site", "RBD03", back)

    let receipt = try programs.site("moor", "import", back)
    let status = try programs.site("moor", "status", "--json").object()
    let causes = (status["causes"] as? [[String: Any]])?.compactMap { $0["code"] as? String }

    #expect(taken["quarantined"] as? Int == 1)
    #expect(receipt.code == 0, "\(receipt.errors)")
    #expect(status["pending"] as? Int == 1)
    #expect(causes?.contains("quarantined") == true, "\(causes ?? [])")
  }
}
