import IRMER
import Testing

private func document(_ members: String = "", individual: String = "") -> String {
  """
  {"nation":"england","discoveredOn":"2026-02-02"\(members.isEmpty ? "" : ",")\(members),\
  "individuals":[{\(individual)}]}
  """
}

@Suite("Reading facts")
struct FactsReadingTests {
  struct Malformed: Sendable, CustomTestStringConvertible {
    let text: String
    let field: String?
    let code: FactsError.Code
    var testDescription: String { "\(code.rawValue) \(field ?? "-")" }

    init(_ text: String, _ field: String?, _ code: FactsError.Code) {
      self.text = text
      self.field = field
      self.code = code
    }
  }

  @Test(arguments: [
    Malformed("[]", nil, .wrongType),
    Malformed("null", nil, .wrongType),
    Malformed(#"{"discoveredOn":"2026-02-02","individuals":[{}]}"#, "nation", .missingField),
    Malformed(
      #"{"nation":null,"discoveredOn":"2026-02-02","individuals":[{}]}"#, "nation", .missingField),
    Malformed(
      #"{"nation":"France","discoveredOn":"2026-02-02","individuals":[{}]}"#, "nation",
      .unknownValue),
    Malformed(#"{"nation":"england","individuals":[{}]}"#, "discoveredOn", .missingField),
    Malformed(
      #"{"nation":"england","discoveredOn":"2026-02-30","individuals":[{}]}"#, "discoveredOn",
      .noSuchDate),
    Malformed(#"{"nation":"england","discoveredOn":"2026-02-02"}"#, "individuals", .missingField),
    Malformed(
      #"{"nation":"england","discoveredOn":"2026-02-02","individuals":[]}"#, "individuals",
      .missingField),
    Malformed(
      #"{"nation":"england","discoveredOn":"2026-02-02","individuals":[1]}"#, "individuals/0",
      .wrongType),
    Malformed(document(#""interventional":"yes""#), "interventional", .wrongType),
    Malformed(document(#""modality":"CT""#), "modality", .unknownValue),
    Malformed(document(#""theme":{"identifiedOn":"soon"}"#), "theme/identifiedOn", .noSuchDate),
    Malformed(
      document(#""equipmentFailure":{"directCause":1}"#), "equipmentFailure/directCause",
      .wrongType),
    Malformed(document(#""licence":true"#), "licence", .wrongType),
    Malformed(
      document(individual: #""ageAtExposure":131"#), "individuals/0/ageAtExposure", .outOfRange),
    Malformed(
      document(individual: #""ageAtExposure":-1"#), "individuals/0/ageAtExposure", .outOfRange),
    Malformed(
      document(individual: #""ageAtExposure":5.0"#), "individuals/0/ageAtExposure", .wrongType),
    Malformed(
      document(individual: #""ageAtExposure":"5""#), "individuals/0/ageAtExposure", .wrongType),
    Malformed(
      document(individual: #""planningScans":1000000001"#), "individuals/0/planningScans",
      .outOfRange),
    Malformed(
      document(individual: #""planningScans":99999999999999999999"#),
      "individuals/0/planningScans", .outOfRange),
    Malformed(
      document(individual: #""effectiveDose":{"total":"-1"}"#),
      "individuals/0/effectiveDose/total", .wrongType),
    Malformed(
      document(individual: #""effectiveDose":{"total":-1}"#),
      "individuals/0/effectiveDose/total", .outOfRange),
    Malformed(
      document(individual: #""effectiveDose":{"total":1e100}"#),
      "individuals/0/effectiveDose/total", .outOfRange),
    Malformed(
      document(individual: #""effectiveDose":{"total":true}"#),
      "individuals/0/effectiveDose/total", .wrongType),
    Malformed(
      document(
        individual: #""effectiveDose":{"intended":1,"over":1,"repeats":1,"total":"3.1"}"#),
      "individuals/0/effectiveDose/total", .contradiction),
    Malformed(
      document(individual: #""structures":[{"intended":"1"}]"#),
      "individuals/0/structures/0/role", .missingField),
    Malformed(
      document(individual: #""structures":[{"role":"ptv","fractions":[{"delivered":"x"}]}]"#),
      "individuals/0/structures/0/fractions/0/delivered", .wrongType),
    Malformed(
      document(individual: #""structures":{"role":"ptv"}"#), "individuals/0/structures",
      .wrongType),
  ])
  func `a malformed field is named`(example: Malformed) throws {
    let json = try JSONValue(parsing: example.text)
    let error = #expect(throws: FactsError.self) { try IncidentFacts(json) }

    #expect(error?.field == example.field)
    #expect(error?.code == example.code)
  }

  @Test func `no error repeats a value that somebody typed`() throws {
    let secret = "Mrs Ada Example"
    for key in ["modality", "interventional", "clinicallySignificant", "theme", "licence"] {
      let json = try JSONValue(parsing: document(#""\#(key)":"\#(secret)""#))
      let error = #expect(throws: FactsError.self) { try IncidentFacts(json) }

      #expect(error.map { "\($0)".contains("Example") } == false)
    }
  }

  @Test func `null and empty lists or objects are absent`() throws {
    let empty = try facts(
      document(
        #""modality":null,"theme":{},"licence":[],"interventional":{}"#,
        individual: """
          "kind":null,"exposure":[],"effectiveDose":{"total":null},"structures":[],\
          "verificationImages":{"cause":null},"geographicalMiss":{},"activity":null
          """))

    #expect(empty == (try facts(document())))
  }

  @Test func `unknown keys are ignored and named in prompts`() throws {
    let read = try facts(
      document(#""narrative":"x","theme":{"name":"y"}"#, individual: #""sex":"f""#))

    #expect(read.unknownKeys == ["narrative", "theme/name", "individuals/0/sex"])
    let prompts = Edition.default.assess(read).prompts
    for key in read.unknownKeys { #expect(prompts.contains { $0.contains(" \(key):") }) }
  }

  @Test func `a mistyped key is named with the one that was meant`() throws {
    let read = try facts(document(individual: #""efectiveDose":{"total":"9"}"#))

    #expect(
      Edition.default.assess(read).prompts.contains(
        "No rule reads individuals/0/efectiveDose: it changes nothing. Did you mean effectiveDose?")
    )
  }

  @Test func `a record's own fields are named as kept, and other keys as unknown`() throws {
    let json = try JSONValue(parsing: document(#""narrative":"x","remarks":1"#))

    let read = try IncidentFacts(json) { $0 == "narrative" }
    #expect(read.unknownKeys == ["remarks"] && read.recordKeys == ["narrative"])
    let prompts = Edition.default.assess(read).prompts
    #expect(
      prompts.contains(
        "No rule reads remarks: it changes nothing. `candour fields` lists the keys that are read.")
    )
    #expect(prompts.contains("Kept in a record, but not read by the rules: narrative"))
  }

  @Test func `parts that agree with the total are accepted, whatever their digits`() throws {
    _ = try facts(
      document(
        individual: """
          "effectiveDose":{"intended":"0.10","over":0.2,"repeats":30e-2,"total":"0.6000"}
          """))
  }

  @Test func `a total below the intended dose is simply lower`() throws {
    let read = try facts(
      document(
        individual: #""exposure":"unintended","effectiveDose":{"intended":"5","total":"1"}"#))

    let findings = Edition.default.assess(read).findings
    #expect(findings.allSatisfy { $0.result == .excluded })
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `facts that are written read back the same`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    guard let read = try? facts(OracleCase.random(using: &random).json) else { return }

    let again = try IncidentFacts(JSONValue(parsing: read.json.serialized()))

    #expect(again == read)
    #expect(Edition.default.assess(again) == Edition.default.assess(read))
  }
}
