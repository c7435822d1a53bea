import Foundation
import Replication
import TestSupport
import Testing

/// The entries of a request as `independent/unpack_request.py` puts them together.
enum UnpackedElsewhere {
  /// Each entry's header and payload.
  static func entries(
    _ request: [UInt8], knowing known: KnownEntries = [:]
  ) throws -> [[String?]] {
    let folder = try TemporaryFolder()
    let lines = known.map { place, entry in
      (
        "\(place.log.hexadecimal)/\(place.sequence)",
        [entry.record.hexadecimal, entry.check] as [any Sendable]
      )
    }
    let (file, knowledge) = (folder.path("request"), folder.path("known"))
    try Data(request).write(to: URL(fileURLWithPath: file))
    try JSONSerialization.data(withJSONObject: Dictionary(uniqueKeysWithValues: lines))
      .write(to: URL(fileURLWithPath: knowledge))
    let (status, output) = try IndependentClient.run("unpack_request.py", file, knowledge)
    #expect(status == 0)
    return try JSONDecoder().decode([[String?]].self, from: output)
  }

  /// The same of segments that are not packed.
  static func plain(_ segments: [LogSegment]) -> [[String?]] {
    segments.flatMap(\.entries).map {
      [Hexadecimal.text($0.header), $0.payload.map { Hexadecimal.text($0) }]
    }
  }
}
