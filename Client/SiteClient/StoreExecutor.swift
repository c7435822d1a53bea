internal import Dispatch

/// Runs a client's work on a queue of its own.
///
/// Calls on the store wait for the disk. On the threads that all tasks of a process share, a few
/// clients would hold up every other task; here they hold up only their own callers.
final class StoreExecutor: SerialExecutor {
  let queue = DispatchQueue(label: "candour.site-client")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  /// Runs work that belongs to no client yet.
  static func run<T: Sendable>(
    _ body: @escaping @Sendable () throws(SiteError) -> T
  ) async throws(SiteError) -> T {
    let result: Result<T, SiteError> = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: Result { () throws(SiteError) in try body() })
      }
    }
    return try result.get()
  }
}
