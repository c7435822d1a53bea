import HTTPTypes
import Testing

@testable import Web

@Suite("The address of a client behind a proxy")
struct TrustedProxiesTests {
  private func client(
    _ forwarded: [String], from peer: String, believing proxies: [String] = ["10.0.0.7", "::1"]
  ) throws -> String {
    var headers = HTTPFields()
    for value in forwarded { headers.append(HTTPField(name: .forwardedFor, value: value)) }
    return try #require(TrustedProxies(proxies)).client(headers, from: peer)
  }

  @Test func `what a proxy wrote last is the client, whatever the client wrote`() throws {
    #expect(try client(["192.0.2.1"], from: "10.0.0.7") == "192.0.2.1")
    #expect(try client(["1.1.1.1, 192.0.2.1"], from: "::ffff:10.0.0.7") == "192.0.2.1")
    #expect(try client(["1.1.1.1", "2001:db8::1"], from: "::1") == "2001:db8::1")
  }

  @Test func `nobody else is believed, and no text that is not an address`() throws {
    #expect(try client(["192.0.2.1"], from: "10.0.0.8") == "10.0.0.8")
    #expect(try client(["192.0.2.1"], from: "10.0.0.7", believing: []) == "10.0.0.7")
    for text in ["", "somebody", "192.0.2.1, ", "192.0.2.1:80"] {
      #expect(try client([text], from: "10.0.0.7") == "10.0.0.7", "\(text)")
    }
    #expect(TrustedProxies(["10.0.0.0/8"]) == nil)
  }
}
