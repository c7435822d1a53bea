public import Records

/// The words of this process's command line.
public enum ArgumentText {
  /// Why the command line cannot be used; `nil` if it is text.
  ///
  /// An argument that is not UTF-8 reaches a program with U+FFFD for what could not be read: a note
  /// typed on a terminal of another encoding would lose its “µ” for ever, without a word.
  public static var error: ValidationError? {
    let count = Int(CommandLine.argc)
    for position in 1..<max(count, 1) {
      guard let argument = CommandLine.unsafeArgv[position], !isText(argument) else { continue }
      return ValidationError(
        "not-utf8",
        "word \(position) of the command line is not UTF-8: set this terminal to UTF-8. "
          + "Nothing was changed")
    }
    return nil
  }

  private static func isText(_ argument: UnsafePointer<CChar>) -> Bool {
    String(validatingCString: argument) != nil
  }
}
