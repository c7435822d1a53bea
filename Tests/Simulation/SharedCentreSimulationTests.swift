#if Postgres
  import TestStores
  import Testing

  /// The same accidents with the centre's store in PostgreSQL: connections that break, a server that is
  /// killed in a transaction, commits that were not confirmed, a full disk, and a schema that is put back
  /// while the server runs. Sites keep their files, and their power cuts.
  @Suite("Simulation with the centre in PostgreSQL", .serialized)
  struct SharedCentreSimulationTests {
    @Test(arguments: Seeds.inPostgres)
    func `a trust loses nothing, and agrees once the network heals`(seed: UInt64) throws {
      try Simulation.run(seed, centreIn: .postgres)
    }
  }
#endif
