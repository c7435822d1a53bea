/// Keys that ask for a person's identity. A record is sent to the centre, so none may hold such a
/// value; a key that is merely unknown is kept.
///
/// SAUE guidance: “The report must be anonymised and must not include any patient identifiable information in
/// line with GDPR.” Numbers of patients stay in the hospital's own systems, to which `localLRMSRef`
/// refers.
enum IdentifyingKey {
  static func refusal(at field: String) -> ValidationError {
    ValidationError(
      "identifying-field",
      "names or traces a person, and a record must not; keep it in the hospital's own system and "
        + "give that system's reference as localLRMSRef", field: field)
  }

  static func isIdentifying(_ key: some StringProtocol) -> Bool {
    let folded = String(key.lowercased().filter { $0.isLetter || $0.isNumber })
    if keys.contains(folded) { return true }
    return people.contains { person in
      folded.hasPrefix(person) && traits.contains(String(folded.dropFirst(person.count)))
    }
  }

  /// `localPatientId`, `staffName`: a person, and what identifies them.
  private static let people = [
    "patients", "patient", "localpatient", "persons", "person", "individuals", "individual",
    "staff", "radiographers", "radiographer", "radiologist", "referrer", "practitioner", "operator",
    "clinician", "consultant", "doctor", "nurse", "physicist", "reporter", "relative", "parent",
    "mother", "father", "carer", "child", "gp",
  ]

  private static let traits: Set<String> = [
    "address", "birthdate", "dateofbirth", "dob", "email", "firstname", "forename", "fullname",
    "hospitalnumber", "id", "identifier", "initials", "lastname", "mobile", "mrn", "name", "names",
    "nhsno", "nhsnumber", "no", "number", "phone", "postcode", "surname", "telephone",
  ]

  private static let keys: Set<String> = traits.subtracting(["id", "identifier", "no", "number"])
    .union([
      "birthday", "casenotenumber", "chi", "chino", "chinumber", "dateofdeath", "emailaddress",
      "familyname", "givenname", "hcn", "hcnumber", "healthandcarenumber", "homeaddress",
      "homephone", "hospitalid", "hospitalno", "maidenname", "medicalrecordnumber", "middlename",
      "mobilenumber", "mobilephone", "mrnnumber", "nationalinsurancenumber", "nextofkin", "nhs",
      "nhsid", "nino", "passportnumber", "phonenumber", "postaladdress", "postalcode",
      "telephonenumber", "zipcode",
    ])
}

extension FieldShape {
  /// Whether an object of the schema does not have the key.
  func isMissing(_ key: some StringProtocol) -> Bool {
    if case .object(let fields) = self { !fields.contains { $0.key == key } } else { false }
  }

  /// Whether only its author knows a key below this shape.
  func isUnknown(_ key: some StringProtocol) -> Bool {
    switch self {
    case .object(let fields): !fields.contains { $0.key == key }
    case .anything, .keyed: true
    default: false
    }
  }
}
