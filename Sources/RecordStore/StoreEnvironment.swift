package import Storage

/// What a store needs from outside: the time and randomness. A simulation supplies its own.
public struct StoreEnvironment: Sendable {
  /// Milliseconds since 1970 by the wall clock.
  public let now: @Sendable () -> Int64
  /// Random bits.
  public let random: @Sendable () -> UInt64

  /// The records that the program keeps.
  package let domain: any RecordDomain

  /// Finds the database that a location names, and the schema in it; `nil`: there is only SQLite.
  package var engine:
    (@Sendable (_ location: String) throws -> (engine: any StorageEngine, schema: String))?

  /// The tables that the program keeps beside the records of a centre; `nil`: none.
  package var storeExtension: (any StoreExtension)?

  /// - Parameter now: Milliseconds since 1970.
  package init(
    now: @escaping @Sendable () -> Int64,
    random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) },
    domain: any RecordDomain
  ) {
    (self.now, self.random, self.domain) = (now, random, domain)
  }

  var generator: Generator { Generator(random: random) }

  /// The environment's randomness as a generator of the standard library.
  public struct Generator: RandomNumberGenerator {
    let random: @Sendable () -> UInt64
    /// 64 random bits.
    public func next() -> UInt64 { random() }
  }
}
