import Aggregation
import Foundation
import HTTPTypes
import IRMER
import Records
import TestSupport
import Testing

@testable import Web

/// The board paper as a real WeasyPrint makes it, read by another program.
@Suite("PDFs by WeasyPrint")
struct PrintedPDFTests {
  private static let tools = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build-browser/bin").standardized
  private static let weasyprint = tools.appending(path: "weasyprint").path
  private static let python = tools.appending(path: "python").path
  private static let canPrint =
    [weasyprint, python].allSatisfy(FileManager.default.isExecutableFile)
    || ProcessInfo.processInfo.environment["CANDOUR_BROWSER"] == "required"

  private static let reader = """
    import io, json, sys
    from pypdf import PdfReader
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    links = [a.get_object().get("/A", {}).get("/URI") for p in reader.pages for a in p.get("/Annots", [])]
    print(json.dumps({
      "pages": [" ".join(p.extract_text().split()) for p in reader.pages],
      "widths": [round(float(p.mediabox.width)) for p in reader.pages],
      "links": [l for l in links if l], "title": reader.metadata.title}))
    """

  private struct Document: Decodable {
    let pages: [String]
    let widths: [Int]
    let links: [String]
    let title: String?
  }

  private func read(_ pdf: [UInt8]) throws -> Document {
    let (process, input, output) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(filePath: Self.python)
    process.arguments = ["-c", Self.reader]
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(pdf))
    try input.fileHandleForWriting.close()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return try JSONDecoder().decode(Document.self, from: text)
  }

  @Test(.enabled(if: canPrint))
  func `the board paper has its date, its figures, numbered pages and links to the lists`()
    async throws
  {
    let harness = try WebHarness(pdf: PDFMaker(program: Self.weasyprint))
    let session = try await harness.session(.governance)
    let principal = try await harness.principal(session)
    for day in ["2026-01-20", "2026-02-10", "2026-02-20"] {
      _ = try await harness.centre.add(
        .incident,
        [
          "discoveredOn": .string(day), "modality": "ct", "clinicallySignificant": "no",
          "individuals": [
            ["exposure": "accidental", "ageAtExposure": 40, "effectiveDose": ["total": "9.6"]]
          ],
        ], by: principal)
    }

    let answer = await harness.get("/board/pdf?quarter=2026-Q1", as: session)
    let document = try read(answer.bytes)
    let text = document.pages.joined(separator: " ")

    #expect(answer.status == 200 && answer.headers[.contentType] == "application/pdf")
    #expect(document.title?.contains("Board paper") == true)
    #expect(
      text.contains("Uncontrolled if printed") && text.contains(harness.centre.today.displayText))
    #expect(document.widths.allSatisfy { $0 == 595 }, "A4")
    for (number, page) in zip(1..., document.pages) {
      #expect(page.contains("\(number) of \(document.pages.count)"), "page \(number)")
    }
    #expect(!document.links.isEmpty)
    #expect(document.links.allSatisfy { $0.hasPrefix("https://candour.trust.example/") })
  }
}
