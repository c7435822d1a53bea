import ArgumentParser
import Screens
import SiteClient

// What a shell completes: references of the current store, fields and their values. A completion
// never fails and never prints anything else: without a store there is nothing to complete.

extension CompletionKind {
  /// References of one kind of record, or of incidents and audits.
  static func references(of kind: RecordKind?) -> CompletionKind {
    .custom { _, _, prefix in Completion.references(of: kind, beginning: prefix) }
  }

  /// Paths of fields, and after `=` the words that a field accepts.
  static func assignments(of kind: RecordKind) -> CompletionKind {
    .custom { _, _, prefix in Completion.assignments(of: kind, beginning: prefix) }
  }
}

enum Completion {
  /// A shell shows no more than this in a useful way.
  private static let shownMax = 200

  static func references(of kind: RecordKind?, beginning prefix: String) -> [String] {
    guard let client = try? StoreOptions().open(for: .reading) else { return [] }
    let found = (try? client.references(of: kind)) ?? []
    let folded = prefix.lowercased()
    return Array(found.filter { $0.lowercased().hasPrefix(folded) }.suffix(shownMax))
  }

  static func assignments(of kind: RecordKind, beginning prefix: String) -> [String] {
    guard let sign = prefix.firstIndex(of: "=") else {
      return paths(of: kind, beginning: prefix).map { $0 + "=" }
    }
    let path = String(prefix[..<sign])
    let value = prefix[prefix.index(after: sign)...]
    return values(of: path, kind: kind).filter { $0.hasPrefix(value) }.map { "\(path)=\($0)" }
  }

  /// Positions stay as typed: `individuals/1/…` completes within that individual.
  static func paths(of kind: RecordKind, beginning prefix: String) -> [String] {
    let typed = prefix.split(separator: "/", omittingEmptySubsequences: false)
    let paths = RecordSchema.listing(of: kind).filter { !$0.isFixed }.map { field in
      field.path.split(separator: "/").enumerated().map { index, part -> String in
        guard part == "-" else { return String(part) }
        return typed.indices.contains(index) && Int(typed[index]) != nil
          ? String(typed[index]) : "0"
      }.joined(separator: "/")
    }
    return Array(paths.filter { $0.hasPrefix(prefix) }.prefix(shownMax))
  }

  static func values(of path: String, kind: RecordKind) -> [String] {
    let wanted = path.split(separator: "/").map { Int($0) == nil && $0 != "-" ? String($0) : "-" }
      .joined(separator: "/")
    guard let field = RecordSchema.listing(of: kind).first(where: { $0.path == wanted }) else {
      return []
    }
    return field.words.isEmpty && field.takes == FieldListing.flag
      ? ["true", "false"] : field.words
  }
}
