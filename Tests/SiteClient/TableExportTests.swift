import Foundation
import IRMER
import RecordStore
import Records
import Replication
import TestSupport
import Testing

@testable import SiteClient

@Suite("Tables as CSV files")
struct TableExportTests {
  private static let department = "=1+1, the \"old\" wing\nfloor 2"

  let trust: TestTrust
  let client: SiteClient

  init() async throws {
    trust = try TestTrust()
    client = try trust.site("site")
    try await log([
      "discoveredOn": "2026-02-20", "modality": "ct", "department": .string(Self.department),
      "licence": ["breach": true],
      "individuals": [
        ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
      ],
    ])
    try await log(["discoveredOn": "2026-02-21", "individuals": [["exposure": "unintended"]]])
  }

  private func log(_ document: JSONValue) async throws {
    _ = try await client.log(.incident, document)
  }

  private var place: String { trust.folder.path("tables") }

  private func table(_ name: String) throws -> [[String: String]] {
    let bytes = try Data(contentsOf: URL(filePath: "\(place)/\(name).csv"))
    let table = try CSVTable(Array(bytes))
    return try table.rows.map {
      Dictionary(uniqueKeysWithValues: zip(table.header, try table.cells(of: $0)))
    }
  }

  @Test func `every table is a file with all its columns and rows`() throws {
    let files = try client.exportTables(to: place)

    #expect(files.count == ReadModel.tables.count + 1)
    for (description, file) in zip(ReadModel.tables, files) {
      let bytes = try Data(contentsOf: URL(filePath: file.path))
      let written = try CSVTable(Array(bytes))
      #expect(file.path == "\(place)/\(description.name).csv")
      #expect(written.header == ["ownerRow"] + description.columns.map(\.name))
      #expect(written.rows.count == file.rows)
    }
    #expect(try table("incident").count == 2)
    #expect(
      try table("columns").count == ReadModel.tables.reduce(0) { $0 + $1.columns.count })
  }

  @Test func `a comma, a quotation mark and a new line come back, and no cell is a formula`() throws
  {
    _ = try client.exportTables(to: place)

    let incident = try #require(try table("incident").first { $0["modality"] == "ct" })

    #expect(incident["department"] == "'" + Self.department)
  }

  @Test func `the parts of an incident are joined to it by the first column`() throws {
    _ = try client.exportTables(to: place)

    let incident = try #require(try table("incident").first { $0["modality"] == "ct" })
    let owner = try #require(incident["ownerRow"])
    func parts(_ name: String) throws -> [[String: String]] {
      try table(name).filter { $0["ownerRow"] == owner }
    }

    #expect(try parts("dose").map { $0["digits"] } == ["9.6"])
    #expect(try parts("finding").filter { $0["result"] == "met" }.map { $0["code"] } == ["1"])
    #expect(try parts("route").map { $0["body"] } == ["ARSAC", "CQC"])
    #expect(try parts("individual").map { $0["ageAtExposure"] } == ["40"])
    #expect(try parts("code").map { $0["code"] } == ["1"])
  }

  @Test func `an empty folder is filled, and what a killed export left is removed`() throws {
    let beside = trust.folder.path
    let before = try FileManager.default.contentsOfDirectory(atPath: beside)
    let leftover = place + ".partial-ab"
    try FileManager.default.createDirectory(atPath: leftover, withIntermediateDirectories: true)
    try Data("half".utf8).write(to: URL(filePath: leftover + "/route.csv"))

    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    _ = try client.exportTables(to: place + "/")

    let after = try FileManager.default.contentsOfDirectory(atPath: beside)
    #expect(Set(after).subtracting(before) == ["tables"], "nothing is left of the killed one")
    #expect(throws: SiteError.self) { try client.exportTables(to: place) }
  }

  @Test func `a file that is there already stays, and nothing is written beside it`() throws {
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(filePath: place + "/route.csv"))

    #expect(throws: SiteError.self) { try client.exportTables(to: place) }

    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["route.csv"])
    #expect(try Data(contentsOf: URL(filePath: place + "/route.csv")) == Data("mine".utf8))
  }
}
