/// The most likely intended word, where one was mistyped.
public enum NearestWord {
  /// The word that differs by the fewest letters: by two at most, and by fewer than half of them.
  public static func to(_ word: String, among words: some Sequence<String>) -> String? {
    let typed = Array(word.lowercased().utf8)
    let near = words.map { (word: $0, distance: distance(typed, Array($0.lowercased().utf8))) }
      .min { $0.distance < $1.distance }
    return near.flatMap { $0.distance <= 2 && 2 * $0.distance < typed.count ? $0.word : nil }
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
