/// Damages bytes as fuzzers do: flips, numbers at their bounds, pieces cut out, doubled and moved.
package struct Mutation {
  private static let bounds: [UInt8] = [0, 1, 0x7f, 0x80, 0xfe, 0xff]

  /// A damaged copy. The same generator gives the same damage.
  package static func of(
    _ original: [UInt8], using random: inout some RandomNumberGenerator
  ) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      if bytes.isEmpty {
        bytes.append(UInt8.random(in: 0...255, using: &random))
        continue
      }
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let length = Int.random(in: 0...min(16, bytes.count - place), using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = bounds.randomElement(using: &random) ?? 0
      case 2: bytes.removeSubrange(place..<place + length)
      case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
      case 4: bytes.removeSubrange(place...)
      case 5:
        // The largest numbers that the wire format can represent.
        let longest = [UInt8](repeating: 0xff, count: 9) + [UInt8.random(in: 0...2, using: &random)]
        bytes.insert(contentsOf: longest, at: place)
      case 6: bytes[place] = UInt8.random(in: 0...255, using: &random)
      default:
        let other = Int.random(in: 0...bytes.count, using: &random)
        bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: other)
      }
    }
    return bytes
  }
}
