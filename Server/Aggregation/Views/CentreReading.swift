package import CentreStore
internal import RecordStore
package import Records

/// One state of a centre, for what a page shows of it: its figures agree with each other.
///
/// The body of ``Centre/together(_:_:)`` has it, and keeps it no longer.
package struct CentreReading: Sendable {
  let centre: Centre
  var store: RecordStore { centre.store }

  /// Every record of a kind, in the order in which they arrived.
  package func snapshots(of kind: RecordKind) throws -> [RecordSnapshot] {
    try centre.readSnapshots(of: kind)
  }

  /// The lists that a person saved.
  package func savedViews(of person: String) throws -> [Centre.SavedView] {
    try centre.administration.savedViews(of: person).map {
      Centre.SavedView(name: $0.name, path: $0.path)
    }
  }
}

extension Centre {
  /// Reads one state.
  ///
  /// - Parameter questions: what the body asks among other things: a database server answers all of it
  ///   at once, however far it is.
  package func together<T: Sendable>(
    _ questions: [PageQuestion], _ body: @escaping @Sendable (CentreReading) throws -> T
  ) async throws -> T {
    try await reading { centre in
      let found = try centre.store.inOneReading { () throws(StoreError) in
        try centre.store.readAhead(questions)
        return Result { try body(CentreReading(centre: centre)) }
      }
      return try found.get()
    }
  }
}
