import Aggregation
import HTTPTypes
import Replication
import Screens
import Testing

@testable import Web

@Suite("Uploading a file")
struct UploadTests {
  private static func body(_ parts: [(name: String, value: String)], _ boundary: String) -> [UInt8]
  {
    Array(
      (parts.map { name, value in
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"; "
          + "filename=\"\(name).csv\"\r\nContent-Type: text/csv\r\n\r\n\(value)\r\n"
      }.joined() + "--\(boundary)--\r\n").utf8)
  }

  @Test(arguments: [
    "", "\r\n", "a\r\n--b\r\nc", "--boundar", "\r\n--boundar", "Ünïcödé,1", "a\n\n\nb",
  ])
  func `a part comes out as it went in`(value: String) {
    let fields = MultipartForm.fields(
      Self.body([("file", value), ("form-token", "t")], "boundary"), boundary: "boundary")

    #expect(fields?["file"] == value && fields?["form-token"] == "t")
  }

  @Test func `bytes cut short anywhere are no form, and trap nothing`() {
    let whole = Self.body([("file", "a,b\r\n"), ("form-token", "t")], "b")

    for end in 0..<(whole.count - 4) {
      #expect(MultipartForm.fields(whole[..<end], boundary: "b") == nil, "\(end)")
    }
    #expect(MultipartForm.fields([255, 254, 0, 13, 10], boundary: "b") == nil)
    let broken = Array("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n".utf8) + [255]
    #expect(MultipartForm.fields(broken + Array("\r\n--b--".utf8), boundary: "b") == nil)
    let many = Self.body((0...MultipartForm.partsMax).map { ("p\($0)", "") }, "b")
    #expect(MultipartForm.fields(many, boundary: "b") == nil)
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `a file that is only hashed is the same however it is cut, and is not kept`(
    size: Int
  ) throws {
    let value = "a\r\n--b\r\n-\r\nÜ" + String(repeating: "\r\n--boundar", count: 40)
    let whole = Self.body([("form-token", "t"), ("file", value), ("what", "w")], "boundary")
    var reader = MultipartReader(boundary: "boundary", hashing: "file", textBytesMax: 100)
    for start in stride(from: 0, to: whole.count, by: size) {
      try reader.take(whole[start..<min(start + size, whole.count)])
    }
    try reader.finish()

    #expect(reader.file?.digest == Digest(of: Array(value.utf8)))
    #expect(reader.file?.bytes == value.utf8.count)
    #expect(reader.fields["file"] == nil && reader.fields["form-token"] == "t")
    #expect(reader.fields["what"] == "w")
  }

  @Test func `text beyond its limit and two files of one name are refused`() {
    for (parts, limit) in [([("what", "12345")], 4), ([("file", "a"), ("file", "b")], 100)] {
      var reader = MultipartReader(boundary: "x", hashing: "file", textBytesMax: limit)
      #expect(throws: MultipartReader.Malformed.self) { try reader.take(Self.body(parts, "x")) }
    }
  }

  @Test(arguments: [
    ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data;boundary=\"a b\"", "a b"),
    ("multipart/form-data", nil), ("application/x-www-form-urlencoded; boundary=abc", nil),
    ("multipart/form-data; boundary=", nil),
  ])
  func `a boundary is read from the type`(type: String, boundary: String?) {
    #expect(MultipartForm.boundary(of: type) == boundary)
  }

  private func upload(
    _ table: String, token: (String) -> String = { $0 }
  ) async throws -> (WebHarness, WebHarness.Answer) {
    let harness = try WebHarness()
    let session = try await harness.session(.governance)
    let page = await harness.get("/denominators", as: session)
    let token = token(try #require(page.hidden("form-token")))
    var headers = session.headers
    headers[.contentType] = "multipart/form-data; boundary=x"
    let answer = await harness.send(
      .post, "/denominators/import", headers: headers,
      body: Self.body([("form-token", token), ("file", table)], "x"))
    return (harness, answer)
  }

  @Test func `a table of examinations is taken in as a spreadsheet saves it`() async throws {
    let (harness, answer) = try await upload(
      "\u{feff}site,month,modality,number\r\nRBD01,2026-01,ct,1250\r\n\"RBD01\",2026-02,ct,1300\r\n"
    )

    #expect(answer.status == 200 && answer.body.contains("2 rows imported"))
    #expect(try await harness.centre.denominators().all.map(\.number) == [1250, 1300])
  }

  @Test func `bad rows are named by their lines, and nothing is written`() async throws {
    let (harness, answer) = try await upload(
      "site,month,modality,number\nRBD01,2026-01,ct,1250\nRBD01,2026-14,ct,1\nRBD01,2026-02,ct,x\n")

    #expect(answer.status == 422)
    #expect(answer.body.contains("Line 3: ") && answer.body.contains("Line 4: "))
    #expect(try await harness.centre.denominators().all.isEmpty)
  }

  @Test func `a file without the session's form token is refused`() async throws {
    let (_, answer) = try await upload("RBD01,2026-01,ct,1") { _ in "another" }

    #expect(answer.status == 403)
  }

  @Test func `a table has so many rows and bytes at most`() {
    let rows = (0...DenominatorTable.rowsMax).map { number in
      "S\(number),2026-01,ct,1"
    }
    let long = String(repeating: " ", count: DenominatorTable.bytesMax + 1)

    #expect(DenominatorTable.read(rows.joined(separator: "\n")).bad.map(\.number) == [20_001])
    #expect(DenominatorTable.read(long).bad.first?.reason.contains("4 MiB") == true)
  }
}
