import Foundation
import RecordStore
import Replication

/// What a dictionary for stored bytes is trained on: payloads and states as they are encoded.
///
/// They are the generator's: no text or identifier in them is of a real person or place.
enum DictionarySamples {
  static func write(of store: RecordStore, into folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    var number = 0
    func add(_ bytes: [UInt8]) throws {
      try Data(bytes).write(to: URL(filePath: "\(folder)/\(number)"))
      number += 1
    }
    try store.forEachRecord { record in
      let history = try store.history(of: record.id, in: record.scope)
      for entry in history {
        if let payload = entry.payload { try add(payload.encoded(in: entry.reference.log)) }
      }
      if history.count > 1 { try add(record.state.encoded()) }
    }
  }
}
