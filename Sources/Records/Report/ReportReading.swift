public import Deidentification
import IRMER
import Replication

/// Records that a person, by their role, has read the report in the record's form at that time.
///
/// “The report must be anonymised and must not include any patient identifiable information in line
/// with GDPR.” (SAUE guidance) No search finds every name, so a report is a draft until somebody has read it.
public struct ReportReading: Hashable, Sendable {
  /// The role that read the report.
  public let role: String
  /// When, ISO 8601.
  public let at: String
  /// Whether the record is unchanged since it was read.
  public let isCurrent: Bool
}

extension RecordSnapshot {
  /// Who last confirmed having read the report; `nil` until somebody does.
  public var reportReading: ReportReading? {
    guard let digest = text("reportReading/digest"), let role = text("reportReading/by") else {
      return nil
    }
    return ReportReading(
      role: role, at: text("reportReading/at") ?? "", isCurrent: digest == reportDigest)
  }

  /// Whether the report may be sent, printed as final or kept as a frozen copy.
  public var isReportRead: Bool { reportReading?.isCurrent ?? false }

  /// A digest of what the report is based on: the whole record except that the report was read,
  /// sent or answered, which does not change its text.
  var reportDigest: String {
    var text = ""
    for (path, value) in fields.members where !Self.saysOfSending(path) {
      text += "\(path)=\(String(decoding: value.serializedBytes(), as: UTF8.self))\n"
    }
    for conflict in state.conflicts { text += "conflict \(conflict.path.text)\n" }
    return Hexadecimal.text(Digest(of: Array(text.utf8)).bytes.prefix(16))
  }

  private static func saysOfSending(_ path: String) -> Bool {
    path.hasPrefix("reportReading/") || path.hasPrefix("sentCopies/") || sending.contains(path)
  }

  private static let sending: Set<String> = [
    "status", "report/sentOn", "report/by", "report/channel", "regulator/withAuthorityOn",
    "regulator/closureOn", "regulator/closureRef",
  ]
}

extension Edit {
  /// Records that its author has read the report in the record's present form.
  ///
  /// - Throws: ``ValidationError`` `identifiers-found` while the record names anybody.
  public static func confirmReading(
    on snapshot: RecordSnapshot, people: [KnownPerson] = [], context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    guard snapshot.kind == .incident else {
      throw ValidationError("wrong-kind", "only an incident has an investigation report")
    }
    if let found = try snapshot.identifiers(people: people).first {
      throw ValidationError(
        "identifiers-found", "the report names people: write a role instead before it is confirmed",
        field: found.path)
    }
    var builder = EditBuilder(snapshot: snapshot, seed: generator.next())
    for (path, text) in [
      ("digest", snapshot.reportDigest), ("by", context.role), ("at", "\(context.now)"),
    ] {
      guard let path = FieldPath("reportReading/\(path)") else { continue }
      builder.append(snapshot.state.writing(.text(text), at: path))
    }
    return try builder.finished(why: "", context: context)
  }
}
