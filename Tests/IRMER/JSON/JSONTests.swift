import IRMER
import Testing

@Suite("JSON")
struct JSONTests {
  @Test(arguments: [
    "null", "true", "[]", "{}", #"{"b":1,"a":[0.10,-2E+05,1e99]}"#, #""\"\\\n\t\u0000é😀""#,
    #"[[[{"":{"x":null}}]]]"#, "0", "-0", "12345678901234567890.123456789012345678901",
  ])
  func `a document is written as it was read`(text: String) throws {
    #expect(try JSONValue(parsing: text).serialized() == text)
  }

  @Test func `escapes mean the characters they name`() throws {
    let value = try JSONValue(parsing: #""\u00e9\ud83d\ude00\/\b\f\r""#)

    #expect(value == .string("é😀/\u{8}\u{C}\r"))
  }

  @Test(arguments: [
    "", " ", "{", "[1,", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "01", "1.", ".5", "1e", "+1", "--1",
    "nul", "nulll", "tru", "[1 2]", "{\"a\" 1}", "{\"a\":}", "\"\u{1}\"", "\"\\x\"", "\"\\u12g4\"",
    "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"abc", "\"\\", "1 2", "{} []", "NaN",
    "Infinity", "// c\n1", "\u{FEFF}1", "[1}", "\"\\u00",
  ])
  func `what is not JSON is refused with a place`(text: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error.map { $0.offset <= text.utf8.count } == true)
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xC0, 0xAF, 0x22]) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
  }

  @Test func `a key given twice is named with its path`() {
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: #"{"list":[0,{"key":1,"\u006bey":2}]}"#)
    }

    #expect(error?.code == .duplicateKey)
    #expect(error?.path == "list/1/key")
  }

  @Test func `a key given twice is found among many`() {
    let members = (0..<1000).map { "\"k\($0)\":0" }.joined(separator: ",")

    #expect(throws: Never.self) { try JSONValue(parsing: "{\(members)}") }
    #expect(throws: JSONError.self) { try JSONValue(parsing: "{\(members),\"k500\":1}") }
  }

  @Test func `nesting has a limit and never overflows the stack`() {
    let deep = String(repeating: "[", count: 200_000)
    let limit = JSONValue.depthMax
    let allowed = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)

    #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
    #expect(throws: Never.self) { try JSONValue(parsing: allowed) }
  }

  @Test func `objects are equal whatever the order of their keys`() throws {
    let first = try JSONValue(parsing: #"{"a":1,"b":{"c":2,"d":[1]}}"#)
    let second = try JSONValue(parsing: #"{"b":{"d":[1],"c":2},"a":1}"#)

    #expect(first == second)
    #expect(first.hashValue == second.hashValue)
    #expect(try first != JSONValue(parsing: #"{"b":{"d":[1],"c":2},"a":2}"#))
  }

  @Test func `members are set in place, appended and removed`() {
    var object = JSONObject([("a", 1), ("b", 2)])

    object["a"] = "one"
    object["c"] = nil
    object["d"] = 4
    object["b"] = nil

    #expect(JSONValue.object(object).serialized() == #"{"a":"one","d":4}"#)
  }

  @Test func `pretty text indents by two`() {
    let value: JSONValue = ["a": [1, ["b": nil]], "c": [], "d": [:]]

    #expect(
      value.serialized(.pretty) == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "c": [],
          "d": {}
        }
        """)
  }

  @Test func `random bytes never trap`() {
    var random = SplitMix(seed: 1)
    let alphabet = Array(#"{}[]",:\u0123456789eE+-.truefalsn "#.utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        Bool.random(using: &random)
          ? alphabet.randomElement(using: &random)! : UInt8.random(in: 0...255, using: &random)
      }
      _ = try? JSONValue(parsing: bytes)
    }
  }
}
