/// One field of a kind of record, as a person writes it.
public struct FieldListing: Hashable, Sendable {
  /// With `-` for an element of a list, `KEY` for a key of the author's own:
  /// `individuals/-/doses/-/unit`, `data/-/results/KEY`.
  public let path: String
  /// What it may hold: `a date`, `text`, `mSv`.
  public let takes: String
  /// The words that it may be, or that are suggested; empty where it is not a choice.
  public let words: [String]
  /// Whether only the software writes it.
  public let isFixed: Bool
  public let shape: FieldShape

  /// The ``takes`` of a field that is true or false.
  public static let flag = FieldShape.flag.name
}

extension RecordSchema {
  /// Every field of a kind, in the order of the schema.
  public static func listing(of kind: RecordKind) -> [FieldListing] {
    var result: [FieldListing] = []
    collect(shape(of: kind), path: "", isFixed: false, into: &result)
    return result
  }

  private static func collect(
    _ shape: FieldShape, path: String, isFixed: Bool, into result: inout [FieldListing]
  ) {
    switch shape {
    case .object(let fields):
      for field in fields {
        collect(
          field.shape, path: path.isEmpty ? field.key : "\(path)/\(field.key)",
          isFixed: isFixed || field.isFixed, into: &result)
      }
    case .list(let element):
      collect(element, path: "\(path)/-", isFixed: isFixed, into: &result)
    case .keyed(let member):
      collect(member, path: "\(path)/KEY", isFixed: isFixed, into: &result)
    default:
      result.append(
        FieldListing(
          path: path, takes: takes(shape, at: path), words: words(of: shape), isFixed: isFixed,
          shape: shape))
    }
  }

  private static func words(of shape: FieldShape) -> [String] {
    switch shape {
    case .choice(let words), .suggestion(let words): words
    default: []
    }
  }

  private static func takes(_ shape: FieldShape, at path: String) -> String {
    switch shape {
    case .choice: "one of"
    case .suggestion: "text, such as"
    case .quantity, .signed:
      FieldUnit.of(path).map { "a number in \($0.name)" } ?? "a number"
    case .percent: "a percentage"
    default: shape.name
    }
  }
}
