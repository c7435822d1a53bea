internal import RecordStore
internal import SiteClient
internal import Synchronization

/// Work that runs beside the pages: a synchronisation, a verification.
final class OperationsDesk: Sendable {
  enum Sync: Sendable {
    case idle
    case running(SyncProgress?)
    case done(SyncReport)
    case failed(ScreenProblem)
  }

  private struct State {
    var sync = Sync.idle
    var verification: Verification?
  }

  private let state = Mutex(State())
  private let client: SiteClient

  init(client: SiteClient) { self.client = client }

  var sync: Sync { state.withLock(\.sync) }
  var verification: Verification? { state.withLock(\.verification) }

  /// Starts a synchronisation, unless one is running.
  func beginSync() {
    let isFree = state.withLock { state in
      if case .running = state.sync { return false }
      state.sync = .running(nil)
      return true
    }
    guard isFree else { return }
    Task {
      let end: Sync
      do throws(SiteError) {
        end = .done(
          try await client.sync { [self] progress in
            state.withLock { $0.sync = .running(progress) }
          })
      } catch {
        end = .failed(ScreenProblem(syncing: error))
      }
      state.withLock { $0.sync = end }
    }
  }

  func verify() async throws {
    let result = try await client.verify()
    state.withLock { $0.verification = result }
  }
}
