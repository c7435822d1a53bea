import Replication
import Testing

@testable import Web

@Suite("Host names of trusts")
struct HostNamesTests {
  private func names(_ hosts: [String: [String]]) throws -> HostNames {
    var trusts: [Scope: [String]] = [:]
    for (code, names) in hosts { trusts[try #require(Scope(code))] = names }
    return HostNames(hosts: trusts)
  }

  @Test(arguments: [
    ("rbd.candour.example", "RBD"), ("RBD.Candour.Example", "RBD"),
    ("rbd.candour.example:8443", "RBD"), ("rbd.candour.example.", "RBD"),
    ("incidents.rcf.example", "RCF"), ("rcf.anywhere.example", "RCF"), ("192.0.2.7:443", "RCF"),
    ("[2001:db8::7]:443", "RCF"), ("rbd", nil), ("candour.example", nil), ("localhost", nil),
    ("127.0.0.1", nil), ("", nil), (".", nil), ("rzz.candour.example", nil), (nil, nil),
    ("evil-rbd.candour.example", nil),
  ])
  func `a name leads to one trust or to none`(host: String?, code: String?) throws {
    let names = try names([
      "RBD": ["localhost", "127.0.0.1", "::1", "rbd.candour.example"],
      "RCF": ["localhost", "127.0.0.1", "incidents.rcf.example", "192.0.2.7", "2001:db8::7"],
    ])

    #expect(names.trust(of: host)?.code == code)
  }

  @Test(arguments: ["anything.example", "localhost:8443", "127.0.0.1", nil])
  func `with one trust every name leads to it`(host: String?) throws {
    #expect(try names(["RBD": ["localhost"]]).trust(of: host)?.code == "RBD")
  }

  @Test func `a name that two certificates carry leads to neither`() throws {
    let names = try names([
      "RBD": ["rbd.candour.example", "shared.example"],
      "RCF": ["rcf.candour.example", "shared.example", "rbd.other.example"],
    ])

    #expect(names.trust(of: "shared.example") == nil)
    #expect(names.contested == ["shared.example"])
    #expect(names.trust(of: "rbd.other.example")?.code == "RCF", "a certificate goes before a code")
  }

  @Test func `one certificate for all of a domain serves each trust by its code`() throws {
    let names = try names(["RBD": ["*.candour.example"], "RCF": ["*.candour.example"]])

    #expect(names.trust(of: "rbd.candour.example")?.code == "RBD")
    #expect(names.trust(of: "rcf.candour.example")?.code == "RCF")
    #expect(names.trust(of: "rzz.candour.example") == nil)
    #expect(names.trust(of: "*.candour.example") == nil)
  }
}
