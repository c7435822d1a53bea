import FoundationEssentials
import IRMER
import Web

/// The file of settings in a data folder: read where no other is named.
enum SettingsFile {
  static func path(in data: String) -> String { data + "/settings.json" }

  /// Writes where people find the pages.
  static func write(_ address: PublicAddress, in data: String) throws {
    let document: JSONValue = ["public": ["url": .string(address.text)]]
    try Data((document.serialized() + "\n").utf8).write(to: URL(filePath: path(in: data)))
  }
}
