import IRMER
import Replication

/// Standards without an id get one: S1, S2 and so on, skipping those in use.
enum StandardNames {
  static func completed(_ standards: [JSONValue]) -> [JSONValue] {
    var used = Set(standards.compactMap { $0["id"]?.string })
    return standards.map { standard in
      guard case .object(let given) = standard, given["id"]?.string == nil else { return standard }
      let name = free(&used)
      var object: JSONObject = ["id": .string(name)]
      for (key, value) in given.members where key != "id" { object[key] = value }
      return .object(object)
    }
  }

  /// The operations to add so that every standard of the record has an id.
  static func operations(completing after: RecordSnapshot) -> [Operation] {
    let standards = after.elements("standards")
    var used = Set(standards.compactMap { $0.text("id") })
    return standards.compactMap { standard in
      guard standard.text("id") == nil, standard.node("id") == nil, let element = standard.path,
        let path = FieldPath("\(element.text)/id")
      else { return nil }
      return after.state.writing(.text(free(&used)), at: path)
    }
  }

  private static func free(_ used: inout Set<String>) -> String {
    var number = 1
    while used.contains("S\(number)") { number += 1 }
    used.insert("S\(number)")
    return "S\(number)"
  }
}
