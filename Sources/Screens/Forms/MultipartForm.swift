/// A form with files that was read completely: `multipart/form-data` (RFC 7578).
///
/// Every part becomes a field of its name; a file's contents are its value.
package enum MultipartForm {
  /// More parts than this are refused.
  package static let partsMax = 100

  /// The boundary that a `Content-Type` names; `nil` where it is not such a form.
  package static func boundary(of contentType: String) -> String? {
    let parts = contentType.split(separator: ";").map(trimmed)
    guard parts.first?.lowercased() == "multipart/form-data",
      let named = parts.first(where: { $0.lowercased().hasPrefix("boundary=") })
    else { return nil }
    let boundary = named.dropFirst("boundary=".count).filter { $0 != "\"" }
    return (1...70).contains(boundary.utf8.count) ? boundary : nil
  }

  /// - Returns: `nil` for bytes that are not such a form, or text that is not UTF-8.
  package static func fields(_ body: some Collection<UInt8>, boundary: String) -> FormFields? {
    var reader = MultipartReader(boundary: boundary)
    do throws(MultipartReader.Malformed) {
      try reader.take(body)
      try reader.finish()
      return reader.fields
    } catch {
      return nil
    }
  }

  /// The value of `name="…"`, not that of `filename="…"`.
  static func name(in line: Substring) -> String? {
    for parameter in line.split(separator: ";").map(trimmed)
    where parameter.lowercased().hasPrefix("name=") {
      let name = parameter.dropFirst("name=".count).filter { $0 != "\"" }
      return (1...64).contains(name.utf8.count) ? name : nil
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
