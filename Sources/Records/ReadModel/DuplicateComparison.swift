import IRMER
import Replication

/// How similar two incidents are that may be one event logged twice. A person decides.
public struct DuplicateComparison: Hashable, Sendable {
  /// The higher, the more agrees; 0 where only the modality does.
  public let score: Int
  /// What agrees, in words.
  public let reasons: [String]

  /// - Returns: nil where they contradict each other in something that one event has only once:
  ///   modality, day of exposure, equipment, age, sex, or kind of the individuals.
  public init?(_ one: Traits, _ other: Traits) {
    guard !one.contradicts(other) else { return nil }
    let points: [(agrees: Bool, score: Int, displayText: String)] = [
      (Self.agree(one.exposedOn, other.exposedOn), 3, "exposed on the same day"),
      (Self.agree(one.equipment, other.equipment), 3, "on the same equipment"),
      (Self.agree(one.doses, other.doses), 3, "the same doses"),
      (Self.agree(one.ages, other.ages), 2, "of the same age"),
      (Self.agree(one.sexes, other.sexes), 1, "of the same sex"),
      (Self.agree(one.room, other.room), 1, "in the same room"),
      (Self.agree(one.discoveredOn, other.discoveredOn), 1, "discovered on the same day"),
    ]
    let agreeing = points.filter(\.agrees)
    score = agreeing.reduce(0) { $0 + $1.score }
    reasons = agreeing.map(\.displayText)
  }

  private static func agree<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
    left != nil && left == right
  }

  /// What is compared of one of an incident's people.
  public struct Person: Hashable, Sendable {
    /// Nil where it is a later version's.
    public let kind: String?
    public let age: String?
    public let sex: String?
    /// The effective dose in all, in mSv.
    public let dose: String?

    public init(kind: String?, age: String?, sex: String?, dose: String?) {
      (self.kind, self.age, self.sex, self.dose) = (kind, age, sex, dose)
    }
  }

  /// What one event has only once; nil where it is not known of everybody.
  public struct Traits: Hashable, Sendable {
    fileprivate let modality: Modality?
    fileprivate let discoveredOn: String?
    fileprivate let exposedOn: String?
    fileprivate let equipment: String?
    fileprivate let room: String?
    fileprivate let kinds: [String]?
    fileprivate let ages: [String]?
    fileprivate let sexes: [String]?
    fileprivate let doses: [String]?

    /// What is compared of an incident, from its row and its people's.
    public init(_ row: IncidentRow, _ people: [Person]) {
      func all(_ value: (Person) -> String?) -> [String]? {
        let known = people.compactMap { value($0)?.lowercased() }
        return known.isEmpty || known.count < people.count ? nil : known.sorted()
      }
      (modality, discoveredOn, exposedOn) = (row.modality, row.discoveredOn, row.exposedOn)
      (equipment, room) = (row.equipment?.lowercased(), row.room?.lowercased())
      kinds = people.isEmpty ? [] : all(\.kind)
      ages = all(\.age)
      sexes = all(\.sex)?.map { String($0.prefix(1)) }.sorted()
      doses = all(\.dose)?.map { (try? Quantity($0).trimmed.description) ?? $0 }.sorted()
    }

    fileprivate func contradicts(_ other: Traits) -> Bool {
      Self.differ(modality, other.modality) || Self.differ(exposedOn, other.exposedOn)
        || Self.differ(equipment, other.equipment) || Self.differ(ages, other.ages)
        || Self.differ(sexes, other.sexes) || Self.differ(kinds, other.kinds)
    }

    private static func differ<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
      left != nil && right != nil && left != right
    }
  }
}
