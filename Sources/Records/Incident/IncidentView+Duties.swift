public import IRMER
import Replication

// The duties to people: informing, candour, and what the report has to contain.

extension IncidentView {
  /// The duties to one exposed individual.
  public struct Duties: Sendable {
    /// From 0; nil where only one individual was exposed, or none is recorded.
    public let position: Int?
    /// Who was informed of what, and when.
    public let informing: InformingFacts
    /// How the duty of candour was applied.
    public let candour: CandourFacts
    /// Whether the duty of candour was met: `yes`, `no`, `not-applicable`.
    public let candourMet: String?
    /// Whether it was met, where that is recorded, otherwise whether it applies.
    public let candourAnswer: String?
    /// Why the duty does not apply or was not met.
    let candourReason: String?

    /// Before the words about this individual; empty where there is only one.
    public var whose: String { position.map { "Individual \($0 + 1), " } ?? "" }

    /// Before the names of what is missing; empty where there is only one.
    public var prefix: String { position.map { "individuals/\($0)/" } ?? "" }

    /// What is missing, by paths of this individual.
    var missing: [String] {
      (candour.completeness.missing.map(\.id) + informing.completeness.missing.map(\.id)).map {
        "\(prefix)\($0)"
      }
    }
  }

  /// The duties to each individual who was exposed, at least one: what is recorded of the individual,
  /// else what is recorded of the incident. Where several were exposed, informing one of them is not
  /// informing all: then only the referrer and the practitioner are informed for the incident.
  public var duties: [Duties] {
    let people = exposedIndividuals
    guard people.count > 1 else { return [duties(to: people.first?.individual, position: nil)] }
    return people.map { duties(to: $0.individual, position: $0.position) }
  }

  private func duties(to person: RecordElement?, position: Int?) -> Duties {
    let isOneOfSeveral = position != nil
    let shared = Self.informing(snapshot.document(at: "informing"))
      .filter { !isOneOfSeveral || $0.key.recipient != .individual }
    let own = Self.informing(person?.node("informing").map(snapshot.document))
    let candour = snapshot.document(at: "dutyOfCandour")
    let text: (String) -> String? = { path in
      person?.text("dutyOfCandour/\(path)")
        ?? (isOneOfSeveral && !Self.sharedCandour.contains(path) ? nil : candour?[path]?.string)
    }
    let isDeclined =
      person?.flag("dutyOfCandour/declinedContact")
      ?? (isOneOfSeveral ? nil : snapshot.flag("dutyOfCandour/declinedContact"))
    return Duties(
      position: position, informing: InformingFacts(shared.merging(own) { $1 }),
      candour: self.candour(at: text, hasDeclined: isDeclined == true),
      candourMet: text("met"), candourAnswer: text("met") ?? text("applies"),
      candourReason: text("reason"))
  }

  /// Judged for the incident, not for one person.
  private static let sharedCandour: Set<String> = ["applies", "met", "reason"]

  private static func informing(
    _ document: JSONValue?
  ) -> [InformingFacts.Step: InformingFacts.Fact] {
    var facts: [InformingFacts.Step: InformingFacts.Fact] = [:]
    for step in InformingFacts.Step.all {
      let fields = document?[step.recipient.rawValue]?[step.message.rawValue]
      if let date = fields?["date"]?.string.flatMap({ CalendarDate($0) }) {
        facts[step] = .told(on: date)
      } else if let reason = fields?["reasonNot"]?.string {
        facts[step] = .notTold(because: reason)
      }
    }
    return facts
  }

  /// Whether a person judged the exposure clinically significant.
  public var isClinicallySignificant: Bool {
    snapshot.state.candidates(at: FieldPath(literal: "clinicallySignificant")).contains {
      $0.value == .text("yes")
    }
  }

  private func candour(at text: (String) -> String?, hasDeclined: Bool) -> CandourFacts {
    func date(_ path: String) -> CalendarDate? { text(path).flatMap { CalendarDate($0) } }
    var done: [CandourFacts.Step: CalendarDate] = [:]
    done[.toldInPerson] = date("verbalDate")
    done[.trueAccount] = date("verbalDate")
    done[.apology] = date("apology")
    done[.writtenRecord] = date("writtenDate")
    done[.writtenFollowUp] =
      date("outcomeLetter") ?? date("writtenDate")
    var reasons: [CandourFacts.Step: String] = [:]
    if text("met") == "no", let why = text("reason") {
      for step in CandourFacts.Step.allCases { reasons[step] = why }
    }
    if hasDeclined {
      for step in CandourFacts.Step.allCases { reasons[step] = "contact was declined" }
    }
    // Both are informed in words, without a recorded day.
    reasons[.furtherEnquiries] =
      text("furtherEnquiries") ?? reasons[.furtherEnquiries]
    reasons[.support] = text("support") ?? reasons[.support]
    let applies = text("applies")
    return CandourFacts(
      isClinicallySignificant: isClinicallySignificant,
      applies: applies == "yes" ? true : applies == "no" ? false : nil,
      doesNotApplyBecause: text("reason"), done: done,
      notDoneBecause: reasons)
  }

  /// What the investigation report contains so far.
  ///
  /// - Parameter identifiersFound: in the report's text; nil if not yet searched.
  public func reportFacts(identifiersFound: Int?) -> ReportFacts {
    var facts = ReportFacts()
    facts.whatHappened = snapshot.text("investigation/whatHappened") ?? snapshot.text("narrative")
    let exposed = exposedIndividuals
    facts.individualsExposed = exposed.count
    facts.isNobodyExposed = exposed.isEmpty && !snapshot.elements("individuals").isEmpty
    facts.doses = exposed.map { Self.reportDose(of: $0.individual, position: $0.position) }
    facts.rootCauses = snapshot.text("investigation/rootCauses")
    facts.contributoryFactors = snapshot.text("investigation/contributoryFactors")
    facts.noContributoryFactorsBecause = snapshot.text(
      "investigation/noContributoryFactorsBecause")
    facts.previousIncidents = search
    facts.dutyOfCandour = candourAnswer
    facts.clinicallySignificantProcedure = answer(
      snapshot.text("investigation/csaueApplied"), snapshot.text("investigation/csaueProcedure"),
      words: snapshot.text("investigation/csaueProcedure"))
    facts.learning =
      snapshot.text("investigation/learning")
      ?? snapshot.elements("learning").compactMap { $0.text("item") }.first
    facts.learningSharedBy =
      snapshot.text("investigation/learningSharedBy")
      ?? snapshot.elements("learning").compactMap { $0.text("channel") ?? $0.text("audience") }
      .first
    facts.noLearningBecause = snapshot.text("investigation/noLearningBecause")
    facts.correctiveMeasures =
      snapshot.text("investigation/correctiveMeasures") ?? actions.first?.description
    facts.noMeasuresBecause = snapshot.text("investigation/noMeasuresBecause")
    facts.identifiersFound = identifiersFound
    return facts
  }

  /// The authority's reference, from the notification or its route.
  var authorityReference: String? {
    snapshot.text("notification/reference")
      ?? snapshot.elements("routes").first {
        ($0.text("authority") ?? $0.text("body"))?.uppercased() == assessment.authority.rawValue
      }?.text("ref")
  }

  var exposedIndividuals: [(position: Int, individual: RecordElement)] {
    snapshot.elements("individuals").enumerated().map { ($0.offset, $0.element) }
      .filter { $0.individual.text("exposure") != "near-miss" }
  }

  static func reportDose(
    of individual: RecordElement, position: Int
  ) -> ReportFacts.Dose {
    let estimate = individual.latestEstimate(of: .effectiveDose)
    let intended = individual.text("effectiveDose/intended") ?? estimate?.value("intended")
    let received =
      individual.text("effectiveDose/total") ?? estimate?.total
      ?? individual.effectiveDoseFromParts
    var dose = ReportFacts.Dose(
      individual: "individual \(position + 1)",
      wasExposureIntended: individual.text("exposure") != "accidental",
      intended: intended.map { "\($0) mSv" }, received: received.map { "\($0) mSv" })
    if let received = dose.received, let other = individual.text("effectiveDose/alternative") {
      // SAUE guidance: “where alternative dose units are more relevant, the notification form allows you to add
      // this information”.
      dose.received = "\(received); also \(other)"
    }
    if dose.received == nil { addOtherDose(of: individual, to: &dose) }
    return dose
  }

  /// Where mSv is not meaningful: activity, the structures of radiotherapy, or another unit.
  private static func addOtherDose(
    of individual: RecordElement, to dose: inout ReportFacts.Dose
  ) {
    let structures = individual.elements("structures")
    if let delivered = individual.text("activity/delivered") {
      let unit = individual.text("nuclearMedicine/unit") ?? "MBq"
      dose.intended = individual.text("activity/prescribed").map { "\($0) \(unit)" }
      dose.received = "\(delivered) \(unit)"
    } else if let structure = structures.first(where: { $0.text("delivered") != nil }) {
      let name = structure.text("name") ?? structure.text("role") ?? "structure"
      dose.intended = structure.text("intended").map { "\($0) Gy (\(name))" }
      dose.received = structure.text("delivered").map { "\($0) Gy (\(name))" }
    } else if let foetal = individual.text("foetalDose") {
      dose.received = "\(foetal) mGy (foetus)"
    } else if let infant = individual.text("infantDose") {
      dose.received = "\(infant) mSv (infant)"
    } else if let other = individual.text("effectiveDose/alternative") {
      dose.received = other
    } else if let estimate = individual.latestEstimate {
      // Where the rules do not measure in mSv, mSv is not asked for.
      dose.intended = estimate.value("intended").map { "\($0) \(estimate.quantity.unit)" }
      dose.received = estimate.received
      dose.intended = dose.intended ?? "none in this quantity"
    } else if let skin = individual.text("interventionalProcedure/peakSkinDose") {
      dose.received = "\(skin) Gy peak skin dose"
      dose.intended = "none in this quantity"
    }
  }

  /// Whether the duty was met towards everybody: “no” where it was not towards one, nothing while one
  /// is not answered.
  private var candourAnswer: ReportFacts.Answer? {
    let people = duties
    let answers = people.map(\.candourMet)
    let worst = answers.firstIndex { $0 == nil } ?? answers.firstIndex { $0 == "no" } ?? 0
    return answer(
      answers[worst], people[worst].candourReason,
      words: snapshot.text("investigation/dutyOfCandour"))
  }

  private var search: ReportFacts.Search? {
    if let text = snapshot.text("investigation/similarIncidents") { return .found(text) }
    if let text = snapshot.text("investigation/trends") { return .found(text) }
    guard let search = snapshot.elements("investigation/searches").last,
      let date = search.date("on"), search.text("found") == "0",
      let from = search.text("from"), let to = search.text("to")
    else { return nil }
    return .noneFound(searchedOn: date, period: "\(from) to \(to)")
  }

  private func answer(
    _ choice: String?, _ reason: String?, words: String?
  ) -> ReportFacts.Answer? {
    switch choice {
    case "yes": .yes(reason ?? words)
    case "no": .no(because: reason ?? words ?? "")
    case "not-applicable": .notApplicable(because: reason ?? words ?? "")
    default: words.map { .yes($0) }
    }
  }
}

extension RecordElement {
  /// Intended, over-exposure and repeats together, where all three are given.
  var effectiveDoseFromParts: String? {
    let parts = ["intended", "over", "repeats"].compactMap { text("effectiveDose/\($0)") }
      .compactMap { try? Quantity($0) }
    return parts.count == 3 ? (parts[0] + parts[1] + parts[2]).description : nil
  }
}
