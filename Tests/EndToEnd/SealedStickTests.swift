import Foundation
import TestSupport
import Testing

@Suite("A sealed stick, with real processes")
struct SealedStickTests {
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

  private func firstLine(_ path: String) throws -> String {
    let data = try Data(contentsOf: URL(filePath: path))
    return String(decoding: data.prefix { $0 != 10 }, as: UTF8.self)
  }

  @Test func `a store that never synchronised writes an open bundle and says so`() throws {
    try programs.site("moor", "init", "--site", "RBD03", "--nation", "england")
    try log(at: "moor")
    let stick = programs.work.path("stick")

    let written = try programs.site("moor", "export", stick)

    #expect(written.code == 0 && written.output.contains("not sealed"), "\(written.output)")
    #expect(try firstLine(stick) == "candour bundle 1")
  }

  @Test func `after a sync a bundle is sealed to the centre and to the site's other device`() throws
  {
    try trust.enrol("clinic", site: "RBD02")
    try trust.enrol("desk", site: "RBD02")
    for store in ["clinic", "desk", "clinic"] {
      #expect(try programs.site(store, "sync").code == 0)
    }
    try log(at: "clinic")
    let stick = programs.work.path("stick")

    let written = try programs.site("clinic", "export", "--json", stick).object()
    let desk = try programs.site("desk", "import", "--json", stick).object()
    let centre = try programs.centre("import", stick, "--json").object()
    let back = programs.work.path("back")
    let receipt = try programs.centre("export", "--site", "RBD02", back, "--json").object()
    let taken = try programs.site("clinic", "import", back)
    let mode =
      try FileManager.default.attributesOfItem(
        atPath: programs.work.path("clinic/sealing.key"))[.posixPermissions] as? Int

    #expect(written["sealed"] as? Bool == true)
    #expect(try firstLine(stick) == "candour bundle 2" && firstLine(back) == "candour bundle 2")
    #expect(desk["new"] as? Int == 1 && centre["new"] as? Int == 1)
    #expect(receipt["sealed"] as? Bool == true)
    #expect(taken.code == 0 && taken.output.contains("It is a receipt"), "\(taken.errors)")
    #expect(mode == 0o600)
  }

  @Test func `a stranger keeps it whole, shows nothing of it, and carries it to the centre`() throws
  {
    try trust.enrol("clinic", site: "RBD02")
    try trust.enrol("moor", site: "RBD03")
    for store in ["clinic", "moor"] { #expect(try programs.site(store, "sync").code == 0) }
    try log(at: "clinic")
    let (stick, onward) = (programs.work.path("stick"), programs.work.path("onward"))
    try programs.site("clinic", "export", stick)

    let kept = try programs.site("moor", "import", "--json", stick)
    let shown = try programs.site("moor", "incident", "list", "--json").array()
    let written = try programs.site("moor", "export", "--json", onward).object()
    let arrived = try programs.centre("import", onward, "--json").object()
    let again = try programs.centre("import", onward, "--json").object()

    #expect(kept.code == 0, "\(kept.errors)")
    #expect(try kept.object()["sealedToOthers"] as? Int == 1)
    #expect(try kept.object()["new"] as? Int == 0)
    #expect(shown.isEmpty)
    #expect(written["enclosed"] as? Int == 1)
    #expect(arrived["new"] as? Int == 1 && again["new"] as? Int == 0)
  }

  @Test func `a stranger's next sync passes it on, and lets it go`() throws {
    try trust.enrol("clinic", site: "RBD02")
    try trust.enrol("moor", site: "RBD03")
    for store in ["clinic", "moor"] { #expect(try programs.site(store, "sync").code == 0) }
    try log(at: "clinic")
    let stick = programs.work.path("stick")
    try programs.site("clinic", "export", stick)
    try programs.site("moor", "import", stick)

    let first = try programs.site("moor", "sync", "--json")
    let second = try programs.site("moor", "sync", "--json").object()
    let arrived = try programs.centre("verify", "--json").object()

    #expect(first.code == 0, "\(first.errors)")
    #expect(try first.object()["bundlesForwarded"] as? Int == 1)
    #expect(second["bundlesForwarded"] as? Int == 0)
    #expect(arrived["entries"] as? Int == 1 && arrived["ok"] as? Bool == true, "\(arrived)")
    #expect(try programs.site("moor", "incident", "list", "--json").array().isEmpty)
  }

  @Test
  func `a device that never has a network enrols by stick, and seals from the first bundle on`()
    throws
  {
    #expect(trust.stop() == 0)
    let (asked, given) = (programs.work.path("request"), programs.work.path("answer"))
    let (stick, back) = (programs.work.path("stick"), programs.work.path("back"))
    try programs.site("moor", "init", "--site", "RBD03", "--nation", "england")
    try log(at: "moor")

    let request = try programs.site("moor", "enrol", "--request", asked, "--json").object()
    let answer = try programs.centre("enrolment-answer", asked, "--out", given, "--json")
    let joined = try programs.site("moor", "enrol", "--answer", given, "--json")
    let written = try programs.site("moor", "export", "--json", stick).object()
    let taken = try programs.centre("import", stick, "--json").object()
    try programs.centre("export", "--site", "RBD03", back)
    let receipt = try programs.site("moor", "import", back)
    let status = try programs.site("moor", "status", "--json").object()

    #expect(answer.code == 0 && joined.code == 0, "\(answer.errors) \(joined.errors)")
    #expect(try answer.object()["replica"] as? String == request["replica"] as? String)
    #expect(try answer.object()["centre"] as? String == joined.object()["centre"] as? String)
    #expect(written["sealed"] as? Bool == true)
    #expect(taken["new"] as? Int == 1 && taken["quarantined"] as? Int == 0)
    #expect(try firstLine(back) == "candour bundle 2" && receipt.code == 0, "\(receipt.errors)")
    #expect(status["pending"] as? Int == 0 && status["acknowledged"] as? Int == 1)
  }

  @Test func `an answer to another device, or one that was altered, joins nothing`() throws {
    let (asked, given) = (programs.work.path("request"), programs.work.path("answer"))
    for store in ["moor", "desk"] {
      try programs.site(store, "init", "--site", "RBD03", "--nation", "england")
    }
    try programs.site("moor", "enrol", "--request", asked)
    try programs.centre("enrolment-answer", asked, "--out", given)
    var altered = try String(contentsOfFile: given, encoding: .utf8)
    altered.replace("A", with: "B", maxReplacements: 1)

    let other = try programs.site("desk", "enrol", "--answer", given)
    try Data(altered.utf8).write(to: URL(filePath: given))
    let broken = try programs.site("moor", "enrol", "--answer", given)

    #expect(other.code == 4 && broken.code == 4, "\(other.errors) \(broken.errors)")
    #expect(try programs.site("moor", "status", "--json").object()["server"] is NSNull)
  }

  @Test func `a restored centre opens what was sealed to it before`() throws {
    try trust.enrol("clinic", site: "RBD02")
    #expect(try programs.site("clinic", "sync").code == 0)
    let (stick, backup) = (programs.work.path("stick"), programs.work.path("backup"))
    let kept = try programs.centre("backup", backup)
    #expect(kept.code == 0, "\(kept.errors)")
    try log(at: "clinic")
    try programs.site("clinic", "export", stick)

    let data = programs.work.path("restored")
    let restored = try programs.run("candour-server", ["restore", "--data", data, backup])
    let taken = try programs.run("candour-server", ["import", "--data", data, stick, "--json"])

    #expect(restored.code == 0 && taken.code == 0, "\(restored.errors) \(taken.errors)")
    #expect(try taken.object()["new"] as? Int == 1)
  }
}
