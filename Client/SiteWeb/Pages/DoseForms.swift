internal import IRMER
internal import Records
internal import Screens

/// The forms of the doses page, with what was sent of them.
struct DoseForms: Sendable {
  let typed: [FieldView]
  let units: [FieldView]
  let worksheet: [FieldView]

  init(_ snapshot: RecordSnapshot, _ sent: DosesPage.Sent?) {
    func maker(_ part: DosesPage.Sent.Part, _ prefix: String) -> FieldMaker {
      let isThis = sent?.part == part
      return FieldMaker(
        prefix: prefix, form: isThis ? sent?.form : nil, error: isThis ? sent?.error : nil)
    }
    let one = maker(.typed, "d-")
    let whose = { (maker: FieldMaker) in Self.whose(snapshot, maker) }
    typed =
      whose(one) + [
        one.field(
          "quantity", "What was estimated",
          control: .select(
            one.choices(
              "quantity",
              DoseQuantity.allCases.map {
                ($0.rawValue, "\($0.name.capitalisedFirst) (\($0.unit))")
              }))),
        one.field(
          "amount", "Value",
          hint: "Such as 2.4, 240 µSv, or a range: 2–3. Without a unit it is in the unit above"
        ),
        one.field("method", "How it was estimated", hint: "Such as console, phantom, Monte Carlo"),
      ] + Self.why(one)
    let file = maker(.file, "u-")
    units = Self.unitless.map { quantity in
      file.field(
        "unit-\(quantity.rawValue)",
        "Unit of the \(quantity.name), where the file gives none",
        hint: "One of \(quantity.acceptedUnits.joined(separator: ", "))")
    }
    let sheet = maker(.worksheet, "k-")
    worksheet =
      whose(sheet) + [
        sheet.field(
          "dlp", "Dose–length product",
          hint: "In mGy·cm unless a unit is typed; empty for the latest one recorded"),
        sheet.field(
          "factor", "Published factor",
          hint:
            "Typical adult values: not for children",
          control: .radios(
            sheet.choices(
              "factor",
              ConversionFactor.published.map {
                ($0.id, "\($0.region.capitalisedFirst): \($0.digits) \(ConversionFactor.unit)")
              } + [("", "None of these: a factor of your own")]))),
        sheet.field("k", "Or a factor of your own", hint: "In \(ConversionFactor.unit)"),
        sheet.field("source", "Where your own factor is from"),
      ] + Self.why(sheet)
  }

  /// Quantities whose headings in OpenREM's exports have no unit.
  static let unitless: [DoseQuantity] = [.meanGlandularDose, .entranceSurfaceDose]

  /// Asked where an estimate replaces what an earlier one decided.
  static func why(_ maker: FieldMaker) -> [FieldView] {
    let isAsked = maker.error?.code == "reason-required"
    guard isAsked || maker.form?.text("why") != nil else { return [] }
    var field = maker.field(
      "why", "Why does this change?",
      hint: "It stays with the record for good: write roles, never names.")
    if isAsked { field.error = PlainError.plain(maker.error?.message ?? "").capitalisedFirst }
    return [field]
  }

  /// Asked where there is more than one individual.
  static func whose(_ snapshot: RecordSnapshot, _ maker: FieldMaker) -> [FieldView] {
    let people = snapshot.elements("individuals")
    guard people.count > 1 else { return [] }
    let choices = people.indices.map { position in
      let kind = people[position].text("kind").map { " (\($0))" } ?? ""
      return ("\(position + 1)", "Individual \(position + 1)\(kind)")
    }
    return [
      maker.field(
        "individual", "Whose dose is it?", control: .radios(maker.choices("individual", choices)))
    ]
  }

  /// The members of a new estimate, from what was typed.
  static func estimate(
    _ form: FormFields, estimator: String, on day: CalendarDate
  ) throws(ValidationError) -> [(key: String, value: String)] {
    guard let quantity = form.text("quantity").flatMap(DoseQuantity.init(rawValue:)) else {
      throw ValidationError("required", "choose what was estimated", field: "quantity")
    }
    let read: DoseInput
    do throws(DoseInput.Failure) {
      read = try DoseInput(quantity, amount: form.text("amount") ?? "")
    } catch {
      throw ValidationError("malformed-dose", error.displayText, field: "amount")
    }
    guard let method = form.text("method") else {
      throw ValidationError("required", "say how it was estimated", field: "method")
    }
    let values = read.isRange ? [("low", read.low), ("high", read.high)] : [("best", read.low)]
    return [("quantity", quantity.rawValue), ("unit", quantity.unit)] + values + [
      ("method", method), ("estimator", estimator), ("date", "\(day)"),
    ]
  }
}

/// Makes fields with the sent values and their errors.
struct FieldMaker: Sendable {
  /// Precedes the names in the page, where several forms have a field of the same name.
  let prefix: String
  let form: FormFields?
  let error: ValidationError?

  func field(
    _ name: String, _ label: String, hint: String? = nil, control: FieldView.Control = .line
  ) -> FieldView {
    FieldView(
      id: prefix + name, name: name, label: label, hint: hint,
      error: error?.field == name ? PlainError.plain(error?.message ?? "").capitalisedFirst : nil,
      value: form?.text(name) ?? "", control: control)
  }

  func choices(_ name: String, _ all: [(value: String, displayText: String)]) -> [FieldView.Choice]
  {
    all.enumerated().map { index, choice in
      FieldView.Choice(
        id: index == 0 ? prefix + name : "\(prefix)\(name)-\(index + 1)", value: choice.value,
        displayText: choice.displayText, isChosen: form?.text(name) == choice.value)
    }
  }
}
