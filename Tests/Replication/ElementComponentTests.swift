import Replication
import Testing

@Suite("Components of a path")
struct ElementComponentTests {
  /// With the mark, the `@` is another character for a person, and the same byte for the merge.
  @Test(arguments: ["@0000000001", "@", "@\u{301}0000000001"])
  func `what begins with the byte of an @ is an element`(component: String) throws {
    #expect(FieldPath.isElement(component))
    let path = try #require(FieldPath("individuals/" + component))
    #expect(path.isElement)
  }

  @Test(arguments: ["", "0", "kind", "a@"])
  func `anything else is none`(component: String) {
    #expect(!FieldPath.isElement(component))
  }
}
