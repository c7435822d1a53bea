import IRMER
import Replication

// Counting people who are added to one record of a split event in the others.

extension NationSplit {
  /// The other records of an event that have to count more people after edits of one of them.
  ///
  /// - Parameter edits: each built on the same snapshot.
  /// - Returns: their identifiers; none if the number of people did not rise. A lower number may lower an
  ///   outcome, which only a person does, with a reason.
  package static func recordsToRecount(
    after edits: [Edit], of snapshot: RecordSnapshot
  ) -> [String] {
    guard snapshot.kind == .incident else { return [] }
    let others = others(of: snapshot)
    return others.isEmpty || rise(by: edits, of: snapshot) == nil ? [] : others
  }

  /// The change that counts the people who were added to one record in another record of the event.
  ///
  /// - Returns: nil where there is nothing to count, or where a person has to look: the number is in
  ///   conflict, or the record takes no such change.
  package static func recount(
    _ other: RecordSnapshot, after edits: [Edit], of snapshot: RecordSnapshot,
    context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) -> Edit? {
    guard let rise = rise(by: edits, of: snapshot), other.kind == .incident,
      !other.isWithdrawn, others(of: other).contains("\(snapshot.id)"),
      !other.conflicts.contains(where: { $0.displayPath.hasPrefix("othersExposed") })
    else { return nil }
    let numbers: [(path: StaticString, more: Int)] = [
      ("othersExposed/byMistake", rise.byMistake), ("othersExposed/perhaps", rise.perhaps),
    ]
    let values = numbers.filter { $0.more != 0 }.map {
      path, more -> (path: String, value: JSONValue) in
      let now = other.text(path).flatMap { Int($0) } ?? 0
      return ("\(path)", .number(JSONNumber(max(0, now + more))))
    }
    return try? Edit.setting(
      values, on: other, why: "People were added to the other record of this event",
      context: context, using: &generator)
  }

  private typealias Count = (byMistake: Int, perhaps: Int)

  /// How many more people the others have to count; `nil` if the number did not rise.
  private static func rise(by edits: [Edit], of snapshot: RecordSnapshot) -> Count? {
    let before = count(of: snapshot)
    var rise: Count = (byMistake: 0, perhaps: 0)
    for edit in edits {
      let after = count(of: edit.after)
      rise.byMistake += after.byMistake - before.byMistake
      rise.perhaps += after.perhaps - before.perhaps
    }
    let isRise = rise.byMistake >= 0 && rise.byMistake + rise.perhaps >= 0
    let isChange = rise.byMistake != 0 || rise.perhaps != 0
    return isRise && isChange ? rise : nil
  }

  /// The people of a record as the others count them.
  private static func count(of snapshot: RecordSnapshot) -> Count {
    var count: Count = (byMistake: 0, perhaps: 0)
    guard !snapshot.isWithdrawn else { return count }
    for person in snapshot.elements("individuals") {
      let kind: Individual.Kind = person.choice("kind") ?? .patient
      guard !kind.isOutsideIRMER, kind != .foetus else { continue }
      let exposure: Individual.Exposure? = person.choice("exposure")
      switch exposure {
      case .accidental, .unintended: count.byMistake += 1
      case nil: count.perhaps += 1
      case .nearMiss, .asIntended: break
      }
    }
    return count
  }
}
