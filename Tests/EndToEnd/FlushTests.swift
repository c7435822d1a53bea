import Foundation
import TestSupport
import Testing

/// Counts the flushes that a running program requests from the kernel.
@Suite("Flushes, with real processes", .serialized)
struct FlushTests {
  let trust: Trust
  var programs: Programs { trust.programs }

  init() throws {
    trust = try Trust()
    try trust.start()
    try trust.enrol("clinic", site: "RBD02")
  }

  @Test func `what the centre acknowledges it has flushed`() throws {
    try programs.site(
      "clinic", "incident", "log", "--from", trust.example("2-sabr-immobilisation"))
    let trace = try SystemCallTrace(
      of: try #require(trust.processIdentifier), in: programs.work.path("trace"))

    let synced = try programs.site("clinic", "sync", "--json")
    let calls = try trace.finish()

    #expect(try synced.object()["sent"] as? Int == 1, "\(synced.errors)")
    #expect(calls.count { $0.contains("fdatasync(") } >= 1, "\(calls)")
  }

  @Test func `a backup is flushed before it has its name, and its folder after`() throws {
    let (trace, file) = (programs.work.path("trace"), programs.work.path("nightly"))
    let made = try programs.run(
      "/usr/bin/strace",
      [
        "-f", "-y", "-e", "trace=fsync,fdatasync,rename,renameat2", "-o", trace,
        Programs.folder.appending(path: "candour-server").path,
        "backup", "--data", programs.work.path("centre"), file,
      ])

    let calls = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
    let flushed = calls.lastIndex { $0.contains("sync(") && $0.contains("nightly.partial-") }
    let renamed = calls.firstIndex { $0.contains("rename") && $0.contains("/nightly\"") }
    let folder = calls.lastIndex { $0.contains("fsync(") && $0.contains("\(programs.work.path)>") }
    #expect(made.code == 0, "\(made.errors)")
    let order = try [#require(flushed), #require(renamed), #require(folder)]
    #expect(order == order.sorted(), "\(calls)")
  }

  @Test func `what a site logs it has flushed`() throws {
    let path = programs.work.path("trace")
    let logged = try programs.run(
      "/usr/bin/strace",
      [
        "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", path,
        Programs.folder.appending(path: "candour").path,
        "incident", "log", "--from", trust.example("2-sabr-immobilisation"),
        "--store", programs.work.path("clinic"),
      ])

    let calls = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(logged.code == 0, "\(logged.errors)")
    #expect(calls.contains { $0.contains("fdatasync(") && $0.contains("store.sqlite-wal") })
  }

  @Test func `where its logs end a site has flushed before it sends`() throws {
    try programs.site(
      "clinic", "incident", "log", "--from", trust.example("2-sabr-immobilisation"))
    let path = programs.work.path("trace")
    let synced = try programs.run(
      "/usr/bin/strace",
      [
        "-f", "-y", "-e", "trace=fsync,fdatasync,connect", "-o", path,
        Programs.folder.appending(path: "candour").path,
        "sync", "--store", programs.work.path("clinic"),
      ])

    let calls = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(synced.code == 0, "\(synced.errors)")
    let noted = calls.firstIndex { $0.contains("fdatasync(") && $0.contains("candour-token>") }
    let sent = calls.firstIndex { $0.contains("connect(") && $0.contains("AF_INET") }
    #expect(try #require(noted) < #require(sent), "\(calls)")
  }
}
