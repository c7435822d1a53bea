import Deidentification
import Testing

/// Lines that a clinic writes: some name a person, some only seem to. All people are invented; the
/// numbers are published examples or from the range that is never issued.
struct CorpusLine: Sendable, CustomTestStringConvertible {
  let text: String
  let findings: [Found]

  struct Found: Hashable, Sendable {
    let kind: IdentifierKind
    let text: String
  }

  init(_ text: String, _ findings: (IdentifierKind, String)...) {
    self.text = text
    self.findings = findings.map { Found(kind: $0.0, text: $0.1) }
  }

  var testDescription: String { text }
}

enum IdentifierCorpus {
  /// Every line that names somebody.
  static let naming = numbers + datesAndContacts + names + moreNumbers + moreNames
  /// Every line that names nobody.
  static let silent = clean + cleanPhrases + cleanRecords

  static let numbers: [CorpusLine] = [
    CorpusLine("NHS No 943 476 5919 was scanned", (.nhsNumber, "943 476 5919")),
    CorpusLine("patient 9434765919 recalled", (.nhsNumber, "9434765919")),
    CorpusLine("NHS: 943-476-5919.", (.nhsNumber, "943-476-5919")),
    CorpusLine("(4857773457)", (.nhsNumber, "4857773457")),
    CorpusLine("485 777 3457, second attendance", (.nhsNumber, "485 777 3457")),
    CorpusLine("nhs no.9990123454", (.nhsNumber, "9990123454")),
    CorpusLine("test patient 999 012 3454 on the simulator", (.nhsNumber, "999 012 3454")),
    CorpusLine("NHS9434765919", (.nhsNumber, "9434765919")),
    CorpusLine("image scan_9434765919.dcm sent", (.nhsNumber, "9434765919")),
    CorpusLine("943\u{00A0}476\u{00A0}5919", (.nhsNumber, "943\u{00A0}476\u{00A0}5919")),
    CorpusLine("943\u{2013}476\u{2013}5919", (.nhsNumber, "943\u{2013}476\u{2013}5919")),
    CorpusLine("94\u{200B}34765919", (.nhsNumber, "94\u{200B}34765919")),
    CorpusLine("９４３４７６５９１９ in full width", (.nhsNumber, "９４３４７６５９１９")),
    CorpusLine("NHS number 943 476 5918 (mistyped)", (.nhsNumber, "943 476 5918")),
    CorpusLine("NHS no 94 34 76 59 19", (.nhsNumber, "94 34 76 59 19")),
    CorpusLine("CHI 0101001231", (.chiNumber, "0101001231")),
    CorpusLine("chi number: 290204 0016", (.chiNumber, "290204 0016")),
    CorpusLine("3112851234 from the Glasgow list", (.chiNumber, "3112851234")),
    CorpusLine("150348 7776 transferred", (.chiNumber, "150348 7776")),
    CorpusLine("H&C 320 000 0015", (.healthAndCareNumber, "320 000 0015")),
    CorpusLine("HCN: 3456789017", (.healthAndCareNumber, "3456789017")),
    CorpusLine("Health and Care No 399 999 9993", (.healthAndCareNumber, "399 999 9993")),
    CorpusLine("NHSno9434765919", (.nhsNumber, "9434765919")),
    CorpusLine("NHS No: 943 476 591 9", (.nhsNumber, "943 476 591 9")),
    CorpusLine("MRN 1234567 recalled", (.hospitalNumber, "1234567")),
    CorpusLine("Hosp no: A123456", (.hospitalNumber, "A123456")),
  ]

  static let datesAndContacts: [CorpusLine] = [
    CorpusLine("DOB 12/03/1965", (.dateOfBirth, "12/03/1965")),
    CorpusLine("D.O.B.: 1-2-65", (.dateOfBirth, "1-2-65")),
    CorpusLine("date of birth: 1965-03-12", (.dateOfBirth, "1965-03-12")),
    CorpusLine("born on 3rd May 1950 in Poole", (.dateOfBirth, "3rd May 1950")),
    CorpusLine("born 12 September 2019", (.dateOfBirth, "12 September 2019")),
    CorpusLine("DoB 12031965", (.dateOfBirth, "12031965")),
    CorpusLine("d o b 12 03 65", (.dateOfBirth, "12 03 65")),
    CorpusLine("(dob: 29.02.2004)", (.dateOfBirth, "29.02.2004")),
    CorpusLine("12/03/2015 (DOB)", (.dateOfBirth, "12/03/2015")),
    CorpusLine("the patient, 12/03/1948, attended", (.dateOfBirth, "12/03/1948")),
    CorpusLine("Female, March 12, 1971", (.dateOfBirth, "March 12, 1971")),
    CorpusLine("dob12/03/2004", (.dateOfBirth, "12/03/2004")),
    CorpusLine("DOB 12 / 03 / 2004", (.dateOfBirth, "12 / 03 / 2004")),
    CorpusLine("born: 12th of March, 2004", (.dateOfBirth, "12th of March, 2004")),
    CorpusLine("mail jane_roe at nhs.net", (.email, "jane_roe at nhs.net")),
    CorpusLine("fax 01632/960123", (.telephone, "01632/960123")),
    CorpusLine("postcode: dt12jy", (.postcode, "dt12jy")),
    CorpusLine("post code DT1-2JY", (.postcode, "DT1-2JY")),
    CorpusLine("Dt1 2jy", (.postcode, "Dt1 2jy")),
    CorpusLine("mail jane.roe@example.nhs.uk today", (.email, "jane.roe@example.nhs.uk")),
    CorpusLine("J.O'Roe+ct@example.co.uk", (.email, "J.O'Roe+ct@example.co.uk")),
    CorpusLine("write to jane.roe (at) nhs.net", (.email, "jane.roe (at) nhs.net")),
    CorpusLine("<x_y@trust.example.org>.", (.email, "x_y@trust.example.org")),
    CorpusLine("call 01632 960123", (.telephone, "01632 960123")),
    CorpusLine("mobile 07700 900123", (.telephone, "07700 900123")),
    CorpusLine("07700900123", (.telephone, "07700900123")),
    CorpusLine("(01632) 960-123", (.telephone, "(01632) 960-123")),
    CorpusLine("020 7946 0018", (.telephone, "020 7946 0018")),
    CorpusLine("+44 7700 900 123", (.telephone, "+44 7700 900 123")),
    CorpusLine("+44 (0)1632 960123", (.telephone, "+44 (0)1632 960123")),
    CorpusLine("0044 1632 960123", (.telephone, "0044 1632 960123")),
    CorpusLine("+353 1 234 5678", (.telephone, "+353 1 234 5678")),
    CorpusLine("tel: 960123", (.telephone, "960123")),
    CorpusLine("lives at DT1 2JY", (.postcode, "DT1 2JY")),
    CorpusLine("SW1A 1AA", (.postcode, "SW1A 1AA")),
    CorpusLine("postcode EH111AA.", (.postcode, "EH111AA")),
    CorpusLine("bt12 6ba", (.postcode, "bt12 6ba")),
    CorpusLine("from M1 1AE to Leeds", (.postcode, "M1 1AE")),
    CorpusLine("CT2 7NZ is Canterbury", (.postcode, "CT2 7NZ")),
    CorpusLine("CR0 2AA", (.postcode, "CR0 2AA")),
    CorpusLine("W1A0AX", (.postcode, "W1A0AX")),
  ]

  static let names: [CorpusLine] = [
    CorpusLine("Mr Roe was told", (.titledName, "Mr Roe")),
    CorpusLine("Mrs Jane O'Neill attended", (.titledName, "Mrs Jane O'Neill")),
    CorpusLine("Mrs Jane O’Neill attended", (.titledName, "Mrs Jane O’Neill")),
    CorpusLine("Seen by Dr. Malaverde.", (.titledName, "Dr. Malaverde")),
    CorpusLine("Prof J. R. Hartley advised", (.titledName, "Prof J. R. Hartley")),
    CorpusLine("Dr J van der Berg justified it", (.titledName, "Dr J van der Berg")),
    CorpusLine("Ms Smith-Jones", (.titledName, "Ms Smith-Jones")),
    CorpusLine("Dr de Souza", (.titledName, "Dr de Souza")),
    CorpusLine("the referrer Dr Roe's request", (.titledName, "referrer Dr Roe")),
    CorpusLine("Radiographer Jane Smith told", (.titledName, "Radiographer Jane Smith")),
    CorpusLine("the operator Jo Ann Patel", (.titledName, "operator Jo Ann Patel")),
    CorpusLine("later Jane Smith asked", (.titledName, "Jane Smith")),
    CorpusLine("Radiographer Miss Doe", (.titledName, "Radiographer Miss Doe")),
    CorpusLine("MR SMITH REQUESTED CT HEAD", (.titledName, "MR SMITH")),
    CorpusLine("MR Smith", (.titledName, "MR Smith")),
    CorpusLine("seen by dr smith today", (.titledName, "dr smith")),
    CorpusLine("mrs patel rang", (.titledName, "mrs patel")),
    CorpusLine("Dr Müller-Lüdenscheidt", (.titledName, "Dr Müller-Lüdenscheidt")),
    CorpusLine("Nurse Brownlow noticed", (.titledName, "Nurse Brownlow")),
    CorpusLine(
      "told Mr Ward; Mr John Head", (.titledName, "Mr Ward"), (.titledName, "Mr John Head")),
    CorpusLine("Dr Will Doe and Dr JS", (.titledName, "Dr Will Doe"), (.titledName, "Dr JS")),
    CorpusLine("a Miss Doe rang", (.titledName, "Miss Doe")),
    CorpusLine("ROE, Jane (Mrs) attended", (.titledName, "ROE, Jane (Mrs)")),
    CorpusLine("Roe, Jane Ann, Mrs", (.titledName, "Roe, Jane Ann, Mrs")),
    CorpusLine(
      "Drs Roe, Doe and Poe met", (.titledName, "Drs Roe"), (.titledName, "Doe"),
      (.titledName, "Poe")),
    CorpusLine("consultant Jones agreed", (.titledName, "consultant Jones")),
    CorpusLine("Captain Roe", (.titledName, "Captain Roe")),
    CorpusLine("Mr & Mrs Roe", (.titledName, "Mrs Roe")),
    CorpusLine("Master Tom Doe, aged 7", (.titledName, "Master Tom Doe")),
    CorpusLine(
      "Mr Roe (DOB 12/03/1965, NHS 943 476 5919, DT1 2JY)", (.titledName, "Mr Roe"),
      (.dateOfBirth, "12/03/1965"), (.nhsNumber, "943 476 5919"), (.postcode, "DT1 2JY")),
  ]
}
