internal import Replication
internal import Screens
internal import Synchronization

/// Decides who may see the screen: only the browser that posted the one-time token.
///
/// The token leaves this process only in a file that only its owner can read; an address or an
/// argument would be visible to every user of the machine.
final class Door: Sendable {
  private struct State {
    /// `nil` once it was used: it opens one browser.
    var opening: String?
    /// `nil` until the browser was opened.
    var session: String?
    var role: String?
    var lastUse: ContinuousClock.Instant
    /// The messages at the top of the next page.
    var said: [String] = []
    var offers: [(token: String, offer: Offer)] = []
  }

  /// Posted by the opening file, once.
  let token: String
  /// Part of every form: another site's page cannot know it.
  let formToken: String
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>

  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    token = Self.random()
    formToken = Self.random()
    self.now = now
    state = Mutex(State(opening: token, session: nil, lastUse: now()))
  }

  /// Accepts one browser.
  ///
  /// - Returns: the value of its cookie; `nil` for another token, or one that was used.
  func open(with sent: String) -> String? {
    state.withLock { state in
      guard let expected = state.opening, ConstantTime.areEqual(sent, expected) else { return nil }
      let session = Self.random()
      state.opening = nil
      state.session = session
      state.lastUse = now()
      return session
    }
  }

  func admits(_ cookie: String?) -> Bool {
    state.withLock { state in
      guard let cookie, let session = state.session, ConstantTime.areEqual(cookie, session) else {
        return false
      }
      state.lastUse = now()
      return true
    }
  }

  /// How long ago the screen was last used.
  var unusedFor: Duration { state.withLock { $0.lastUse.duration(to: now()) } }

  /// Who is working now: a role, never a name; `nil` until it was given.
  var role: String? {
    get { state.withLock(\.role) }
    set { state.withLock { $0.role = newValue } }
  }

  /// Adds messages to the top of the next page.
  func say(_ lines: [String]) { state.withLock { $0.said = lines } }

  /// The messages for the page shown now, once.
  func takeSaid() -> [String] {
    state.withLock { state in
      defer { state.said = [] }
      return state.said
    }
  }

  // MARK: Saving once

  /// A summary that a person may save: of which answers, and the result.
  private struct Offer {
    let answers: String
    var isTaken = false
    var record: String?
  }

  /// The most summaries remembered; a person has one or two open.
  private static let offersMax = 50

  /// - Parameter answers: what was shown, as text.
  /// - Returns: the token that the form sends.
  func offerSaving(_ answers: String) -> String {
    let token = Self.random()
    state.withLock { state in
      state.offers.append((token, Offer(answers: answers)))
      if state.offers.count > Self.offersMax { state.offers.removeFirst() }
    }
    return token
  }

  /// The outcome of a form that saves.
  enum Saving: Equatable {
    /// The first with this token; these answers were shown.
    case first(answers: String)
    case underWay
    case saved(String)
    case unknown
  }

  /// A form that is sent twice, for instance by a double click, is saved once.
  func beginSaving(_ token: String) -> Saving {
    state.withLock { state in
      guard let place = state.offers.firstIndex(where: { $0.token == token }) else {
        return .unknown
      }
      let offer = state.offers[place].offer
      if let record = offer.record { return .saved(record) }
      if offer.isTaken { return .underWay }
      state.offers[place].offer.isTaken = true
      return .first(answers: offer.answers)
    }
  }

  /// - Parameter record: `nil` where it was not saved; it may be tried again then.
  func endSaving(_ token: String, as record: String?) {
    state.withLock { state in
      guard let place = state.offers.firstIndex(where: { $0.token == token }) else { return }
      state.offers[place].offer.isTaken = record != nil
      state.offers[place].offer.record = record
    }
  }

  /// 256 bits of the system's randomness.
  private static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return Hexadecimal.text(
      (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }
}
