internal import Aggregation
internal import HTTPTypes
internal import NIOCore
internal import Records
internal import Screens

/// A form that somebody sent after their session had ended.
///
/// It is not lost: the page that asks them to sign in again contains it, and it is sent when they
/// confirm. It is not shown to another person who signs in there. Only a browser on our own pages can
/// send it here: the session's cookie, ended or not, is not sent with requests from another site
/// (`SameSite=Strict`).
struct Unsent: Error, Hashable, Sendable {
  /// A larger form is not preserved.
  static let bytesMax = 256 * 1024

  /// The person who entered it; `nil` where that is not known.
  let owner: String?
  let path: String
  let fields: [Field]

  struct Field: Hashable, Sendable {
    let name: String
    let value: String
    /// As people read the field's name: the log's questions by theirs, others by the record's labels.
    let label: String

    /// What the form for conflicts sends besides fields of the record.
    private static let labels = ["path": "Field", "take": "Number of the value chosen"]

    init(name: String, value: String) {
      (self.name, self.value) = (name, value)
      label =
        name.hasPrefix("q-")
        ? (IncidentQuestions.labels[String(name.dropFirst(2))] ?? name)
        : Self.labels[name] ?? Wording.displayText(FieldLabel.displayText(name))
    }
  }

  /// - Returns: `nil` for anything that no form of ours sends.
  init?(path: String, body: ByteBuffer, by owner: String?) {
    guard let fields = FormFields(body.readableBytesView) else { return nil }
    self.init(path: path, fields, by: owner)
  }

  /// Reads ``text``; it comes from a browser, and may contain anything.
  init?(text: String?) {
    guard let text, text.utf8.count <= 2 * Self.bytesMax, let mark = text.firstIndex(of: "?"),
      let fields = FormFields(text[text.index(after: mark)...].utf8)
    else { return nil }
    self.init(path: String(text[..<mark]), fields, by: fields[Self.ownerField])
  }

  /// Among the fields of ``text``; no form of ours has one of that name.
  private static let ownerField = "entered-by"

  private init?(path: String, _ fields: FormFields, by owner: String?) {
    guard Endpoint.form(at: path) != nil else { return nil }
    (self.path, self.owner) = (path, owner)
    let notShown: Set = ["form-token", Self.ownerField]
    self.fields = fields.names.filter { !notShown.contains($0) }.flatMap { name in
      fields.all(name).map { Field(name: name, value: $0) }
    }
    guard !self.fields.isEmpty else { return nil }
  }

  /// The value of a page's hidden field.
  var text: String {
    let by = owner.map { [Field(name: Self.ownerField, value: $0)] } ?? []
    let pairs = (by + fields).map {
      "\(FormFields.encoded($0.name))=\(FormFields.encoded($0.value))"
    }
    return path + "?" + pairs.joined(separator: "&")
  }
}

extension Endpoint {
  /// Forms with passwords and codes: their contents are not shown again.
  var carriesSecrets: Bool { path.hasPrefix("/account/") || self == .personForm }

  /// The form that is sent to a path, except for signing in and out.
  static func form(at path: String) -> Endpoint? {
    pages.first { endpoint in
      endpoint.method == .post && endpoint.access != .open && endpoint != .signOut
        && !endpoint.carriesSecrets && endpoint.matches(path)
    }
  }
}
