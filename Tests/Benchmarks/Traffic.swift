import Aggregation
import RecordStore
import Replication
import SiteClient
import SyncProtocol

/// The traffic of one synchronisation.
struct Traffic {
  var up = 0
  var down = 0
  var rounds = 0
  var received = 0
  /// Seconds that the centre spent: reading the body, checking, merging, judging, answering.
  var centreSeconds = 0.0
  /// Seconds that the site spent in the same way.
  var siteSeconds = 0.0

  static func += (left: inout Traffic, right: Traffic) {
    left.up += right.up
    left.down += right.down
    left.rounds += right.rounds
    left.received += right.received
    left.centreSeconds += right.centreSeconds
    left.siteSeconds += right.siteSeconds
  }
}

/// One synchronisation over encoded and compressed messages, without a network between.
func exchange(_ site: RecordStore, with centre: RecordStore) throws -> Traffic {
  let driver = SiteExchange(store: site)
  let answering = SyncExchange(store: centre) { _ in .merge }
  guard let trust = Scope("RBD") else { preconditionFailure("a scope of the benchmark") }
  let caller = SyncExchange.Caller(
    replica: site.identity.replica, scopes: [site.identity.scope, trust], isRevoked: false)
  var traffic = Traffic()
  var session = SyncSession()
  // What the centre has said that a request may hold.
  var limits = BatchLimits.standard
  var effect = session.handle(.begun)
  let start = Measure.now()
  while true {
    switch effect {
    case .prepare(let forked):
      effect = session.handle(.prepared(try driver.prepare(forked, limits: limits)))
    case .post(let request):
      let message = try driver.encoded(request, leavingOut: session.leavesOut)
      let body = BodyCompression.compressed(message)
      traffic.rounds += 1
      traffic.up += body.count
      var answer: [UInt8] = []
      traffic.centreSeconds += try Measure.seconds {
        let message = try BodyCompression.decompressed(body)
        let received = try SyncExchange.request(decoding: message, at: centre)
        let ingested = try answering.take(received, from: caller)
        let response = try answering.respond(to: received, from: caller, after: ingested)
        if let budget = response.requestBudget {
          limits = BatchLimits(entries: budget.entries, bytes: budget.bytes)
        }
        answer = try SyncExchange.encoded(response, to: received, at: centre).compressed()
      }
      traffic.down += answer.count
      effect = session.handle(
        .answered(try driver.response(decoding: try BodyCompression.decompressed(answer))))
    case .store(let response):
      effect = session.handle(.stored(try driver.take(response)))
    case .finish(let outcome):
      traffic.rounds = outcome.rounds
      traffic.received = outcome.received
      traffic.siteSeconds = Measure.now() - start - traffic.centreSeconds
      return traffic
    }
  }
}
