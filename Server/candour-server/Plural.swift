extension Int {
  /// `1 entry`, `2 entries`.
  func of(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}
