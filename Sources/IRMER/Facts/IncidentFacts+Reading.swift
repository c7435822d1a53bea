extension IncidentFacts {
  /// Reads the facts of an incident, as `candour assess` accepts them.
  ///
  /// - Parameter isRecordField: Whether a path is a field of the record that the rules do not
  ///   judge; such keys go to ``recordKeys``, other unknown ones to ``unknownKeys``.
  /// - Parameter handling: How a related field that contradicts a rule's own key is handled.
  /// - Throws: ``FactsError`` naming the field.
  public init(
    _ json: JSONValue, contradictions handling: ContradictionHandling = .refused,
    isRecordField: (String) -> Bool = { _ in false }
  ) throws(FactsError) {
    try self.init(
      FactsSource(json), contradictions: handling, isRecordField: isRecordField)
  }

  /// Reads the facts of an incident from a document or a record.
  ///
  /// - Parameters: as for a document.
  /// - Throws: ``FactsError`` naming the field.
  public init(
    _ source: FactsSource, contradictions handling: ContradictionHandling = .refused,
    isRecordField: (String) -> Bool = { _ in false }
  ) throws(FactsError) {
    let reader = FactsReader(source)
    guard let nation: Nation = try reader.choice(.nation) else {
      throw reader.error(.missingField, .nation, "is required")
    }
    guard let discoveredOn = try reader.date(.discoveredOn) else {
      throw reader.error(.missingField, .discoveredOn, "is required")
    }
    self.init(nation: nation, discoveredOn: discoveredOn, individuals: [])
    var unknown = reader.unknown(besides: Self.keys.union(Self.relatedKeys))
    modality = try reader.choice(.modality)
    interventional = try reader.bool(.interventional)
    clinicallySignificant = try reader.choice(.clinicallySignificant) ?? .undecided
    try readIncidentParts(reader, &unknown)
    let individuals = try reader.list(.individuals)
    guard !individuals.isEmpty else {
      throw reader.error(.missingField, .individuals, "must list at least one individual")
    }
    var contradictions = Contradictions(handling)
    for individual in individuals {
      self.individuals.append(try Individual(individual, &unknown, &contradictions))
    }
    if reader.hasAny(of: Self.relatedKeys) { try takeRelated(reader, &unknown, &contradictions) }
    try takeLicences(reader, &contradictions)
    self.contradictions = contradictions.found
    guard !unknown.isEmpty else { return }
    unknownKeys = unknown.filter { !isRecordField($0) }
    recordKeys = unknown.filter(isRecordField)
  }

  private mutating func readIncidentParts(
    _ reader: FactsReader, _ unknown: inout [String]
  ) throws(FactsError) {
    if let part = try reader.member(.equipmentFailure) {
      unknown += part.unknown(besides: [.directCause, .beforeClinicalUse])
      equipmentFailure.directCause = try part.bool(.directCause) ?? false
      equipmentFailure.beforeClinicalUse = try part.bool(.beforeClinicalUse) ?? false
    }
    if let part = try reader.member(.licence) {
      unknown += part.unknown(besides: [.breach])
      licenceBreach = try part.bool(.breach) ?? false
    }
    if let part = try reader.member(.theme) {
      unknown += part.unknown(besides: [.confirmed, .identifiedOn])
      theme.confirmed = try part.bool(.confirmed) ?? false
      theme.identifiedOn = try part.date(.identifiedOn)
    }
    if let part = try reader.member(.othersExposed) {
      unknown += part.unknown(besides: [.byMistake, .perhaps])
      othersExposed.byMistake = try part.count(.byMistake) ?? 0
      othersExposed.perhaps = try part.count(.perhaps) ?? 0
    }
  }

  private static let keys: FactFields = [
    .nation, .discoveredOn, .modality, .interventional, .clinicallySignificant,
    .equipmentFailure, .licence, .theme, .othersExposed, .individuals,
  ]
  private static let relatedKeys: FactFields = [
    .preliminary, .classification, .equipment, .harm,
  ]
}

extension Individual {
  init(
    _ reader: FactsReader, _ unknown: inout [String], _ contradictions: inout Contradictions
  ) throws(FactsError) {
    self.init(kind: try reader.choice(.kind) ?? .patient)
    nation = try reader.choice(.nation)
    try readFacts(reader, &unknown)
    unknown += reader.unknown(besides: Self.keys.union(RelatedFields.keys))
    if reader.hasAny(of: RelatedFields.keys) {
      try take(RelatedFields(reader, &unknown), &contradictions)
    }
  }

  private mutating func readFacts(
    _ reader: FactsReader, _ unknown: inout [String]
  ) throws(FactsError) {
    ageAtExposure = try reader.count(.ageAtExposure, max: FactsReader.ageMax)
    exposure = try reader.choice(.exposure)
    procedureFailure = try reader.bool(.procedureFailure)
    foetalDose = try reader.quantity(.foetalDose)
    pregnancyKnownAtAuthorisation = try reader.bool(.pregnancyKnownAtAuthorisation)
    infantDose = try reader.quantity(.infantDose)
    planningScans = try reader.count(.planningScans)
    incorrectRadiopharmaceutical = try reader.bool(.incorrectRadiopharmaceutical)
    effectiveDose = try reader.member(.effectiveDose).flatMap { (part) throws(FactsError) in
      try EffectiveDose(part, &unknown)
    }
    tissueReaction = try reader.member(.tissueReaction).flatMap { (part) throws(FactsError) in
      try TissueReaction(part, &unknown)
    }
    verificationImages = try reader.member(.verificationImages).flatMap {
      (part) throws(FactsError) in try VerificationImages(part, &unknown)
    }
    for part in try reader.list(.structures) {
      structures.append(try Structure(part, &unknown))
    }
    geographicalMiss = try reader.member(.geographicalMiss).flatMap {
      (part) throws(FactsError) in try GeographicalMiss(part, &unknown)
    }
    activity = try reader.member(.activity).flatMap { (part) throws(FactsError) in
      try Activity(part, &unknown)
    }
  }

  private static let keys: FactFields = [
    .kind, .ageAtExposure, .exposure, .procedureFailure, .effectiveDose, .foetalDose,
    .pregnancyKnownAtAuthorisation, .infantDose, .tissueReaction, .planningScans,
    .verificationImages, .incorrectRadiopharmaceutical, .structures, .geographicalMiss,
    .activity, .nation,
  ]
}

// Each of these is nil when none of its members is given: an object of nulls counts as absent.

extension EffectiveDose {
  fileprivate init?(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    self.init()
    unknown += reader.unknown(besides: Self.keys)
    intended = try reader.quantity(.intended)
    total = try reader.quantity(.total)
    over = try reader.quantity(.over)
    repeats = try reader.quantity(.repeats)
    alternative = try reader.text(.alternative)
    if let total, let sum = sumOfParts, sum != total {
      throw reader.error(.contradiction, .total, "contradicts its parts: their sum is another")
    }
    if self == EffectiveDose() { return nil }
  }

  private static let keys: FactFields = [.intended, .total, .over, .repeats, .alternative]
}

extension TissueReaction {
  fileprivate init?(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    self.init()
    unknown += reader.unknown(besides: [.observed, .anticipated])
    observed = try reader.choice(.observed)
    anticipated = try reader.bool(.anticipated)
    if self == TissueReaction() { return nil }
  }
}

extension VerificationImages {
  fileprivate init?(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    self.init()
    unknown += reader.unknown(besides: Self.keys)
    intendedOverCourse = try reader.count(.intendedOverCourse)
    additionalOverCourse = try reader.count(.additionalOverCourse)
    mostInOneFraction = try reader.count(.mostInOneFraction)
    cause = try reader.choice(.cause)
    thematic = try reader.bool(.thematic)
    patientsAffected = try reader.count(.patientsAffected)
    if self == VerificationImages() { return nil }
  }

  private static let keys: FactFields = [
    .intendedOverCourse, .additionalOverCourse, .mostInOneFraction, .cause, .thematic,
    .patientsAffected,
  ]
}

extension Structure {
  fileprivate init(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    guard let role: Role = try reader.choice(.role) else {
      throw reader.error(.missingField, .role, "is required: ptv or oar")
    }
    self.init(role: role)
    unknown += reader.unknown(besides: [.role, .name, .intended, .delivered, .fractions])
    name = try reader.text(.name)
    intended = try reader.quantity(.intended)
    delivered = try reader.quantity(.delivered)
    for part in try reader.list(.fractions) {
      unknown += part.unknown(besides: [.intended, .delivered])
      fractions.append(
        Fraction(
          intended: try part.quantity(.intended), delivered: try part.quantity(.delivered)))
    }
  }
}

extension GeographicalMiss {
  fileprivate init?(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    self.init()
    unknown += reader.unknown(
      besides: [.extent, .displacement, .errorMargin, .imagingActionLevel])
    extent = try reader.choice(.extent)
    displacement = try reader.quantity(.displacement)
    errorMargin = try reader.quantity(.errorMargin)
    imagingActionLevel = try reader.quantity(.imagingActionLevel)
    if self == GeographicalMiss() { return nil }
  }
}

extension Activity {
  fileprivate init?(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    self.init()
    unknown += reader.unknown(besides: [.prescribed, .delivered])
    prescribed = try reader.quantity(.prescribed)
    delivered = try reader.quantity(.delivered)
    if self == Activity() { return nil }
  }
}
