import IRMER

extension Edit {
  /// Records that an incident and each of several similar ones are different events. Pairs for
  /// which that is recorded already are not changed.
  public static func notTheSame(
    _ others: [RecordSnapshot], as snapshot: RecordSnapshot, why: String, context: AuthorContext,
    using generator: inout some RandomNumberGenerator
  ) throws(ValidationError) -> Edit {
    let links = snapshot.elements("links")
    let decided = Set(
      links.filter { $0.text("relation") == "not-the-same" }.compactMap { $0.text("record") })
    let new = others.filter { !decided.contains("\($0.id)") }
    let duplicate = links.first { link in
      link.text("relation") == "duplicate" && new.contains { "\($0.id)" == link.text("record") }
    }
    guard duplicate == nil else {
      throw ValidationError(
        "already-decided", "one of them is recorded as the same event; change that link first",
        field: "links")
    }
    let elements = new.map { other -> JSONValue in
      ["record": .string("\(other.id)"), "relation": "not-the-same", "why": .string(why)]
    }
    return try appending(
      elements, to: "links", on: snapshot, why: why, context: context, using: &generator)
  }
}
