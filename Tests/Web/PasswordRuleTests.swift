import Testing

@testable import Web

@Suite("What a password must be")
struct PasswordRuleTests {
  @Test(arguments: [
    "elevenchars", "qwerty123456", "QWERTY123456", "1q2w3e4r5t6y",
    "lead.of.governance@trust.example",
    "Lead.Of.Governance", String(repeating: "x", count: 1025),
  ])
  func `what is short, long, common or the own address is refused`(password: String) {
    #expect(PasswordRule.flaw(of: password, for: "lead.of.governance@trust.example") != nil)
  }

  @Test(arguments: ["correct horse battery", "twelve chars", "Größe und Maß", "aaaaaaaaaaab"])
  func `anything else is taken, without rules about signs`(password: String) {
    #expect(PasswordRule.flaw(of: password, for: "lead@trust.example") == nil)
  }

  @Test func `the list holds what is long enough to matter, in lower case`() {
    #expect(CommonPasswords.all.count > 150)
    #expect(CommonPasswords.all.allSatisfy { $0.count >= PasswordHash.lengthMin })
    #expect(CommonPasswords.all.allSatisfy { $0.lowercased() == $0 })
  }
}
