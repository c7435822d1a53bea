/// What a document or duty asks for, one by one, and what of it is missing.
public struct Completeness: Hashable, Sendable {
  /// Everything that is asked for, in the order of the document.
  public let items: [CompletenessItem]

  /// Whether nothing is missing that is required. Warnings may remain.
  public var isComplete: Bool { missing.isEmpty }

  /// What is required and missing.
  public var missing: [CompletenessItem] {
    items.filter { $0.isMissing && $0.strength != .warning }
  }

  /// What is missing and only advised.
  public var warnings: [CompletenessItem] {
    items.filter { $0.isMissing && $0.strength == .warning }
  }

  /// Whether something is missing without which the document must not leave: no reason given helps.
  public var isBlocked: Bool {
    items.contains { $0.isMissing && $0.strength == .blocking }
  }
}

/// One thing that is asked for, in the source's words.
public struct CompletenessItem: Hashable, Sendable {
  /// How much depends on the item.
  public enum Strength: String, Hashable, Sendable, CaseIterable {
    /// The document must not leave without it.
    case blocking
    /// Expected; without it a person must say why.
    case required
    /// Advised; a reminder.
    case warning
  }

  /// Whether the item is there.
  public enum State: Hashable, Sendable {
    case given
    /// Not given, and the record says why that is so: “not applicable because …”.
    case stated(String)
    /// What is still needed, each in a few words.
    case missing([String])
  }

  /// Stable: what a screen or a record refers to.
  public let id: String
  /// What its absence means.
  public let strength: Strength
  /// Given, excused with a reason, or missing.
  public let state: State
  /// The source's own words.
  public let quote: String
  /// Where they stand: “S2, R092”.
  public let source: String

  /// Whether neither the item nor a reason for its absence is given.
  public var isMissing: Bool {
    if case .missing = state { true } else { false }
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
  /// Given where there is text; stated where there is a reason instead; else missing.
  static func text(_ text: String?, reason: String? = nil, else missing: String) -> Self {
    if text.written != nil { return .given }
    if let reason = reason.written { return .stated(reason) }
    return .missing([missing])
  }
}
