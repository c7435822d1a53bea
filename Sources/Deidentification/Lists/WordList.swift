/// Many words in one sorted string, searched without building a set of them first.
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
      guard let wanted = word.baseAddress else { return false }
      return Self.search(text.utf8Start, text.utf8CodeUnitCount, wanted, word.count)
    }
  }

  /// Bisects the text, each time from the start of a word. Uses plain pointers, since a long text
  /// looks up every one of its words.
  private static func search(
    _ list: UnsafePointer<UInt8>, _ count: Int, _ wanted: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    var lower = 0
    var upper = count
    while lower < upper {
      var start = (lower + upper) / 2
      while start > lower, !isSeparator(list[start - 1]) { start -= 1 }
      while start < upper, isSeparator(list[start]) { start += 1 }
      guard start < upper else {
        upper = (lower + upper) / 2
        continue
      }
      var index = 0
      var end = start
      while end < upper, index < length, list[end] == wanted[index] {
        end += 1
        index += 1
      }
      let isAtEnd = end == count || isSeparator(list[end])
      if isAtEnd, index == length { return true }
      // A separator sorts before every letter, so a shorter word comes first.
      if index < length, isAtEnd || list[end] < wanted[index] {
        while end < upper, !isSeparator(list[end]) { end += 1 }
        lower = end
      } else {
        upper = start
      }
    }
    return false
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == blank || byte == 0x0A }
}
