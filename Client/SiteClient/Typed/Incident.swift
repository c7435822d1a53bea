public import IRMER

/// An incident with typed fields; see ``TypedDocument``.
///
///     let incident = Incident {
///       $0.discoveredOn = client.today
///       $0.modality = .ct
///       $0.individuals = [Incident.Person { $0.exposure = .accidental }]
///     }
public struct Incident: TypedDocument {
  /// The fields as JSON, as `candour incident log --from` reads them.
  public var document: JSONObject
  /// Fields that were read, or none.
  public init(document: JSONObject) { self.document = document }

  /// Every field, by its name here.
  public static let fields = Fields()

  /// The fields with their types.
  public struct Fields: Sendable {
    /// The day on which anybody working for the employer first knew or suspected.
    public let discoveredOn = TypedField<CalendarDate>("discoveredOn")
    /// Where the exposure happened; the site's own nation unless given.
    public let nation = TypedField<Nation>("nation")
    /// What kind of exposure it was.
    public let modality = TypedField<Modality>("modality")
    /// Whether it was interventional, where the modality does not say so by itself.
    public let interventional = TypedField<Bool>("interventional")
    /// Whether somebody decided that it is.
    public let clinicallySignificant = TypedField<IncidentFacts.ClinicalSignificance>(
      "clinicallySignificant")
    /// Whether a failure of equipment is the direct cause.
    public let equipmentFailureIsDirectCause = TypedField<Bool>("equipmentFailure/directCause")
    /// Whether the equipment was not yet in clinical use.
    public let equipmentFailureIsBeforeClinicalUse = TypedField<Bool>(
      "equipmentFailure/beforeClinicalUse")
    /// Whether a radioactive substance was given without the appropriate licence.
    public let licenceBreach = TypedField<Bool>("licence/breach")
    /// Whether a person confirmed similar incidents.
    public let themeIsConfirmed = TypedField<Bool>("theme/confirmed")
    /// The day on which the theme was identified.
    public let themeIdentifiedOn = TypedField<CalendarDate>("theme/identifiedOn")
    /// The people whom it concerns, each judged alone.
    public let individuals = TypedField<[Person]>("individuals")

    /// The employer, where it is not the trust.
    public let employer = TypedField<String>("employer")
    /// The department.
    public let department = TypedField<String>("department")
    /// The room.
    public let room = TypedField<String>("room")
    /// The number in the site's register of equipment.
    public let equipmentId = TypedField<String>("equipmentId")
    /// A date, or a date and time with its offset.
    public let exposureFirstAt = TypedField<String>("exposureAt/first")
    /// The last exposure of several, in the same form.
    public let exposureLastAt = TypedField<String>("exposureAt/last")
    /// How it was discovered.
    public let howDiscovered = TypedField<String>("howDiscovered")
    /// Whether whoever reported it is to stay unnamed.
    public let anonymousReporter = TypedField<Bool>("anonymousReporter")
    /// What happened, without anybody's name.
    public let narrative = TypedField<String>("narrative")
    /// What was done at once.
    public let immediateAction = TypedField<String>("immediateAction")
    /// The local incident system's reference.
    public let localReference = TypedField<String>("localLRMSRef")
    /// The authority's reference.
    public let authorityReference = TypedField<String>("authorityRef")
  }

  /// One person of an incident.
  public struct Person: TypedDocument {
    /// The fields as JSON, as `candour incident log --from` reads them.
    public var document: JSONObject
    /// Fields that were read, or none.
    public init(document: JSONObject) { self.document = document }

    /// Every field, by its name here.
    public static let fields = Fields()

    /// The fields with their types.
    public struct Fields: Sendable {
      /// In which capacity the person was exposed; a patient unless given.
      public let kind = TypedField<Individual.Kind>("kind")
      /// Where the person was exposed, if it was in another nation than the incident's.
      public let nation = TypedField<Nation>("nation")
      /// Whole years.
      public let ageAtExposure = TypedField<Int>("ageAtExposure")
      /// How the exposure relates to what was intended.
      public let exposure = TypedField<Individual.Exposure>("exposure")
      /// Whether a failure in the procedure led to it.
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
      /// Whether the pregnancy was known when the exposure was authorised.
      public let pregnancyKnownAtAuthorisation = TypedField<Bool>("pregnancyKnownAtAuthorisation")
      /// mSv.
      public let infantDose = TypedField<Quantity>("infantDose")
      /// The most severe reaction that was seen.
      public let tissueReactionObserved = TypedField<TissueReaction.Observed>(
        "tissueReaction/observed")
      /// Whether the reaction was to be expected.
      public let tissueReactionAnticipated = TypedField<Bool>("tissueReaction/anticipated")
      /// Scans acquired, the intended one included.
      public let planningScans = TypedField<Int>("planningScans")
      /// Images intended over the course.
      public let verificationImagesIntended = TypedField<Int>(
        "verificationImages/intendedOverCourse")
      /// Images beyond those, over the course.
      public let verificationImagesAdditional = TypedField<Int>(
        "verificationImages/additionalOverCourse")
      /// Whether the incorrect product was given.
      public let incorrectRadiopharmaceutical = TypedField<Bool>("incorrectRadiopharmaceutical")
      /// How much of the target was missed.
      public let geographicalMiss = TypedField<GeographicalMiss.Extent>("geographicalMiss/extent")
      /// mm.
      public let displacement = TypedField<Quantity>("geographicalMiss/displacement")
      /// mm.
      public let errorMargin = TypedField<Quantity>("geographicalMiss/errorMargin")
      /// In the same unit as what was delivered.
      public let activityPrescribed = TypedField<Quantity>("activity/prescribed")
      /// In the same unit as what was prescribed.
      public let activityDelivered = TypedField<Quantity>("activity/delivered")
    }
  }
}
