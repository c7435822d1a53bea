import Foundation
import Testing

/// SQLite sets aside a trigger's `OR IGNORE` and `OR REPLACE` where the statement that fires it has a
/// clause of its own, and PostgreSQL has neither. `ON CONFLICT` holds everywhere.
@Suite("Statements")
struct StatementTests {
  private let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func `no statement says what to do with a conflict by OR`() throws {
    var read = 0
    for folder in ["Sources", "Server", "Client"] {
      let files = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
      for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
        read += 1
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in ["IGNORE", "REPLACE", "ABORT", "FAIL", "ROLLBACK"] {
          for verb in ["INSERT", "UPDATE"] {
            #expect(!text.contains("\(verb) OR \(word)"), "\(file.lastPathComponent)")
          }
        }
      }
    }
    #expect(read > 500)
  }

  @Test func `the table of entries is named in one folder only`() throws {
    let statement = /\b(FROM|INTO|UPDATE|JOIN)\s+entry\b/
    var found: Set<String> = []
    for folder in ["Sources", "Server", "Client"] {
      let files = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
      for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        guard text.contains(" entry"), text.contains(statement) else { continue }
        found.insert(file.deletingLastPathComponent().path.dropFirst(root.path.count).description)
      }
    }
    // A migration that has shipped is never edited.
    #expect(found == ["/Sources/RecordStore/Logs", "/Sources/RecordStore/Migrations"])
  }
}
