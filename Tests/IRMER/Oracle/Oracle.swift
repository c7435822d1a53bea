/// A second implementation of the rules, as slow and plain as possible.
///
/// A criterion is a test of complete facts; every value of every missing fact is tried. It shares
/// no code with the rules.
struct Oracle {
  let incident: OracleCase

  enum Verdict: Hashable { case met, not, open }

  static let codes = [
    "1", "2.1", "2.2", "2.3", "2.4", "3", "4.1", "4.2a", "4.2b", "4.2c", "5", "6", "7", "8.1",
    "8.2", "9.1", "9.2", "10.1", "10.2",
  ]

  // MARK: Which criteria apply

  static let therapyDelivery: Set = [
    "external-beam", "brachytherapy", "intraoperative", "superficial", "nm-therapy", "sirt",
  ]
  static let six: Set = [
    "rt-planning-imaging", "rt-verification-imaging", "external-beam", "brachytherapy",
    "intraoperative", "superficial",
  ]
  static let delivery: Set = ["external-beam", "brachytherapy", "intraoperative", "superficial"]
  static let nuclear: Set = ["nm-diagnostic", "pet-ct", "spect-ct", "nm-therapy", "sirt"]

  func applies(_ code: String, _ person: OraclePerson) -> Bool {
    let kind = person.kind ?? "patient"
    if person.exposure == "near-miss" || kind == "worker" || kind == "public" { return false }
    if kind == "foetus" && code != "5" { return false }
    if kind == "infant" && code != "6" { return false }
    if person.exposure == "as-intended" && !["3", "5", "6"].contains(code) { return false }
    let modality = incident.modality
    switch code {
    case "1":
      return person.exposure == nil || person.exposure == "accidental"
    case "2.1", "2.2", "2.3", "2.4":
      if let modality, Self.therapyDelivery.contains(modality) { return false }
      return person.exposure == nil || person.exposure == "unintended"
    case "3":
      if let modality {
        if ["interventional-radiology", "cardiology", "interventional-ct"].contains(modality) {
          return true
        }
        return incident.interventional == true || isPerhapsInterventional(person)
      }
      if incident.interventional == true { return true }
      let isGiven = person.hasReaction && (person.observed != nil || person.anticipated != nil)
      return isGiven && incident.interventional != false
    case "4.1": return own(person.scans != nil, ["rt-planning-imaging"])
    case "4.2a", "4.2b", "4.2c":
      return own(person.images.map { !$0.isEmpty } ?? false, ["rt-verification-imaging"])
    case "5": return kind == "foetus" || person.foetal != nil || person.pregnancyKnown != nil
    case "6":
      let isGiven = kind == "infant" || person.infant != nil
      return isGiven && (modality == nil || Self.nuclear.contains(modality!))
    case "7":
      return modality.map { Self.nuclear.contains($0) } ?? (person.wrongProduct != nil)
    case "8.1", "8.2": return own(!person.structures.isEmpty, Self.delivery)
    case "9.1", "9.2": return own(person.miss.map { !$0.isEmpty } ?? false, Self.delivery)
    default:
      let isGiven = person.prescribed != nil || person.delivered != nil
      return modality == (code == "10.1" ? "sirt" : "nm-therapy") || modality == nil && isGiven
    }
  }

  /// A reaction beyond transient erythema where it is not stated whether the procedure was
  /// interventional.
  func isPerhapsInterventional(_ person: OraclePerson) -> Bool {
    let isSeen =
      person.hasReaction
      && !["none", "transient-erythema"].contains(person.observed ?? "none")
    return isSeen && incident.interventional == nil
      && ["fluoroscopy", "ct", "plain-x-ray"].contains(incident.modality ?? "")
  }

  private func own(_ isGiven: Bool, _ modalities: Set<String>) -> Bool {
    guard let modality = incident.modality else { return isGiven }
    return modalities.contains(modality) || Self.six.contains(modality) && isGiven
  }

  // MARK: The result of a criterion

  func result(_ code: String, _ person: OraclePerson) -> String {
    let verdicts = verdicts(code, person)
    if verdicts == [.not] { return "excluded" }
    let isHeldBack =
      person.exposure == nil || code.hasPrefix("10.") && incident.modality == nil
      || code == "3" && isPerhapsInterventional(person)
    return verdicts == [.met] && !isHeldBack ? "met" : "undetermined"
  }

  private func each<Value>(_ value: Value?, _ domain: [Value]) -> [Value] {
    value.map { [$0] } ?? domain
  }

  private static let doses = [
    0, 1000, 2999, 3000, 5000, 9999, 10_000, 20_000, 25_000, 25_001, 29_999, 30_000, 100_000,
    100_001, 250_000, 250_001, 400_000, 1_000_000, 100_000_000_000,
  ]
  private static let both = [true, false]

  private func total(_ person: OraclePerson) -> Int? {
    if let total = person.total { return total }
    guard let intended = person.intended, let over = person.over, let repeats = person.repeats
    else { return nil }
    return intended + over + repeats
  }

  func verdicts(_ code: String, _ person: OraclePerson) -> Set<Verdict> {
    var found: Set<Verdict> = []
    func add(_ isMet: Bool) { found.insert(isMet ? .met : .not) }
    let adult = incident.nation == "scotland" ? 16 : 18
    switch code {
    case "1":
      for total in each(total(person), Self.doses) {
        for age in each(person.age, [0, 15, 16, 17, 18, 60]) {
          add(incident.nation != "england" || total >= (age < adult ? 10_000 : 30_000))
        }
      }
    case "2.1", "2.2", "2.3", "2.4":
      for intended in each(person.intended, Self.doses) {
        for total in each(total(person), Self.doses) {
          for age in each(person.age, [0, 15, 16, 17, 18, 60]) {
            switch code {
            case "2.1": add(intended < 3000 && total >= (age < adult ? 10_000 : 30_000))
            case "2.2": add(intended >= 3000 && intended <= 25_000 && total >= 10 * intended)
            case "2.3": add(intended > 25_000 && intended <= 100_000 && total >= 250_000)
            default: add(intended > 100_000 && total * 10 >= 25 * intended)
            }
          }
        }
      }
    case "3":
      let observed = person.hasReaction ? person.observed ?? "none" : "none"
      let isSeen = !["none", "transient-erythema"].contains(observed)
      for failure in each(person.procedureFailure, Self.both) {
        for anticipated in each(person.anticipated, Self.both) {
          add(isSeen && (failure || !anticipated))
        }
      }
    case "4.1": each(person.scans, [0, 1, 2, 3, 4, 9]).forEach { add($0 >= 3) }
    case "4.2a", "4.2b", "4.2c": return images(code, person)
    case "5":
      for dose in each(person.foetal, Self.doses) {
        each(person.pregnancyKnown, Self.both).forEach { add(dose >= 100_000 && !$0) }
      }
    case "6":
      for dose in each(person.infant, Self.doses) {
        each(person.procedureFailure, Self.both).forEach { add(dose >= 10_000 && $0) }
      }
    case "7": add(person.wrongProduct == true)
    case "8.1", "8.2", "9.1", "9.2": return OracleTherapy(person: person).verdicts(code)
    default:
      let (lower, upper) = code == "10.1" ? (8, 12) : (9, 11)
      for prescribed in each(person.prescribed, Self.doses + [person.delivered ?? 0]) {
        for delivered in each(person.delivered, Self.doses + [prescribed]) {
          if prescribed == 0 {
            found.insert(delivered == 0 ? .not : .open)
          } else {
            add(delivered * 10 < lower * prescribed || delivered * 10 > upper * prescribed)
          }
        }
      }
    }
    return found
  }

  private func images(_ code: String, _ person: OraclePerson) -> Set<Verdict> {
    let causes = [
      "set-up-error", "protocol-failure", "hardware-failure", "software-failure", "patient",
      "other",
    ]
    let images = person.images ?? OracleImages()
    var found: Set<Verdict> = []
    for cause in each(images.cause, causes) {
      if code == "4.2a" {
        for most in each(images.most, [0, 1, 2, 3, 4, 9]) {
          let isCause = cause == "set-up-error" || cause == "protocol-failure"
          found.insert(isCause && most >= 3 ? .met : .not)
        }
        continue
      }
      for intended in each(images.intended, [0, 1, 2, 5, 6, 7, 20, 1_000_000_000]) {
        for additional in each(images.additional, [0, 1, 2, 3, 4, 10, 1_000_000_000]) {
          let ratio: Verdict =
            intended == 0
            ? (additional == 0 ? .not : .open) : (additional * 2 >= intended ? .met : .not)
          if code == "4.2b" {
            found.insert(cause == "protocol-failure" ? ratio : .not)
            continue
          }
          for thematic in each(images.thematic, Self.both) {
            guard cause == "hardware-failure" || cause == "software-failure" else {
              found.insert(.not)
              continue
            }
            // Each with an unrecorded cause may have the same fault, or not.
            for more in 0...others(person) {
              if sameFault(cause, person, and: more) >= 3 {
                found.insert(.met)
              } else {
                found.insert(thematic ? ratio : .not)
              }
            }
          }
        }
      }
    }
    return found
  }

  /// The individual being judged counts with the cause and exposure that are being tried.
  private func sameFault(_ cause: String, _ person: OraclePerson, and more: Int) -> Int {
    let exposed: Set = ["accidental", "unintended"]
    var listed = incident.people.filter {
      exposed.contains($0.exposure ?? "") && $0.images?.cause == cause
    }.count
    if !exposed.contains(person.exposure ?? "") || person.images?.cause == nil { listed += 1 }
    return max(listed + more, person.images?.affected ?? 0)
  }

  /// The others exposed by mistake without a recorded cause.
  private func others(_ person: OraclePerson) -> Int {
    let exposed: Set = ["accidental", "unintended"]
    let open = incident.people.filter {
      exposed.contains($0.exposure ?? "") && $0.images?.cause == nil
    }.count
    let isOneOfThem = exposed.contains(person.exposure ?? "") && person.images?.cause == nil
    return open - (isOneOfThem ? 1 : 0)
  }
}
