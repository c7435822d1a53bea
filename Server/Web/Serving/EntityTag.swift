internal import Crypto
internal import FoundationEssentials
internal import Replication

/// The entity tag of a document (RFC 9110, 8.8.3).
enum EntityTag {
  /// The tag of a document in its present state.
  static func of(_ bytes: [UInt8]) -> String {
    "\"\(Hexadecimal.text(SHA256.hash(data: Data(bytes)).prefix(16)))\""
  }

  /// The same document's tag where it is sent compressed: other bytes have another tag (RFC 9110,
  /// 8.8.3.3).
  static func packed(_ tag: String) -> String { tag.dropLast() + "-gzip\"" }

  /// Whether a tag that a client sent is the document's, compressed or not.
  static func names(_ sent: some StringProtocol, _ tag: String) -> Bool {
    sent == tag || sent == packed(tag)
  }
}
