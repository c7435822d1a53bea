import FoundationEssentials
import IRMER
import RecordStore
import Web

/// The settings file in a data folder: read where no other is named.
enum SettingsFile {
  static func path(in data: String) -> String { data + "/settings.json" }

  /// Writes the address of the pages.
  ///
  /// - Throws: ``Failure`` where the folder has other settings, which are not overwritten.
  static func write(_ address: PublicAddress, in data: String) throws {
    let document: JSONValue = ["public": ["url": .string(address.text)]]
    let bytes = Data((document.serialized() + "\n").utf8)
    if let present = FileManager.default.contents(atPath: path(in: data)) {
      if present == bytes { return }
      throw Failure.unusable(
        "settings-exist",
        "\(path(in: data)) has settings already: set public.url there. No centre was made.")
    }
    try AtomicFileWriter.write(Array(bytes), own: path(in: data), mode: 0o644)
  }

  /// The address of the pages of one of several trusts, from its own file.
  ///
  /// - Throws: ``StoreError/inaccessible(detail:)`` where the file cannot be used.
  static func publicURL(in data: String) throws -> String? {
    try own(in: data)?.publicURL()
  }

  /// Settings in one trust's file that apply to all trusts and are not read there.
  static func notRead(in data: String) throws -> [String] {
    guard let own = try own(in: data) else { return [] }
    return try Settings.names.subtracting(["public.url"]).filter { try own.text($0) != nil }
      .sorted()
  }

  private static func own(in data: String) throws -> Settings? {
    let file = path(in: data)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    do {
      return try Settings(given: [:], environment: [:], file: file)
    } catch let failure as Failure {
      throw StoreError.inaccessible(detail: failure.message)
    }
  }
}
