internal import Foundation
internal import Screens

/// Makes PDFs of printed pages with WeasyPrint, a program that is installed in its own virtual
/// environment. One at a time, since a page takes a second of a processor; the others wait their
/// turn.
package actor PDFMaker {
  package enum Failure: Error {
    /// The program could not be started, took too long, or failed.
    case notMade
    /// The limit of waiting requests is reached.
    case busy
  }

  /// Where the package looks for it, and where its documentation says to install it.
  package static let standardPath = "/usr/lib/candour-server/weasyprint/bin/weasyprint"

  /// PDFs that may wait for the one in progress: a minute or so of work.
  static let waitingMax = 32
  /// Printing a page takes about a second; a program that exceeds this limit is assumed to hang.
  package static let secondsMax = 60.0
  /// A report of 2,000 individuals has some 5 MB.
  private static let bytesMax = 64 << 20

  private let program: String
  private let seconds: Double
  private var isAtWork = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameters:
  ///   - program: an executable file.
  ///   - seconds: how long it may take for one PDF.
  package init(program: String, seconds: Double = secondsMax) {
    (self.program, self.seconds) = (program, seconds)
  }

  /// The PDF of a page that refers to nothing outside itself.
  ///
  /// - Parameter second: since 1970; the same page at the same second gives the same bytes.
  func pdf(of html: String, at second: Int64) async throws(Failure) -> [UInt8] {
    try await takeTurn()
    defer { passTurn() }
    do {
      return try await made(of: html, at: second)
    } catch {
      throw .notMade
    }
  }

  /// WeasyPrint applies the style of a page to its text, and not to the pictures within: each picture
  /// gets the rules for pictures of its own.
  static func styled(_ html: String) -> String {
    guard html.contains("<svg ") else { return html }
    let style = "<style>\(Asset.pictureRules)</style>"
    return html.replacing(#/<svg [^>]*>/#) { "\($0.output)\(style)" }
  }

  /// An actor admits other calls while it waits for the program: the turn ensures one at a time.
  private func takeTurn() async throws(Failure) {
    guard isAtWork else { return isAtWork = true }
    guard waiting.count < Self.waitingMax else { throw .busy }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func passTurn() {
    if waiting.isEmpty { isAtWork = false } else { waiting.removeFirst().resume() }
  }

  private func made(of html: String, at second: Int64) async throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("candour-pdf-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let (page, made) = (
      folder.appendingPathComponent("page.html"), folder.appendingPathComponent("page.pdf")
    )
    try Data(Self.styled(html).utf8).write(to: page)
    let program = ChildProgram(
      path: program, arguments: ["--quiet", page.path, made.path],
      environment: [
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": "\(second)",
      ])
    guard await program.succeeds(within: seconds) else { throw Failure.notMade }
    let size = try made.resourceValues(forKeys: [.fileSizeKey]).fileSize
    guard let size, size <= Self.bytesMax else { throw Failure.notMade }
    let bytes = try Data(contentsOf: made)
    guard bytes.starts(with: Array("%PDF-".utf8)) else { throw Failure.notMade }
    return Array(bytes)
  }
}
