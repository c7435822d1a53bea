import CentreStore
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// An empty store of trust RBD, on 2 February 2026.
enum NewStore {
  static func centre(in folder: TemporaryFolder) throws -> RecordStore {
    try RecordStore.create(
      in: folder.path("centre"),
      NewStoreOptions(
        side: .centre, scope: try #require(Scope("RBD")), trust: Scope("RBD"), nation: "england"),
      environment: environment.forCentre)
  }

  static func site(in folder: TemporaryFolder) throws -> RecordStore {
    try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(
        side: .site, scope: try #require(Scope("RBD02")), trust: Scope("RBD"), nation: "england"),
      environment: environment)
  }

  private static let environment = StoreEnvironment(now: { 1_770_000_000_000 })
}
