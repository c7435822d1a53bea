internal import Records

/// What the history shows for a person beside their role: a staff number, or a label of their own
/// choosing. It is sent to sites and kept permanently, so it must not name anybody.
package struct PersonLabel: Hashable, Sendable {
  package static let rule =
    "A label is a staff number or a made-up mark: 2 to 20 letters, digits and dashes, with at least "
    + "one digit, and no part of a name or an e-mail address."

  package let text: String

  /// - Parameter email: the person's address; a label must not repeat any part of it.
  /// - Returns: `nil` for a label that might name somebody.
  package init?(_ text: String, email: String) {
    let letters = text.lowercased()
    guard (2...20).contains(text.utf8.count), letters.utf8.contains(where: Self.isDigit),
      letters.utf8.allSatisfy({ Self.isDigit($0) || (97...122).contains($0) || $0 == 45 })
    else { return nil }
    let account = email.lowercased().prefix { $0 != "@" }
    let parts = account.split { !($0.isASCII && $0.isLetter) }
    guard !parts.contains(where: { $0.count >= 3 && letters.contains($0) }),
      (try? AuthorContext.checkRole("\(Role.reader.rawValue) \(text)")) != nil,
      letters.split(whereSeparator: { !$0.isLetter }).allSatisfy({ word in
        (try? AuthorContext.checkRole(word.prefix(1).uppercased() + word.dropFirst())) != nil
      })
    else { return nil }
    self.text = text
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
