import IRMER
import Records

/// Where it happened: in words; or, where the site keeps a register of its equipment, on which of
/// it, which says the place itself.
struct PlaceQuestion {
  let register: EquipmentRegister
  let console: Console

  /// More are not listed, but found by the beginning of their asset numbers.
  private static let listedMax = 12

  func ask(into incident: inout JSONObject) throws {
    let entries = register.current
    guard !entries.isEmpty else {
      incident["department"] = try console.ask("Where? (department or room)")
        .map(JSONValue.string)
      return
    }
    let listed = entries.count <= Self.listedMax ? entries : []
    console.say("Where, or on which equipment?")
    for (index, entry) in listed.enumerated() { console.say("  \(index + 1)  \(entry.words)") }
    let question =
      listed.isEmpty
      ? "Asset number, department or room:" : "A number, an asset number, a department or room:"
    var earlier: String?
    while let answer = try console.ask(question) {
      let fitting = self.fitting(answer, listed)
      if fitting.count == 1 {
        return fill(fitting[0], into: &incident)
      } else if fitting.isEmpty || answer == earlier {
        incident["department"] = .string(answer)
        return
      }
      console.say("Several begin so; the same again means the place “\(answer)”.")
      for entry in fitting.prefix(Self.listedMax) { console.say("  \(entry.words)") }
      earlier = answer
    }
  }

  private func fitting(_ answer: String, _ listed: [EquipmentView]) -> [EquipmentView] {
    if let number = Int(answer), listed.indices.contains(number - 1) { return [listed[number - 1]] }
    let exact = register.entries(named: answer)
    if exact.count == 1 { return exact }
    let folded = answer.lowercased()
    return register.current.filter { $0.assetNumber?.lowercased().hasPrefix(folded) ?? false }
  }

  private func fill(_ entry: EquipmentView, into incident: inout JSONObject) {
    let name = entry.assetNumber ?? entry.snapshot.reference ?? "\(entry.snapshot.id)"
    // Two entries of one number are told apart by their references.
    let isPlain = register.entries(named: name).count == 1
    incident["equipmentId"] = .string(isPlain ? name : entry.snapshot.reference ?? name)
    incident["department"] = entry.department.map(JSONValue.string)
    incident["room"] = entry.room.map(JSONValue.string)
  }
}
