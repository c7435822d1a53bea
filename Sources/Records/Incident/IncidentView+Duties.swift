public import IRMER
import Replication

// The duties to people: informing, candour, and what the report has to contain.

extension IncidentView {
  /// Who was informed of a clinically significant exposure, and of the outcome of its analysis.
  public var informing: InformingFacts {
    InformingFacts(Self.informing(snapshot.document(at: "informing")))
  }

  /// The duties to one of several individuals.
  public struct Duties: Sendable {
    /// From 0.
    public let position: Int
    /// Who was informed of what, and when.
    public let informing: InformingFacts
    /// How the duty of candour was applied.
    public let candour: CandourFacts

    /// What is missing, by paths of this individual.
    var missing: [String] {
      (candour.completeness.missing.map(\.id) + informing.completeness.missing.map(\.id)).map {
        "individuals/\(position)/\($0)"
      }
    }
  }

  /// The duties to each individual, where several were exposed: informing one of them is not
  /// informing all. Referrer and practitioner are informed once unless an individual's fields say
  /// otherwise.
  public var dutiesByIndividual: [Duties] {
    let people = exposedIndividuals
    guard people.count > 1 else { return [] }
    let shared = Self.informing(snapshot.document(at: "informing"))
      .filter { $0.key.recipient != .individual }
    return people.map { person in
      let own = Self.informing(person.individual.node("informing").map(snapshot.document))
      return Duties(
        position: person.position,
        informing: InformingFacts(shared.merging(own) { $1 }),
        candour: candour(
          at: { path in
            person.individual.text("dutyOfCandour/\(path)")
              ?? (Self.sharedCandour.contains(path)
                ? snapshot.document(at: "dutyOfCandour")?[path]?.string : nil)
          }, hasDeclined: person.individual.flag("dutyOfCandour/declinedContact") == true))
    }
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

  /// How the duty of candour was applied.
  public var candour: CandourFacts {
    candour(
      at: { path in snapshot.document(at: "dutyOfCandour")?[path]?.string },
      hasDeclined: snapshot.flag("dutyOfCandour/declinedContact") == true)
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
    facts.dutyOfCandour = answer(
      snapshot.text("dutyOfCandour/met"), snapshot.text("dutyOfCandour/reason"),
      words: snapshot.text("investigation/dutyOfCandour"))
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
        ($0.text("authority") ?? $0.text("body"))?.uppercased() == assessment.authority
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
      // S2 (Docs/rules.md): “where alternative dose units are more relevant, the notification form allows you to add
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
