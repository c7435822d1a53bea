public import IRMER
public import Records

/// What is missing from a record, by the purpose that needs it.
public struct RecordGaps: Sendable {
  /// One thing that is missing.
  public struct Item: Sendable {
    /// A key or field path, for programs.
    package let id: String
    /// What is missing, for people.
    public let displayText: String
    /// The field that fills it, where its own name is not a field; the first of several.
    public var answer: String?
  }

  /// What is missing for one purpose.
  public struct Section: Sendable {
    /// In camelCase, for programs.
    package let key: String
    /// The purpose: `For the investigation report`.
    public let title: String
    /// Never empty.
    public let items: [Item]
  }

  private let snapshot: RecordSnapshot
  /// The purposes for which something is missing; empty where nothing is.
  public let sections: [Section]

  /// - Parameters:
  ///   - now: the time of the report that would be written.
  ///   - registers: of the site, to compare equipment and margins with.
  /// - Throws: `ValidationError` where a report cannot be made of the record at all.
  public init(_ snapshot: RecordSnapshot, now: Moment, registers: SiteRegisters) throws {
    self.snapshot = snapshot
    let all: [Section]
    switch snapshot.kind {
    case .incident: all = try Self.sections(of: IncidentView(snapshot), now: now, registers)
    case .audit:
      let audit = AuditView(snapshot)
      all = [
        Section(
          key: "nextStage",
          title: "For the next stage (\(audit.nextStatus?.rawValue ?? "none"))",
          items: audit.missing.map { Item(id: $0, displayText: FieldLabel.displayText($0)) }),
        Section(
          key: "team", title: "In the team",
          items: audit.teamGaps.map { Item(id: $0, displayText: FieldLabel.displayText($0)) }),
      ]
    case .theme: all = [Self.theme(ThemeView(snapshot))]
    case .procedure:
      all = [
        Section(
          "procedure", "For the procedure", ProcedureView(snapshot).facts.completeness)
      ]
    default: all = []
    }
    sections = all.filter { !$0.items.isEmpty }
  }

  /// A theme's clocks count from the day on which a person identified it.
  private static func theme(_ theme: ThemeView) -> Section {
    let snapshot = theme.snapshot
    var items: [Item] = []
    if !theme.isConfirmed {
      items.append(Item(id: "status", displayText: "status: confirmed or rejected, by a person"))
    }
    for path in ["identifiedOn", "confirmedBy", "reason"] where snapshot.fields[path] == nil {
      items.append(Item(id: path, displayText: FieldLabel.displayText(path, in: .theme)))
    }
    items += theme.assumptions.map { Item(id: "nation", displayText: $0) }
    if theme.incidents.isEmpty { items.append(Item(id: "incidents", displayText: "its incidents")) }
    if theme.confirmed != nil, theme.submittedOn == nil {
      items.append(
        Item(
          id: "notification/submittedOn",
          displayText: FieldLabel.displayText("notification/submittedOn", in: .theme)))
    }
    return Section(key: "theme", title: "For the theme", items: items)
  }

  private static func sections(
    of incident: IncidentView, now: Moment, _ registers: SiteRegisters
  ) throws -> [Section] {
    let equipment = registers.equipment
    let sheet = try AnswersSheet(incident, now: now, equipment: equipment)
    let report = try InvestigationReport(incident, now: now, equipment: equipment)
    return [
      Section(
        key: "assessment", title: "To settle whether it is notifiable",
        items: SettlingFacts(incident).facts.map { Item(id: $0.path, displayText: $0.displayText) }),
      Section(
        key: "significance", title: "For the decision “not clinically significant”",
        items: incident.unsupportedSignificance.map {
          Item(id: $0, displayText: FieldLabel.displayText($0))
        }),
      Section(
        key: "notify", title: "For the authority's form",
        items: sheet.answers.filter(\.isMissing).map { answer in
          Item(id: answer.question, displayText: Self.displayText(of: answer), answer: answer.path)
        }),
      Section(
        key: "equipment", title: "For the equipment",
        items: Self.equipment(of: incident, in: equipment)),
      Section(
        key: "margins", title: "For the geographical miss",
        items: registers.margins.findings(for: incident.snapshot).compactMap { found in
          found.finding.warning(at: found.path).map {
            Item(id: "\(found.path)/geographicalMiss", displayText: $0)
          }
        }),
      Section(
        "report", "For the investigation report", report.completeness),
    ] + duties(of: incident)
  }

  /// The form's question, with the field's own label where that is another.
  private static func displayText(of answer: AnswersSheet.Answer) -> String {
    let label = answer.path.map { FieldLabel.displayText($0) } ?? answer.question
    return label.lowercased() == answer.question.lowercased()
      ? answer.question : "\(answer.question): \(label)"
  }

  /// SAUE guidance: “Employers need to remember their responsibility to apply the duty of candour for CSAUE
  /// events.” For every other incident the report states whether it applied, and nothing more is
  /// required.
  private static func duties(of incident: IncidentView) -> [Section] {
    let people = incident.duties
    var sections: [Section] = []
    if incident.isClinicallySignificant {
      sections.append(
        Section(
          key: "informing", title: "For those to be informed",
          items: people.flatMap { items($0.informing.completeness, of: $0) }))
    }
    let owed = people.filter { incident.isClinicallySignificant || $0.candour.applies == true }
    if !owed.isEmpty {
      sections.append(
        Section(
          key: "dutyOfCandour", title: "For the duty of candour",
          items: owed.flatMap { items($0.candour.completeness, of: $0) }))
    }
    return sections
  }

  private static func items(
    _ completeness: Completeness, of person: IncidentView.Duties
  ) -> [Item] {
    Section("", "", completeness).items.map { item in
      Item(
        id: person.prefix + item.id, displayText: person.whose + item.displayText,
        answer: item.answer.map { isShared(item) ? $0 : person.prefix + $0 })
    }
  }

  /// Referrer and practitioner are informed for the incident.
  private static func isShared(_ item: Item) -> Bool {
    ["informed/referrer/", "informed/practitioner/"].contains { item.id.hasPrefix($0) }
  }

  /// Which equipment it was, where its failure was the cause; and one entry of the register for it.
  private static func equipment(
    of incident: IncidentView, in register: EquipmentRegister
  ) -> [Item] {
    let snapshot = incident.snapshot
    let isNamed = snapshot.text("equipmentId") != nil || snapshot.document(at: "equipment") != nil
    if !isNamed, snapshot.flag("equipmentFailure/directCause") == true {
      return [
        Item(id: "equipmentId", displayText: "the equipment: its failure was the direct cause")
      ]
    }
    let warning = register.finding(for: snapshot)?.warning
    return warning.map { [Item(id: "equipmentId", displayText: $0)] } ?? []
  }

  /// The identifiers of what is missing, all and by purpose, as `candour missing --json` prints them.
  public var json: JSONValue {
    var object = JSONObject()
    object.append("id", .string("\(snapshot.id)"))
    object.append("reference", JSONValue(snapshot.reference))
    object.append("kind", .string(snapshot.kind.rawValue))
    object.append("complete", .bool(sections.isEmpty))
    object.append("missing", JSONValue(sections.flatMap { $0.items.map(\.id) }))
    for section in sections { object[section.key] = JSONValue(section.items.map(\.id)) }
    return .object(object)
  }
}

extension RecordGaps.Section {
  /// `SAUE guidance` for `S2, R093`.
  private static func name(of source: String) -> String {
    let code = source.prefix { $0 != "," }
    return SourceDocument(rawValue: String(code))?.name ?? source
  }

  init(_ key: String, _ title: String, _ completeness: Completeness) {
    self.init(
      key: key, title: title,
      items: completeness.missing.map { item in
        guard case .missing(let what) = item.state else {
          return RecordGaps.Item(id: item.id, displayText: item.id)
        }
        let answer = AnsweringFields.path(of: item.id).flatMap { path in
          path.split(whereSeparator: { $0 == "," || $0 == " " }).first.map(String.init)
        }
        return RecordGaps.Item(
          id: item.id,
          displayText:
            "\(what.joined(separator: ", ")) (“\(item.quote)”, \(Self.name(of: item.source)))",
          answer: answer)
      })
  }
}
