import Foundation
import TestSupport
import Testing

/// Folders and disk images that are copied, restored, or lose their key.
@Suite("A store put back, with real processes")
struct StorePutBackTests {
  let trust: Trust
  var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
  }

  /// - Returns: its reference.
  @discardableResult
  private func log(_ store: String) throws -> String {
    let logged = try programs.site(
      store, "incident", "log", "--from", trust.example("2-sabr-immobilisation"), "--json")
    try #require(logged.code == 0, "\(logged.errors)")
    return try logged.object()["reference"] as? String ?? ""
  }

  private func references(_ store: String) throws -> [String] {
    try programs.site(store, "incident", "list", "--json").array().compactMap {
      $0["reference"] as? String
    }.sorted()
  }

  private func causes(_ store: String) throws -> [String] {
    let status = try programs.site(store, "status", "--json").object()
    return (status["causes"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
  }

  /// Copies a folder; for a whole disk, with the files stored beside it.
  private func copy(_ store: String, to other: String, isWholeDisk: Bool = false) throws {
    let files = FileManager.default
    var names = [(store, other)]
    if isWholeDisk { names.append((".\(store).candour-token", ".\(other).candour-token")) }
    for (from, to) in names {
      try? files.removeItem(atPath: programs.work.path(to))
      try files.copyItem(atPath: programs.work.path(from), toPath: programs.work.path(to))
    }
  }

  private func expectEverything(at store: String, _ expected: [String]) throws {
    let synced = try programs.site(store, "sync", "--json")
    #expect(synced.code == 0, "\(synced.errors)")
    #expect(try synced.object()["upToDate"] as? Bool == true, "\(synced.output)")
    #expect(try references(store) == expected.sorted())
    #expect(try programs.site(store, "verify").code == 0)
    #expect(try programs.centre("verify").code == 0)
  }

  @Test func `a folder that is put back is noticed at the next write, and nothing is lost`() throws
  {
    try trust.enrol("clinic", site: "RBD02")
    var logged = [try log("clinic")]
    try copy("clinic", to: "backup")
    logged.append(try log("clinic"))
    #expect(try programs.site("clinic", "sync").code == 0)
    #expect(try causes("clinic") == [])

    try copy("backup", to: "clinic")
    logged.append(try log("clinic"))

    #expect(try causes("clinic").contains("store-put-back"))
    try expectEverything(at: "clinic", logged)
  }

  /// Logs while a reader keeps the write-ahead log, which then is removed.
  private static let losingThree = """
    import os, sqlite3, subprocess, sys
    store = sys.argv[2] + "/clinic/store.sqlite"
    reader = sqlite3.connect(store, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM log").fetchall()
    for _ in range(3):
        subprocess.run([sys.argv[1], "incident", "log", "--from", sys.argv[3], "--store",
            os.path.dirname(store)], check=True, stdout=subprocess.DEVNULL)
    for suffix in ["-wal", "-shm"]:
        os.remove(store + suffix)
    os._exit(0)
    """

  @Test(arguments: [true, false])
  func `entries that went with a removed log are named by status, verify and the next write`(
    isEnrolled: Bool
  ) throws {
    if isEnrolled {
      try trust.enrol("clinic", site: "RBD02")
      try log("clinic")
      #expect(try programs.site("clinic", "sync").code == 0)
    } else {
      try programs.site("clinic", "init", "--site", "RBD02", "--nation", "england")
    }
    let lost = try programs.run(
      "/usr/bin/python3",
      [
        "-c", Self.losingThree, Programs.folder.appending(path: "candour").path,
        programs.work.path, trust.example("2-sabr-immobilisation"),
      ])
    try #require(lost.code == 0, "\(lost.errors)")

    let status = try programs.site("clinic", "status", "--why")
    let verified = try programs.site("clinic", "verify")
    try log("clinic")
    let after = try programs.site("clinic", "status", "--why")

    #expect(status.output.contains("entries-lost") && status.output.contains("3 entries"))
    #expect(!status.output.contains("Nothing is waiting"), "\(status.output)")
    #expect(verified.code == 5 && verified.output.contains("3 of the entries"))
    #expect(try causes("clinic").contains("entries-lost"))
    for output in [status.output, after.output] {
      #expect(!output.contains("nothing is lost"), "\(output)")
    }
    #expect(try programs.site("clinic", "verify").code == 0)
  }

  @Test func `a whole image is noticed at the next sync, and named there`() throws {
    try trust.enrol("clinic", site: "RBD02")
    var logged = [try log("clinic")]
    #expect(try programs.site("clinic", "sync").code == 0)
    try copy("clinic", to: "image", isWholeDisk: true)
    logged.append(try log("clinic"))
    #expect(try programs.site("clinic", "sync").code == 0)

    try copy("image", to: "clinic", isWholeDisk: true)
    let synced = try programs.site("clinic", "sync", "--json")
    logged.append(try log("clinic"))

    #expect(synced.code == 0, "\(synced.errors)")
    #expect(try causes("clinic").contains("store-put-back"))
    try expectEverything(at: "clinic", logged)
    #expect(try !causes("clinic").contains("store-put-back"), "said until the next sync")
  }

  @Test func `machines of one image with a store that never joined are as many devices`() throws {
    try programs.site("golden", "init", "--site", "RBD02", "--nation", "england")
    var replicas: Set<String> = []
    var logged: [String] = []

    for machine in ["one", "two", "three"] {
      try copy("golden", to: machine, isWholeDisk: true)
      logged.append(try log(machine))
      let code = try programs.centre("enrolment-code", "--site", "RBD02").output
      let joined = try programs.site(
        machine, "enrol", "--server", trust.url, "--ca", trust.authority, "--code", "-", "--json",
        input: code)
      #expect(joined.code == 0, "\(joined.errors)")
      replicas.insert(try joined.object()["replica"] as? String ?? "")
      #expect(try programs.site(machine, "sync").code == 0)
    }

    #expect(replicas.count == 3)
    try expectEverything(at: "one", logged)
  }

  @Test func `a revoked key is readmitted by a code for it alone, or replaced by a new one`() throws
  {
    try trust.enrol("clinic", site: "RBD02")
    var logged = [try log("clinic")]
    let status = try programs.site("clinic", "status", "--json").object()
    let replica = status["replica"] as? String ?? ""
    let data = programs.work.path("centre")
    func revoke() throws {
      let revoked = try programs.run(
        "candour-server", ["device", "revoke", "--data", data, replica, "--why", "stolen"])
      try #require(revoked.code == 0, "\(revoked.errors)")
    }
    func enrol(_ words: String...) throws -> Programs.Finished {
      let code = try programs.run(
        "candour-server", ["enrolment-code", "--data", data] + words)
      return try programs.site(
        "clinic", "enrol", "--server", trust.url, "--ca", trust.authority, "--code", "-", "--json",
        input: code.output)
    }

    try revoke()
    let refused = try enrol("--site", "RBD02")
    let readmitted = try enrol("--readmit", replica)
    #expect(refused.code == 4 && refused.errors.contains("revoked-key"), "\(refused.errors)")
    #expect(readmitted.code == 0, "\(readmitted.errors)")

    try revoke()
    try FileManager.default.removeItem(atPath: programs.work.path("clinic/store.key"))
    logged.append(try log("clinic"))
    let renewed = try enrol("--site", "RBD02")
    #expect(renewed.code == 0, "\(renewed.errors)")
    #expect(try renewed.object()["replica"] as? String != replica)
    try expectEverything(at: "clinic", logged)
  }

  @Test func `a store that loses its key reads on, logs on, and joins again`() throws {
    try trust.enrol("clinic", site: "RBD02")
    var logged = [try log("clinic")]
    try FileManager.default.removeItem(atPath: programs.work.path("clinic/store.key"))

    let listed = try programs.site("clinic", "incident", "list")
    #expect(!FileManager.default.fileExists(atPath: programs.work.path("clinic/store.key")))
    logged.append(try log("clinic"))
    let stranger = try programs.site("clinic", "sync")
    let code = try programs.centre("enrolment-code", "--site", "RBD02").output
    let joined = try programs.site(
      "clinic", "enrol", "--server", trust.url, "--ca", trust.authority, "--code", "-", input: code)

    #expect(listed.code == 0 && listed.output.contains(logged[0].suffix(3)), "\(listed.errors)")
    #expect(stranger.code == 4, "\(stranger.errors)")
    #expect(joined.code == 0 && joined.output.contains("again"), "\(joined.errors)")
    try expectEverything(at: "clinic", logged)
  }

  @Test func `a store made for another trust is refused, by code and by stick`() throws {
    try programs.site("clinic", "init", "--site", "RBD02", "--trust", "RXX", "--nation", "england")
    let code = try programs.centre("enrolment-code", "--site", "RBD02").output
    let request = programs.work.path("request")

    let joined = try programs.site(
      "clinic", "enrol", "--server", trust.url, "--ca", trust.authority, "--code", "-", "--json",
      input: code)
    let written = try programs.site("clinic", "enrol", "--request", request)
    let again = try programs.site("clinic", "enrol", "--request", request)
    let answered = try programs.centre("enrolment-answer", request)

    #expect(joined.code == 4 && joined.errors.contains("other-trust"), "\(joined.errors)")
    #expect(written.code == 0 && again.code == 2, "\(again.errors)")
    #expect(answered.code == 2 && answered.output == "", "\(answered.errors)")
  }
}
