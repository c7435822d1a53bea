/// The most likely intended word, where one was mistyped.
public enum NearestWord {
  /// The word that differs by the fewest letters: by two at most, and by fewer than half of them.
  public static func to(_ word: String, among words: some Sequence<String>) -> String? {
    let typed = Array(word.lowercased().utf8)
    let near = words.map { (word: $0, distance: distance(typed, Array($0.lowercased().utf8))) }
      .min { $0.distance < $1.distance }
    return near.flatMap { $0.distance <= 2 && 2 * $0.distance < typed.count ? $0.word : nil }
  }

  /// The value that may have been meant: near in its letters, or the only one of which the typed
  /// word is a part (`xray`), or which the typed word begins with (`CT scan`).
  public static func value(_ typed: String, among values: [String]) -> String? {
    if let near = to(typed, among: values) { return near }
    let letters = Self.letters(typed)
    guard letters.count >= 3 else { return nil }
    let fitting = values.filter { Self.letters($0).contains(letters) }
    if fitting.count == 1 { return fitting[0] }
    return values.filter { $0.count >= 2 && letters.hasPrefix(Self.letters($0)) }
      .max { $0.count < $1.count }
  }

  private static func letters(_ word: String) -> String {
    String(word.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// Letters to change, add, remove, or two neighbours to swap (optimal string alignment).
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard abs(left.count - right.count) <= 2, left.count <= 64 else { return .max }
    var rows = [Array(0...right.count)]
    for (line, byte) in left.enumerated() {
      var row = [line + 1]
      for (column, other) in right.enumerated() {
        let change = rows[line][column] + (byte == other ? 0 : 1)
        var best = min(change, rows[line][column + 1] + 1, row[column] + 1)
        if line > 0, column > 0, byte == right[column - 1], left[line - 1] == other {
          best = min(best, rows[line - 1][column - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
