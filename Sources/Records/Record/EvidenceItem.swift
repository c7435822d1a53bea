public import IRMER

/// A piece of evidence of an incident or an audit: what it is, where it is kept, and for a file the
/// hash that shows whether it is unchanged. Its bytes are never in a record: a photo of a console
/// names the patient.
public struct EvidenceItem: Hashable, Sendable {
  /// The largest file: enough for the images of a whole course of treatment.
  public static let bytesMax = 1 << 40

  /// The position in the record's list, from 0.
  public let position: Int
  /// What it is; `nil` where it was not said.
  public let what: String?
  /// Where it is kept: the path of a file, or a place in words.
  public let place: String?
  /// In hexadecimal digits; `nil` where it is not a file.
  public let sha256: String?
  /// The size of the file when it was added.
  public let bytes: Int?
  /// The role that added it.
  public let addedBy: String?
  /// When it was added, as recorded.
  public let addedAt: String?

  init(_ element: RecordElement, at position: Int) {
    self.position = position
    what = element.text("what")
    place = element.text("where")
    sha256 = element.text("sha256")?.lowercased()
    bytes = element.text("bytes").flatMap { Int($0) }
    addedBy = element.text("by")
    addedAt = element.text("at")
  }
}

extension RecordSnapshot {
  /// The evidence of an incident or an audit, in the order of the record.
  public var evidence: [EvidenceItem] {
    elements("evidence").enumerated().map { EvidenceItem($1, at: $0) }
  }
}

extension EvidenceItem {
  /// With the keys of the record.
  public var json: JSONObject {
    var object = JSONObject()
    object.append("what", JSONValue(what))
    object.append("where", JSONValue(place))
    object.append("sha256", JSONValue(sha256))
    object.append("bytes", bytes.map { .number(JSONNumber($0)) } ?? .null)
    object.append("by", JSONValue(addedBy))
    object.append("at", JSONValue(addedAt))
    return object
  }

  /// The cells of a printed table, under ``columns``.
  var cells: [String] {
    let added = [addedBy, addedAt.map { String($0.prefix(10)) }].compactMap(\.self)
    return [
      what ?? "not recorded", place ?? "not recorded", sha256 ?? "no file",
      added.isEmpty ? "not recorded" : added.joined(separator: ", "),
    ]
  }

  static let columns = ["Evidence", "Kept at", "SHA-256", "Added"]
}
