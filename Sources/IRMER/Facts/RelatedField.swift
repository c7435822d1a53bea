/// A field of a record, or of a document, about a rule's fact that is not its own key.
///
/// Where the rule's own key is absent such a field settles the fact or leaves it unknown, and never
/// sets it to none. The list is complete: a test checks for every field of the incident's schema
/// whether it is a rule's own key, is listed here, or concerns no rule's fact.
public struct RelatedField: Hashable, Sendable {
  /// With `-` for an element of a list: `individuals/-/pregnancyStatus`.
  public let path: String
  /// The rule's own key.
  public let fact: String
  /// Its effect where the own key is absent, and where it contradicts the own key.
  public let effect: String

  private init(_ path: String, _ fact: String, _ effect: String) {
    self.path = path
    self.fact = fact
    self.effect = effect
  }

  /// Every field about a rule's fact that is not the rule's own key.
  public static let all: [RelatedField] =
    age + unborn + nuclearMedicine + radiotherapy + readings
    + doses + incident

  private static func individual(
    _ key: String, _ fact: String, _ effect: String
  ) -> RelatedField {
    RelatedField("individuals/-/\(key)", fact, effect)
  }

  private static let age = [
    individual(
      "ageInDays", "ageAtExposure", "settles the age in whole years; another age is an error"),
    individual("ageInWeeks", "ageAtExposure", "as `ageInDays`"),
    individual("ageInMonths", "ageAtExposure", "as `ageInDays`"),
  ]

  private static let unborn = [
    individual(
      "pregnancyStatus", "foetalDose",
      "`pregnant`, `unknown` or other words: 5 applies; `not-pregnant` beside a foetal dose, or an "
        + "estimate of one in `doses`, is an error"
    ),
    individual("gestationWeeks", "foetalDose", "5 applies; beside `not-pregnant` an error"),
    individual(
      "breastfeeding", "infantDose",
      "true: 6 applies in nuclear medicine; false beside an infant dose, or an estimate of one in "
        + "`doses`, is an error"),
  ]

  private static let nuclearMedicine = [
    individual(
      "nuclearMedicine/productIntended", "incorrectRadiopharmaceutical",
      "two different products are incorrect, the same is not; one alone, and two names that may mean "
        + "one product or two (see below), leave it unknown; an error where the flag says otherwise"
    ),
    individual(
      "nuclearMedicine/productAdministered", "incorrectRadiopharmaceutical",
      "as `productIntended`"),
    individual(
      "nuclearMedicine/prescribed", "activity/prescribed", "settles it; another value is an error"),
    individual(
      "nuclearMedicine/administered", "activity/delivered", "settles it; another value is an error"),
    individual(
      "nuclearMedicine/unit", "activity/prescribed",
      "the unit of these activities, MBq where it is absent: estimates in `doses` are compared in "
        + "it"),
    individual(
      "nuclearMedicine/residual", "activity/delivered", "a prompt: administered before or after it?"
    ),
    individual(
      "nuclearMedicine/extravasation", "activity/delivered", "a prompt beside a delivered activity"),
    individual(
      "nuclearMedicine/licenceValid", "licence/breach",
      "false is a breach; beside `licence/breach` false an error"),
  ]

  private static let radiotherapy = [
    individual(
      "radiotherapy/acquiredImagesPerFraction", "verificationImages/mostInOneFraction",
      "the most in one fraction; with every fraction listed also the images over the course; "
        + "other numbers are an error"),
    individual(
      "radiotherapy/plannedImagesPerFraction", "verificationImages/intendedOverCourse",
      "with every fraction listed, the images intended over the course; another number is an "
        + "error"),
    individual(
      "radiotherapy/fractions", "verificationImages/intendedOverCourse",
      "with every fraction listed, the images intended over the course"),
    individual(
      "radiotherapy/oneOff", "verificationImages/thematic",
      "true is not thematic; beside `thematic` true an error"),
    individual(
      "radiotherapy/displacement", "geographicalMiss/displacement",
      "the displacement of a miss; another length is an error; with no miss recorded its extent is "
        + "unknown in delivery; beside `as-intended` a prompt"),
  ]

  private static let readings = [
    individual(
      "differenceKinds", "exposure",
      "judged as given; where another reading is severer, at least undetermined, and a prompt asks: with "
        + "`patient`, `duplicate` or `timing` it may be accidental (see below), with `laterality` or "
        + "`anatomy` a miss, with `radiopharmaceutical` 7"
    ),
    individual(
      "exposureIntendedOnThisOccasion", "exposure",
      "judged as given; false beside `unintended` or `as-intended` may be accidental"),
    individual("causeClass", "equipmentFailure/directCause", "`equipment`: a prompt"),
    individual(
      "interventionalProcedure/peakSkinDose", "tissueReaction/observed",
      "a prompt; a reaction beside it may be interventional"),
    individual(
      "harm/physical", "clinicallySignificant", "moderate or more: a prompt, never decided"),
    individual(
      "harm/psychological", "clinicallySignificant", "moderate or more: a prompt, never decided"),
  ]

  private static let doses = [
    individual(
      "doses", "effectiveDose",
      "estimates of effective, foetal and infant dose and of activity that are not superseded: each "
        + "is judged and the severer holds; a range is judged at both ends, and at what was intended "
        + "where that lies between them")
  ]

  private static let incident = [
    RelatedField(
      "preliminary/outcome", "outcome",
      "`meets`: notifiable by a person, until changed with a reason"
    ),
    RelatedField("preliminary/by", "outcome", "whose decision it is"),
    RelatedField(
      "classification/finalCodes", "outcome", "with a decider: notifiable by a person"),
    RelatedField(
      "classification/complementary", "clinicallySignificant",
      "with a decider and a letter other than V: notifiable by a person; C beside `no` is an error"),
    RelatedField("classification/decidedBy", "outcome", "whose decision it is"),
    RelatedField(
      "equipment/inClinicalUse", "equipmentFailure/beforeClinicalUse", "false: a prompt"),
    RelatedField("equipment/fault", "equipmentFailure/directCause", "a prompt"),
    RelatedField("harm/physical", "clinicallySignificant", "moderate or more: a prompt"),
    RelatedField("harm/psychological", "clinicallySignificant", "moderate or more: a prompt"),
  ]
}
