import Foundation

/// Lets a person write a text in the editor that `VISUAL` or `EDITOR` names.
enum TextEditor {
  /// - Returns: the text as it was saved; `nil` where no editor is named, or it failed.
  static func edited(_ text: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let named = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }
    guard let editor = named.first(where: { !$0.isEmpty }) else { return nil }
    var template = Array((NSTemporaryDirectory() + "/candour-XXXXXX").utf8CString)
    // Created for its owner only (mkstemp): it may name somebody until it was checked.
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return nil }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { unlink(path) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard (try? handle.write(contentsOf: Data(text.utf8))) != nil, run(editor, path) else {
      return nil
    }
    return FileManager.default.contents(atPath: path)
      .flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// In this process's own group, so that the editor has the terminal.
  private static func run(_ editor: String, _ path: String) -> Bool {
    var process = pid_t()
    let words = ["/bin/sh", "-c", "\(editor) \"$1\"", "sh", path]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ) == 0 else {
      return false
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return false } }
    return status == 0
  }
}
