public import IRMER
internal import Records

/// Findings and prompts as people read them: what applies to several codes or individuals is
/// written once, met criteria come first, and people count from 1.
///
///     Code 4.2c met: the same fault on 3 patients ≥ 3 (all 3 individuals)
///     Not yet decided (codes 2.1–2.4): no effective dose has been recorded (individuals 1, 3)
public struct FindingLines: Sendable {
  /// What one or several findings of the same result and reason say.
  public struct Line: Hashable, Sendable {
    /// A sentence without a full stop.
    public let text: String
    /// Whether its criteria are met; otherwise they are undetermined.
    public let isMet: Bool

    package init(text: String, isMet: Bool) { (self.text, self.isMet) = (text, isMet) }
  }

  package let assessment: JSONValue
  /// How many individuals the incident has; by default, those judged.
  package let individuals: Int

  /// - Parameters:
  ///   - assessment: as the rules give it, in JSON.
  ///   - individuals: how many the incident has; by default, those judged.
  public init(_ assessment: JSONValue, individuals: Int? = nil) {
    self.assessment = assessment
    let judged = (assessment["findings"]?.array ?? []).compactMap { $0["individual"]?.integer }
    self.individuals = max(individuals ?? 0, (judged.max() ?? 0) + 1)
  }

  /// The criteria that are met or undetermined.
  public var lines: [Line] {
    var codes: [Statement: [Int: [String]]] = [:]
    var order: [Statement] = []
    for finding in assessment["findings"]?.array ?? [] {
      let statement = Statement(finding)
      guard statement.result != "excluded" else { continue }
      if codes[statement] == nil { order.append(statement) }
      codes[statement, default: [:]][finding["individual"]?.integer ?? 0, default: []]
        .append(finding["code"]?.displayText ?? "")
    }
    let lines = order.flatMap { statement in
      alike(codes[statement] ?? [:]).map { codes, people in
        Line(text: Self.text(codes, statement) + who(people), isMet: statement.result == "met")
      }
    }
    return lines.filter(\.isMet) + lines.filter { !$0.isMet }
  }

  /// Questions that a person should consider, each sentence once.
  public var prompts: [String] {
    var people: [String: [Int]] = [:]
    var order: [String] = []
    for prompt in assessment["prompts"]?.array ?? [] {
      let (sentence, individual) = Self.divergedAt(
        Wording.days(in: FieldLabel.naming(in: prompt.displayText)))
      if people[sentence] == nil { order.append(sentence) }
      people[sentence, default: []] += individual.map { [$0] } ?? []
    }
    return order.map { $0 + who(people[$0] ?? []) }
  }

  /// One finding in full.
  public func line(_ finding: JSONValue) -> String {
    let statement = Statement(finding)
    let person = finding["individual"]?.integer ?? 0
    return Self.text([finding["code"]?.displayText ?? ""], statement) + who([person])
  }

  /// `Code 1 met: 9.6 mSv ≥ 3 mSv`; `Not yet decided (codes 1, 2.1–2.4): no effective dose …`.
  private static func text(_ codes: [String], _ statement: Statement) -> String {
    let name = "code\(codes.count == 1 ? "" : "s") \(range(codes))"
    guard statement.result == "undetermined" else {
      let start = name.prefix(1).uppercased() + name.dropFirst()
      return "\(start) \(statement.result == "excluded" ? "not met" : "met"): \(statement.reason)"
    }
    return "Not yet decided (\(name)): \(statement.reason)"
  }

  private struct Statement: Hashable {
    let result: String
    let reason: String

    init(_ finding: JSONValue) {
      result = finding["result"]?.displayText ?? ""
      reason = Wording.days(in: finding["reason"]?.displayText ?? "")
    }
  }

  /// Individuals with the same codes, in the order of the first of them.
  private func alike(_ codes: [Int: [String]]) -> [(codes: [String], people: [Int])] {
    Dictionary(grouping: codes.keys.sorted()) { codes[$0] ?? [] }
      .map { (codes: $0.key, people: $0.value) }
      .sorted { ($0.people.first ?? 0) < ($1.people.first ?? 0) }
  }

  /// ` (individual 2)`, and empty where there is only one.
  private func who(_ people: [Int]) -> String {
    guard individuals > 1, !people.isEmpty else { return "" }
    if people.count == individuals { return " (all \(individuals) individuals)" }
    let numbers = people.map { String($0 + 1) }.joined(separator: ", ")
    return " (individual\(people.count == 1 ? "" : "s") \(numbers))"
  }

  /// `1, 2.1–2.4`: codes that follow one another within one row of the table are a range.
  package static func range(_ codes: [String]) -> String {
    let known = codes.compactMap(NotificationCode.init(rawValue:))
    guard known.count == codes.count else { return codes.joined(separator: ", ") }
    var runs: [[NotificationCode]] = []
    for code in known {
      if let last = runs.last?.last, code.position == last.position + 1, row(code) == row(last) {
        runs[runs.count - 1].append(code)
      } else {
        runs.append([code])
      }
    }
    return runs.map { run in
      run.count > 2
        ? "\(run[0].rawValue)–\(run[run.count - 1].rawValue)"
        : run.map(\.rawValue).joined(separator: ", ")
    }.joined(separator: ", ")
  }

  private static func row(_ code: NotificationCode) -> Substring {
    code.rawValue.prefix { $0 != "." }
  }

  /// Splits `Individual 2: a sentence` into the sentence and the position.
  private static func divergedAt(_ prompt: String) -> (String, Int?) {
    let mark = "Individual "
    guard prompt.hasPrefix(mark), let colon = prompt.firstIndex(of: ":"),
      let number = Int(prompt[..<colon].dropFirst(mark.count)), number > 0
    else { return (prompt, nil) }
    return (String(prompt[colon...].dropFirst().drop { $0 == " " }), number - 1)
  }
}
