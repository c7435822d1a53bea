public import IRMER

/// A list of codes that somebody else publishes and maintains, imported by the site: none is
/// shipped, since none can be cited here in full.
public struct CodeList: Hashable, Sendable {
  /// One of ``fields``: `cqc-tier1`.
  public let name: String
  /// Who published it, and the day of the version that was imported.
  public let source: String
  public let dated: CalendarDate
  /// The meaning of each code.
  public let codes: [String: String]

  public init(name: String, source: String, dated: CalendarDate, codes: [String: String]) {
    (self.name, self.source, self.dated, self.codes) = (name, source, dated, codes)
  }

  /// A longer list is not one that a person chooses from.
  public static let codesMax = 5_000

  /// The lists that a record has a field for, with that field.
  public static let fields: [String: String] = [
    "cqc-tier1": "classification/tiers/tier1", "cqc-tier2": "classification/tiers/tier2",
    "cqc-tier3": "classification/tiers/tier3", "rte-pathway": "classification/rte/processSubcode",
    "rte-failed-barrier": "classification/rte/failedBarrier",
    "rte-effective-barrier": "classification/rte/effectiveBarrier",
    "rte-detection": "classification/rte/methodOfDetection",
    "rte-causative-factor": "classification/rte/causativeFactors/-",
    "imaging-taxonomy": "classification/imagingTaxonomy",
  ]

  /// Whether a field takes its codes from this list.
  ///
  /// - Parameter path: with positions.
  public func isOf(_ path: String) -> Bool {
    guard let field = Self.fields[name] else { return false }
    let pattern = FieldCatalogue.pattern(of: path)
    return pattern == field || pattern.hasPrefix(field + "/")
  }

  /// The remark about a value that is not on the list; `nil` for one that is.
  public func remark(on value: String, at path: String) -> String? {
    guard isOf(path), codes[value] == nil else { return nil }
    let meant =
      NearestWord.to(value, among: codes.keys.sorted()).map { " Did you mean \($0)?" } ?? ""
    return "“\(value)” is not on the list \(name) (\(source), \(dated.displayText)).\(meant)"
  }

  // MARK: As it is kept

  public init?(_ json: JSONValue) {
    guard let name = json["name"]?.string, let source = json["source"]?.string,
      let dated = json["dated"]?.string.flatMap({ CalendarDate($0) }),
      let codes = json["codes"]?.object
    else { return nil }
    self.init(
      name: name, source: source, dated: dated,
      codes: Dictionary(
        codes.members.compactMap { member in member.value.string.map { (member.key, $0) } },
        uniquingKeysWith: { first, _ in first }))
  }

  public var json: JSONValue {
    var members = JSONObject()
    for code in codes.keys.sorted() { members[code] = JSONValue(codes[code]) }
    return [
      "name": .string(name), "source": .string(source), "dated": JSONValue(dated),
      "codes": .object(members),
    ]
  }
}
