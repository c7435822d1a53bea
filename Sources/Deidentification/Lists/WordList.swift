/// Many words in one string, sorted, found without making a set of them first.
///
/// The command line is started for every record, so a list costs nothing until a word is looked up.
struct WordList: Sendable {
  private let text: StaticString
  private static let blank = UInt8(ascii: " ")

  /// - Parameter text: sorted words of small plain letters, with blanks or line breaks between them.
  init(_ text: StaticString) { self.text = text }

  /// Whether the list holds a word, written small.
  func contains(_ word: String) -> Bool {
    var word = word
    guard !word.isEmpty else { return false }
    return word.withUTF8 { word in
      text.withUTF8Buffer { list in
        var (lower, upper) = (0, list.count)
        while lower < upper {
          let range = Self.wordRange(around: (lower + upper) / 2, in: list)
          guard !range.isEmpty else { return false }
          let found = list[range]
          if found.elementsEqual(word) { return true }
          if found.lexicographicallyPrecedes(word) {
            lower = Self.end(from: range.upperBound, in: list)
          } else {
            upper = range.lowerBound
          }
        }
        return false
      }
    }
  }

  /// Every word, in order.
  var words: [String] {
    text.description.split { $0 == " " || $0 == "\n" }.map(String.init)
  }

  /// The word that holds a position or follows it.
  private static func wordRange(
    around position: Int, in list: UnsafeBufferPointer<UInt8>
  ) -> Range<Int> {
    var start = position
    while start < list.count, isSeparator(list[start]) { start += 1 }
    if start == list.count {
      // Only separators follow: the word before them.
      start = position
      while start > 0, isSeparator(list[start - 1]) { start -= 1 }
      let end = start
      while start > 0, !isSeparator(list[start - 1]) { start -= 1 }
      return start..<end
    }
    while start > 0, !isSeparator(list[start - 1]) { start -= 1 }
    var end = start
    while end < list.count, !isSeparator(list[end]) { end += 1 }
    return start..<end
  }

  private static func end(from position: Int, in list: UnsafeBufferPointer<UInt8>) -> Int {
    var end = position
    while end < list.count, isSeparator(list[end]) { end += 1 }
    return end
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == blank || byte == 0x0A }
}
