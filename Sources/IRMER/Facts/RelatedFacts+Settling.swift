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
    try takePregnancy(fields, &related, &contradictions)
    try takeProducts(fields.nuclearMedicine, fields.path, &related, &contradictions)
    try takeActivity(fields, &related, &contradictions)
    try takeImages(fields.radiotherapy, fields.path, &related, &contradictions)
    try takeDisplacement(fields.radiotherapy, fields.path, &related, &contradictions)
    takeDoses(fields, &related)
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

  private mutating func takePregnancy(
    _ fields: RelatedFields, _ related: inout RelatedFacts, _ contradictions: inout Contradictions
  ) throws(FactsError) {
    let isDenied = fields.pregnancyStatus == "not-pregnant"
    if isDenied {
      let claims: [(key: String, isGiven: Bool)] = [
        ("foetalDose", foetalDose.map { !$0.isZero } ?? false),
        ("pregnancyKnownAtAuthorisation", pregnancyKnownAtAuthorisation == true),
        ("gestationWeeks", fields.gestationWeeks != nil),
      ]
      for claim in claims where claim.isGiven {
        try contradictions.note(
          fields.path + claim.key, fields.path + "pregnancyStatus", "it is not-pregnant")
        related.mayBePregnant = true
        if claim.key == "foetalDose" { foetalDose = nil }
        if claim.key == "pregnancyKnownAtAuthorisation" { pregnancyKnownAtAuthorisation = nil }
      }
    } else if fields.gestationWeeks != nil {
      related.mayBePregnant = true
    } else if let status = fields.pregnancyStatus, status != "not-asked" {
      related.mayBePregnant = true
    }
    if fields.pregnancyStatus == "not-asked" {
      related.prompts.append("Pregnancy was not asked about: could this individual be pregnant?")
    }
    if fields.breastfeeding == false, let dose = infantDose, !dose.isZero {
      try contradictions.note(
        fields.path + "infantDose", fields.path + "breastfeeding", "it is false")
      infantDose = nil
      related.isBreastfeeding = true
    }
    if fields.breastfeeding == true { related.isBreastfeeding = true }
  }

  // MARK: Radiopharmaceuticals

  private mutating func takeProducts(
    _ fields: RelatedFields.NuclearMedicine, _ path: String, _ related: inout RelatedFacts,
    _ contradictions: inout Contradictions
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
      path + "nuclearMedicine/productIntended and " + path + "nuclearMedicine/productAdministered",
      comparison == .yes ? "they are the same product" : "they are different products")
    incorrectRadiopharmaceutical = nil
    related.isProductOpen = true
  }

  private mutating func takeActivity(
    _ fields: RelatedFields, _ related: inout RelatedFacts, _ contradictions: inout Contradictions
  ) throws(FactsError) {
    let nuclear = fields.nuclearMedicine
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

  private mutating func takeDoses(_ fields: RelatedFields, _ related: inout RelatedFacts) {
    let estimates = fields.doses
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
