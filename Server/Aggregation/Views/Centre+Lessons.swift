internal import CentreStore
internal import IRMER
internal import RecordStore
package import Records
internal import Replication

/// A lesson, and which sites have answered it.
package struct ListedLesson: Sendable {
  package let lesson: LessonView
  /// By the site's code.
  package let received: [String: LessonReceipt]
  /// Sites with a device that have not answered.
  package let outstanding: [String]
}

extension Centre {
  /// Every lesson, the latest first.
  package func lessons() async throws -> [ListedLesson] {
    try await together([.coverage, .records(.receipt), .records(.lesson)]) { reading in
      let sites = try reading.coverage().filter { $0.devices > 0 }.map(\.site)
      let receipts = try reading.snapshots(of: .receipt).compactMap(LessonReceipt.init)
      return try reading.snapshots(of: .lesson).filter { !$0.isWithdrawn }
        .map(LessonView.init)
        .map { lesson in
          let received = lesson.received(receipts)
          return ListedLesson(
            lesson: lesson, received: received,
            outstanding: lesson.isCurrent ? sites.filter { received[$0] == nil } : [])
        }.sorted { ($0.lesson.confirmedOn ?? .latest) > ($1.lesson.confirmedOn ?? .latest) }
    }
  }
}
