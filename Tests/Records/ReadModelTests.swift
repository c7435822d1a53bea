import Foundation
import IRMER
import Replication
import TestSupport
import Testing

@testable import Records

@Suite("Tables described once")
struct ReadModelTests {
  private static let page: String = {
    let here = #filePath
    return here[..<(here.range(of: "/Tests/Records/")?.lowerBound ?? here.startIndex)]
      + "/Docs/tables.md"
  }()

  /// The properties of a description, by their names.
  private func members<Table: ReadModelTable>(_ type: Table.Type) -> [(label: String, name: String)]
  {
    Mirror(reflecting: Table()).children.compactMap { child in
      (child.value as? any TableMember<Table>).map { (child.label ?? "", $0.name) }
    }
  }

  @Test func `a column of a closed set says which words there are`() throws {
    let words: [(JSONValue, String, [String])] = [
      (IncidentTable.layout.itemSchema, "status", IncidentStatus.allCases.map(\.rawValue)),
      (IncidentTable.layout.itemSchema, "authority", Authority.allCases.map(\.rawValue)),
      (IncidentTable.layout.itemSchema, "modality", Modality.allCases.map(\.rawValue)),
      (NotificationTable.layout.itemSchema, "authority", Authority.allCases.map(\.rawValue)),
      (AuditTable.layout.itemSchema, "status", AuditStatus.allCases.map(\.rawValue)),
      (ActionTable.layout.itemSchema, "strength", ActionStrength.allCases.map(\.rawValue)),
    ]

    for (schema, name, all) in words {
      let property = schema["properties"]?[name]
      let isOptional = property?["type"]?.array != nil
      let listed = try #require(property?["enum"]?.array, "\(name)")
      #expect(listed.compactMap(\.string) == all, "\(name)")
      #expect(listed.contains(.null) == isOptional, "\(name)")
    }
  }

  @Test func `a withdrawn audit is void, and nothing of it is due`() throws {
    var author = Author(kind: .audit)
    try author.log(["title": "Justification", "firstReport": ["due": "2026-01-01"]])
    #expect(author.rows.audit?.isOverdue(on: author.today, openActionsDue: []) == true)

    try author.withdraw(why: "planned twice")

    let row = try #require(author.rows.audit)
    #expect(row.status == .void)
    #expect(row.due(openActionsDue: []) == nil && row.missing.isEmpty)
  }

  @Test(arguments: [Value.text("awaiting-second-opinion"), .unknown([1])])
  func `what a later version wrote is listed as that, and not as the first word of the set`(
    value: Value
  ) throws {
    var incident = Author(kind: .incident)
    try incident.log(["discoveredOn": "2026-02-20", "individuals": [["kind": "patient"]]])
    let element = try #require(incident.snapshot.elements("individuals").first).identifier
    let kind = try #require(FieldPath("individuals/\(element)/kind"))
    incident.write([
      incident.state.writing(value, at: FieldPath(literal: "status")),
      incident.state.writing(value, at: kind),
    ])
    var audit = Author(kind: .audit)
    try audit.log(["title": "Justification"])
    audit.write([audit.state.writing(value, at: FieldPath(literal: "status"))])

    let row = try #require(incident.rows.incident)
    #expect(row.status.rawValue == "unreadable" && row.status.isOpen)
    let person: Individual.Kind? = try #require(incident.rows.individuals.first).kind
    #expect(person == nil)
    let stage = try #require(audit.rows.audit).status
    #expect(stage.rawValue == "unreadable" && stage.isOpen)
    #expect(ChoiceWords.displayText(stage.rawValue) == "not readable by this version")
  }

  @Test func `a closure beside a later version's status ends no deadline`() throws {
    var site = Author(kind: .incident)
    try site.log([
      "discoveredOn": "2026-02-20", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [["exposure": "accidental", "effectiveDose": ["total": "20"]]],
    ])
    var later = site
    later.log = LogID(high: 0, low: 9)
    let status = FieldPath(literal: "status")
    site.write([
      site.state.writing(.text("closed"), at: status),
      site.state.writing(
        .text("2026-02-21"), at: FieldPath(literal: "notification/submittedOn")),
    ])
    #expect(IncidentView(site.snapshot).step == .closed)

    later.write([later.state.writing(.text("awaiting-second-opinion"), at: status)])
    site.merge(later)

    let view = IncidentView(site.snapshot)
    #expect(Set(view.statuses) == [.closed, .unreadable])
    #expect(view.step == .notified)
  }

  @Test(arguments: [RecordKind.incident, .audit])
  func `the word for a status that cannot be read is none that a person may set`(
    kind: RecordKind
  ) throws {
    let field = try #require(RecordSchema.listing(of: kind).first { $0.path == "status" })
    #expect(!field.words.contains("unreadable"))
  }

  @Test func `a column is named as its property, and says what it means`() {
    let all =
      members(IncidentTable.self) + members(NotificationTable.self) + members(AuditTable.self)
      + members(ActionTable.self) + members(ConflictTable.self) + members(CodeTable.self)
      + members(FindingTable.self) + members(RouteTable.self) + members(IndividualTable.self)
      + members(DosePartTable.self) + members(ThemeSubjectTable.self)
      + members(DecidedLinkTable.self)

    #expect(all.count > 90)
    for member in all { #expect(member.label == member.name) }
    for table in ReadModel.tables {
      for column in table.columns { #expect(column.meaning.count > 3, "\(column.name)") }
      #expect(table.naming.key.allSatisfy { key in table.columns.contains { $0.name == key } })
    }
    #expect(Set(ReadModel.tables.map(\.name)).count == ReadModelRows().cells.count)
  }

  @Test func `the page for analysts is what the tables are`() throws {
    if GoldenFile.isUpdating {
      try ReadModel.page.write(toFile: Self.page, atomically: true, encoding: .utf8)
    }

    #expect(try String(contentsOfFile: Self.page, encoding: .utf8) == ReadModel.page)
  }

  @Test func `items of lists have their members in the order that they always had`() throws {
    func names<Table: ReadModelTable>(_ layout: TableLayout<Table>) -> [String] {
      layout.members.filter { $0.listed != nil }.map(\.name)
    }

    #expect(
      names(IncidentTable.layout) == [
        "id", "reference", "site", "status", "outcome", "codes", "complementary", "discoveredOn",
        "notifyBy", "reportBy", "authority", "modality", "conflicts",
      ])
    #expect(
      names(NotificationTable.layout) == [
        "incident", "kind", "reference", "site", "outcome", "codes", "complementary", "authority",
        "state", "discoveredOn", "notifyBy", "reportBy", "daysLeft", "submittedOn", "reportSentOn",
        "inspectorContactedOn", "inConflict", "reasons",
      ])
    #expect(
      names(AuditTable.layout) == [
        "id", "reference", "site", "title", "programmeYear", "status", "due", "overdue", "missing",
        "conflicts",
      ])
    #expect(
      names(ActionTable.layout) == [
        "id", "record", "kind", "site", "owner", "due", "done", "strength", "state",
      ])
  }

  @Test func `an incident's item and notification read byte for byte as they always did`() throws {
    var author = Author(kind: .incident)
    try author.log([
      "discoveredOn": "2026-02-20", "modality": "ct", "clinicallySignificant": "no",
      "individuals": [
        ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
      ],
    ])
    let rows = author.rows
    let incident = try #require(rows.incident)
    let notification = try #require(rows.notification)
    let day = try #require(CalendarDate("2026-03-01"))

    let name = "\"reference\":" + JSONValue(incident.reference).serialized()
    #expect(
      JSONValue.object(incident.listItem).serialized() == """
        {"id":"\(incident.id)",\(name),"site":"RBD01","status":"logged","outcome":"notifiable",\
        "codes":["1"],"complementary":[],"discoveredOn":"2026-02-20","notifyBy":"2026-03-06",\
        "reportBy":"2026-05-15","authority":"CQC","modality":"ct","conflicts":0}
        """)
    let text = JSONValue.object(notification.item(on: day)).serialized()
    #expect(
      text.hasPrefix(
        """
        {"incident":"\(incident.id)","kind":"incident",\(name),"site":"RBD01",\
        "outcome":"notifiable","codes":["1"],"complementary":[],"authority":"CQC","state":"due",\
        "discoveredOn":"2026-02-20","notifyBy":"2026-03-06","reportBy":"2026-05-15","daysLeft":5,\
        "submittedOn":null,"reportSentOn":null,"inspectorContactedOn":null,"inConflict":false,\
        "reasons":["1: 
        """.trimmingCharacters(in: .newlines)), "\(text)")
  }

  @Test func `parts of an incident are rows of their own`() throws {
    var author = Author(kind: .incident)
    try author.log(
      [
        "discoveredOn": "2026-02-20", "modality": "ct", "licence": ["breach": true],
        "individuals": [
          [
            "exposure": "accidental", "ageAtExposure": 40,
            "effectiveDose": ["intended": "0.10", "total": "9.6"],
            "doses": [["quantity": "dlp", "unit": "mGy·cm", "total": "640"]],
          ], ["kind": "foetus", "foetalDose": "1.5"],
        ],
      ])
    let rows = author.rows

    #expect(rows.codes.map(\.code) == ["1"])
    #expect(rows.findings.contains { $0.code == .code1 && $0.individual == 1 && $0.result == .met })
    #expect(rows.findings.allSatisfy { $0.result != .excluded })
    #expect(rows.routes.map(\.body) == [.cqc, .arsac])
    #expect(rows.individuals.map(\.kind) == [.patient, .foetus])
    #expect(rows.individuals.map(\.ageAtExposure) == [40, nil])
    #expect(
      rows.doses.map {
        "\($0.individual) \($0.quantity.rawValue) \($0.part) \($0.digits) \($0.unit)"
      } == [
        "1 effective-dose intended 0.10 mSv", "1 effective-dose total 9.6 mSv",
        "1 dlp total 640 mGy·cm", "2 foetal-dose total 1.5 mGy",
      ])
    #expect(rows.doses.map(\.number) == [0.1, 9.6, 640, 1.5])
  }
}
