extension ReplicaKey {
  /// Whether a public key is one of the few points whose multiple by eight is the neutral element:
  /// one signature by such a key is valid for very many messages, so it proves nothing.
  public static func isOfLowOrder(_ publicKey: [UInt8]) -> Bool {
    guard let last = publicKey.last else { return false }
    // The highest bit is the sign of the other coordinate; these points occur with both.
    return lowOrder.contains(publicKey.dropLast() + [last & 0x7f])
  }

  /// The y-coordinates of the points of order 1, 2, 4 and 8 on edwards25519 (RFC 8032), and the
  /// second spelling, y + p, of those that have one.
  private static let lowOrder: Set<[UInt8]> = [
    number(0), number(1), pMinus(1), pMinus(0), pMinus(-1),
    [
      0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
      0xf0,
      0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc,
      0x05,
    ],
    [
      0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
      0x0f,
      0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03,
      0x7a,
    ],
  ]

  private static func number(_ lowest: UInt8) -> [UInt8] {
    [lowest] + Array(repeating: 0, count: 31)
  }

  /// The prime 2²⁵⁵ − 19 less a small number, its lowest byte first.
  private static func pMinus(_ difference: Int) -> [UInt8] {
    [UInt8(0xed - difference)] + Array(repeating: 0xff, count: 30) + [0x7f]
  }
}
