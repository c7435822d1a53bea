import IRMER
import Records
import Testing

@Suite("Who writes")
struct AuthorTests {
  @Test(arguments: [
    "radiographer", "medical-physics-expert", "Senior radiographer", "radiographer A", "governance",
    "MPE", "duty holder", "Head of Nuclear Medicine", "IR(ME)R practitioner", "night shift",
  ])
  func `a role is a role`(role: String) throws {
    try AuthorContext.checkRole(role)
  }

  @Test(arguments: ["Dr Jane Smith", "jane.smith@example.nhs.uk", "Mrs O'Neill"])
  func `a name does not become part of a header for good`(role: String) throws {
    var author = Author(role, kind: .incident)
    let error = #expect(throws: ValidationError.self) {
      try author.log(["discoveredOn": "2026-02-02"])
    }
    #expect(error?.code == "names-a-person")
    #expect(error?.message.contains(role) == false)
  }
}
