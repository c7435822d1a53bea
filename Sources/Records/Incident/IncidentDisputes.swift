import IRMER
import Replication

extension FactsDocument {
  /// The facts that are in conflict: by their display paths, as the rules name them.
  var disputes: [(path: FieldPath, fact: DisputedFact)] {
    var found: [(FieldPath, DisputedFact)] = []
    for index in snapshot.tree.root.children {
      let key = snapshot.tree.nodes[index].key
      guard let field = FactField.named(key), JudgedFields.isRead(key) else { continue }
      collect(index, path: key, depth: 0, only: JudgedFields.incident[field] ?? [], into: &found)
    }
    return found.map { (path: $0.0, fact: $0.1) }
  }

  private func collect(
    _ index: Int, path: String, depth: Int, only members: FactFields,
    into found: inout [(FieldPath, DisputedFact)]
  ) {
    let node = snapshot.tree.nodes[index]
    if let place = node.path, let candidates = candidates(at: index) {
      found.append((place, DisputedFact(path: path, candidates: candidates)))
    }
    for (position, child) in node.children.enumerated() {
      let key = snapshot.tree.nodes[child].key
      let field = FactField.named(key)
      if members != [], !(field.map(members.contains) ?? false) { continue }
      var below: FactFields = []
      // For an individual, only what the rules judge.
      if depth == 1, path.hasPrefix("individuals/") {
        guard let field, let judged = JudgedFields.individual[field] else { continue }
        below = judged
      }
      let name = node.isList && snapshot.tree.nodes[child].isElement ? String(position) : key
      collect(child, path: "\(path)/\(name)", depth: depth + 1, only: below, into: &found)
    }
  }

  /// The values at a place; nil where they agree.
  private func candidates(at index: Int) -> [JSONValue?]? {
    if snapshot.tree.nodes[index].isContested {
      return snapshot.tree.candidates(at: index).map { candidate in
        switch candidate.value {
        case nil, .redacted, .unknown: nil
        case .element: .object(JSONObject())
        case .some(let value): value.json
        }
      }
    }
    // Removed by one author while another changed something in it: present, or not.
    guard snapshot.tree.nodes[index].isContestedRemoval else { return nil }
    return [.object(JSONObject()), nil]
  }

  /// How many values and places the facts have: the cost of building them once.
  var factValues: Int {
    snapshot.tree.root.children.reduce(1) { sum, index in
      let key = snapshot.tree.nodes[index].key
      return JudgedFields.isRead(key) ? sum + values(below: index) : sum
    }
  }

  private func values(below index: Int) -> Int {
    snapshot.tree.nodes[index].children.reduce(1) { $0 + values(below: $1) }
  }

  /// The facts with one candidate chosen for each path in dispute.
  func facts(
    choosing chosen: [String: JSONValue?], among disputes: [(path: FieldPath, fact: DisputedFact)]
  ) -> (facts: IncidentFacts?, contradictions: [String]) {
    var document = self
    for (path, fact) in disputes {
      guard let choice = chosen[fact.path] else { continue }
      document.choice.updateValue(choice.flatMap(Value.init(json:)), forKey: path)
    }
    return document.facts(triesMax: JudgingWork.triesMax)
  }
}

extension Value {
  /// A candidate as written in a document.
  fileprivate init?(json: JSONValue) {
    switch json {
    case .string(let text): self = .text(text)
    case .number(let number): self = .number(number.text)
    case .bool(let flag): self = .flag(flag)
    case .object: self = .element
    case .null, .array: return nil
    }
  }
}
