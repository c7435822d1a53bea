import IRMER
import Replication

/// The hash and the size of a file when it was read.
public struct FileFingerprint: Hashable, Sendable {
  /// In hexadecimal digits.
  public let sha256: String
  /// The number of its bytes.
  public let bytes: Int

  /// The hash and the size that were read.
  public init(sha256: String, bytes: Int) { (self.sha256, self.bytes) = (sha256, bytes) }
}

extension Edit {
  /// Adds a piece of evidence that is a file.
  ///
  /// - Parameters:
  ///   - what: what it is, in words.
  ///   - place: where it is kept: the path of the file, or a place in words.
  /// - Throws: `ValidationError` where either is missing, or the record has this file already.
  public static func addingEvidence(
    _ file: FileFingerprint, what: String, keptAt place: String, on snapshot: RecordSnapshot,
    context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    guard snapshot.kind == .incident || snapshot.kind == .audit else {
      throw ValidationError("no-evidence-here", "evidence belongs to an incident or an audit")
    }
    try require(what, "say what the evidence is", field: "evidence/-/what")
    try require(place, "say where the evidence is kept", field: "evidence/-/where")
    if let known = snapshot.evidence.first(where: { $0.sha256 == file.sha256 }) {
      throw ValidationError(
        "evidence-there",
        "this file is piece of evidence \(known.position + 1) of the record already. If it was "
          + "moved, change the place where that one is kept", field: nil)
    }
    var builder = EditBuilder(snapshot: snapshot, seed: generator.next())
    try builder.appendElement(
      [
        "what": .string(what), "where": .string(place), "sha256": .string(file.sha256),
        "bytes": .number(JSONNumber(file.bytes)), "by": .string(context.role),
        "at": .string("\(context.now)"),
      ], to: "evidence", display: "evidence/-")
    return try builder.finished(why: "", context: context)
  }

  private static func require(
    _ text: String, _ words: String, field: String
  ) throws(ValidationError) {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("required", words, field: field)
    }
  }
}

/// Which changes of evidence are refused: a hash that could be changed would prove nothing.
enum EvidenceRules {
  /// Refuses a malformed hash.
  static func check(_ snapshot: RecordSnapshot) throws(ValidationError) {
    for item in snapshot.evidence {
      guard let digits = item.sha256, !isDigest(digits) else { continue }
      throw ValidationError(
        "malformed-hash", "a SHA-256 has 64 hexadecimal digits",
        field: "evidence/\(item.position)/sha256")
    }
  }

  /// Refuses another hash for existing evidence, and its removal without a reason.
  static func check(
    from before: RecordSnapshot, to after: RecordSnapshot, hasReason: Bool
  ) throws(ValidationError) {
    let left = Dictionary(
      after.elements("evidence").map { ($0.identifier, $0) },
      uniquingKeysWith: { first, _ in first })
    for (position, element) in before.elements("evidence").enumerated() {
      guard let digits = element.text("sha256") else { continue }
      guard let now = left[element.identifier] else {
        guard !hasReason else { continue }
        throw ValidationError(
          "reason-required", "evidence is removed with a reason (--why)",
          field: "evidence/\(position)")
      }
      guard now.text("sha256") == digits else {
        throw ValidationError(
          "evidence-fixed",
          "the hash of evidence is not changed: add the other file as evidence of its own",
          field: "evidence/\(position)/sha256")
      }
    }
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39 ~= $0) || (0x61...0x66 ~= $0) }
  }
}
