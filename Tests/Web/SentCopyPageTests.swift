import Aggregation
import Foundation
import HTTPTypes
import IRMER
import RecordStore
import Records
import Replication
import Screens
import TestSupport
import Testing

@testable import Web

@Suite("What was sent to the authority")
struct SentCopyPageTests {
  private static let weasyprint = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build-browser/bin/weasyprint").standardized.path
  private static let canPrint =
    FileManager.default.isExecutableFile(atPath: weasyprint)
    || ProcessInfo.processInfo.environment["CANDOUR_BROWSER"] == "required"

  private let harness: WebHarness
  private let session: WebHarness.Credential
  private let id: String

  init() async throws {
    harness = try WebHarness(
      pdf: Self.canPrint ? PDFMaker(program: Self.weasyprint) : nil)
    session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    id = try await harness.centre.add(
      .incident,
      [
        "discoveredOn": "2026-02-20", "modality": "ct", "clinicallySignificant": "no",
        "narrative": "The wrong hip was scanned.",
        "individuals": [
          ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
        ],
      ], by: principal)
  }

  private func send(_ fields: [String: String]) async throws -> WebHarness.Answer {
    await harness.submit(fields, to: "/incidents/\(id)", as: session)
  }

  private func snapshot() async throws -> RecordSnapshot {
    try await harness.centre.snapshot(named: id)
  }

  /// The report is read, the authority notified, the report sent.
  private func sendReport() async throws {
    for step in [
      ["action": "submitted", "on": "2026-02-22", "reference": "IRR1"],
      ["action": "confirm-report"], ["action": "report-sent", "on": "2026-02-25"],
    ] {
      let answer = try await send(step)
      #expect(answer.status == 303, "\(step): \(answer.body.prefix(3000))")
    }
  }

  @Test func `the report is kept word for word in the transaction that says it was sent`()
    async throws
  {
    try await sendReport()

    let copy = try #require(try await IncidentView(snapshot()).sentCopies.first)
    let page = await harness.get("/incidents/\(id)/sent/\(copy.record)", as: session)
    let digest = Digest(of: Array(page.body.utf8)).bytes
    #expect(page.status == 200 && page.body.contains("The wrong hip was scanned."))
    #expect(
      digest.map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined() == copy.digest)
    #expect(page.headers[.contentSecurityPolicy]?.contains("style-src 'sha256-") == true)

    let report = await harness.get("/incidents/\(id)/report", as: session).body
    #expect(report.contains(copy.digest) && report.contains("Unchanged"))
  }

  @Test func `a later edit is said beside the copy, which stays as it was`() async throws {
    try await sendReport()
    let copy = try #require(try await IncidentView(snapshot()).sentCopies.first)
    let before = await harness.get("/incidents/\(id)/sent/\(copy.record)", as: session).body

    _ = try await send([
      "action": "field", "path": "narrative", "value": "The left hip was scanned.",
      "why": "checked",
    ])

    let report = await harness.get("/incidents/\(id)/report", as: session).body
    #expect(report.contains("Edited since it was sent"))
    #expect(
      await harness.get("/incidents/\(id)/sent/\(copy.record)", as: session).body == before)
  }

  @Test func `the copy of another incident, or none, is not found here`() async throws {
    try await sendReport()

    for name in ["none", id] {
      let answer = await harness.get("/incidents/\(id)/sent/\(name)", as: session)
      #expect(answer.status == 404)
    }
  }

  @Test func `answers and parts of the report can be copied, and printed`() async throws {
    let answers = await harness.get("/incidents/\(id)/answers", as: session)
    let report = await harness.get("/incidents/\(id)/report", as: session)
    let printed = await harness.get("/incidents/\(id)/answers/print", as: session)
    let script = await harness.get(Asset.script.path)

    #expect(answers.status == 200 && answers.body.contains("data-copy=\"answer-"))
    #expect(answers.body.contains("The wrong hip was scanned."))
    #expect(report.body.contains("data-copy=\"part-"))
    #expect(printed.status == 200 && printed.body.contains("DRAFT"))
    #expect(script.status == 200 && script.body.contains("data-copy"))
    for page in [report, answers] {
      #expect(page.headers[.contentSecurityPolicy]?.contains("script-src 'self'") == true)
    }
    let incident = await harness.get("/incidents/\(id)", as: session)
    #expect(incident.headers[.contentSecurityPolicy]?.contains("script-src") == false)
  }

  @Test func `where WeasyPrint is not installed the page says so`() async throws {
    let plain = try WebHarness()
    let reader = try await plain.session(.governance)
    let incident = try await plain.centre.add(
      .incident, ["discoveredOn": "2026-02-20", "narrative": "A film."],
      by: try await plain.principal(reader))

    let page = await plain.get("/incidents/\(incident)/report", as: reader).body
    #expect(page.contains("WeasyPrint is not installed"))
  }

  @Test(.enabled(if: canPrint))
  func `a report that was read is a PDF, a draft is none, and what was sent is the same bytes`()
    async throws
  {
    let draft = await harness.get("/incidents/\(id)/report/pdf", as: session)
    #expect(draft.status == 409 && draft.body.contains("It is a draft"))

    try await sendReport()
    let pdf = await harness.get("/incidents/\(id)/report/pdf", as: session)
    let copy = try #require(try await IncidentView(snapshot()).sentCopies.first)
    let first = await harness.get("/incidents/\(id)/sent/\(copy.record)/pdf", as: session)
    let second = await harness.get("/incidents/\(id)/sent/\(copy.record)/pdf", as: session)

    #expect(pdf.status == 200 && pdf.headers[.contentType] == "application/pdf")
    #expect(pdf.body.hasPrefix("%PDF-") && first.body.hasPrefix("%PDF-"))
    #expect(first.body == second.body)
  }
}
