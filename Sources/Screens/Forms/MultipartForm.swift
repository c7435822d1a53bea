/// A form with files: `multipart/form-data` (RFC 7578, in the framing of RFC 2046).
///
/// Every part becomes a field with its name; a file's contents are its value.
package enum MultipartForm {
  /// More parts than this, and longer headers of a part, are refused.
  package static let partsMax = 100
  private static let headBytesMax = 4096

  /// The boundary in a `Content-Type`; `nil` where it is not such a form.
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
    let bytes = ArraySlice([13, 10] + Array(body))
    let delimiter = Array("\r\n--\(boundary)".utf8)
    var fields = FormFields()
    guard var end = find(delimiter, in: bytes, from: 0), end == 0 else { return nil }
    for _ in 0...partsMax {
      let start = end + delimiter.count
      let rest = bytes[start...]
      if rest.starts(with: "--".utf8) { return fields }
      guard rest.starts(with: [13, 10]), let next = find(delimiter, in: bytes, from: start),
        let (name, value) = part(bytes[(start + 2)..<max(start + 2, next)])
      else { return nil }
      fields.append(name, value)
      end = next
    }
    return nil
  }

  private static func part(_ bytes: ArraySlice<UInt8>) -> (name: String, value: String)? {
    guard let blank = find([13, 10, 13, 10], in: bytes, from: bytes.startIndex),
      blank - bytes.startIndex <= headBytesMax,
      let head = String(validating: bytes[..<blank], as: UTF8.self),
      let value = String(validating: bytes[(blank + 4)...], as: UTF8.self),
      let line = head.split(separator: "\r\n").first(where: {
        $0.lowercased().hasPrefix("content-disposition:")
      }), let name = name(in: line)
    else { return nil }
    return (name, value)
  }

  /// The value of `name="…"`, not that of `filename="…"`.
  private static func name(in line: Substring) -> String? {
    for parameter in line.split(separator: ";").map(trimmed)
    where parameter.lowercased().hasPrefix("name=") {
      let name = parameter.dropFirst("name=".count).filter { $0 != "\"" }
      return (1...64).contains(name.utf8.count) ? name : nil
    }
    return nil
  }

  /// Every search pattern begins with a carriage return: without one there is nothing to compare.
  private static func find(
    _ needle: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int
  ) -> Int? {
    var place = start
    while let candidate = bytes[place...].firstIndex(of: 13) {
      if bytes[candidate...].starts(with: needle) { return candidate }
      place = candidate + 1
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
