extension IncidentFacts {
  /// The most relevant category of the individuals exposed by mistake, whether a criterion is met
  /// or not: the category for a theme of incidents below every threshold.
  public var mostRelevantCode: NotificationCode? {
    individuals.lazy.filter { $0.isExposedByMistake && !$0.kind.isOutsideIRMER }
      .compactMap { $0.mostRelevantCode(in: self) }.min()
  }
}

extension Individual {
  /// "The most relevant exposure category for the incident" (SAUE guidance), for a complementary code where
  /// no base code is met; nil where none fits.
  ///
  /// Facts of a family that does not fit the modality are ignored here too.
  func mostRelevantCode(in facts: IncidentFacts) -> NotificationCode? {
    func fits(_ family: Family) -> Bool {
      family.hasFacts(self) && family.fits(self, in: facts)
    }
    if kind == .foetus { return .code5 }
    if kind == .infant { return .code6 }
    if fits(.interventional), tissueReaction?.isBeyondTransientErythema == true { return .code3 }
    if exposure == .accidental { return .code1 }
    if fits(.radiopharmaceutical), incorrectRadiopharmaceutical == true { return .code7 }
    if let intended = effectiveDose?.intended, facts.modality?.isTherapyDelivery != true {
      return .row(intended: intended)
    }
    if fits(.verification), let code = verificationImages?.cause?.code { return code }
    if Family.planning.fits(self, in: facts) { return .code4_1 }
    if fits(.deliveredDose), let code = NotificationCode.delivered(to: structures) { return code }
    if fits(.geographicalMiss), let code = geographicalMiss?.extent?.code { return code }
    switch facts.modality {
    case .sirt: return .code10_1
    case .nuclearMedicineTherapy: return .code10_2
    default: return nil
    }
  }
}

extension NotificationCode {
  /// The row of code 2 for an intended dose; 2.5 falls to 2.2.
  static func row(intended: Quantity) -> NotificationCode {
    if intended < Criterion.lowRow { return .code2_1 }
    if intended <= Criterion.middleRow { return .code2_2 }
    return intended <= Criterion.highRow ? .code2_3 : .code2_4
  }

  /// Any structure over, else a planning target volume under, by any amount. The course decides; a
  /// fraction counts only where there is no course.
  fileprivate static func delivered(to structures: [Structure]) -> NotificationCode? {
    if structures.contains(where: { isOver($0.delivered, $0.intended) }) { return .code8_1 }
    if structures.contains(where: { $0.role == .ptv && isOver($0.intended, $0.delivered) }) {
      return .code8_2
    }
    let fractions = structures.lazy.flatMap(\.fractions)
    return fractions.contains { isOver($0.delivered, $0.intended) } ? .code8_1 : nil
  }

  private static func isOver(_ left: Quantity?, _ right: Quantity?) -> Bool {
    guard let left, let right else { return false }
    return left > right
  }
}

extension VerificationImages.Cause {
  fileprivate var code: NotificationCode? {
    switch self {
    case .setUpError: .code4_2a
    case .protocolFailure: .code4_2b
    case .hardwareFailure, .softwareFailure: .code4_2c
    case .patient, .other: nil
    }
  }
}

extension GeographicalMiss.Extent {
  fileprivate var code: NotificationCode? {
    switch self {
    case .none: nil
    case .partial: .code9_2
    case .total: .code9_1
    }
  }
}
