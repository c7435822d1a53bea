import Foundation
import IRMER
import Records
import Replication

/// A record in which every field of its kind has a value, whether they fit together or not: as entries
/// of many authors may leave it.
enum FilledRecord {
  static func snapshot(of kind: RecordKind) -> RecordSnapshot {
    var author = Author(kind: kind)
    var operations: [Replication.Operation] = []
    var elements: Set<String> = []
    for field in RecordSchema.listing(of: kind) {
      var path = ""
      let keys = field.path.split(separator: "/")
      for (position, key) in keys.enumerated() {
        path += (path.isEmpty ? "" : "/") + (key == "-" ? element : key == "KEY" ? "ID1" : key)
        // An element with fields below it.
        guard key == "-", position + 1 < keys.count, elements.insert(path).inserted,
          let place = FieldPath(path)
        else { continue }
        operations.append(Operation(path: place, value: .element))
      }
      guard let place = FieldPath(path) else { continue }
      operations.append(Operation(path: place, value: value(of: field)))
    }
    author.write(operations)
    return author.snapshot
  }

  private static let element: Substring = "@abcdefghjk"

  private static func value(of field: FieldListing) -> Value {
    switch field.shape {
    case .date: .text("2026-02-20")
    case .dateTime: .text("2026-02-20T10:00:00Z")
    case .quantity, .signed, .percent: .text("2.4")
    case .count: .number("3")
    case .year: .number("2026")
    case .flag: .flag(true)
    case .choice(let words), .suggestion(let words):
      // The word that differs most from what people say.
      .text(words.first { $0.contains("-") } ?? words.first ?? "")
    default: .text("a word or two")
    }
  }
}

/// What a page shows: its text without tags and styles.
func shownText(_ html: String) -> String {
  var text = html
  while let start = text.range(of: "<style>"), let end = text.range(of: "</style>") {
    text.removeSubrange(start.lowerBound..<end.upperBound)
  }
  return text.replacing(#/<[^>]*>/#, with: " ").replacing("&#39;", with: "'")
    .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
}
