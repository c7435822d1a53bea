internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// Fields of a record as a form, and the assignments for the changes that somebody made: based on
/// the field table of the command line, with the same labels, units and words.
struct RecordForm: Sendable {
  /// A part of the form.
  struct Section: Sendable {
    let title: String
    var paths: [String]
    /// Whether it is shown only when asked for.
    var isFolded = false
    /// The lines above its fields.
    var lines: [String] = []
  }

  let snapshot: RecordSnapshot
  let sections: [Section]
  private let listings: [String: FieldListing]
  private let values: JSONObject

  init(_ snapshot: RecordSnapshot, _ sections: [Section]) {
    self.snapshot = snapshot
    self.sections = sections
    values = snapshot.fields
    listings = Dictionary(
      RecordSchema.listing(of: snapshot.kind).map { ($0.path, $0) }, uniquingKeysWith: { $1 })
  }

  // MARK: Showing

  struct ShownSection: Sendable {
    let title: String
    let isFolded: Bool
    let lines: [String]
    let fields: [FieldView]
  }

  /// - Parameters:
  ///   - sent: what was typed and not accepted.
  ///   - error: what is wrong with it.
  func shown(_ sent: FormFields? = nil, error: ValidationError? = nil) -> [ShownSection] {
    sections.map { section in
      let fields = section.paths.compactMap { field($0, sent, error) }
      return ShownSection(
        title: section.title,
        isFolded: section.isFolded && !fields.contains(where: \.isWrong), lines: section.lines,
        fields: fields)
    }.filter { !$0.fields.isEmpty || !$0.lines.isEmpty }
  }

  /// Whether an error belongs to a field of this form.
  func shows(_ error: ValidationError) -> Bool {
    sections.contains { $0.paths.contains { $0 == error.field } }
  }

  private func field(
    _ path: String, _ sent: FormFields?, _ error: ValidationError?
  ) -> FieldView? {
    guard let listing = listing(of: path), !listing.isFixed else { return nil }
    let value = sent?.text(Self.name(path)) ?? (sent == nil ? kept(path, listing) : "")
    let isWrong = error?.field == path
    return FieldView(
      id: Self.id(path), name: Self.name(path), label: label(path),
      hint: hint(listing, path), error: isWrong ? error?.message.capitalisedFirst : nil,
      value: value,
      unit: FieldUnit.of(path)?.name ?? (listing.shape == .percent ? "%" : nil),
      control: control(listing, path, value))
  }

  private func label(_ path: String) -> String {
    guard path.contains("/-") else { return FieldLabel.displayText(path).capitalisedFirst }
    let parts = path.split(separator: "/")
    if parts.last == "-" {
      return FieldLabel.displayText(parts.dropLast().joined(separator: "/")).capitalisedFirst
        + ": add one"
    }
    let description = FieldCatalogue.description(of: path, in: snapshot.kind)
    return (description?.label ?? FieldLabel.displayText(String(parts.last ?? ""))).capitalisedFirst
  }

  /// What the field means, where its label leaves that open, and how a day is typed.
  private func hint(_ listing: FieldListing, _ path: String) -> String? {
    let meaning = FieldCatalogue.description(of: path, in: snapshot.kind)?.ownMeaning
    let form: String? =
      switch listing.shape {
      case .date: "Such as 26/11/2026, 26 Nov or yesterday"
      case .dateTime: "A day, such as 26/11/2026; with a time: 2026-11-26T10:00Z"
      default: nil
      }
    let parts = [meaning, form].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private func control(_ listing: FieldListing, _ path: String, _ value: String)
    -> FieldView.Control
  {
    func choice(_ raw: String, _ words: String, _ number: Int) -> FieldView.Choice {
      FieldView.Choice(
        id: number == 0 ? Self.id(path) : "\(Self.id(path))-\(number + 1)", value: raw,
        displayText: words, isChosen: value == raw)
    }
    switch listing.shape {
    case .flag:
      return .radios(
        [choice("yes", "Yes", 0), choice("no", "No", 1), choice("", "Not recorded", 2)])
    case .choice(let words):
      let words = words.filter { $0 != Self.withdrawn }
      let choices = words.enumerated().map { index, word in
        choice(word, ValueWords.displayText(word, at: path), index)
      }
      guard words.count <= Self.radiosMax else { return .select(choices) }
      return .radios(choices + [choice("", "Not recorded", words.count)])
    case .suggestion(let words):
      return .proposals(words.enumerated().map { choice($1, $1, $0) })
    case .prose: return .text
    default: return .line
    }
  }

  private static let radiosMax = 5
  /// A record is withdrawn with a reason, not by setting its status.
  private static let withdrawn = "void"

  /// A value as shown in its field.
  private func kept(_ path: String, _ listing: FieldListing) -> String {
    switch values[path] {
    case .bool(let flag)?: flag ? "yes" : "no"
    case .string(let text)?: CalendarDate(text)?.numbers ?? text
    case .number(let number)?: number.text
    default: ""
    }
  }

  // MARK: Reading

  /// `path=value` for each field that was changed.
  func assignments(_ form: FormFields) -> [String] {
    sections.flatMap(\.paths).compactMap { path in
      guard let listing = listing(of: path), form[Self.name(path)] != nil else { return nil }
      let typed = form.text(Self.name(path)) ?? ""
      return typed == kept(path, listing) ? nil : "\(path)=\(typed)"
    }
  }

  // MARK: Paths

  static func name(_ path: String) -> String { "f:\(path)" }
  static func id(_ path: String) -> String { "f-" + path.replacing("/", with: "-") }

  func isField(_ path: String) -> Bool { listing(of: path).map { !$0.isFixed } ?? false }

  /// The field's line in the table, where positions and `-` mean any element of a list.
  private func listing(of path: String) -> FieldListing? {
    let pattern = path.split(separator: "/").map { Int($0) == nil ? String($0) : "-" }
    return listings[pattern.joined(separator: "/")]
  }

  /// The fields below some keys, with the existing elements, in the order of the table.
  ///
  /// - Parameter isAdding: whether each list has fields for one more element.
  static func paths(
    below keys: [String], of snapshot: RecordSnapshot, isAdding: Bool = false
  ) -> [String] {
    let fields = snapshot.fields
    let known = fields.members.map(\.key)
    return RecordSchema.listing(of: snapshot.kind).filter { listing in
      !listing.isFixed && !listing.path.contains("KEY") && listing.shape != .anything
        && keys.contains { listing.path == $0 || listing.path.hasPrefix($0 + "/") }
    }.flatMap { expanded($0.path, known, isAdding: isAdding) }
  }

  /// `actions/-/owner` as `actions/0/owner`, `actions/1/owner`, and with one more `actions/-/owner`.
  private static func expanded(_ path: String, _ known: [String], isAdding: Bool) -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let place = parts.firstIndex(of: "-") else { return [path] }
    let list = parts[..<place].joined(separator: "/")
    let rest = parts[(place + 1)...].joined(separator: "/")
    let numbers = Set(
      known.filter { $0.hasPrefix(list + "/") }.compactMap { key in
        key.dropFirst(list.count + 1).split(separator: "/").first.flatMap { Int($0) }
      })
    var names = numbers.sorted().map(String.init)
    // Within an existing element a new element of an inner list can be named; within a new one it
    // cannot.
    if isAdding, !rest.contains("-") { names.append("-") }
    return names.flatMap { name in
      let whole = rest.isEmpty ? "\(list)/\(name)" : "\(list)/\(name)/\(rest)"
      return name == "-" ? [whole] : expanded(whole, known, isAdding: isAdding)
    }
  }
}
