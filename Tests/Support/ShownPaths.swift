import Records

/// Paths of fields in the text of a page. People read `effective dose of individual 1`; only the
/// interface's own words, in `<code>`, are `individuals/0/effectiveDose/total`.
public enum ShownPaths {
  /// What a person reads on a page that names a field by its path: in its text, and in the labels that
  /// a screen reader or a hint says.
  public static func found(in html: String) -> [String] {
    words(read(in: html)).filter { word in
      let keys = word.split(separator: "/").map { $0.allSatisfy(\.isNumber) ? "-" : String($0) }
      return known.contains(keys.joined(separator: "/"))
        // A field that a later version may add, by its position in a list.
        || keys.count > 2 && keys.contains("-") && roots.contains(keys[0])
    }
  }

  /// Every field of every kind, and every list and group above one; alone, only keys that are no words.
  private static let known: Set<String> = {
    var paths: Set<String> = []
    for kind in RecordKind.known {
      for field in RecordSchema.listing(of: kind) {
        let keys = field.path.split(separator: "/")
        for count in 1...keys.count {
          let path = keys.prefix(count).joined(separator: "/")
          if count > 1 || path.contains(where: \.isUppercase) { paths.insert(path) }
        }
      }
    }
    return paths
  }()

  private static let roots = Set(
    known.compactMap { $0.split(separator: "/").first.map(String.init) })

  private static func words(_ text: String) -> [String] {
    text.split { !$0.isASCII || !($0.isLetter || $0.isNumber || "/-@".contains($0)) }.map(
      String.init)
  }

  /// The text between the tags without scripts, styles and code, and the attributes that people get read.
  private static func read(in html: String) -> String {
    var text = ""
    var rest = html[...]
    while let open = rest.firstIndex(of: "<") {
      text += rest[..<open] + " "
      rest = rest[open...]
      guard let close = rest.firstIndex(of: ">") else { return text }
      let tag = rest[...close]
      rest = rest[rest.index(after: close)...]
      for name in ["title", "alt", "placeholder", "aria-label", "aria-description"] {
        guard let start = tag.firstRange(of: " \(name)=\"") else { continue }
        text += tag[start.upperBound...].prefix { $0 != "\"" } + " "
      }
      let name = tag.dropFirst().prefix { $0.isLetter }.lowercased()
      if ["script", "style", "code"].contains(name), let end = rest.firstRange(of: "</\(name)>") {
        rest = rest[end.upperBound...]
      }
    }
    return text + rest
  }
}
