import Records
import Testing

/// An accent makes one `Character` of itself and the quotation mark or comma before it, which is then
/// equal to neither: what guards a format reads scalars.
@Suite("Text in HTML and CSV")
struct ShownTextTests {
  @Test(arguments: [
    ("a & b", "a &amp; b"), ("<b>", "&lt;b&gt;"), ("\"'", "&quot;&#39;"),
    ("plain µ 😀", "plain µ 😀"),
    ("\"\u{301} autofocus x=\"", "&quot;\u{301} autofocus x=&quot;"),
    ("<\u{fe0f}b", "&lt;\u{fe0f}b"), ("&\u{200d}#39;", "&amp;\u{200d}#39;"),
    ("'\u{20dd}", "&#39;\u{20dd}"), ("a\0b", "a\u{fffd}b"),
  ])
  func `HTML has no mark of its own from a text`(text: String, written: String) {
    #expect(Array(HTMLText.escaped(text).utf8) == Array(written.utf8))
  }

  @Test(arguments: [
    ("a", "a"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""),
    ("a\r\nb", "\"a\r\nb\""), ("CT,\u{301}b", "\"CT,\u{301}b\""),
    ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("a\0b", "a\u{fffd}b"), ("", ""),
  ])
  func `a cell of CSV stays one cell`(text: String, written: String) {
    #expect(Array(CSVText.line([text, "x"]).utf8) == Array("\(written),x\r\n".utf8))
  }

  @Test(arguments: [
    "=1+1", "+cmd", "-x", "@SUM(1)", "\tx", "=\u{301}1", "@\u{fe0f}x", "\u{ff1d}1+1",
    "\u{ff0b}1", "\u{ff20}x",
  ])
  func `no cell of CSV is computed`(text: String) {
    #expect(Array(CSVText.line([text]).utf8) == Array("'\(text)\r\n".utf8))
  }

  @Test(arguments: ["-1", "+2.5", "1e3", "-0.25"])
  func `a number stays one`(text: String) {
    #expect(CSVText.line([text]) == "\(text)\r\n")
  }
}
