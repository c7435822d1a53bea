/// Names a database file so that SQLite reads it and writes nothing beside it.
enum ReadOnlyFile {
  /// For a file that is not written while it is read.
  static func immutable(_ path: String) -> String {
    let escaped = path.map { character in
      switch character {
      case "%": "%25"
      case "?": "%3f"
      case "#": "%23"
      default: String(character)
      }
    }.joined()
    return "file:\(escaped)?immutable=1"
  }
}
