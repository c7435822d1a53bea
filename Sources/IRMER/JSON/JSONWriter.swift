extension JSONValue {
  /// How a document is laid out.
  public enum Layout: Hashable, Sendable {
    /// One line with no spaces: for JSON Lines, storage and hashing.
    case compact
    /// Two spaces a level: for people.
    case pretty
  }

  /// The document as text, keys in their order, without a newline at the end.
  public func serialized(_ layout: Layout = .compact) -> String {
    String(decoding: serializedBytes(layout), as: UTF8.self)
  }

  /// The document as UTF-8.
  public func serializedBytes(_ layout: Layout = .compact) -> [UInt8] {
    var writer = JSONWriter(layout: layout)
    writer.write(self)
    return writer.output
  }
}

private struct JSONWriter {
  let layout: JSONValue.Layout
  var output: [UInt8] = []
  var depth = 0

  init(layout: JSONValue.Layout) {
    self.layout = layout
  }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: output += "null".utf8
    case .bool(let flag): output += (flag ? "true" : "false").utf8
    case .number(let number): output += number.text.utf8
    case .string(let text): write(text)
    case .array(let elements): write(elements)
    case .object(let object): write(object)
    }
  }

  private mutating func write(_ elements: [JSONValue]) {
    guard !elements.isEmpty else { return output += "[]".utf8 }
    output.append(UInt8(ascii: "["))
    depth += 1
    for (index, element) in elements.enumerated() {
      separate(index)
      write(element)
    }
    close(with: UInt8(ascii: "]"))
  }

  private mutating func write(_ object: JSONObject) {
    guard !object.isEmpty else { return output += "{}".utf8 }
    output.append(UInt8(ascii: "{"))
    depth += 1
    for (index, member) in object.members.enumerated() {
      separate(index)
      write(member.key)
      output.append(UInt8(ascii: ":"))
      if layout == .pretty { output.append(0x20) }
      write(member.value)
    }
    close(with: UInt8(ascii: "}"))
  }

  private mutating func separate(_ index: Int) {
    if index > 0 { output.append(UInt8(ascii: ",")) }
    newline()
  }

  private mutating func close(with bracket: UInt8) {
    depth -= 1
    newline()
    output.append(bracket)
  }

  private mutating func newline() {
    guard layout == .pretty else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: 2 * depth))
  }

  private mutating func write(_ text: String) { JSONText.append(text, to: &output) }
}
