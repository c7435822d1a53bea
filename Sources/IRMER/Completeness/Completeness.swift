/// The items that a document or duty requires, one by one, and which are missing.
public struct Completeness: Hashable, Sendable {
  /// All items, in the order of the document.
  public let items: [CompletenessItem]

  /// Whether no required item is missing. Warnings may remain.
  public var isComplete: Bool { missing.isEmpty }

  /// The required items that are missing.
  public var missing: [CompletenessItem] {
    items.filter { $0.isMissing && $0.strength != .warning }
  }

  /// The advised items that are missing.
  public var warnings: [CompletenessItem] {
    items.filter { $0.isMissing && $0.strength == .warning }
  }

  /// Whether an item is missing without which the document must not be sent, even with a reason.
  public var isBlocked: Bool {
    items.contains { $0.isMissing && $0.strength == .blocking }
  }
}

/// One item, in the source's words.
public struct CompletenessItem: Hashable, Sendable {
  /// How important the item is.
  public enum Strength: String, Hashable, Sendable, CaseIterable {
    /// The document must not be sent without it.
    case blocking
    /// Expected; without it a person must say why.
    case required
    /// Advised; only a reminder.
    case warning
  }

  /// Whether the item is given.
  public enum State: Hashable, Sendable {
    case given
    /// Not given, and the record gives the reason: “not applicable because …”.
    case stated(String)
    /// What is still needed, in a few words each.
    case missing([String])
  }

  /// A stable identifier for screens and records.
  public let id: String
  /// The effect of its absence.
  public let strength: Strength
  /// Given, excused with a reason, or missing.
  public let state: State
  /// The source's own words.
  public let quote: String
  /// Where the words are found: the code of a ``SourceDocument``, and the requirement of
  /// `Docs/rules.md`: “S2, R092”.
  public let source: String

  /// Whether neither the item nor a reason for its absence is given.
  public var isMissing: Bool {
    if case .missing = state { true } else { false }
  }

  /// What is still needed, in a few words each; empty where nothing is.
  public var missingWords: [String] {
    if case .missing(let words) = state { words } else { [] }
  }

  init(
    _ id: String, _ strength: Strength = .required, quote: String, source: String, state: State
  ) {
    self.id = id
    self.strength = strength
    self.state = state
    self.quote = quote
    self.source = source
  }

  init(
    _ id: String, _ strength: Strength = .required, quote: String, source: String,
    missing: [String]
  ) {
    self.init(
      id, strength, quote: quote, source: source,
      state: missing.isEmpty ? .given : .missing(missing))
  }
}

extension Optional where Wrapped == String {
  /// The text, or nil where there is nothing but white space.
  var written: String? {
    flatMap { text in text.allSatisfy(\.isWhitespace) ? nil : text }
  }
}

extension String {
  /// The text, or nil where there is nothing but white space.
  var written: String? { Optional(self).written }
}

extension CompletenessItem.State {
  /// Given where there is text; stated where there is a reason instead; otherwise missing.
  static func text(_ text: String?, reason: String? = nil, else missing: String) -> Self {
    if text.written != nil { return .given }
    if let reason = reason.written { return .stated(reason) }
    return .missing([missing])
  }
}
