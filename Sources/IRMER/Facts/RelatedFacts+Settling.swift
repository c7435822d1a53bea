// What the related fields settle about an individual's own facts, and what they leave open.

extension Individual {
  /// Applies the related fields: where the rule's own key is absent they settle the fact or leave
  /// it open, and never set it to none; where both are given and contradict each other, the given
  /// handling decides.
  mutating func take(
    _ fields: RelatedFields, _ contradictions: inout Contradictions
  ) throws(FactsError) {
    var related = RelatedFacts()
    try takeAge(fields, &contradictions)
    var disputed: Set<DoseQuantity> = []
    try takePregnancy(fields, &related, &disputed, &contradictions)
    try takeBreastfeeding(fields, &related, &disputed, &contradictions)
    try takeProducts(fields.nuclearMedicine, fields.path, &related, &contradictions)
    try takeActivity(fields, &related, &contradictions)
    try takeImages(fields.radiotherapy, fields.path, &related, &contradictions)
    try takeDisplacement(fields.radiotherapy, fields.path, &related, &contradictions)
    takeDoses(fields, except: disputed, &related)
    takeReadings(fields, &related)
    takePrompts(fields, &related)
    self.related = related == RelatedFacts() ? nil : related
  }

  // MARK: Age

  private mutating func takeAge(
    _ fields: RelatedFields, _ contradictions: inout Contradictions
  ) throws(FactsError) {
    var ages = [
      fields.ageInDays.map { AgeRange("ageInDays", days: $0...$0) },
      fields.ageInWeeks.map { AgeRange("ageInWeeks", days: ($0 * 7)...($0 * 7 + 6)) },
      fields.ageInMonths.map { AgeRange("ageInMonths", months: $0...$0) },
    ].compactMap(\.self)
    guard !ages.isEmpty else { return }
    if let age = ageAtExposure {
      ages.insert(AgeRange("ageAtExposure", months: (age * 12)...(age * 12 + 11)), at: 0)
    }
    for (place, age) in ages.enumerated() {
      guard let other = ages[..<place].first(where: { !$0.mayBe(age) }) else { continue }
      try contradictions.note(
        fields.path + other.key, fields.path + age.key, "they are not one age")
      ageAtExposure = nil
      return
    }
    guard ageAtExposure == nil else { return }
    // A birthday within the range matters only near the age of majority.
    let years = ages.reduce(0...FactsReader.ageMax) { $0.clamped(to: $1.years) }
    let isOnLimit = [16, 18].contains { years.lowerBound < $0 && years.upperBound >= $0 }
    if !isOnLimit { ageAtExposure = years.lowerBound }
  }

  // MARK: The unborn and the breast-fed

  /// - Parameter disputed: the quantities of which no estimate counts, because one contradicts.
  private mutating func takePregnancy(
    _ fields: RelatedFields, _ related: inout RelatedFacts, _ disputed: inout Set<DoseQuantity>,
    _ contradictions: inout Contradictions
  ) throws(FactsError) {
    let isDenied = fields.pregnancyStatus == "not-pregnant"
    if isDenied {
      let doses = fields.claims(of: .foetalDose, "foetalDose", own: foetalDose)
      var claims = doses
      if pregnancyKnownAtAuthorisation == true {
        claims.append(fields.path + "pregnancyKnownAtAuthorisation")
      }
      if fields.gestationWeeks != nil { claims.append(fields.path + "gestationWeeks") }
      for claim in claims {
        try contradictions.note(claim, fields.path + "pregnancyStatus", "it is not-pregnant")
      }
      if !claims.isEmpty { related.mayBePregnant = true }
      if pregnancyKnownAtAuthorisation == true { pregnancyKnownAtAuthorisation = nil }
      if !doses.isEmpty {
        foetalDose = nil
        disputed.insert(.foetalDose)
      }
    } else if fields.gestationWeeks != nil {
      related.mayBePregnant = true
    } else if let status = fields.pregnancyStatus, status != "not-asked" {
      related.mayBePregnant = true
    }
    if fields.pregnancyStatus == "not-asked" {
      related.prompts.append("Pregnancy was not asked about: could this individual be pregnant?")
    }
  }

  private mutating func takeBreastfeeding(
    _ fields: RelatedFields, _ related: inout RelatedFacts, _ disputed: inout Set<DoseQuantity>,
    _ contradictions: inout Contradictions
  ) throws(FactsError) {
    guard let isBreastfeeding = fields.breastfeeding else { return }
    let claims =
      isBreastfeeding ? [] : fields.claims(of: .infantDose, "infantDose", own: infantDose)
    for claim in claims {
      try contradictions.note(claim, fields.path + "breastfeeding", "it is false")
    }
    guard isBreastfeeding || !claims.isEmpty else { return }
    related.isBreastfeeding = true
    if !claims.isEmpty {
      infantDose = nil
      disputed.insert(.infantDose)
    }
  }

  // MARK: Radiopharmaceuticals

  private mutating func takeProducts(
    _ fields: RelatedFields.NuclearMedicine, _ path: FactsReader.Path,
    _ related: inout RelatedFacts, _ contradictions: inout Contradictions
  ) throws(FactsError) {
    guard fields.productIntended != nil || fields.productAdministered != nil else { return }
    let comparison =
      if let intended = fields.productIntended, let given = fields.productAdministered {
        ProductName(intended).comparison(with: ProductName(given))
      } else {
        TriState.open
      }
    guard let flag = incorrectRadiopharmaceutical else {
      switch comparison {
      case .yes: incorrectRadiopharmaceutical = false
      case .no: incorrectRadiopharmaceutical = true
      case .open:
        related.isProductOpen = true
        if fields.productIntended != nil, fields.productAdministered != nil {
          related.prompts.append(
            "The names of the radiopharmaceutical intended and of the one given may mean one product "
              + "or two: was the right one given?")
        }
      }
      return
    }
    guard comparison != .open, flag == (comparison == .yes) else { return }
    try contradictions.note(
      path + "incorrectRadiopharmaceutical",
      (path + "nuclearMedicine/productIntended and ")
        + (path + "nuclearMedicine/productAdministered"),
      comparison == .yes ? "they are the same product" : "they are different products")
    incorrectRadiopharmaceutical = nil
    related.isProductOpen = true
  }

  private mutating func takeActivity(
    _ fields: RelatedFields, _ related: inout RelatedFacts, _ contradictions: inout Contradictions
  ) throws(FactsError) {
    let nuclear = fields.nuclearMedicine
    guard nuclear.prescribed != nil || nuclear.administered != nil else { return }
    var own = activity ?? Activity()
    let pairs: [(WritableKeyPath<Activity, Quantity?>, Quantity?, String, String)] = [
      (\.prescribed, nuclear.prescribed, "activity/prescribed", "nuclearMedicine/prescribed"),
      (\.delivered, nuclear.administered, "activity/delivered", "nuclearMedicine/administered"),
    ]
    for (key, value, name, other) in pairs {
      guard let value else { continue }
      if let given = own[keyPath: key], given != value {
        try contradictions.note(fields.path + name, fields.path + other, "they differ")
        own[keyPath: key] = nil
      } else {
        own[keyPath: key] = value
      }
    }
    if own != Activity() || activity != nil { activity = own }
    if nuclear.residual != nil, nuclear.administered != nil {
      related.prompts.append(
        "A residual activity is recorded: is the activity administered what was left after it?")
    }
  }

  // MARK: Doses

  private mutating func takeDoses(
    _ fields: RelatedFields, except disputed: Set<DoseQuantity>, _ related: inout RelatedFacts
  ) {
    let estimates = fields.doses.filter { !disputed.contains($0.quantity) }
    guard !estimates.isEmpty else { return }
    func all(_ quantity: DoseQuantity) -> [DoseEstimates.Estimate] {
      estimates.lazy.filter { $0.quantity == quantity && !$0.estimate.isEmpty }.map(\.estimate)
    }
    var doses = DoseEstimates(
      effective: all(.effectiveDose), foetal: all(.foetalDose), infant: all(.infantDose))
    // All activities in one unit: that in which the individual's own are recorded.
    let unit = Quantity.ten(to: -fields.nuclearMedicine.unit.power)
    doses.activity = all(.administeredActivity).map { $0.multiplied(by: unit) }
    doses.absorbed = estimates.compactMap { AbsorbedDose($0, beside: structures) }
    (doses.own, doses.ownFoetal, doses.ownInfant) = (effectiveDose, foetalDose, infantDose)
    doses.ownActivity = activity
    related.doses = doses.isEmpty ? DoseEstimates() : doses
    if effectiveDose?.incidentTotal == nil, !doses.effective.isEmpty {
      // The dose that prompts and base codes use: the greatest.
      let known = doses.effectiveDoses.flatMap { $0 }.filter { $0.total != nil }
      if let most = known.max(by: { ($0.total ?? .zero) < ($1.total ?? .zero) }) {
        effectiveDose = most
      } else {
        effectiveDose = doses.effectiveDoses.first?.first ?? effectiveDose
      }
    }
    if activity == nil, let estimate = doses.activity.last {
      // It decides which codes apply; what these compare are the estimates.
      activity = Activity(
        prescribed: estimate.intended, delivered: estimate.isRange ? nil : estimate.low)
    }
    foetalDose = foetalDose ?? doses.foetal.compactMap(\.high).max()
    infantDose = infantDose ?? doses.infant.compactMap(\.high).max()
    related.mayBePregnant = related.mayBePregnant || !doses.foetal.isEmpty
    related.isBreastfeeding = related.isBreastfeeding || !doses.infant.isEmpty
    related.hasAbsorbedDose = estimates.contains { $0.quantity == .absorbedDose }
    related.prompts += doses.prompts + doses.therapyPrompts(for: self)
    let others = estimates.contains { estimate in
      switch estimate.quantity {
      case .effectiveDose, .foetalDose, .infantDose, .administeredActivity, .absorbedDose: false
      default: !estimate.estimate.isEmpty
      }
    }
    related.hasOtherDose = others && effectiveDose == nil
  }
}

extension RelatedFields {
  /// Where a dose other than nothing is recorded of somebody who is said not to be there: the rule's
  /// own key, and each estimate.
  fileprivate func claims(of quantity: DoseQuantity, _ key: String, own: Quantity?) -> [String] {
    func isSomething(_ amount: Quantity?) -> Bool { amount.map { !$0.isZero } ?? false }
    let estimates = doses.filter {
      $0.quantity == quantity && (isSomething($0.estimate.low) || isSomething($0.estimate.high))
    }
    return (isSomething(own) ? [path + key] : []) + estimates.map(\.path)
  }
}
