internal import Replication
internal import Screens
internal import Synchronization

/// Who may see the screen: only the browser that posted the one-time token.
///
/// The token leaves this process only in a file that its owner alone can read; an address or an
/// argument would be seen by every user of the machine.
final class Door: Sendable {
  private struct State {
    /// `nil` once it was used: it opens one browser.
    var opening: String?
    /// `nil` until the browser was opened.
    var session: String?
    var role: String?
    var lastUse: ContinuousClock.Instant
    /// What the next page says first.
    var said: [String] = []
    var offers: [(token: String, offer: Offer)] = []
  }

  /// Posted by the opening file, once.
  let token: String
  /// In every form: a page of somebody else cannot know it.
  let formToken: String
  private let state: Mutex<State>

  init() {
    token = Self.random()
    formToken = Self.random()
    state = Mutex(State(opening: token, session: nil, lastUse: .now))
  }

  /// Lets one browser in.
  ///
  /// - Returns: what its cookie holds; `nil` for another token, or one that was used.
  func open(with sent: String) -> String? {
    state.withLock { state in
      guard let expected = state.opening, ConstantTime.areEqual(sent, expected) else { return nil }
      let session = Self.random()
      state.opening = nil
      state.session = session
      state.lastUse = .now
      return session
    }
  }

  func admits(_ cookie: String?) -> Bool {
    state.withLock { state in
      guard let cookie, let session = state.session, ConstantTime.areEqual(cookie, session) else {
        return false
      }
      state.lastUse = .now
      return true
    }
  }

  var lastUse: ContinuousClock.Instant { state.withLock(\.lastUse) }

  /// Who is working now: a role, never a name; `nil` until somebody said so.
  var role: String? {
    get { state.withLock(\.role) }
    set { state.withLock { $0.role = newValue } }
  }

  /// Has the next page say something first.
  func say(_ lines: [String]) { state.withLock { $0.said = lines } }

  /// What the page that is shown now has to say, once.
  func takeSaid() -> [String] {
    state.withLock { state in
      defer { state.said = [] }
      return state.said
    }
  }

  // MARK: Saving once

  /// A summary that a person may save: of which answers, and what became of it.
  private struct Offer {
    let answers: String
    var isTaken = false
    var record: String?
  }

  /// Summaries that are remembered; a person has one or two open.
  private static let offersMax = 50

  /// - Parameter answers: what was shown, as text.
  /// - Returns: what the form sends with it.
  func offerSaving(_ answers: String) -> String {
    let token = Self.random()
    state.withLock { state in
      state.offers.append((token, Offer(answers: answers)))
      if state.offers.count > Self.offersMax { state.offers.removeFirst() }
    }
    return token
  }

  /// What a form that saves is answered with.
  enum Saving: Equatable {
    /// It is the first with this token; these answers were shown.
    case first(answers: String)
    case underWay
    case saved(String)
    case unknown
  }

  /// A form that is sent twice, by a double click for instance, is saved once.
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
