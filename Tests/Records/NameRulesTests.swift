import Deidentification
import IRMER
import Records
import Replication
import Testing

/// Every text that a person can write passes one check.
@Suite("Name rules")
struct NameRulesTests {
  private static let name = "Mrs Jane Example rang"

  /// The paths of every field of a kind that takes words, an element in each list.
  private static func wordPaths(of kind: RecordKind) -> [String] {
    paths(RecordSchema.shape(of: kind), "")
  }

  private static func paths(_ shape: FieldShape, _ path: String) -> [String] {
    switch shape {
    case .label, .prose, .suggestion, .anything: [path]
    case .object(let fields):
      fields.filter { !$0.isFixed }.flatMap {
        paths($0.shape, path.isEmpty ? $0.key : "\(path)/\($0.key)")
      }
    case .list(let element): paths(element, "\(path)/-")
    case .keyed(let member): paths(member, "\(path)/first")
    default: []
    }
  }

  private static func author(_ kind: RecordKind) throws -> Author {
    var author = Author(kind: kind)
    switch kind {
    case .incident: try author.log(["discoveredOn": "2026-03-01"])
    case .audit: try author.log(["title": "Checks"])
    case .denominator: try author.log(["site": "RBD01", "month": "2026-02"])
    case .equipment: try author.log(["make": "Other"])
    case .receipt: try author.log(["lesson": "a lesson"])
    case .licence: try author.log(["number": "E1"])
    case .margin: try author.log(["anatomicalSite": "Prostate"])
    default: try author.log(["title": "Checks"])
    }
    return author
  }

  @Test(arguments: RecordKind.known)
  func `no field of words at the centre takes a name`(kind: RecordKind) throws {
    var author = try Self.author(kind)
    var context = author.context
    context.names = .refusal
    let paths = Self.wordPaths(of: kind)
    var refused = 0

    for path in paths {
      let error = validationError {
        _ = try Edit.setting(
          [(path, .string(Self.name))], on: author.snapshot, context: context,
          using: &author.generator)
      }
      #expect(error != nil, "\(kind) \(path) was written")
      #expect(error?.message.contains("Example") != true, "\(kind) \(path)")
      if error?.code == "names-a-person" { refused += 1 }
    }
    #expect(refused * 4 >= paths.count * 3, "\(refused) of \(paths.count)")
  }

  @Test(arguments: RecordKind.known)
  func `no reason of any change names anybody, at a site either`(kind: RecordKind) throws {
    var author = try Self.author(kind)

    let edit = validationError {
      _ = try Edit.setting(
        [("notes/-/text", "A note")], on: author.snapshot, why: Self.name, context: author.context,
        using: &author.generator)
    }
    let withdrawal = validationError { try author.withdraw(why: Self.name) }

    #expect(edit?.code == "names-a-person" && edit?.field == "why")
    #expect(withdrawal?.code == "names-a-person" && withdrawal?.field == "why")
  }

  @Test func `a site is warned and writes, the centre is refused a new record`() throws {
    var author = Author(kind: .theme)
    let theme: JSONValue = [
      "title": "Films of Mr John Example", "incidents": ["a", "b"], "status": "rejected",
    ]
    var context = author.context
    context.names = .refusal

    let refused = validationError {
      _ = try Draft(
        .theme, document: theme, id: Author.id, context: context, using: &author.generator)
    }
    let draft = try Draft(
      .theme, document: theme, id: Author.id, context: author.context, using: &author.generator)

    #expect(refused?.code == "names-a-person" && refused?.field == "title")
    #expect(try draft.snapshot.identifiers().map(\.path) == ["title"])
  }

  @Test func `a reason does not name those on the site's own list either`() throws {
    var author = try Self.author(.incident)
    var context = author.context
    func refusal(_ context: AuthorContext) -> ValidationError? {
      validationError {
        _ = try Edit.setting(
          [("notes/-/text", "A note")], on: author.snapshot, why: "rota of thistlewood",
          context: context, using: &author.generator)
      }
    }
    #expect(refusal(context) == nil)

    context.people = [
      KnownPerson(id: "1", role: "Radiographer", names: [Sensitive("Ann Thistlewood")])
    ]

    let error = refusal(context)
    #expect(error?.code == "names-a-person" && error?.field == "why")
  }
}
