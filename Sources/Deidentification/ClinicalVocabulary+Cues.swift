// Words beside a name that reveal it, or that show that it is not one.

extension ClinicalVocabulary {
  /// The people whose names a form asks for: “Patient name: …”, but not “Protocol name: …”.
  static let namedOnes = cues(
    """
    patient patients pt full first last given family sur staff operator referrer practitioner radiographer
    radiologist physicist consultant doctor nurse s
    """)

  /// The words of a form before the name of the person who did something.
  static let deeds = cues(
    """
    signed signature author investigator reporter reported authorised justified checked approved
    performed prepared completed reviewed requested witness mpe rpa rps sonographer sho
    """)

  static let kin = cues(
    """
    husband wife son daughter mother father mum dad brother sister partner carer parent guardian
    grandson granddaughter grandmother grandfather uncle aunt niece nephew friend
    """)

  static let doneToPeople = cues(
    "told asked rang phoned emailed informed thanked by")

  /// What only people do, directly after their name.
  static let donesByPeople = cues(
    """
    noticed said told asked rang saw explained phoned apologised realised admitted remembered thought
    forgot telephoned emailed
    """)

  /// Registers of professionals, and of the state.
  static let registrationLabels = cues(
    "gmc hcpc nmc gdc gphc nino passport")

  /// A letter after these words is the name of a thing: “Type B”, “Room C”.
  static let thingsBeforeLetters = cues(
    """
    type stage grade vitamin group ward room bay site plan arm class category hepatitis appendix
    building block zone level phase version
    """)

  /// A letter alone after these words stands in place of a name: “Patient A”.
  static let personsBeforeLetters = cues("patient person operator nurse doctor radiographer")

  /// Surnames that are also ordinary words, and no part of the body or of the work.
  static let ordinarySurnames = cues(
    """
    brown black white green gray grey king knight bishop cook baker page bell wood woods stone hill
    fields parks rose lane banks bush marsh moore young day long short miner porter carter mason taylor
    best price cross west ward savage drake finch fox lamb swift hunt dean bird fish wells rush mills
    ford may snow frost winter summers bond power pike rich sharp small little good best park abbott
    """)

  static let beforeLetters = thingsBeforeLetters.union(personsBeforeLetters)

  /// Things named after a person in history.
  static let calledAfterSomebody = cues(
    """
    bandage fracture splint test sign disease syndrome scale protocol applicator tumour tumor rule
    variance correction pad cyst system scanner method technique criteria score index phantom lesion
    deformity reflex procedure operation view projection position line ligament sarcoma lymphoma
    anaemia palsy contracture ulcer triad point node nodes task
    wheel plug project springs classification staging catheter needle valve curve plot equation law
    effect units model algorithm body bodies canal duct pouch angle bag forceps clamp wire stent filter
    coil lens mask shell software app bot robot platform trial database recalculation collimator injury
    malformation foot collar tracer kit generator grid couch linac gantry dashboard prosthesis wires nail screw plate stem
    frame implant pin pins
    """)

  /// A given name after these belongs to a place: “St James”, “Queen Elizabeth”.
  static let beforePlaces = cues(
    "st saint king queen prince princess duke duchess mount royal saints")

  /// A part of a hospital, after a name without a capital: “the Paul Wood ward”.
  static let smallPlaces = cues("ward unit wing suite building theatre")

  static let calendarWords = cues(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december easter christmas
    """)

  private static func cues(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
