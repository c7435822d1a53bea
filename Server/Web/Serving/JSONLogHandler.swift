internal import FoundationEssentials
internal import Glibc
package import Logging

/// Writes one JSON object per line to standard error, for the log collector.
///
/// Our own lines contain codes, routes and identifiers, never the contents of a record.
package struct JSONLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level
  private let label: String
  private let write: @Sendable (String) -> Void

  package init(
    label: String, level: Logger.Level,
    write: @escaping @Sendable (String) -> Void = StandardError.write
  ) {
    (self.label, logLevel, self.write) = (label, level, write)
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var fields = metadata.merging(event.metadata ?? [:]) { _, new in new }.mapValues(\.description)
    fields["time"] = Timestamp.text(Date())
    fields["level"] = event.level.rawValue
    fields["logger"] = label
    fields["message"] = event.message.description
    guard let bytes = try? JSONResponse.encoder().encode(fields) else { return }
    write(String(decoding: bytes, as: UTF8.self) + "\n")
  }
}

/// The process's standard error, one write per line so that lines of several threads do not mix.
package enum StandardError {
  @Sendable package static func write(_ line: String) {
    var line = line
    line.withUTF8 { bytes in _ = Glibc.write(2, bytes.baseAddress, bytes.count) }
  }
}
