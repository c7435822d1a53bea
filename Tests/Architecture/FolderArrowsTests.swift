import Foundation
import Testing

/// Within a module, too, dependencies have one direction: of two folders one uses the other, never
/// both.
///
/// Found by the names of types that a folder declares and another's code mentions. `Storage` is left
/// out: one of its rows is read from a statement of SQLite with no protocol between, for speed.
@Suite("Folders of a module")
struct FolderArrowsTests {
  private static let modules: [(name: String, folder: String)] = [
    ("IRMER", "Sources/IRMER"), ("Deidentification", "Sources/Deidentification"),
    ("Replication", "Sources/Replication"), ("Records", "Sources/Records"),
    ("RecordStore", "Sources/RecordStore"), ("RecordTables", "Sources/RecordTables"),
    ("PostgresStorage", "Server/PostgresStorage"), ("SyncProtocol", "Sources/SyncProtocol"),
    ("Screens", "Sources/Screens"), ("SiteClient", "Client/SiteClient"),
    ("SiteWeb", "Client/SiteWeb"),
    ("candour", "Client/candour"), ("CentreStore", "Server/CentreStore"),
    ("Aggregation", "Server/Aggregation"),
    ("Delivery", "Server/Delivery"), ("Web", "Server/Web"),
    ("candour-server", "Server/candour-server"),
  ]

  private struct Folder {
    var declares: Set<String> = []
    var mentions: Set<String> = []
  }

  private let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folders directly below a module's folder, by name; files beside them are the module's
  /// public face.
  private func folders(of module: String) throws -> [String: Folder] {
    let base = root.appending(path: module)
    let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
    var found: [String: Folder] = [:]
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let path = file.path.dropFirst(base.path.count + 1).split(separator: "/")
      guard path.count > 1, path[0] != "Generated" else { continue }
      let code = try String(contentsOf: file, encoding: .utf8)
      read(code, into: &found[String(path[0]), default: Folder()])
    }
    return found
  }

  private func read(_ code: String, into folder: inout Folder) {
    let kinds: Set<Substring> = ["struct", "enum", "class", "actor", "protocol", "typealias"]
    for line in code.split(separator: "\n") {
      let text = line.prefix { $0 != "\"" }
      guard !text.drop(while: { $0 == " " }).hasPrefix("//") else { continue }
      let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      folder.mentions.formUnion(words.filter { $0.first?.isUppercase == true }.map(String.init))
      guard line.first != " ", !text.contains("private "),
        let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count
      else { continue }
      folder.declares.insert(String(words[kind + 1]))
    }
  }

  @Test func `no two folders of a module use each other`() throws {
    var found: Set<String> = []
    for (name, path) in Self.modules {
      let folders = try folders(of: path)
      for (left, first) in folders {
        for (right, second) in folders where left < right {
          let forth = !first.mentions.isDisjoint(with: second.declares.subtracting(first.declares))
          let back = !second.mentions.isDisjoint(with: first.declares.subtracting(second.declares))
          if forth && back { found.insert("\(name): \(left) ↔ \(right)") }
        }
      }
    }
    #expect(found == [])
  }
}
