import IRMER
import Replication

/// The facts of an incident as a document that the shared rules read, one value for each field.
struct FactsDocument {
  let snapshot: RecordSnapshot
  /// The candidate to use at a place; the one displayed first where none is given.
  var choice: [FieldPath: Value?] = [:]
  /// Places whose facts count as unknown.
  var unknown: Set<FieldPath> = []

  init(_ snapshot: RecordSnapshot) { self.snapshot = snapshot }

  /// The facts, one value for each field.
  var source: FactsSource {
    var facts = FactsSource()
    let tree = snapshot.tree
    for index in tree.root.children {
      let key = tree.nodes[index].key
      guard let field = FactField.named(key), let members = JudgedFields.incident[field] else {
        // Of a key that the schema does not know either, the rules are told.
        if !JudgedFields.isInSchema(key) { add(index, at: key, to: FactsSource.root, &facts) }
        continue
      }
      add(index, at: field, only: members, to: FactsSource.root, &facts)
    }
    addIndividuals(to: &facts)
    // `assumptions` says so of both.
    if !facts.has(.nation) { facts.add(.text(Nation.england.rawValue), at: .nation) }
    if !facts.has(.discoveredOn), let day = snapshot.date("recordedAt") {
      facts.add(.text("\(day)"), at: .discoveredOn)
    }
    return facts
  }

  /// An incident without individuals counts as one unknown individual.
  private func addIndividuals(to facts: inout FactsSource) {
    let list = facts.add(.list, at: .individuals)
    var isEmpty = true
    if let elements = snapshot.tree.index(at: "individuals" as StaticString) {
      for element in snapshot.tree.nodes[elements].children where isThere(element) {
        addIndividual(element, to: list, &facts)
        isEmpty = false
      }
    }
    if isEmpty { facts.addElement(.object, of: list) }
  }

  private func addIndividual(_ index: Int, to list: Int, _ facts: inout FactsSource) {
    let tree = snapshot.tree
    let place = facts.addElement(.object, of: list)
    for child in tree.nodes[index].children {
      guard let field = FactField.named(tree.nodes[child].key),
        let members = JudgedFields.individual[field]
      else { continue }
      add(child, at: field, only: members, to: place, &facts)
    }
  }

  /// Whether an element is present in this combination; one that was removed, and not changed by
  /// others, is not in the tree.
  private func isThere(_ index: Int) -> Bool {
    guard !choice.isEmpty, let path = snapshot.tree.nodes[index].path else { return true }
    if let chosen = choice[path] { return chosen != nil }
    return true
  }

  /// Adds a branch of which the rules read only some members; all of them where none are named.
  private func add(
    _ index: Int, at field: FactField, only members: FactFields, to parent: Int,
    _ facts: inout FactsSource
  ) {
    guard let value = value(at: index) else { return }
    guard members != [] else {
      return addContents(of: index, to: facts.add(value, at: field, of: parent), &facts)
    }
    guard case .object = value else { return }
    let place = facts.add(value, at: field, of: parent)
    for child in snapshot.tree.nodes[index].children {
      guard let field = FactField.named(snapshot.tree.nodes[child].key), members.contains(field)
      else { continue }
      add(child, at: field, only: [], to: place, &facts)
    }
  }

  private func add(_ index: Int, at key: String, to parent: Int, _ facts: inout FactsSource) {
    guard let value = value(at: index) else { return }
    addContents(of: index, to: facts.add(value, at: key, of: parent), &facts)
  }

  private func addContents(of index: Int, to place: Int, _ facts: inout FactsSource) {
    let isList = snapshot.tree.nodes[index].isList
    for child in snapshot.tree.nodes[index].children {
      guard let value = value(at: child) else { continue }
      let added =
        isList
        ? facts.addElement(value, of: place)
        : facts.add(value, at: snapshot.tree.nodes[child].key, of: place)
      addContents(of: child, to: added, &facts)
    }
  }

  /// What is at a place in this combination; nil where nothing is known.
  private func value(at index: Int) -> FactsSource.Value? {
    if !unknown.isEmpty, let path = snapshot.tree.nodes[index].path, unknown.contains(path) {
      return nil
    }
    guard isThere(index) else { return nil }
    guard snapshot.tree.nodes[index].children.isEmpty else {
      return snapshot.tree.nodes[index].isList ? .list : .object
    }
    return chosen(at: index).flatMap(FactsSource.Value.init)
  }

  private func chosen(at index: Int) -> Value? {
    if !choice.isEmpty, let path = snapshot.tree.nodes[index].path, let chosen = choice[path] {
      return chosen
    }
    return snapshot.tree.nodes[index].value
  }
}

extension FactsSource.Value {
  /// A value that was redacted, or that a later version wrote, counts as not known here.
  fileprivate init?(_ value: Value) {
    switch value {
    case .text(let text): self = .text(text)
    case .number(let digits): self = JSONNumber(digits).map { .number($0) } ?? .text(digits)
    case .flag(let flag): self = .flag(flag)
    case .element, .redacted, .unknown: return nil
    }
  }
}

/// What the rules read of a record: their own keys, and other fields about the same facts.
enum JudgedFields {
  /// Of the incident: each field with the members that are read; empty for all of them.
  static let incident = members(
    of: RecordSchema.factFields.map(\.key),
    RelatedField.all.filter { !$0.path.hasPrefix(prefix) }.map(\.path))
  /// Of an individual.
  static let individual = members(
    of: RecordSchema.individualFactFields.map(\.key),
    RelatedField.all.filter { $0.path.hasPrefix(prefix) }.map {
      String($0.path.dropFirst(prefix.count))
    })

  /// Whether an incident has a field of this key, judged or not.
  static func isInSchema(_ key: String) -> Bool { keys.contains(key) }

  private static let keys: Set<String> = {
    guard case .object(let fields) = RecordSchema.shape(of: .incident) else { return [] }
    return Set(fields.map(\.key))
  }()

  /// Whether the rules read this key of an incident, or something below it.
  static func isRead(_ key: some StringProtocol) -> Bool {
    FactField.named(String(key)).map { $0 == .individuals || incident[$0] != nil } ?? false
  }

  private static let prefix = "individuals/-/"

  private static func members(of own: [String], _ related: [String]) -> [FactField: FactFields] {
    var result: [FactField: FactFields] = [:]
    for path in related {
      let parts = path.split(separator: "/").map { FactField.named(String($0)) }
      guard case let field?? = parts.first else { continue }
      var members = result[field] ?? []
      if parts.count > 1, let member = parts[1] { members.insert(member) }
      result[field] = members
    }
    for field in own.compactMap(FactField.named) { result[field] = [] }
    return result
  }
}

extension FactsDocument {
  /// The facts, with contradictory ones counted as unknown.
  ///
  /// Each edit is checked when it is written, but two valid ones may merge into an invalid record.
  /// Such facts must not stop the clock.
  ///
  /// - Parameter triesMax: the most contradictions to look for; beyond them no fact counts as
  ///   known.
  func facts(triesMax: Int = 64) -> (facts: IncidentFacts?, contradictions: [String]) {
    var document = self
    var contradictions: [String] = []
    for _ in 0..<triesMax {
      do throws(FactsError) {
        let facts = try IncidentFacts(document.source, contradictions: .countedAsUnknown)
        return (facts, contradictions + document.assumptions)
      } catch {
        guard let field = error.field, let paths = document.paths(at: field), !paths.isEmpty,
          !document.unknown.isSuperset(of: paths)
        else { return (nil, contradictions + document.assumptions) }
        document.unknown.formUnion(paths)
        contradictions.append("\(error): counted as unknown")
      }
    }
    return (nil, contradictions + document.assumptions)
  }

  /// What is assumed where the record does not say it: it was redacted, or is a later version's.
  private var assumptions: [String] {
    var assumed: [String] = []
    if !isKnown("nation") {
      assumed.append(
        "The nation of the exposure is not recorded: England's rules are used until it is recorded")
    }
    if !isKnown("discoveredOn") {
      assumed.append(
        snapshot.date("recordedAt") == nil
          ? "Neither the day of discovery nor of recording is known: both deadlines count as past"
          : "The date of discovery is not recorded: the deadlines run from the day of recording")
    }
    return assumed
  }

  private func isKnown(_ field: StaticString) -> Bool {
    snapshot.tree.index(at: field).flatMap { value(at: $0) } != nil
  }

  /// The places that a contradiction at a display path makes uncertain.
  private func paths(at field: String) -> Set<FieldPath>? {
    let parts = field.split(separator: "/")
    let suspects =
      parts.last == "total"
      ? ["total", "over", "repeats", "overExposure", "necessaryRepeats"]
      : parts.last.map { [String($0)] }
    guard let suspects else { return nil }
    var index = 0
    for part in parts.dropLast() {
      let node = snapshot.tree.nodes[index]
      if let position = Int(part), node.isList {
        let present = node.children.filter(isThere)
        guard present.indices.contains(position) else { return nil }
        index = present[position]
      } else if let child = snapshot.tree.child(part, of: index) {
        index = child
      } else {
        return nil
      }
    }
    let found = suspects.compactMap { snapshot.tree.child($0, of: index) }
    if found.isEmpty { return snapshot.tree.nodes[index].path.map { [$0] } }
    return Set(found.compactMap { snapshot.tree.nodes[$0].path })
  }
}
