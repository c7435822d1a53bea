import TestSupport
import Testing

@Suite("Paths on a page")
struct ShownPathsTests {
  @Test(arguments: [
    ("<p>effective dose of individual 1</p>", []),
    ("<dt>individuals/0/effectiveDose/total</dt>", ["individuals/0/effectiveDose/total"]),
    ("<b title=\"classification/finalCodes\">codes</b>", ["classification/finalCodes"]),
    ("<p>discoveredOn</p>", ["discoveredOn"]),
    ("<code>discoveredOn</code><p>a day, and/or a month</p>", []),
    ("<input name=\"individuals/0/kind\"><script>let a = \"discoveredOn\"</script>", []),
    ("<td>individuals/1/what-comes-later/0</td>", ["individuals/1/what-comes-later/0"]),
  ])
  func `what is read as a path is found, and nothing else`(html: String, paths: [String]) {
    #expect(ShownPaths.found(in: html) == paths)
  }
}
