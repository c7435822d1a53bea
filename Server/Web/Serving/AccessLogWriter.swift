internal import Aggregation
internal import Logging
internal import ServiceLifecycle

/// Writes the access log every two seconds, and the rest when the server stops.
struct AccessLogWriter: Service {
  let centre: Centre
  let logger: Logger

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        try await Task.sleep(for: .seconds(2))
        await write()
      }
    }
    await write()
  }

  func write() async {
    do {
      try await centre.writeAccesses()
    } catch {
      logger.error("the access log could not be written", metadata: ["error": "\(type(of: error))"])
    }
  }
}
