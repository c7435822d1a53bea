/// Random names for things that live as long as a page.
enum Identifier {
  static func random() -> String {
    (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
  }
}
