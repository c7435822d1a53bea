/// What the incidents of one group have in common.
public struct ThemeKey: Hashable, Sendable {
  /// What is shared.
  public let ground: ThemeProposal.Ground
  /// Parts that compare, joined by `/`; lower case letters and digits with single hyphens. A long
  /// text is cut, with a digest.
  public let text: String

  public init(ground: ThemeProposal.Ground, text: String) {
    (self.ground, self.text) = (ground, text)
  }

  /// - Returns: nil where the incident has not what would be shared.
  public init?(_ ground: ThemeProposal.Ground, of subject: ThemeSubject) {
    self.ground = ground
    switch ground {
    case .sameEquipment:
      guard let equipment = Self.folded(subject.equipment) else { return nil }
      text = "\(subject.site)/\(equipment)".indexable
    case .sameFault:
      guard let fault = Self.folded(subject.fault) else { return nil }
      text = fault.indexable
    case .sameCategoryAndCause:
      guard let category = subject.category, let cause = Self.folded(subject.cause) else {
        return nil
      }
      text = "\(category.rawValue)/\(cause)".indexable
    }
  }

  /// As the incident's record says it.
  func displayText(of subject: ThemeSubject) -> String {
    switch ground {
    case .sameEquipment: subject.equipment ?? ""
    case .sameFault: subject.fault ?? ""
    case .sameCategoryAndCause: subject.cause ?? ""
    }
  }

  /// “MLC  motor (fault)” and “mlc motor fault” are one: `mlc-motor-fault`.
  private static func folded(_ text: String?) -> String? {
    guard let text else { return nil }
    if let folded = foldedASCII(text.utf8) { return folded.isEmpty ? nil : folded }
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? nil : words.joined(separator: "-")
  }
}

extension ThemeKey {
  /// The same for a text of ASCII alone, as nearly all are; `nil` for any other.
  private static func foldedASCII(_ text: String.UTF8View) -> String? {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.count)
    var isBetweenWords = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        if isBetweenWords, !folded.isEmpty { folded.append(UInt8(ascii: "-")) }
        isBetweenWords = false
        folded.append(byte < UInt8(ascii: "a") && byte > UInt8(ascii: "9") ? byte | 0x20 : byte)
      case 0x80...: return nil
      default: isBetweenWords = true
      }
    }
    return String(decoding: folded, as: UTF8.self)
  }
}

extension ThemeSubject {
  /// Whether there is any ground on which another incident could share a theme with it.
  public var mayShareTheme: Bool {
    ThemeProposal.Ground.allCases.contains { ThemeKey($0, of: self) != nil }
  }
}

extension ThemeProposal.Ground {
  var isOfFault: Bool { self != .sameCategoryAndCause }
}

extension String {
  /// The longest text that is indexed as it is, in bytes of UTF-8.
  package static let indexedBytesMax = 512

  /// The text as an index can hold it: PostgreSQL takes some 2,700 bytes for a row of an index, and
  /// fails the whole request for one byte more. A text beyond ``indexedBytesMax`` is its beginning,
  /// a digest and its length, so that different texts stay apart.
  ///
  /// The digest is FNV-1a with 64 bits: no secret and no permission rests on it.
  package var indexable: String {
    guard utf8.count > Self.indexedBytesMax else { return self }
    let digest = utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    let beginning = String(decoding: utf8.prefix(Self.indexedBytesMax), as: UTF8.self)
    return "\(beginning)~\(String(digest, radix: 16))-\(utf8.count)"
  }
}
