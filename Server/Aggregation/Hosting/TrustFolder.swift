internal import FoundationEssentials
internal import RecordStore
package import Replication

/// A folder of trusts: each is a centre's data folder, named by the trust's code.
package struct TrustFolder: Hashable, Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// Whether a folder is the data folder of one centre.
  package static func isCentre(_ folder: String) -> Bool {
    [RecordStore.fileName, EngineStore.fileName].contains {
      FileManager.default.fileExists(atPath: folder + "/" + $0)
    }
  }

  package func folder(of trust: Scope) -> String { path + "/" + trust.code }

  package func holds(_ trust: Scope) -> Bool { Self.isCentre(folder(of: trust)) }

  /// Whether a trust's store is in a database, where other servers may work on it.
  package func isInDatabase(_ trust: Scope) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder(of: trust))/\(EngineStore.fileName)")
  }

  /// The trusts of the folder, by their codes.
  package func trusts() -> [Scope] { centres().compactMap(Scope.init).sorted { $0.code < $1.code } }

  /// Folders that hold a centre and are not named by a trust's code. They are not served.
  package func misnamed() -> [String] { centres().filter { Scope($0) == nil }.sorted() }

  private func centres() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { Self.isCentre(path + "/" + $0) }
  }
}
