/// The evidence of a single word for and against being somebody's name.
///
/// A word is compared with lists of names and lists of other words; its surroundings decide the
/// rest, in ``FoldedText/mention(at:last:)``.
struct NameEvidence {
  let word: String

  /// An ordinary or clinical word, in lower case or at the start of a sentence.
  var isOrdinary: Bool { EnglishWords.all.contains(word) || isClinical }

  /// A word of the field, a day, a part of a building: a name only after a title.
  var isClinical: Bool {
    ClinicalVocabulary.notNames.contains(word) || ClinicalVocabulary.institutions.contains(word)
      || ClinicalVocabulary.registrationLabels.contains(word)
      || ClinicalVocabulary.calendarWords.contains(word) || MentionCues.words.contains(word)
  }

  /// The name of a thing, a place or a disease.
  var isThing: Bool { ClinicalNames.isThing(word) }

  var isGiven: Bool { GivenNames.all.contains(word) }
  var isSurname: Bool {
    Surnames.all.contains(word) || Self.prefixes.contains { word.hasPrefix($0) && word.count > 6 }
  }
  var isListed: Bool { isGiven || isSurname }

  /// A given name that is rarely anything else.
  var isPlainlyGiven: Bool {
    CommonGivenNames.all.contains(word) || Self.plainAllTheSame.contains(word)
      || isGiven && !isOrdinary && !isThing
  }

  /// A surname that is rarely anything else.
  var isPlainlySurname: Bool { isSurname && !isOrdinary && !isThing }

  /// In no list at all: an unlisted name, or an unlisted word.
  var isUnknown: Bool { !isListed && !isOrdinary && !isThing && word.count >= 3 }

  private static let prefixes = ["mac", "mc", "fitz", "okon", "olu", "ade"]

  /// Also ordinary words, but with a capital within a sentence rarely used as such.
  private static let plainAllTheSame: Set<String> = [
    "peter", "jack", "harry", "mike", "nick", "martin", "sally", "carol", "bob", "ken", "matt",
    "derrick", "sue", "maria", "amir", "victor", "amelia", "kitty", "valentine", "rosemary",
  ]
}

/// Words beside a name that show whose it is.
enum MentionCues {
  /// Roles, directly before the name or with a comma, a colon or a bracket between.
  static let roles: [String: String] = {
    var roles = ClinicalVocabulary.roles
    let others: [String: String] = [
      "assistant": "Assistant", "hca": "Assistant", "rda": "Assistant", "worker": "Assistant",
      "student": "Student", "trainee": "Student", "apprentice": "Student", "porter": "Porter",
      "receptionist": "Receptionist", "secretary": "Secretary", "clerk": "Clerk",
      "manager": "Manager", "superintendent": "Radiographer", "colleague": "Colleague",
      "engineer": "Engineer", "midwife": "Midwife", "anaesthetist": "Anaesthetist",
      "interpreter": "Interpreter", "chaperone": "Chaperone", "orthodontist": "Dentist",
      "hygienist": "Dentist", "paramedic": "Paramedic", "physiotherapist": "Physiotherapist",
      "pharmacist": "Pharmacist", "technician": "Technologist", "scientist": "Physicist",
      "therapist": "Radiographer", "mammographer": "Radiographer", "nurse": "Nurse",
      "doctor": "Doctor", "matron": "Nurse", "pt": "Patient", "gp": "Doctor", "rad": "Radiographer",
      "resident": "Doctor", "locum": "Person", "cleaner": "Person", "volunteer": "Person",
      "supervisor": "Person", "coordinator": "Person", "investigator": "Person",
      "baby": "Patient", "infant": "Patient", "toddler": "Patient", "twin": "Patient",
    ]
    roles.merge(others) { first, _ in first }
    for (word, role) in roles { roles[word + "s"] = role }
    return roles
  }()

  static let kin = ClinicalVocabulary.kin.union([
    "wives", "daughters", "sons", "sisters", "brothers", "parents", "mam", "nan", "gran", "grandma",
    "grandad", "stepson", "stepdaughter", "stepfather", "stepmother", "fiance", "fiancee", "spouse",
    "girlfriend", "boyfriend", "cousin", "neighbour", "twin", "sibling", "foster",
  ])

  /// Words directly before a name, and before nothing else that has a capital.
  static let naming: Set<String> = [
    "called", "named", "surname", "forename", "known", "nicknamed", "surnamed", "spelt", "spelled",
  ]

  /// What people do to people: a listed name after these is a person.
  static let towards: Set<String> = [
    "told", "asked", "rang", "phoned", "emailed", "informed", "thanked", "by", "with", "to", "from",
    "for", "and", "rung", "telephoned", "contacted", "called", "paged", "bleeped", "saw", "met",
    "consulted", "helped", "scanned", "imaged", "xrayed", "injected", "treated", "identified",
    "brought", "sent", "took", "collected", "escorted", "that", "when", "because", "as", "but",
    "was",
    "not", "than", "of", "while", "if", "although", "so", "then", "where", "after", "before", "is",
  ]

  /// What only people do, directly after their name.
  static let deeds = ClinicalVocabulary.donesByPeople.union([
    "answered", "stood", "replied", "confirmed", "checked", "agreed", "apologised", "believed",
    "assumed", "spoke", "went", "came", "felt", "arrived", "attended", "mistook", "misheard",
    "misread", "selected", "pressed", "scanned", "injected", "positioned", "rung", "booked",
    "signed", "justified", "authorised", "explained", "tried", "thinks", "says", "knew", "wanted",
    "did", "had", "has", "was", "is", "walked", "sat", "cried", "collapsed", "fainted", "vomited",
    "responded", "identified", "escorted", "brought", "took", "picked", "called", "requested",
    "referred", "reported", "reviewed", "wrote", "typed", "entered", "clicked", "opened", "looked",
    "heard", "overheard", "swapped", "handed", "gave", "informed", "advised", "discussed", "met",
    "helped", "covered", "supervised", "trained", "qualified", "lives", "lived", "works", "worked",
    "must", "should", "would", "could", "who",
  ])

  /// Those that things do, too: not sufficient for a word that is on no list.
  static let deedsOfThings: Set<String> = [
    "was", "is", "has", "had", "did", "must", "should", "would", "could", "took", "gave",
    "came", "went", "selected", "called", "reported", "identified", "requested", "arrived",
    "confirmed", "checked", "entered", "opened", "covered", "scanned", "injected", "positioned",
    "works", "worked", "looked", "met", "who",
  ]

  /// Possessions: after a possessive.
  static let belongings: Set<String> = [
    "login", "sticker", "wristband", "notes", "request", "card", "scan", "film", "films", "images",
    "record", "folder", "name", "badge", "password", "mother", "father", "wife", "husband",
    "daughter", "son", "baby", "family", "shift", "list", "clinic", "letter", "appointment",
    "examination", "xray", "handwriting", "initials", "signature", "secretary", "bag",
  ]

  static let words: Set<String> = Set(roles.keys).union(kin).union(naming)
}
