import Crypto
import Replication
import Testing

@Suite("Keys of low order")
struct LowOrderKeyTests {
  /// For the neutral element as key, the neutral element and zero are a signature of every message.
  private static let neutral: [UInt8] = [1] + Array(repeating: 0, count: 31)
  private static let forged = neutral + Array(repeating: 0, count: 32)

  @Test func `a signature that is valid for every message is none`() throws {
    let message = Array("candour checkpoint 1".utf8)
    let key = try Curve25519.Signing.PublicKey(rawRepresentation: Self.neutral)
    #expect(key.isValidSignature(Self.forged, for: message), "the library holds it valid")

    #expect(!ReplicaKey.isValid(signature: Self.forged, for: message, by: Self.neutral))
  }

  @Test func `both signs and both ways of writing a point are known`() {
    let p: [UInt8] = [0xed] + Array(repeating: 0xff, count: 30) + [0x7f]
    for key in [Self.neutral, p, [0xee] + p.dropFirst(), [0xec] + p.dropFirst()] {
      #expect(ReplicaKey.isOfLowOrder(key))
      #expect(ReplicaKey.isOfLowOrder(key.dropLast() + [key[31] | 0x80]))
    }
    for _ in 0..<20 { #expect(!ReplicaKey.isOfLowOrder(ReplicaKey().publicBytes)) }
  }
}
