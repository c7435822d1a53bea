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

  var json: JSONValue {
    var facts = JSONObject()
    let tree = snapshot.tree
    for index in tree.root.children {
      let key = tree.nodes[index].key
      let members = JudgedFields.incident[key]
      let isFact = members != nil || snapshot.shape.field(key) == nil
      guard isFact, let value = document(index, only: members ?? []) else { continue }
      facts.append(key, value)
    }
    facts.append("individuals", individuals)
    if facts["nation"] == nil { facts["nation"] = .string(Nation.england.rawValue) }
    if facts["discoveredOn"] == nil, let day = snapshot.date("recordedAt") {
      facts["discoveredOn"] = .string("\(day)")
    }
    return .object(facts)
  }

  /// An incident without individuals counts as one individual of whom nothing is known.
  private var individuals: JSONValue {
    guard let list = snapshot.tree.index(at: "individuals" as StaticString) else {
      return [.object(JSONObject())]
    }
    let elements = snapshot.tree.nodes[list].children.compactMap(individual)
    return .array(elements.isEmpty ? [.object(JSONObject())] : elements)
  }

  private func individual(_ index: Int) -> JSONValue? {
    let tree = snapshot.tree
    guard isThere(index) else { return nil }
    var facts = JSONObject()
    for child in tree.nodes[index].children {
      let key = tree.nodes[child].key
      guard let members = JudgedFields.individual[key],
        let value = document(child, only: members)
      else { continue }
      facts.append(key, value)
    }
    return .object(facts)
  }

  /// Whether an element is present in this combination; one that somebody removed and nobody else
  /// changed is not in the tree at all.
  private func isThere(_ index: Int) -> Bool {
    guard !choice.isEmpty, let path = snapshot.tree.nodes[index].path else { return true }
    if let chosen = choice[path] { return chosen != nil }
    return true
  }

  /// A branch of which the rules read only some members; all of them where none are named.
  private func document(_ index: Int, only members: Set<String>) -> JSONValue? {
    guard !members.isEmpty else { return document(index) }
    guard isThere(index) else { return nil }
    var object = JSONObject()
    for child in snapshot.tree.nodes[index].children {
      let key = snapshot.tree.nodes[child].key
      guard members.contains(key), let value = document(child) else { continue }
      object.append(key, value)
    }
    return object.isEmpty ? nil : .object(object)
  }

  private func document(_ index: Int) -> JSONValue? {
    let node = snapshot.tree.nodes[index]
    if !unknown.isEmpty, let path = node.path, unknown.contains(path) { return nil }
    guard isThere(index) else { return nil }
    if node.children.isEmpty {
      guard let value = chosen(at: node), value != .element else { return nil }
      return value.json
    }
    if node.isList { return .array(node.children.compactMap(document)) }
    var members = JSONObject()
    for child in node.children {
      guard let value = document(child) else { continue }
      members.append(snapshot.tree.nodes[child].key, value)
    }
    return .object(members)
  }

  /// A value that was redacted, or that a later version wrote, counts as not known here.
  private func chosen(at node: FieldTree.Node) -> Value? {
    let value: Value?
    if !choice.isEmpty, let path = node.path, let chosen = choice[path] {
      value = chosen
    } else {
      value = node.value
    }
    switch value {
    case .redacted, .unknown: return nil
    default: return value
    }
  }
}

/// What the rules read of a record: their own keys, and other fields about the same facts.
enum JudgedFields {
  /// Of the incident: each key with the members that are read; empty for all of them.
  static let incident = members(
    of: RecordSchema.factFields.map(\.key),
    RelatedField.all.filter { !$0.path.hasPrefix(prefix) }.map(\.path))
  /// Of an individual.
  static let individual = members(
    of: RecordSchema.individualFactFields.map(\.key),
    RelatedField.all.filter { $0.path.hasPrefix(prefix) }.map {
      String($0.path.dropFirst(prefix.count))
    })

  private static let prefix = "individuals/-/"

  private static func members(of own: [String], _ related: [String]) -> [String: Set<String>] {
    var result: [String: Set<String>] = [:]
    for path in related {
      let parts = path.split(separator: "/").map(String.init)
      result[parts[0], default: []].formUnion(parts.dropFirst().prefix(1))
    }
    for key in own { result[key] = [] }
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
        return (
          try IncidentFacts(document.json, contradictions: .countedAsUnknown), contradictions
        )
      } catch {
        guard let field = error.field, let paths = document.paths(at: field), !paths.isEmpty,
          !document.unknown.isSuperset(of: paths)
        else { return (nil, contradictions) }
        document.unknown.formUnion(paths)
        contradictions.append("\(error): counted as unknown")
      }
    }
    return (nil, contradictions)
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
