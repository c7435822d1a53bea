public import IRMER

/// Incidents as they are first logged in a trust, in an endless sequence: the kinds, the rates and
/// the fields of ``TrustYear``, including the physicist's dose.
public struct TrustIncidents: Sendable {
  private var making: YearMaking

  public init(seed: UInt64, year: Int) { making = YearMaking(seed: seed, year: year) }

  /// The next one, as `candour incident log` reads it.
  public mutating func next() -> JSONObject {
    let scenario = making.random.pick(YearMaking.scenarios)
    let happening = scenario.happening(using: &making.random)
    let discovered = making.someDay()
    return making.document(
      of: happening, as: scenario, discovered: discovered, isDoseKnown: true)
  }
}
