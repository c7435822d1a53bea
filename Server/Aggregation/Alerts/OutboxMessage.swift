internal import CentreStore
internal import IRMER
internal import RecordStore
internal import Records

/// A message in the outbox, as the pages and the API show it.
package struct OutboxMessage: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    case waiting
    case sent
    case failed

    fileprivate var stored: Message.State {
      switch self {
      case .waiting: .waiting
      case .sent: .sent
      case .failed: .failed
      }
    }

    fileprivate init(_ stored: Message.State) {
      switch stored {
      case .waiting: self = .waiting
      case .sent: self = .sent
      case .failed: self = .failed
      }
    }
  }

  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case change
    case digest
    case test
  }

  package let id: Int64
  package let state: State
  package let kind: Kind
  /// What it is about: references and states, nothing of a record.
  package let subjects: [String]
  /// The subscription that it is for; it may have ended since.
  package let subscription: String
  package let address: String
  package let role: String
  package let createdAt: Int64
  package let attempts: Int
  /// When it is tried again; `nil` before the first attempt, and when it ended.
  package let nextAttemptAt: Int64?
  package let endedAt: Int64?
  /// Why the last attempt failed.
  package let failure: String?

  init(_ message: Message) {
    (id, state) = (message.id, State(message.state))
    kind =
      message.isDigest ? .digest : message.alert.first?.kind == .test ? .test : .change
    subjects = message.alert.map { "\($0.reference ?? $0.record ?? $0.site): \($0.state)" }
    subscription = message.subscription.id
    (address, role) = (message.subscription.address, message.subscription.role)
    (createdAt, attempts) = (message.createdAt, message.attempts)
    let isTried = message.state == .waiting && message.attempts > 0
    nextAttemptAt = isTried ? message.nextAttemptAt : nil
    endedAt = message.sentAt ?? message.failedAt
    failure = message.failure
  }

  var item: JSONObject {
    func moment(_ milliseconds: Int64?) -> JSONValue {
      JSONValue(milliseconds.map { "\(Moment(milliseconds: $0))" })
    }
    var item = JSONObject()
    item.append("id", .string("\(id)"))
    item.append("state", .string(state.rawValue))
    item.append("kind", .string(kind.rawValue))
    item.append("subjects", JSONValue(subjects))
    item.append("address", .string(address))
    item.append("role", .string(role))
    item.append("createdAt", moment(createdAt))
    item.append("attempts", .number(JSONNumber(attempts)))
    item.append("nextAttemptAt", moment(nextAttemptAt))
    item.append("endedAt", moment(endedAt))
    item.append("failure", JSONValue(failure))
    return item
  }
}

extension Centre {
  /// The latest messages, newest first; `nil`: in every state.
  package func outbox(_ state: OutboxMessage.State?, limit: Int) async throws -> [OutboxMessage] {
    let states = state.map { [$0.stored] } ?? Set(Message.State.allCases)
    return try await messages(states, limit: limit).map(OutboxMessage.init)
  }

  /// The messages of ninety days, the latest first; days filter by when they were written.
  package func outbox(_ filter: Filter) async throws -> Listing {
    let state = filter.state.flatMap(OutboxMessage.State.init(rawValue:))
    let states = state.map { [$0.stored] } ?? Set(Message.State.allCases)
    var found: [OutboxMessage] = []
    var before = filter.cursor.flatMap { Int64($0.key) }
    // Read a page at a time: a digest of a large trust is long, and ninety days hold many.
    repeat {
      let place = before
      let batch = try await reading {
        try $0.administration.messages(states, before: place, limit: filter.limit + 1)
      }
      found += batch.map(OutboxMessage.init).filter {
        filter.admits(day: Moment(milliseconds: $0.createdAt).londonDay)
      }
      before = batch.count > filter.limit ? batch.last?.id : nil
    } while before != nil && found.count <= filter.limit
    let page = found.prefix(filter.limit)
    let last = page.last.map { Cursor(key: String($0.id)) }
    return Listing(items: page.map(\.item), next: found.count > page.count ? last : nil)
  }
}
