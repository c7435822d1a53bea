// Random incidents near the boundaries, with many missing facts.

extension OracleCase {
  static let modalities = [
    "plain-x-ray", "dental", "mammography", "dexa", "fluoroscopy", "interventional-radiology",
    "cardiology", "ct", "interventional-ct", "nm-diagnostic", "pet-ct", "spect-ct", "nm-therapy",
    "sirt", "rt-planning-imaging", "rt-verification-imaging", "external-beam", "brachytherapy",
    "intraoperative", "superficial",
  ]

  static func random(using random: inout SplitMix) -> OracleCase {
    var incident = OracleCase()
    incident.nation = random.pick(["england", "scotland", "wales", "northern-ireland"])
    incident.modality = random.maybe(0.75) { $0.pick(modalities) }
    incident.interventional = random.maybe(0.3) { $0.flag() }
    incident.significant = random.maybe(0.8) { $0.pick(["no", "no", "no", "yes", "undecided"]) }
    incident.directCause = random.chance(0.2)
    incident.beforeUse = random.chance(0.1)
    incident.breach = random.chance(0.1)
    incident.themeConfirmed = random.chance(0.15)
    incident.themeIdentified = random.maybe(0.4) { Int.random(in: 1...28, using: &$0) }
    let count = random.pick([1, 1, 1, 2, 3])
    incident.people = (0..<count).map { _ in .random(using: &random) }
    return incident
  }
}

extension OraclePerson {
  static func random(using random: inout SplitMix) -> OraclePerson {
    let doses = [
      0, 1000, 2999, 3000, 9000, 10_000, 20_000, 25_000, 26_000, 29_999, 30_000,
      99_999, 100_000, 100_001, 120_000, 249_999, 250_000, 250_010, 300_000, 500_000,
    ]
    var person = OraclePerson()
    person.kind = random.maybe(0.4) {
      $0.pick([
        "patient", "research-participant", "screened", "non-medical", "carer", "foetus",
        "infant", "worker", "public",
      ])
    }
    person.age = random.maybe(0.6) { $0.pick([0, 15, 16, 17, 18, 54, 130]) }
    person.exposure = random.maybe(0.85) {
      $0.pick(["accidental", "unintended", "unintended", "near-miss", "as-intended"])
    }
    person.procedureFailure = random.maybe(0.5) { $0.flag() }
    person.intended = random.maybe(0.7) { $0.pick(doses) }
    if random.chance(0.3) {
      person.over = random.maybe(0.8) { $0.pick(doses) }
      person.repeats = random.maybe(0.8) { $0.pick(doses) }
    } else {
      person.total = random.maybe(0.8) { $0.pick(doses) }
    }
    person.foetal = random.maybe(0.1) { $0.pick(doses) }
    person.pregnancyKnown = random.maybe(0.1) { $0.flag() }
    person.infant = random.maybe(0.1) { $0.pick(doses) }
    if random.chance(0.3) {
      person.hasReaction = true
      person.observed = random.maybe(0.9) { $0.pick(["none", "transient-erythema", "erythema"]) }
      person.anticipated = random.maybe(0.5) { $0.flag() }
    }
    person.scans = random.maybe(0.15) { Int.random(in: 0...4, using: &$0) }
    person.images = random.maybe(0.3) { .random(using: &$0) }
    person.wrongProduct = random.maybe(0.15) { $0.flag() }
    if random.chance(0.3) {
      let count = random.pick([1, 1, 2])
      person.structures = (0..<count).map { _ in .random(using: &random) }
    }
    person.miss = random.maybe(0.25) { .random(using: &$0) }
    if random.chance(0.25) {
      person.hasActivity = true
      person.prescribed = random.maybe(0.8) { $0.pick([0, 10_000, 50_000]) }
      person.delivered = random.maybe(0.8) {
        $0.pick([0, 7999, 8000, 9000, 8999, 10_000, 11_000, 11_001, 12_000, 12_001, 45_000])
      }
    }
    return person
  }
}

extension OracleImages {
  static func random(using random: inout SplitMix) -> OracleImages {
    var images = OracleImages()
    images.intended = random.maybe(0.8) { $0.pick([0, 1, 5, 6, 10, 20]) }
    images.additional = random.maybe(0.8) { $0.pick([0, 1, 2, 3, 5, 9, 10]) }
    images.most = random.maybe(0.8) { Int.random(in: 0...4, using: &$0) }
    images.cause = random.maybe(0.8) {
      $0.pick([
        "set-up-error", "protocol-failure", "hardware-failure", "hardware-failure",
        "software-failure", "patient", "other",
      ])
    }
    images.thematic = random.maybe(0.5) { $0.flag() }
    images.affected = random.maybe(0.3) { Int.random(in: 0...4, using: &$0) }
    return images
  }
}

extension OracleStructure {
  static func random(using random: inout SplitMix) -> OracleStructure {
    func dose(_ random: inout SplitMix, _ presence: Double) -> Int? {
      random.maybe(presence) { $0.pick([0, 8, 9, 9, 10, 10, 10, 11, 12]) * 10_000 }
    }
    var structure = OracleStructure()
    structure.role = random.pick(["ptv", "ptv", "oar"])
    structure.intended = dose(&random, 0.85)
    structure.delivered = dose(&random, 0.85)
    let count = random.pick([0, 1, 2])
    structure.fractions = (0..<count).map { _ in (dose(&random, 0.9), dose(&random, 0.9)) }
    return structure
  }
}

extension OracleMiss {
  static func random(using random: inout SplitMix) -> OracleMiss {
    var miss = OracleMiss()
    miss.extent = random.maybe(0.8) { $0.pick(["none", "partial", "partial", "total"]) }
    miss.displacement = random.maybe(0.8) { $0.pick([0, 50_000, 125_000, 125_001, 250_000]) }
    miss.margin = random.maybe(0.6) { $0.pick([0, 50_000, 100_000]) }
    miss.level = random.maybe(0.4) { $0.pick([0, 20_000, 50_000]) }
    return miss
  }
}

extension SplitMix {
  mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int(next() % UInt64(values.count))]
  }

  mutating func flag() -> Bool { next() & 1 == 0 }

  mutating func chance(_ probability: Double) -> Bool {
    Double(next() >> 11) / Double(1 << 53) < probability
  }

  mutating func maybe<Value>(
    _ probability: Double, _ value: (inout SplitMix) -> Value
  ) -> Value? {
    chance(probability) ? value(&self) : nil
  }
}
