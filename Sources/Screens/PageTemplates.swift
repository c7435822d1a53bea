internal import Mustache
internal import Records

/// The templates of one web face by name, parsed once.
///
/// What they show is escaped by ``HTMLText``: the library's own escaping compares characters, so a
/// quotation mark before a combining accent passed it and ended the attribute around it.
package struct PageTemplates: Sendable {
  private let library: MustacheLibrary

  /// - Throws: when a template does not parse, which a test would have found.
  package init(_ texts: [String: String]) throws {
    var library = MustacheLibrary()
    for (name, text) in texts { try library.register(Self.firstLine + text, named: name) }
    self.library = library
  }

  /// - Returns: `nil` where there is no such template, which a test would have found.
  package func text(_ template: String, _ content: Any) -> String? {
    library.render(content, withTemplate: template)
  }

  /// What every template begins with. The library falls back to its own escaping in each template
  /// that another one includes, so each of them needs it.
  private static let firstLine: String = {
    MustacheContentTypes.register(Escaping(), named: "CANDOUR")
    return "{{% CONTENT_TYPE:CANDOUR}}\n"
  }()

  private struct Escaping: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
  }
}
