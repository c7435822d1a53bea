import Foundation
import HTTPTypes
import RecordStore
import Records
import SiteClient
import TestSupport
import Testing

@testable import SiteWeb

@Suite("Evidence on the screen")
struct EvidencePageTests {
  /// Of `abc` (FIPS 180-4, the example of one block).
  static let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  private static let good = ["what": "photo of the console", "where": "the shared folder"]

  @Test func `a chosen file leaves its hash and nothing else`() async throws {
    let screen = try await ScreenHarness.opened()
    let incident = try await screen.log()
    let path = "/incidents/\(incident.name)/evidence"
    #expect((await screen.get(path)).body.contains("No evidence is recorded yet"))

    let answer = try await screen.upload(path, Self.good, file: "abc")

    #expect(answer.location == path, "\(answer.body)")
    let item = try #require(try await screen.client.record(named: incident.name).evidence.first)
    #expect(item.sha256 == Self.digest && item.bytes == 3)
    #expect(item.addedBy == "radiographer" && item.place == "the shared folder")
    for page in [path, "/incidents/\(incident.name)", "/incidents/\(incident.name)/report"] {
      #expect((await screen.get(page)).body.contains(Self.digest), "\(page)")
    }
  }

  @Test func `an audit takes evidence, too`() async throws {
    let screen = try await ScreenHarness.opened()
    let planned = try await screen.post("/audits/plan", ["q-title": "Plain films"])
    let path = try #require(planned.location)

    let answer = try await screen.upload(path + "/evidence", Self.good, file: "abc")

    #expect(answer.status == 303, "\(answer.body)")
    #expect((await screen.get(path)).body.contains(Self.digest))
    #expect((await screen.get(path + "/edit/evidence")).status == 200)
    #expect((await screen.get(path + "/report/first")).body.contains(Self.digest))
  }

  @Test func `a file whose description is refused need not be chosen again`() async throws {
    let screen = try await ScreenHarness.opened()
    let incident = try await screen.log()
    let path = "/incidents/\(incident.name)/evidence"

    let none = try await screen.upload(path, Self.good, file: "")
    let unsaid = try await screen.upload(path, ["what": "console", "where": ""], file: "abc")
    let named = try await screen.upload(
      path, ["what": "photo by Mrs Jane Smith", "where": "here", "read-file": Self.digest], file: ""
    )
    let unread = try await screen.upload(
      path, Self.good.merging(["read-file": String(repeating: "0", count: 64)]) { $1 }, file: "")

    #expect(none.status == 422 && none.body.contains("Choose the file"))
    #expect(unsaid.status == 422 && unsaid.hidden("read-file") == Self.digest)
    #expect(named.status == 422 && named.body.contains("keep-names"))
    #expect(unread.status == 422, "a hash that was not read here is none")
    #expect(try await screen.client.record(named: incident.name).evidence.isEmpty)
    let kept = try await screen.upload(
      path, Self.good.merging(["read-file": Self.digest]) { $1 }, file: "")
    #expect(kept.status == 303, "\(kept.body)")
    let twice = try await screen.upload(path, Self.good, file: "abc")
    #expect(twice.status == 422 && twice.body.contains("piece of evidence 1"))
  }

  @Test func `a file is found again on the disk or by being chosen`() async throws {
    let screen = try await ScreenHarness.opened()
    let incident = try await screen.log()
    let path = "/incidents/\(incident.name)/evidence"
    let file = screen.folder.path("photo.jpg")
    try Data("abc".utf8).write(to: URL(filePath: file))
    _ = try await screen.upload(path, ["what": "photo", "where": file], file: "abc")

    #expect((await screen.get(path + "?check=1")).body.contains("Unchanged"))
    try Data("abd".utf8).write(to: URL(filePath: file))
    #expect((await screen.get(path + "?check=1")).body.contains(">Changed<"))
    try FileManager.default.removeItem(atPath: file)
    #expect((await screen.get(path + "?check=1")).body.contains(">Gone<"))
    let same = try await screen.upload(path + "/check", [:], file: "abc")
    let other = try await screen.upload(path + "/check", [:], file: "abd")
    #expect(same.status == 200 && same.body.contains("piece of evidence 1, byte for byte"))
    #expect(other.status == 200 && other.body.contains("has the hash of the file"))
  }

  /// The page would look as the service of the shared store, where this login may not look.
  @Test func `a shared screen says nothing about files on the service's side`() async throws {
    let screen = try await ScreenHarness.opened(of: .login(64_002))
    let incident = try await screen.log()
    let path = "/incidents/\(incident.name)/evidence"
    let file = screen.folder.path("photo.jpg")
    try Data("abc".utf8).write(to: URL(filePath: file))
    _ = try await screen.upload(path, ["what": "photo", "where": file], file: "abc")

    let (page, looked) = (await screen.get(path), await screen.get(path + "?check=1"))

    #expect(page.body.contains(file) && !page.body.contains("Check that each file"))
    #expect(looked.status == 200)
    for state in ["Unchanged", "Changed", "Gone", "Cannot be read"] {
      #expect(!looked.body.contains(">\(state)<"), "\(state)")
    }
    let same = try await screen.upload(path + "/check", [:], file: "abc")
    #expect(same.body.contains("piece of evidence 1, byte for byte"))
  }

  @Test func `a form without the page's token or cut short adds nothing`() async throws {
    let screen = try await ScreenHarness.opened()
    let incident = try await screen.log()
    let path = "/incidents/\(incident.name)/evidence"

    let forged = try await screen.upload(
      path, Self.good.merging(["form-token": "0"]) { $1 }, file: "abc")
    let cut = try await screen.upload(path, Self.good, file: "abc", isCutShort: true)
    let plain = try await screen.post(path, Self.good)

    #expect(forged.status == 403 && cut.status == 400 && plain.status == 400)
    #expect(try await screen.client.record(named: incident.name).evidence.isEmpty)
  }
}
