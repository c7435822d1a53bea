public import IRMER

/// An incident with typed fields; see ``TypedDocument``.
///
///     let incident = Incident {
///       $0.discoveredOn = client.today
///       $0.modality = .ct
///       $0.individuals = [Incident.Person { $0.exposure = .accidental }]
///     }
public struct Incident: TypedDocument {
  public var document: JSONObject
  public init(document: JSONObject) { self.document = document }

  public static let fields = Fields()

  public struct Fields: Sendable {
    /// The day on which anybody working for the employer first knew or suspected.
    public let discoveredOn = TypedField<CalendarDate>("discoveredOn")
    /// Where the exposure happened; the site's own nation unless given.
    public let nation = TypedField<Nation>("nation")
    public let modality = TypedField<Modality>("modality")
    public let interventional = TypedField<Bool>("interventional")
    public let clinicallySignificant = TypedField<IncidentFacts.ClinicalSignificance>(
      "clinicallySignificant")
    public let equipmentFailureIsDirectCause = TypedField<Bool>("equipmentFailure/directCause")
    public let equipmentFailureIsBeforeClinicalUse = TypedField<Bool>(
      "equipmentFailure/beforeClinicalUse")
    public let licenceBreach = TypedField<Bool>("licence/breach")
    public let themeIsConfirmed = TypedField<Bool>("theme/confirmed")
    public let themeIdentifiedOn = TypedField<CalendarDate>("theme/identifiedOn")
    public let individuals = TypedField<[Person]>("individuals")

    public let employer = TypedField<String>("employer")
    public let department = TypedField<String>("department")
    public let room = TypedField<String>("room")
    /// The number in the site's register of equipment.
    public let equipmentId = TypedField<String>("equipmentId")
    /// A date, or a date and time with its offset.
    public let exposureFirstAt = TypedField<String>("exposureAt/first")
    public let exposureLastAt = TypedField<String>("exposureAt/last")
    public let howDiscovered = TypedField<String>("howDiscovered")
    public let anonymousReporter = TypedField<Bool>("anonymousReporter")
    /// What happened, without anybody's name.
    public let narrative = TypedField<String>("narrative")
    public let immediateAction = TypedField<String>("immediateAction")
    /// The local incident system's reference.
    public let localReference = TypedField<String>("localLRMSRef")
    public let authorityReference = TypedField<String>("authorityRef")
  }

  /// One person of an incident.
  public struct Person: TypedDocument {
    public var document: JSONObject
    public init(document: JSONObject) { self.document = document }

    public static let fields = Fields()

    public struct Fields: Sendable {
      public let kind = TypedField<Individual.Kind>("kind")
      public let nation = TypedField<Nation>("nation")
      /// Whole years.
      public let ageAtExposure = TypedField<Int>("ageAtExposure")
      public let exposure = TypedField<Individual.Exposure>("exposure")
      public let procedureFailure = TypedField<Bool>("procedureFailure")
      /// mSv.
      public let effectiveDoseIntended = TypedField<Quantity>("effectiveDose/intended")
      /// mSv, including what was intended.
      public let effectiveDose = TypedField<Quantity>("effectiveDose/total")
      /// mSv beyond what was intended.
      public let effectiveDoseOver = TypedField<Quantity>("effectiveDose/over")
      /// mSv of necessary repeats.
      public let effectiveDoseRepeats = TypedField<Quantity>("effectiveDose/repeats")
      /// mGy.
      public let foetalDose = TypedField<Quantity>("foetalDose")
      public let pregnancyKnownAtAuthorisation = TypedField<Bool>("pregnancyKnownAtAuthorisation")
      /// mSv.
      public let infantDose = TypedField<Quantity>("infantDose")
      public let tissueReactionObserved = TypedField<TissueReaction.Observed>(
        "tissueReaction/observed")
      public let tissueReactionAnticipated = TypedField<Bool>("tissueReaction/anticipated")
      public let planningScans = TypedField<Int>("planningScans")
      public let verificationImagesIntended = TypedField<Int>(
        "verificationImages/intendedOverCourse")
      public let verificationImagesAdditional = TypedField<Int>(
        "verificationImages/additionalOverCourse")
      public let incorrectRadiopharmaceutical = TypedField<Bool>("incorrectRadiopharmaceutical")
      public let geographicalMiss = TypedField<GeographicalMiss.Extent>("geographicalMiss/extent")
      /// mm.
      public let displacement = TypedField<Quantity>("geographicalMiss/displacement")
      /// mm.
      public let errorMargin = TypedField<Quantity>("geographicalMiss/errorMargin")
      public let activityPrescribed = TypedField<Quantity>("activity/prescribed")
      public let activityDelivered = TypedField<Quantity>("activity/delivered")
    }
  }
}
