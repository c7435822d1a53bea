internal import Aggregation
internal import ServiceLifecycle

/// Prepares what a page would otherwise wait for, before somebody opens it: the texts that a search
/// looks through, and the figures of the menu. And what a device would wait for: packed segments.
struct PagePreparation: Service {
  let centre: Centre
  var interval: Duration = .seconds(15)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await prepare()
        try? await Task.sleep(for: interval)
      }
    }
  }

  /// What fails here is done by the page itself, which says what is wrong.
  func prepare() async {
    try? await centre.prepareSearch()
    try? await centre.refreshMenu()
    try? await centre.keepSegments()
  }
}
