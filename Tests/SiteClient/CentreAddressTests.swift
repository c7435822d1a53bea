import SiteClient
import Testing

@Suite("The address of a centre")
struct CentreAddressTests {
  @Test(arguments: [
    ("https://centre.example", "https://centre.example"),
    ("https://centre.example:8443/", "https://centre.example:8443"),
    ("HTTPS://centre.example/candour//", "https://centre.example/candour"),
    ("https://[::1]:8443", "https://[::1]:8443"),
    ("https://127.0.0.1:1", "https://127.0.0.1:1"),
  ])
  func `an address is kept without a slash at its end`(text: String, kept: String) throws {
    #expect(try CentreAddress(text).text == kept)
  }

  @Test(arguments: ["http://centre.example", "HTTP://centre.example:8443"])
  func `plain HTTP is refused by name`(text: String) {
    #expect(throws: CentreAddress.VerificationFailure.notSecure) { try CentreAddress(text) }
  }

  @Test(arguments: [
    "", "centre.example", "ftp://centre.example", "https://", "https://:8443",
    "https://user:word@centre.example", "https://centre.example?x=1", "https://centre.example#a",
    "https://centre.example:0", "https://centre.example:99999", "https://centre.example:x",
    "https://cen tre.example", "https://centre.example/\r\nX: y", "https://a:b:c",
  ])
  func `what could be read in two ways is refused`(text: String) {
    #expect(throws: CentreAddress.VerificationFailure.malformed) { try CentreAddress(text) }
  }
}
