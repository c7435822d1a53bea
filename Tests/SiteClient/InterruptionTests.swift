import Foundation
import Testing

@testable import candour

@Suite("Ctrl-C")
struct InterruptionTests {
  /// By the work itself, so at the earliest moment at which it can come.
  @Test func `is not lost where it comes as soon as the work begins`() async {
    for _ in 0..<20 {
      await #expect(throws: CancellationError.self) {
        try await Interruption.cancelling {
          kill(getpid(), SIGINT)
          try await Task.sleep(for: .seconds(5))
        }
      }
    }
  }
}
