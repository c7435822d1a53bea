import Foundation
import Records
import TestSupport
import Testing

@testable import SiteClient

/// What the site keeps beside its store and never sends.
@Suite("Files that stay on the computer")
struct PrivateFileTests {
  private let trust: TestTrust

  init() throws { trust = try TestTrust() }

  private func open() async throws -> SiteClient {
    try await SiteClient.open(
      at: trust.folder.path("site"), Site("RBD01", nation: .england, role: "radiographer"),
      environment: trust.environment())
  }

  private func path(_ name: String) -> URL { URL(filePath: trust.folder.path("site/" + name)) }

  private static let listed = StoredPerson(number: 1, role: "Radiographer", names: ["Quill V"])

  /// Each is a list that held names, as far as anybody can tell.
  private static let unreadable = [
    "", "{", "[]", "{}", #"{"version":2,"people":[]}"#, #"{"version":1,"people":{}}"#,
    #"{"version":1,"people":[{"names":["Quill V"]}]}"#,
    #"{"version":1,"people":[{"role":"Radiographer","names":["Quill V",1]}]}"#,
    #"{"version":1,"people":[{"role":"Radiographer"}]}"#,
  ]

  @Test(arguments: unreadable)
  func `a list of people that cannot be read is not an empty one`(text: String) async throws {
    let client = try await open()
    let logged = try await client.log(Incident { $0.discoveredOn = client.today })
    let list = path("known-people.json")
    try Data(text.utf8).write(to: list)

    #expect(throws: SiteError.self) { try client.knownPeople() }
    #expect(throws: SiteError.self) { try client.setPeople([Self.listed]) }
    #expect(throws: SiteError.self) { try client.setPeople([]) }
    await #expect(throws: SiteError.self) {
      try await client.log(Incident { $0.discoveredOn = client.today })
    }
    #expect(throws: ValidationError.self) {
      try client.edit { context, generator throws(ValidationError) in
        try Edit.note("seen again", on: logged.snapshot, context: context, using: &generator)
      }
    }
    #expect(try String(contentsOf: list, encoding: .utf8) == text, "it stays as it is")
    try FileManager.default.removeItem(at: list)
    #expect(try client.knownPeople().isEmpty)
  }

  @Test func `a list that is longer than any of ours is not read in part`() async throws {
    let client = try await open()
    let names = String(repeating: "x", count: 5 << 20)
    try Data(#"{"version":1,"people":[]}\#n\#(names)"#.utf8).write(to: path("known-people.json"))

    #expect(throws: SiteError.self) { try client.storedPeople() }
  }

  @Test func `a link to nothing is no missing list`() async throws {
    let client = try await open()
    try FileManager.default.createSymbolicLink(
      at: path("known-people.json"), withDestinationURL: path("away"))

    #expect(throws: SiteError.self) { try client.storedPeople() }
  }

  @Test(arguments: ["", "{", "{}", #"{"lists":[{"name":"C"}]}"#])
  func `lists of codes that cannot be read are not replaced`(text: String) async throws {
    let client = try await open()
    let file = path("code-lists.json")
    try Data(text.utf8).write(to: file)

    #expect(throws: SiteError.self) { try client.codeLists() }
    #expect(throws: SiteError.self) { try client.setCodeLists([]) }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func `several processes write one list, and each reading is a whole one of them`()
    async throws
  {
    let client = try await open()
    try client.setPeople([Self.listed])

    try await withThrowingTaskGroup(of: Void.self) { group in
      for count in 1...8 {
        group.addTask {
          let people = Array(repeating: Self.listed, count: count * 50)
          for _ in 0..<15 {
            try client.setPeople(people)
            let read = try client.storedPeople().count
            #expect(read.isMultiple(of: 50))
          }
        }
      }
      try await group.waitForAll()
    }

    let left = try FileManager.default.contentsOfDirectory(atPath: trust.folder.path("site"))
    #expect(left.filter { $0.hasPrefix("known-people") } == ["known-people.json"])
  }
}
