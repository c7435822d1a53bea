/// The fields of an individual about a rule's fact that are not its own key, as they were written.
struct RelatedFields {
  /// The path of the individual with a `/` at its end.
  var path: FactsReader.Path { reader.pathBelow }
  private let reader: FactsReader
  var ageInDays: Int?
  var ageInWeeks: Int?
  var ageInMonths: Int?
  var pregnancyStatus: String?
  var gestationWeeks: Int?
  var breastfeeding: Bool?
  var differenceKinds: Set<String> = []
  var causeClass: String?
  var exposureIntendedOnThisOccasion: Bool?
  var isHarmed = false
  var doses: [DoseEstimateFields] = []
  var nuclearMedicine = NuclearMedicine()
  var radiotherapy = Radiotherapy()
  var interventional: Interventional?

  struct NuclearMedicine {
    var productIntended: String?
    var productAdministered: String?
    var prescribed: Quantity?
    var administered: Quantity?
    var residual: Quantity?
    /// The unit of these activities, as a multiple of MBq; MBq where none is recorded.
    var unit = UnitScale.same
    var extravasation: Bool?
    var licenceValid: Bool?
  }

  struct Radiotherapy {
    var fractions: Int?
    var plannedImagesPerFraction: Int?
    var acquiredImagesPerFraction: [Int] = []
    var oneOff: Bool?
    /// The length of the displacement, mm.
    var displacement: Quantity?
    /// The sizes of its parts along x, y and z, mm: those that are recorded.
    var axes: [Quantity] = []

    var isDisplacedAlongAxis: Bool { axes.contains { !$0.isZero } }

    /// Whether the parts that are recorded can be those of a displacement of this length.
    ///
    /// Each is rounded to the digits with which it was written: they may differ by less than one
    /// step of the last digit.
    func hasParts(of length: Quantity) -> Bool {
      guard !axes.isEmpty else { return true }
      let square = axes.reduce(Quantity.zero) { $0 + $1 * $1 }
      let digits = (axes.filter { !$0.isZero } + [length]).map(\.fractionDigits).min() ?? 0
      let step = Quantity.ten(to: -min(digits, 9))
      let most = length + step
      guard square < most * most else { return false }
      guard axes.count == 3, length > step else { return true }
      let least = length.distance(to: step)
      return square > least * least
    }
  }

  struct Interventional {
    var peakSkinDose: Quantity?
  }

  /// The keys of an individual that are read here.
  static let keys: FactFields = [
    .ageInDays, .ageInWeeks, .ageInMonths, .pregnancyStatus, .gestationWeeks, .breastfeeding,
    .differenceKinds,
    .causeClass, .exposureIntendedOnThisOccasion, .harm, .doses, .nuclearMedicine,
    .radiotherapy, .interventionalProcedure,
  ]

  /// An age in days beyond this is a mistake: the same limit as the record's.
  static let daysMax = 50_000
  static let ageInWeeksMax = 7_000
  static let ageInMonthsMax = 1_600
  static let weeksMax = 45
  static let fractionsMax = 1_000

  init(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    self.reader = reader
    ageInDays = try reader.count(.ageInDays, max: Self.daysMax)
    ageInWeeks = try reader.count(.ageInWeeks, max: Self.ageInWeeksMax)
    ageInMonths = try reader.count(.ageInMonths, max: Self.ageInMonthsMax)
    pregnancyStatus = try reader.word(.pregnancyStatus)
    gestationWeeks = try reader.count(.gestationWeeks, max: Self.weeksMax)
    breastfeeding = try reader.bool(.breastfeeding)
    differenceKinds = Set(try reader.texts(.differenceKinds).map { $0.lowercased() })
    causeClass = try reader.word(.causeClass)
    exposureIntendedOnThisOccasion = try reader.bool(.exposureIntendedOnThisOccasion)
    if let part = try reader.member(.harm) { isHarmed = try part.isModerateHarm(&unknown) }
    for part in try reader.list(.doses) {
      if let estimate = try DoseEstimateFields(part, &unknown) { doses.append(estimate) }
    }
    if let part = try reader.member(.nuclearMedicine) {
      nuclearMedicine = try NuclearMedicine(part, &unknown)
    }
    if let part = try reader.member(.radiotherapy) {
      radiotherapy = try Radiotherapy(part, &unknown)
    }
    if let part = try reader.member(.interventionalProcedure) {
      unknown += part.unknown(besides: [.peakSkinDose])
      interventional = Interventional(peakSkinDose: try part.quantity(.peakSkinDose))
    }
  }
}

extension RelatedFields.NuclearMedicine {
  fileprivate init(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    unknown += reader.unknown(besides: Self.keys)
    productIntended = try reader.word(.productIntended)
    productAdministered = try reader.word(.productAdministered)
    prescribed = try reader.quantity(.prescribed)
    administered = try reader.quantity(.administered)
    residual = try reader.quantity(.residual)
    if let word = try reader.word(.unit) {
      guard let scale = DoseQuantity.administeredActivity.scale(of: word) else {
        let units = DoseQuantity.administeredActivity.acceptedUnits.joined(separator: ", ")
        throw reader.error(.unknownValue, .unit, "an activity is given in \(units)")
      }
      unit = scale
    }
    extravasation = try reader.bool(.extravasation)
    licenceValid = try reader.bool(.licenceValid)
  }

  private static let keys: FactFields = [
    .productIntended, .productAdministered, .prescribed, .administered, .residual, .unit,
    .extravasation, .licenceValid,
  ]
}

extension RelatedFields.Radiotherapy {
  fileprivate init(_ reader: FactsReader, _ unknown: inout [String]) throws(FactsError) {
    unknown += reader.unknown(besides: Self.keys)
    fractions = try reader.count(.fractions, max: RelatedFields.fractionsMax)
    plannedImagesPerFraction = try reader.count(.plannedImagesPerFraction)
    acquiredImagesPerFraction = try reader.counts(.acquiredImagesPerFraction)
    oneOff = try reader.bool(.oneOff)
    guard let part = try reader.member(.displacement) else { return }
    unknown += part.unknown(besides: [.x, .y, .z, .vector])
    displacement = try part.quantity(.vector)
    for axis in [.x, .y, .z] as [FactField] {
      if let length = try part.signed(axis) { axes.append(length) }
    }
  }

  private static let keys: FactFields = [
    .fractions, .plannedImagesPerFraction, .acquiredImagesPerFraction, .oneOff, .displacement,
  ]
}

extension FactsReader {
  /// Whether somebody was harmed at least moderately.
  func isModerateHarm(_ unknown: inout [String]) throws(FactsError) -> Bool {
    unknown += self.unknown(besides: [.physical, .psychological, .onset])
    for key in [.physical, .psychological] as [FactField] {
      if let level = try text(key), ["moderate", "severe", "fatal"].contains(level) { return true }
    }
    return false
  }
}
