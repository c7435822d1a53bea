public import Deidentification
public import IRMER
import Replication

/// What the authority's web form asks for, ready to be typed.
///
/// The forms are filled in by hand. Only their first question (the type of organisation) and their
/// warning against identifiers are confirmed; the rest follows what the SAUE guidance asks of a notification, in
/// its order.
public struct AnswersSheet: Sendable {
  /// One answer for the authority's form.
  public struct Answer: Hashable, Sendable {
    /// What the form asks.
    public let question: String
    /// The record's answer; “not recorded” where it has none.
    public let answer: String
    /// Whether the record has no answer to a question that needs one.
    public let isMissing: Bool
    /// Whether there is an answer to copy, needed or not.
    public let isRecorded: Bool
    /// The field that answers it; `nil` where it is not a single one.
    public let path: String?

    /// As a page shows it.
    public var shown: String {
      isRecorded || !["", AnswersSheet.notRecorded].contains(answer) ? answer : "Not recorded"
    }
  }

  /// The record's reference.
  public let reference: String
  /// The authority whose form it is.
  public let authority: Authority
  /// In the order of the form.
  public let answers: [Answer]
  /// How to reach the authority, each with where and when it was read.
  public let contacts: [Contact]
  /// The authority's steps after the notification.
  public let steps: AuthoritySteps
  /// Where the text names a person; the sheet must not be sent with one.
  public let identifiers: [IdentifierPlace]
  /// How many entries the record had when it was made.
  public let version: Int
  /// When it was made.
  public let madeAt: Moment
  /// As of the report: the sheet is based on the same record.
  public let reading: ReportReading?

  /// - Parameter equipment: the site's register, which supplies what the incident does not say of
  ///   its equipment.
  /// - Throws: ``ValidationError`` where a text cannot be searched for identifiers.
  public init(
    _ incident: IncidentView, now: Moment, people: [KnownPerson] = [],
    equipment: EquipmentRegister = .empty
  ) throws(ValidationError) {
    let snapshot = incident.snapshot
    reference = snapshot.reference ?? "\(snapshot.id)"
    authority = incident.assessment.authority
    steps = AuthoritySteps(incident)
    identifiers = try snapshot.identifiers(people: people)
    version = snapshot.entryCount
    madeAt = now
    reading = snapshot.reportReading
    contacts = ContactDirectory.shipped.contacts(of: ReportingBody(authority), on: now.londonDay)
    answers =
      Self.organisation(incident) + Self.event(incident, equipment) + Self.people(incident)
      + Self.judgement(incident)
  }

  private static let notRecorded = "not recorded"

  private static func answer(
    _ question: String, _ text: String?, at path: String? = nil
  ) -> Answer {
    let text = text.flatMap { $0.isEmpty ? nil : $0 }
    return Answer(
      question: question, answer: text ?? "", isMissing: text == nil, isRecorded: text != nil,
      path: path)
  }

  /// An optional answer, never missing.
  ///
  /// - Parameter none: the answer where there is nothing to tell; “not recorded” where that is not known.
  private static func optional(
    _ question: String, _ text: String, none: String? = nil
  ) -> Answer {
    let text = text.isEmpty ? none : text
    return Answer(
      question: question, answer: text ?? notRecorded, isMissing: false,
      isRecorded: text != nil, path: nil)
  }

  private static func organisation(_ incident: IncidentView) -> [Answer] {
    let snapshot = incident.snapshot
    return [
      answer(
        "Type of organisation", snapshot.text("organisationType").map(ChoiceWords.displayText),
        at: "organisationType"),
      answer("Employer", snapshot.text("employer"), at: "employer"),
      answer("Site", snapshot.scope.code),
      answer("Department", snapshot.text("department"), at: "department"),
      answer("Your own reference", snapshot.reference),
      answer(
        "Is this a licensing breach?",
        snapshot.flag("licence/breach").map { $0 ? "yes" : "no" }, at: "licence/breach"),
    ]
  }

  private static func event(
    _ incident: IncidentView, _ register: EquipmentRegister
  ) -> [Answer] {
    let snapshot = incident.snapshot
    return [
      answer(
        "Date of the exposure", snapshot.date("exposureAt/first")?.displayText,
        at: "exposureAt/first"),
      answer(
        "Date of discovery", snapshot.date("discoveredOn")?.displayText, at: "discoveredOn"),
      answer(
        "How it was discovered", snapshot.text("howDiscovered").map(ChoiceWords.displayText),
        at: "howDiscovered"),
      answer(
        "Modality", snapshot.text("modality").flatMap(Modality.init(rawValue:))?.name,
        at: "modality"),
      answer("What happened", snapshot.text("narrative"), at: "narrative"),
      answer("Immediate action", snapshot.text("immediateAction"), at: "immediateAction"),
      answer("Equipment", incident.equipmentWords(in: register), at: "equipmentId"),
    ]
  }

  private static func people(_ incident: IncidentView) -> [Answer] {
    let individuals = incident.exposedIndividuals
    let doses = individuals.map { entry in
      let dose = IncidentView.reportDose(of: entry.individual, position: entry.position)
      let intended = dose.intended ?? "not recorded"
      return
        "individual \(entry.position + 1), \(ChoiceWords.displayText(entry.individual.text("kind") ?? "patient")), "
        + "age \(entry.individual.ageWords ?? "not recorded"): "
        + "\(ChoiceWords.displayText(entry.individual.text("exposure") ?? "not recorded")), intended \(intended), "
        + "received \(dose.received ?? "not estimated")"
    }
    return [
      answer("Number of individuals exposed", String(individuals.count)),
      answer("Individuals, with intended and received dose", doses.joined(separator: "; ")),
      optional(
        "Why another unit than mSv",
        individuals.compactMap { $0.individual.text("effectiveDose/alternative") }
          .joined(separator: "; "), none: "none"),
    ]
  }

  private static func judgement(_ incident: IncidentView) -> [Answer] {
    let snapshot = incident.snapshot
    let codes = FinalCodes(incident)
    let duties = incident.duties
    return [
      answer(
        "Notification code",
        codes.base.joined(separator: ", "),
        at: "classification/finalCodes/-"),
      optional(
        "Complementary codes",
        codes.letters.joined(separator: ", "), none: "none"),
      answer(
        "Clinically significant", snapshot.text("clinicallySignificant"),
        at: "clinicallySignificant"),
      informed(duties),
      answer("Duty of candour", candour(duties), at: "dutyOfCandour/met"),
      optional("Other bodies told", routes(of: incident)),
    ]
  }

  /// Of each individual, where there are several. What is not recorded is named, and is nothing to copy.
  private static func informed(_ duties: [IncidentView.Duties]) -> Answer {
    let missing = duties.compactMap { duties -> String? in
      let steps = duties.informing.completeness.missing
      guard !steps.isEmpty else { return nil }
      return duties.whose.lowercased()
        + "not recorded: \(steps.map { informingWords($0.id) }.joined(separator: "; "))"
    }
    return Answer(
      question: "Have the individual, referrer and practitioner been informed?",
      answer: missing.isEmpty
        ? "yes, or the reason is recorded" : missing.joined(separator: ". "),
      isMissing: false, isRecorded: missing.isEmpty, path: nil)
  }

  /// - Returns: nil where nothing is recorded about any individual.
  private static func candour(_ duties: [IncidentView.Duties]) -> String? {
    let answers = Set(duties.map(\.candourAnswer))
    guard answers.count > 1 else { return duties.first?.candourAnswer.map(ChoiceWords.displayText) }
    return duties.map {
      "\($0.whose.lowercased())\($0.candourAnswer.map(ChoiceWords.displayText) ?? "not recorded")"
    }
    .joined(separator: "; ")
  }

  /// `informed/referrer/outcome` in words.
  private static func informingWords(_ id: String) -> String {
    let parts = id.split(separator: "/").suffix(2)
    guard parts.count == 2, let who = parts.first else { return id }
    return "the \(who) of \(parts.last == "outcome" ? "the outcome" : "what happened")"
  }

  private static func routes(of incident: IncidentView) -> String {
    incident.snapshot.elements("routes").compactMap { route in
      (route.text("authority") ?? route.text("body")).map { body in
        [body, route.text("ref"), route.text("sentAt").map(PersonsDates.displayText)].compactMap {
          $0
        }
        .joined(separator: " ")
      }
    }.joined(separator: "; ")
  }

  /// The mark on the sheet until somebody confirms having read this text.
  public var draftMark: String? { InvestigationReport.draftMark(reading) }

  /// As printed under `--json`.
  public var json: JSONObject {
    var result = JSONObject()
    result.append("reference", .string(reference))
    result.append("authority", .string(authority.rawValue))
    result.append("identifiers", .array(identifiers.map(\.json)))
    result.append(
      "missing", JSONValue(answers.filter(\.isMissing).map(\.question)))
    guard identifiers.isEmpty else { return result }
    result.append(
      "answers",
      .array(
        answers.map {
          ["question": .string($0.question), "answer": .string($0.answer)]
        }))
    result.append("process", steps.json)
    result.append(
      "contacts",
      .array(
        contacts.map { contact in
          [
            "channel": .string(contact.channel.rawValue), "value": .string(contact.value),
            "purpose": .string(contact.purpose), "source": .string(contact.source),
            "from": JSONValue(contact.from), "note": JSONValue(contact.note),
          ]
        }))
    return result
  }

  /// The sheet to type from.
  ///
  /// - Throws: ``ValidationError`` `identifiers-found` while it names anybody.
  public func html() throws(ValidationError) -> String { try html(sent: nil) }

  /// - Parameter sent: the mark of a copy that was sent; `nil` for one that was not.
  func html(sent: String?) throws(ValidationError) -> String {
    if let first = identifiers.first {
      throw ValidationError(
        "identifiers-found", "write a role instead of each identifier", field: first.path)
    }
    var page = PrintedPage(
      title: "Answers for \(authority): \(reference)", version: version, madeAt: madeAt)
    page.draftMark = InvestigationReport.draftMark(reading)
    page.sentMark = sent
    page.paragraph(
      "Start from the authority's page, not from a bookmarked form: a form's link carries its "
        + "reference number.")
    page.heading("Where it goes")
    page.table(
      ["Way", "Address or form", "For", "Read in", "As of"],
      contacts.map { contact in
        [
          contact.channel.rawValue, contact.value, contact.purpose,
          contact.source + (contact.note.map { ". \($0)" } ?? ""),
          contact.from?.displayText ?? "no date given",
        ]
      })
    page.paragraph(NotificationReceipt.reminder)
    page.heading("The answers")
    page.facts(answers.map { ($0.question, $0.isMissing ? "not recorded" : $0.answer) })
    steps.print(on: &page)
    return page.html
  }
}
