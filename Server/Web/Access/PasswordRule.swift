/// What a new password must be: long enough, not one that many people have chosen, and not the
/// person's own address. There is no other requirement (NIST SP 800-63B, 5.1.1.2).
package enum PasswordRule {
  /// - Returns: what is wrong with it, in a sentence; `nil` where it is acceptable.
  package static func flaw(of password: String, for email: String) -> String? {
    guard password.count >= PasswordHash.lengthMin else {
      return "A password has at least \(PasswordHash.lengthMin) characters."
    }
    guard password.utf8.count <= PasswordHash.lengthMax else {
      return "A password has at most \(PasswordHash.lengthMax) bytes."
    }
    let lowered = password.lowercased()
    guard !CommonPasswords.all.contains(lowered[...]) else {
      return "Many people have chosen this password: choose another."
    }
    let address = email.lowercased()
    guard lowered != address, lowered[...] != address.prefix(while: { $0 != "@" }) else {
      return "The address itself is no password: choose another."
    }
    return nil
  }
}
