import ArgumentParser
import Foundation
import SiteWeb

extension OpenCommand {
  /// Where the shared store's service listens, if that is what this login opens.
  ///
  /// - Returns: `nil` for a store of one's own.
  func sharedSocket() throws -> String? {
    if let socket, !socket.isEmpty { return socket }
    if isShared { return SharedScreen.socketPath }
    guard store.isDefault, StoreOptions.isStoreShared,
      try !FileManager.default.fileExists(atPath: store.path() + "/store.sqlite")
    else { return nil }
    return SharedScreen.socketPath
  }

  func openShared(at path: String) throws {
    do throws(SharedScreenVisit.Failure) {
      let visit = try SharedScreenVisit(at: path)
      let folder = try Self.privateFolder()
      try Interruption.removing(OpeningFile.path(in: folder)) {
        () throws(SharedScreenVisit.Failure) in
        try visit.stay(openingFrom: folder) { show($0) }
      }
    } catch {
      throw Self.failure(error, path)
    }
    sayClosed()
  }

  /// A folder that only this login may enter, for the file that opens the screen.
  private static func privateFolder() throws(SharedScreenVisit.Failure) -> String {
    let environment = ProcessInfo.processInfo.environment
    func folder(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let folder = folder("XDG_RUNTIME_DIR"), access(folder, W_OK) == 0 { return folder }
    guard let cache = folder("XDG_CACHE_HOME") ?? folder("HOME").map({ $0 + "/.cache" }) else {
      throw .file("$XDG_RUNTIME_DIR/open-candour.html")
    }
    let path = cache + "/candour"
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .file(OpeningFile.path(in: path))
    }
    return path
  }

  private static func failure(
    _ failure: SharedScreenVisit.Failure, _ path: String
  ) -> CommandFailure {
    switch failure {
    case .absent:
      CommandFailure(
        .failed, "not-shared",
        "No store is shared on this computer: nothing listens at \(path). IT can start it: "
          + "systemctl start candour-share.")
    case .notInGroup:
      CommandFailure(
        .failed, "not-in-group",
        "This login may not open the store that this computer's logins share. Ask IT to add it to "
          + "the group, then sign out and in again.")
    case .tooMany:
      CommandFailure(
        .failed, "too-many-screens",
        "This login has as many screens open as it may have. Close one with Ctrl-C, or wait until "
          + "it ends unused.")
    case .failed:
      CommandFailure(
        .failed, "screen-failed",
        "The shared store's service could not start a screen. What was saved is kept; IT finds the "
          + "cause by: journalctl -u candour-share")
    case .file(let path): unwritable(path)
    }
  }
}
