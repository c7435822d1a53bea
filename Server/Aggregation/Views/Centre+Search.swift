internal import RecordStore
package import Records
internal import Replication

extension Centre {
  /// How many records a search shows at most.
  package static let foundMax = 100

  /// Records that hold every one of some words, in any field, whatever the case; the latest first.
  package func search(_ words: String) async throws -> [RecordSnapshot] {
    let wanted = words.lowercased().split { $0.isWhitespace }.prefix(8)
    guard !wanted.isEmpty else { return [] }
    return try await reading { centre in
      var found: [RecordSnapshot] = []
      try centre.store.forEachRecord { record in
        let texts = record.state.live.compactMap { $0.value?.text?.lowercased() }
        let codes = record.scope.code.lowercased()
        let holdsAll = wanted.allSatisfy { word in
          codes.contains(word) || texts.contains { $0.contains(word) }
        }
        guard holdsAll else { return }
        found.append(
          RecordSnapshot(
            id: record.id, kind: record.kind, scope: record.scope, state: record.state))
      }
      return Array(found.suffix(Self.foundMax).reversed())
    }
  }
}
