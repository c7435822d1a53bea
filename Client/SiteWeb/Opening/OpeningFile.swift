internal import Foundation

/// The file that a browser opens: it posts the one-time token to the screen.
///
/// Only its owner can read it, and it is deleted as soon as it was used. Without JavaScript a
/// person presses a button instead.
public struct OpeningFile: Sendable {
  /// Where it is; a browser opens it by this path.
  public let path: String

  /// Where the file is in a folder.
  public static func path(in folder: String) -> String { folder + "/open-candour.html" }

  /// - Throws: ``OpeningFailure`` where the file cannot be written.
  static func write(
    token: String, to authority: String, in folder: String
  ) throws(OpeningFailure) -> OpeningFile {
    let path = path(in: folder)
    unlink(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw OpeningFailure.file(path) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(html(token, authority).utf8))
      try handle.close()
    } catch {
      unlink(path)
      throw OpeningFailure.file(path)
    }
    return OpeningFile(path: path)
  }

  /// Deletes the file, once it is not needed any more.
  public func remove() { unlink(path) }

  /// Contains no text from users: the token is hexadecimal, the authority ours.
  private static func html(_ token: String, _ authority: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en-GB"><head><meta charset="utf-8"><title>Open Candour</title>
    <meta name="referrer" content="no-referrer"></head>
    <body><h1>Open Candour</h1>
    <form id="open" method="post" action="http://\(authority)/open">
    <input type="hidden" name="token" value="\(token)">
    <button>Open Candour on this computer</button></form>
    <p>This page works once. To open Candour again, run <code>candour open</code>.</p>
    <script>document.getElementById("open").submit()</script>
    </body></html>

    """
  }
}

/// Why the screen could not be opened.
public enum OpeningFailure: Error, Sendable {
  /// The file for the browser cannot be written.
  case file(String)
}
