internal import Aggregation
internal import Synchronization

/// The rendered main part of a page, which is the same for everyone who may open it.
struct KeptBody: Sendable {
  /// Where the body is inserted into a rendered frame.
  struct Place {
    /// Random for each process, so that no title, name or address contains it.
    static let mark = "body-\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))"
    let place = Self.mark
  }

  private let html: String

  init(_ html: String) { self.html = html }

  func inserted(into frame: String) -> String {
    guard let place = frame.utf8.firstRange(of: Place.mark.utf8) else { return frame }
    return frame[..<place.lowerBound] + html + frame[place.upperBound...]
  }
}

/// The bodies of one page as they were last rendered, for one state of the records and one day: rendering a
/// page with charts takes longer than reading what it shows.
final class KeptBodies<Key: Hashable & Sendable>: Sendable {
  /// The quarters that the board offers, and some.
  private static var bodiesMax: Int { 16 }

  private let kept = Mutex<(version: DayVersion, bodies: [Key: KeptBody])?>(nil)

  /// - Parameter render: makes the body; what it reads is of this version or a later one.
  func body(
    of key: Key, at version: DayVersion, render: () async throws -> String?
  ) async throws -> KeptBody {
    if let known = kept.withLock({ $0?.version == version ? $0?.bodies[key] : nil }) {
      return known
    }
    guard let html = try await render() else { throw Problem.internalError }
    let body = KeptBody(html)
    kept.withLock { kept in
      // What changed meanwhile belongs to the next version.
      var bodies = kept?.version == version ? kept?.bodies ?? [:] : [:]
      if bodies.count >= Self.bodiesMax { bodies = [:] }
      bodies[key] = body
      kept = (version, bodies)
    }
    return body
  }
}
