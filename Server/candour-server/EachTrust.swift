import Aggregation
import RecordStore
import Replication

/// The result of work on one of several trusts.
struct TrustOutcome<Value> {
  let trust: Scope
  let result: Result<Value, Failure>

  var value: Value? { try? result.get() }
  var failure: Failure? { if case .failure(let failure) = result { failure } else { nil } }
}

extension DataOptions {
  /// Runs some work on the data folder of each trust, one after the other: of all trusts of a folder
  /// of trusts, or of the one trust that the command line names. A trust on which it fails does not
  /// stop the others.
  func eachTrust<Value>(
    _ work: (_ trust: Scope, _ data: String) async throws -> Value
  ) async throws -> [TrustOutcome<Value>] {
    let place = try place()
    guard database == nil, place.holdsTrusts, place.trust == nil else {
      let data = try data
      // The owner of a store that cannot be opened is unknown: then it counts as no other trust's.
      let inDatabase = try RecordStore.trustInDatabase(of: data, environment: Now.environment())
      let trust = try place.trust ?? inDatabase ?? centre(for: .verifying).trust
      return [await outcome(of: trust, data, work)]
    }
    var outcomes: [TrustOutcome<Value>] = []
    for trust in place.folder.trusts() {
      outcomes.append(await outcome(of: trust, place.folder.folder(of: trust), work))
    }
    return outcomes
  }

  private func outcome<Value>(
    of trust: Scope, _ data: String, _ work: (Scope, String) async throws -> Value
  ) async -> TrustOutcome<Value> {
    do {
      return TrustOutcome(trust: trust, result: .success(try await work(trust, data)))
    } catch {
      return TrustOutcome(trust: trust, result: .failure(Failure(error)))
    }
  }
}
