public import IRMER
internal import RecordStore
internal import Replication

/// The settings of a new store.
public struct Site: Sendable {
  /// The site's code, 2 to 16 capital letters and digits: `RBD01`.
  public var code: String
  /// Where its exposures happen.
  public var nation: Nation
  /// The role that is recorded with each write, unless a call names another; never a person.
  public var role: String
  /// The store's own name, shown at the centre.
  public var name: String

  public init(_ code: String, nation: Nation, role: String, name: String = "") {
    (self.code, self.nation, self.role, self.name) = (code, nation, role, name)
  }

  func founding() throws(SiteError) -> NewStoreOptions {
    guard let scope = Scope(code) else {
      throw .invalid(
        ValidationError(
          "bad-code", "a site's code is 2 to 16 capital letters and digits", field: "site"))
    }
    return NewStoreOptions(
      side: .site, scope: scope, nation: nation.rawValue, name: name, author: role)
  }
}

extension SiteClient {
  /// Opens the store in a folder, or creates one for the site where there is none.
  ///
  /// - Throws: ``SiteError/otherSite(_:)`` where the store there belongs to another site.
  public static func open(
    at folder: String, _ site: Site, environment: SiteEnvironment = SiteEnvironment()
  ) async throws(SiteError) -> SiteClient {
    let founding = try site.founding()
    let client = try await StoreExecutor.run { () throws(SiteError) in
      try openOrCreate(in: folder, founding, environment: environment)
    }
    guard client.identity.scope == founding.scope else {
      throw .otherSite(client.identity.scope.code)
    }
    return client
  }
}
