import Aggregation
import Replication

/// What a command works on: the data folder of one centre, in a folder of trusts or by itself.
struct DataPlace {
  /// As given: a data folder, or a folder of trusts.
  let root: String
  /// As given.
  let trust: Scope?

  /// - Parameters:
  ///   - data: `--data`, the environment or the settings; `nil`: not given.
  ///   - store: `--store`.
  ///   - trust: `--trust`.
  init(data: String?, store: String?, trust: String?) throws {
    guard let root = try store.map({ try Self.folder($0, given: data) }) ?? data else {
      throw Failure.unusable(
        "no-data", "Name the centre's data folder: --data DIR, CANDOUR_DATA, or the settings.")
    }
    var path = root[...]
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    self.root = String(path)
    self.trust = try trust.map { code in
      guard let trust = Scope(code) else {
        throw Failure.unusable("bad-code", "A trust's code is 2 to 16 capital letters and digits.")
      }
      return trust
    }
  }

  /// The data folder that `--store` names: itself, or of this server where it names a database.
  ///
  /// - Parameter given: `--data`, for a database.
  static func folder(_ store: String, given: String? = nil) throws -> String {
    if Databases.isDatabase(store) { return try Databases.folder(for: store, given: given) }
    guard let end = store.firstRange(of: "://") else { return store }
    let (scheme, rest) = (store[..<end.lowerBound].lowercased(), store[end.upperBound...])
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let credentials = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
    guard !credentials.contains(":"), !rest.lowercased().contains("password=") else {
      throw Failure.unusable(
        "password-in-url", "A password does not belong on the command line, where others see it.")
    }
    guard scheme == "file", authority.isEmpty || authority == "localhost" else {
      throw Failure.unusable(
        "unsupported-store",
        "--store takes a folder, file:///DIR or \(Databases.example).")
    }
    return String(rest.dropFirst(authority.count))
  }

  var folder: TrustFolder { TrustFolder(path: root) }

  /// Whether the root is a folder of trusts and not a data folder itself.
  var holdsTrusts: Bool { !TrustFolder.isCentre(root) && !folder.trusts().isEmpty }

  /// The data folder that a command for one trust works on.
  var data: String {
    get throws {
      if TrustFolder.isCentre(root) { return root }
      if let trust { return folder.folder(of: trust) }
      let trusts = folder.trusts()
      guard trusts.count > 1 else { return trusts.first.map(folder.folder) ?? root }
      let codes = trusts.prefix(5).map(\.code).joined(separator: ", ")
      throw Failure.unusable(
        "trust-needed",
        "\(root) holds \(trusts.count) trusts (\(codes)\(trusts.count > 5 ? ", …" : "")): "
          + "name one with --trust CODE.")
    }
  }
}
