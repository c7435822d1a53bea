internal import CentreStore
internal import RecordStore
package import Records
internal import Replication
internal import Synchronization

/// A record that a search found, with the text around the match.
package struct FoundRecord: Sendable {
  package let snapshot: RecordSnapshot
  package let excerpt: String
}

extension Centre {
  /// How many words or phrases one search looks for.
  package static let searchedWordsMax = 8

  /// Typed text, split into words and phrases: `"set-up error" knee` is a phrase and a word.
  package static func searched(_ text: String) -> [String] {
    var parts: [String] = []
    for (number, part) in text.split(
      omittingEmptySubsequences: false, whereSeparator: { "\"“”".contains($0) }
    ).enumerated() {
      let words = part.split { $0.isWhitespace }
      // The words between two quotation marks form one phrase.
      if number % 2 == 1 {
        if !words.isEmpty { parts.append(words.joined(separator: " ")) }
      } else {
        parts += words.map(String.init)
      }
    }
    return Array(parts.prefix(searchedWordsMax))
  }

  /// Prepares records for searching that arrived or changed since; other work on the store goes on in
  /// between.
  package func prepareSearch() async throws {
    let version = try await reading { try $0.storeVersion() }
    if searchableVersion.withLock({ $0 == version }) { return }
    while try await !writing({ try $0.store.completeTexts() }) { try Task.checkCancellation() }
    // What arrived meanwhile belongs to a later version.
    searchableVersion.withLock { $0 = version }
  }

  /// Records of every kind that contain each word or phrase, in either case; the latest change
  /// first.
  package func search(
    _ text: String, offset: Int = 0, limit: Int = Filter.limitStandard
  ) async throws -> (found: [FoundRecord], total: Int) {
    let words = Self.searched(text)
    guard !words.isEmpty else { return ([], 0) }
    try await prepareSearch()
    return try await together([.sharedIdentifiers]) { reading in
      let page = try reading.store.search(words, offset: offset, limit: limit)
      let shared = try reading.store.sharedIdentifiers()
      let found = page.found.map { record in
        var snapshot = RecordSnapshot(
          id: record.id, kind: record.kind, scope: record.scope, state: record.state)
        if shared.contains("\(record.id)") { snapshot.name = "\(record.key)" }
        return FoundRecord(snapshot: snapshot, excerpt: Self.excerpt(of: record, around: words))
      }
      return (found, page.total)
    }
  }

  /// Characters shown before and after a match.
  private static let excerptReach = 60

  /// The text around the first match in the record.
  private static func excerpt(of record: StoredRecord, around words: [String]) -> String {
    let texts = record.state.live.compactMap { $0.value?.text }
    for word in words {
      for text in texts {
        let small = Array(text.lowercased())
        let (full, wanted) = (Array(text), Array(word.lowercased()))
        // Letters that get longer in lower case would shift the position.
        guard small.count == full.count, wanted.count <= small.count,
          let place = (0...(small.count - wanted.count)).first(where: {
            small[$0...].starts(with: wanted)
          })
        else { continue }
        let start = max(0, place - excerptReach)
        let end = min(full.count, place + wanted.count + excerptReach)
        let words = String(full[start..<end]).split { $0.isNewline }.joined(separator: " ")
        return (start > 0 ? "…" : "") + words + (end < full.count ? "…" : "")
      }
    }
    return ""
  }
}
