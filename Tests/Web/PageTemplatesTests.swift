import Screens
import Testing

@Suite("What templates escape")
struct PageTemplatesTests {
  /// Every way in which a template gets at a value: itself, a section, a list, a part that it
  /// includes, a part inside a part, and a block of a frame.
  @Test(arguments: [
    "<a title=\"{{text}}\">", "{{#inner}}<a title=\"{{text}}\">{{/inner}}",
    "{{#list}}<a title=\"{{.}}\">{{/list}}", "{{> part}}", "{{#list}}{{> dot}}{{/list}}",
    "{{> around}}", "{{<frame}}{{$main}}<a title=\"{{text}}\">{{/main}}{{/frame}}",
    "  {{> part}}\n", "{{<frame}}{{$main}}{{> part}}{{/main}}{{/frame}}",
  ])
  func `a mark with an accent after it ends no attribute`(template: String) throws {
    let text = "\"\u{301} onfocus=x \""
    let templates = try PageTemplates([
      "page": template, "part": "<a title=\"{{text}}\">", "dot": "<a title=\"{{.}}\">",
      "around": "<p>{{> part}}</p>", "frame": "<main>{{$main}}{{/main}}</main>",
    ])

    let page = try #require(
      templates.text(
        "page", ["text": text, "inner": ["text": text], "list": [text]] as [String: Any]))

    let wanted = "<a title=\"&quot;\u{301} onfocus=x &quot;\">"
    let marks = page.utf8.count { $0 == UInt8(ascii: "\"") }
    let isWhole = page.contains(wanted)
    #expect(marks == 2 && isWhole, "\(page)")
  }

  @Test func `a template is shown as it is written, from its first line on`() throws {
    let templates = try PageTemplates([
      "page": "<!DOCTYPE html>\n{{> part}}\n<p>{{a}}</p>\n",
      "part": "{{#a}}\n<b>{{.}}</b>\n{{/a}}\n",
    ])

    let page = templates.text("page", ["a": "µ"])

    #expect(page == "<!DOCTYPE html>\n<b>µ</b>\n<p>µ</p>\n")
  }
}
