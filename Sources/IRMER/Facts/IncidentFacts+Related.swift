// Fields of the whole incident about a rule's fact that are not its own key.

extension IncidentFacts {
  /// Reads a person's decisions, and the fields about equipment, licence and harm.
  mutating func takeRelated(
    _ reader: FactsReader, _ unknown: inout [String], _ contradictions: inout Contradictions
  ) throws(FactsError) {
    decision = try PersonsDecision(reader, &unknown)
    if let field = decision?.fieldWithC, clinicallySignificant == .no {
      try contradictions.note(
        "clinicallySignificant", "classification/\(field.key)", "C is among the codes")
      clinicallySignificant = .undecided
    }
    if let part = try reader.member(.equipment) {
      unknown += part.unknown(besides: [.inClinicalUse, .fault])
      try takeEquipment(part)
    }
    if let part = try reader.member(.harm), try part.isModerateHarm(&unknown) {
      relatedPrompts.append(
        "Harm is recorded: is it clinically significant, and does the duty of candour apply?")
    }
  }

  private mutating func takeEquipment(_ part: FactsReader) throws(FactsError) {
    if try part.bool(.inClinicalUse) == false, !equipmentFailure.beforeClinicalUse {
      relatedPrompts.append(
        "The equipment is recorded as not in clinical use: was the exposure before it was put into "
          + "use?")
    }
    if try part.word(.fault) != nil, !equipmentFailure.directCause {
      relatedPrompts.append(
        "A fault of the equipment is recorded: was it the direct cause (code E)?")
    }
  }

  /// "It is a breach of Regulation 5 if radioactive substances are administered without having the
  /// appropriate licence" (SAUE guidance).
  mutating func takeLicences(
    _ reader: FactsReader, _ contradictions: inout Contradictions
  ) throws(FactsError) {
    for position in individuals.indices {
      guard individuals[position].related?.isLicenceInvalid ?? false else { continue }
      if try reader.member(.licence)?.bool(.breach) == false {
        try contradictions.note(
          "licence/breach", "individuals/\(position)/nuclearMedicine/licenceValid",
          "the licence was not valid")
      }
      if individuals[position].exposure != .nearMiss { licenceBreach = true }
    }
  }
}
