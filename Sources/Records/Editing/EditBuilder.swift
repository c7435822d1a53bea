internal import IRMER
internal import Replication

/// Collects the operations of one change.
struct EditBuilder {
  let snapshot: RecordSnapshot
  private var resolver: PathResolver<SystemWords>
  private var words: SystemWords
  var operations: [Operation] = []
  var written: Set<FieldPath> = []
  var warnings: [String] = []
  private let keepsUnknownFields: Bool

  init(snapshot: RecordSnapshot, seed: UInt64, keepsUnknownFields: Bool = false) {
    self.snapshot = snapshot
    self.keepsUnknownFields = keepsUnknownFields
    words = SystemWords(state: seed)
    resolver = PathResolver(
      snapshot: snapshot, generator: SystemWords(state: seed ^ 0x5bf0_3635))
  }

  /// - Parameter today: the day from which a date without a year is counted back.
  mutating func set(
    _ path: String, to text: String, today: CalendarDate
  ) throws(ValidationError) {
    let text = understood(text, at: path, today: today)
    let json: JSONValue
    if text.isEmpty {
      json = .null
    } else if let parsed = try? JSONValue(parsing: text) {
      json = parsed
    } else {
      json = .string(text)
    }
    try set(path, to: json, raw: text)
  }

  /// Converts what people write to the stored form: `25/11` for a day, `yes`, `1,200` for a number
  /// of things.
  private mutating func understood(
    _ text: String, at path: String, today: CalendarDate
  ) -> String {
    let shape = snapshot.shape.shape(shown: path)
    switch (shape, text.lowercased()) {
    case (.flag, "yes"), (.flag, "y"): return "true"
    case (.flag, "no"), (.flag, "n"): return "false"
    case (.count, _):
      guard case .one(let amount)? = AmountInput(text), amount.unit.isEmpty else { return text }
      return amount.digits
    default: break
    }
    guard shape == .date || shape == .dateTime, CalendarDate(text) == nil, Moment(text) == nil,
      let read = DateInput(text, today: today, isAhead: DateInput.isAhead(path))
    else { return text }
    warnings.append(FieldReading.sentence(path, read.day.displayText))
    return "\(read.day)"
  }

  /// - Parameter raw: the words as typed; a text field stores them unchanged, unless they are a
  ///   JSON string.
  mutating func set(_ path: String, to json: JSONValue, raw: String?) throws(ValidationError) {
    let place = try resolver.resolve(path)
    guard !place.isFixed else {
      throw ValidationError(
        "fixed-field", "is filled in by Candour and cannot be edited", field: path)
    }
    if place.isIdentifying, json != .null { throw IdentifyingKey.refusal(at: path) }
    if let unknown = place.unknown, !keepsUnknownFields, json != .null { throw unknown }
    guard written.insert(place.path).inserted else {
      throw ValidationError("given-twice", "is set twice in one change", field: path)
    }
    addNewElements(except: place.path)
    var json = json
    if let raw, place.shape.takesWords, !raw.isEmpty, json.string == nil { json = .string(raw) }
    switch json {
    case .null: remove(place)
    case .object, .array: try replace(place, with: json)
    case .bool, .number, .string: try write(json, at: place)
    }
  }

  /// A path below an element also creates the element.
  private mutating func addNewElements(except scalar: FieldPath) {
    for element in resolver.newElements where element != scalar && !written.contains(element) {
      written.insert(element)
      operations.append(Operation(path: element, value: .element))
    }
  }

  private mutating func write(_ json: JSONValue, at place: Place) throws(ValidationError) {
    if case .string(let first) = json, place.path.text == "exposureAt" {
      return try replace(place, with: ["first": .string(first)])
    }
    let expanded = try FieldReading.expanded(
      json, shape: place.shape, at: place.display, into: &warnings)
    if expanded.object != nil { return try replace(place, with: expanded) }
    guard !place.shape.isBranch else { throw place.shape.mismatch(at: place.display) }
    if let dose = try RangedDose(json, at: place.path.text, display: place.display) {
      warnings.append(dose.reading)
      return try appendElement(dose.document, to: dose.list, display: dose.display)
    }
    guard let value = try place.shape.value(reading: json, at: place.display) else {
      return remove(place)
    }
    if let words = FieldReading.displayText(
      of: json, as: value, shape: place.shape, at: place.display)
    {
      warnings.append(words)
    }
    let seen =
      Array(snapshot.state.operations(at: place.path))
      + snapshot.state.operations(below: place.path)
    // An undisputed value that is there already is not written again.
    if seen.count == 1, seen[0].path == place.path, seen[0].value == value { return }
    operations.append(Operation(path: place.path, value: value, supersedes: seen.map(\.id)))
  }

  private mutating func remove(_ place: Place) {
    let seen =
      Array(snapshot.state.operations(at: place.path))
      + snapshot.state.operations(below: place.path)
    guard !seen.isEmpty else { return warnings.append("\(place.display) was empty already") }
    let isOne = place.path.isElement || seen.allSatisfy { $0.path == place.path }
    remove(isOne ? [place.path] : Set(seen.lazy.filter { $0.value != nil }.map(\.path)))
  }

  /// Removes each list element as a unit and every other value by itself, so that the removal of a
  /// group or a list does not hide an edit inside it that has not been seen here.
  private mutating func remove(_ paths: Set<FieldPath>) {
    let elements = paths.filter(\.isElement)
    for path in paths.sorted() where !elements.contains(where: { path.isBelow($0) }) {
      operations.append(snapshot.state.removing(path))
    }
  }

  /// Writes an object or a list that replaces what is there.
  private mutating func replace(_ place: Place, with json: JSONValue) throws(ValidationError) {
    var flattening = Flattening(
      generator: words, schema: snapshot.shape, keepsUnknownFields: keepsUnknownFields)
    if place.shape == RecordSchema.activity {
      let individual = place.display.dropLast("activity".count)
      flattening.unitBeside = snapshot.fields["\(individual)nuclearMedicine/unit"]?.string
    }
    let isNewElement = place.path.isElement && json.object != nil
    try flattening.add(
      json, shape: place.shape, path: place.path.text, display: place.display)
    words = flattening.generator
    warnings += flattening.readings
    var values = flattening.values
    if isNewElement { values.insert((place.path, .element), at: 0) }
    let kept = Set(values.map(\.path))
    let old =
      Array(snapshot.state.operations(at: place.path))
      + snapshot.state.operations(below: place.path)
    remove(Set(old.lazy.filter { $0.value != nil }.map(\.path)).subtracting(kept))
    for (path, value) in values { operations.append(snapshot.state.writing(value, at: path)) }
  }

  typealias Place = PathResolver<SystemWords>.Place

  /// Drops the operations at a place and below it.
  mutating func dropOperations(below place: FieldPath) {
    operations.removeAll { $0.path == place || $0.path.isBelow(place) }
  }

  mutating func append(_ operation: Operation) { operations.append(operation) }

  mutating func newIdentifier() -> String { FieldPath.elementIdentifier(using: &words) }

  /// Adds a new element to a list of the schema.
  ///
  /// - Parameter display: its path with positions, as an error names it.
  mutating func appendElement(
    _ json: JSONValue, to list: String, display: String
  ) throws(ValidationError) {
    guard let path = FieldPath("\(list)/\(newIdentifier())") else {
      throw ValidationError("unusable-path", "the path is too long", field: display)
    }
    try replace(
      Place(
        path: path, shape: snapshot.shape.shape(at: path.components), display: display,
        isFixed: false, isIdentifying: false), with: json)
  }

  /// The size of the change so far.
  var size: (fields: Int, bytes: Int) { (operations.count, EditLimits.bytes(of: operations)) }

  /// - Parameter isSettling: for settling a conflict or withdrawing, which may change what an edit
  ///   may not.
  mutating func finished(
    why: String, context: AuthorContext, isSettling: Bool = false
  ) throws(ValidationError) -> Edit {
    try AuthorContext.checkRole(context.role)
    guard !operations.isEmpty else {
      throw ValidationError("nothing-to-change", "there is nothing to change: it already says that")
    }
    var after = preview(context)
    if !isSettling {
      if addConsequences(after: after, today: context.today.day) { after = preview(context) }
      if addNotifiedAuthority(after: after) { after = preview(context) }
      if try supersedeEstimates(after: after, why: why, on: context.today.day) {
        after = preview(context)
      }
      try ChangeRules.check(from: snapshot, to: after, why: why, today: context.today.day)
    }
    if let words = doubt(after, context.today) { warnings.append(words) }
    if !isSettling {
      warnings += EditWarnings.displayTexts(
        from: snapshot, to: after, operations: operations, today: context.today.day)
    }
    try EditLimits.check(operations)
    if snapshot.kind == .audit {
      try ObservationRules.refuseIdentifiers(in: operations, of: after)
    }
    try checkNewErrors(after, today: context.today)
    let edit = Edit(operations: operations, reason: why, warnings: warnings, after: after)
    try NameRules.check(edit, in: context)
    return edit
  }

  /// The remark where a day of discovery after the clock's is written now.
  private func doubt(_ after: RecordSnapshot, _ today: DeviceDate) -> String? {
    guard let discovered = after.date("discoveredOn"), discovered > today.clock,
      discovered != snapshot.date("discoveredOn")
    else { return nil }
    return today.displayText.map { "\($0). Correct this computer's clock." }
  }

  private func preview(_ context: AuthorContext) -> RecordSnapshot {
    let state = snapshot.state.previewing(operations, role: context.role, now: context.now)
    return RecordSnapshot(
      id: snapshot.id, kind: snapshot.kind.rawValue, scope: snapshot.scope, state: state)
  }

  /// Two valid edits may merge into an invalid record; an edit made after that is not refused for
  /// errors that existed before.
  private func checkNewErrors(
    _ after: RecordSnapshot, today: DeviceDate
  ) throws(ValidationError) {
    do throws(ValidationError) {
      try after.checkDocument(today: today)
    } catch {
      do throws(ValidationError) {
        try snapshot.checkDocument(today: today)
      } catch let earlier where earlier == error {
        return
      } catch {}
      throw error
    }
  }
}
