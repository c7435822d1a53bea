import Foundation
import Testing

@Suite("Simulation")
struct SimulationTests {
  @Test(arguments: Seeds.ordinary)
  func `a trust loses nothing, and agrees once the network heals`(seed: UInt64) throws {
    try Simulation.run(seed)
  }

  @Test func `a seed replays exactly`() throws {
    let (first, second) = (try Simulation.run(7), try Simulation.run(7))

    #expect(first.trace == second.trace)
    #expect(first.allHeld() == second.allHeld())
  }

  /// A simulator in which nothing happens proves nothing.
  @Test func `every kind of accident happens in a few dozen seeds`() throws {
    var missing = Set(Simulation.accidents)
    for seed in 1000..<1150 as Range<UInt64> where !missing.isEmpty {
      missing.subtract(try Simulation.run(seed).events.filter { $0.value > 0 }.keys)
    }

    #expect(missing == [])
  }

  /// `CANDOUR_TALLY=1` prints how often each kind of event occurs in the seeds that are run.
  @Test(.enabled(if: Seeds.isTallied))
  func `how often each kind of accident happens`() throws {
    var happened: [String: Int] = [:]
    var seedsWith: [String: Int] = [:]
    for seed in Seeds.ordinary {
      let events = try Simulation.run(seed).events.filter { $0.value > 0 }
      happened.merge(events, uniquingKeysWith: +)
      for event in events.keys { seedsWith[event, default: 0] += 1 }
    }
    for (event, count) in happened.sorted(by: { $0.key < $1.key }) {
      print("tally: \(count) times in \(seedsWith[event] ?? 0) seeds: \(event)")
    }
  }

  @Test(.enabled(if: Seeds.soakSeconds != nil))
  func `fresh seeds hold for as long as asked`() throws {
    let end = Date().addingTimeInterval(Seeds.soakSeconds ?? 0)
    var runs = 0
    while Date() < end {
      try Simulation.run(UInt64.random(in: 1_000_000..<UInt64.max))
      runs += 1
    }
    print("soak: \(runs) seeds held")
  }
}

enum Seeds {
  /// `CANDOUR_SEED` replays one seed; otherwise the same hundreds every time, from
  /// `CANDOUR_FIRST_SEED` on.
  static var ordinary: [UInt64] {
    if let seed = environment["CANDOUR_SEED"].flatMap(UInt64.init) { return [seed] }
    let first = environment["CANDOUR_FIRST_SEED"].flatMap(UInt64.init) ?? 0
    let count = environment["CANDOUR_SEEDS"].flatMap(UInt64.init) ?? 300
    return Array(first..<first + count)
  }

  /// Fewer where the centre's store is in PostgreSQL, which takes longer: `CANDOUR_SEEDS` sets how many
  /// there too.
  static var inPostgres: [UInt64] {
    guard environment["CANDOUR_SEEDS"] == nil, environment["CANDOUR_SEED"] == nil else {
      return ordinary
    }
    return Array(0..<12)
  }

  static var isTallied: Bool { environment["CANDOUR_TALLY"] != nil }

  static var soakSeconds: TimeInterval? {
    environment["CANDOUR_SOAK_SECONDS"].flatMap(TimeInterval.init)
  }

  /// `CANDOUR_TRACE=1000` shows more of what led to a failure.
  static var traceLength: Int { environment["CANDOUR_TRACE"].flatMap(Int.init) ?? 60 }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
