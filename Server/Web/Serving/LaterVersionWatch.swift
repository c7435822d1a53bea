internal import Aggregation
internal import Logging
internal import RecordStore
internal import ServiceLifecycle

/// Ends the server when a later version has changed the store's tables: its unit starts the program
/// that is installed by then.
///
/// Until it ends, requests that would write are refused by the store itself, and sites try again.
struct LaterVersionWatch: Service {
  let centre: Centre
  let logger: Logger
  var interval: Duration = .seconds(5)

  /// - Throws: ``StoreError/tooNew(version:)``, which stops the other services too.
  func run() async throws {
    let isSuperseded = await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: interval)) != nil {
        // A database that is away for a while is somebody else's to report.
        if (try? await centre.isSuperseded()) == true { return true }
      }
      return false
    }
    guard isSuperseded else { return }
    logger.notice("a later version has changed the store: this server ends")
    throw StoreError.tooNew(version: "another server runs it")
  }
}
