extension Oracle {
  struct Answer: Equatable {
    var outcome: String
    var codes: [String]
    var complementary: [String]
    var days: [Int]?
    var bodies: [String: String]
    /// `position/code` → result.
    var results: [String: String]
  }

  var answer: Answer {
    var results: [String: String] = [:]
    var applying: Set<String> = []
    for (index, person) in incident.people.enumerated() {
      for code in Self.codes where applies(code, person) {
        results["\(index)/\(code)"] = result(code, person)
        applying.insert(code)
      }
    }
    let met = Self.codes.filter { code in
      incident.people.indices.contains { results["\($0)/\(code)"] == "met" }
    }
    let isAnyOpen = results.values.contains("undetermined")

    func kind(_ person: OraclePerson) -> String { person.kind ?? "patient" }
    func isMistake(_ person: OraclePerson) -> Bool {
      person.exposure == "accidental" || person.exposure == "unintended"
    }
    let outside: Set = ["worker", "public"]
    let counted = incident.people.filter { !["foetus", "worker", "public"].contains(kind($0)) }
    let exposed = counted.filter(isMistake).count
    let unknown = counted.filter { $0.exposure == nil }.count
    let needed = incident.themeConfirmed ? 1 : 2
    let isMultiple = exposed >= needed
    let significance = incident.significant ?? "undecided"

    let isOpenSignificance =
      significance == "undecided"
      && (applying.contains("5") || applying.contains("6")
        || incident.people.contains {
          !outside.contains(kind($0)) && (isMistake($0) || $0.exposure == nil)
        })
    let outcome: String
    if !met.isEmpty || significance == "yes" || isMultiple {
      outcome = "notifiable"
    } else if isAnyOpen || isOpenSignificance || unknown > 0 && exposed + unknown >= needed {
      outcome = "undetermined"
    } else if incident.beforeUse || incident.people.allSatisfy({ outside.contains(kind($0)) }) {
      outcome = "not-irmer"
    } else {
      outcome = "not-notifiable"
    }

    var letters: [String] = []
    if outcome == "notifiable" {
      if isMultiple { letters.append("M") }
      if incident.directCause { letters.append("E") }
      if significance == "yes" { letters.append("C") }
    }
    var days: [Int]?
    if outcome == "notifiable" || outcome == "undetermined" {
      let isThemeOnly =
        incident.themeConfirmed && met.isEmpty && !isAnyOpen
        && significance == "no" && exposed < 2
      let shift = isThemeOnly ? max(0, (incident.themeIdentified ?? 0) - 2) : 0
      days = [14 + shift, 84 + shift]
    }
    return Answer(
      outcome: outcome, codes: met,
      complementary: letters.flatMap { letter in bases(met).map { letter + $0 } },
      days: days,
      bodies: bodies(outcome), results: results)
  }

  private func bases(_ met: [String]) -> [String] {
    if !met.isEmpty { return met }
    let found = Set(incident.people.compactMap(category))
    return Self.codes.filter(found.contains)
  }

  /// The most relevant category of somebody exposed by mistake, the first that fits.
  private func category(_ person: OraclePerson) -> String? {
    guard person.exposure == "accidental" || person.exposure == "unintended" else { return nil }
    // Whether facts of a code are those of the modality, for any person.
    var anybody = person
    anybody.kind = "patient"
    anybody.exposure = "unintended"
    func belongs(_ code: String) -> Bool { applies(code, anybody) }
    if person.kind == "foetus" { return "5" }
    if person.kind == "infant" { return "6" }
    let observed = person.hasReaction ? person.observed ?? "none" : "none"
    if belongs("3"), !isPerhapsInterventional(person), observed == "erythema" { return "3" }
    if person.exposure == "accidental" { return "1" }
    if belongs("7"), person.wrongProduct == true { return "7" }
    if let intended = person.intended, !Self.therapyDelivery.contains(incident.modality ?? "") {
      if intended < 3000 { return "2.1" }
      if intended <= 25_000 { return "2.2" }
      return intended <= 100_000 ? "2.3" : "2.4"
    }
    if belongs("4.2a"), let cause = person.images?.cause {
      if cause == "set-up-error" { return "4.2a" }
      if cause == "protocol-failure" { return "4.2b" }
      if cause.hasSuffix("ware-failure") { return "4.2c" }
    }
    if belongs("4.1") { return "4.1" }
    if belongs("8.1") {
      let known = person.structures.filter { $0.intended != nil && $0.delivered != nil }
      if known.contains(where: { $0.delivered! > $0.intended! }) { return "8.1" }
      if known.contains(where: { $0.role == "ptv" && $0.delivered! < $0.intended! }) {
        return "8.2"
      }
      let fractions = person.structures.flatMap(\.fractions)
      if fractions.contains(where: { $0.intended != nil && ($0.delivered ?? 0) > $0.intended! }) {
        return "8.1"
      }
    }
    if belongs("9.1") {
      if person.miss?.extent == "total" { return "9.1" }
      if person.miss?.extent == "partial" { return "9.2" }
    }
    return ["sirt": "10.1", "nm-therapy": "10.2"][incident.modality ?? ""]
  }

  private func bodies(_ outcome: String) -> [String: String] {
    let isNorthern = incident.nation == "northern-ireland"
    let authority =
      ["england": "CQC", "wales": "HIW", "scotland": "HIS"][incident.nation] ?? "RQIA"
    var bodies: [String: String] = [:]
    if incident.breach {
      bodies[authority] = "should"
      bodies["ARSAC"] = "should"
    }
    if outcome == "undetermined" { bodies[authority] = "should" }
    if outcome == "notifiable" { bodies[authority] = "must" }
    if incident.directCause {
      bodies[isNorthern ? "NIAIC" : incident.nation == "scotland" ? "HFS" : "MHRA"] = "consider"
    }
    let work = isNorthern ? "HSENI" : "HSE"
    if incident.beforeUse { bodies[work] = "should" }
    let isWorkerExposed = incident.people.contains {
      ["worker", "public"].contains($0.kind ?? "")
        && ["accidental", "unintended"].contains($0.exposure ?? "")
    }
    if isWorkerExposed { bodies[work] = "must" }
    return bodies
  }
}
