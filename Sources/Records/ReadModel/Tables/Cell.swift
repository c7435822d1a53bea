public import IRMER

/// One value as a table stores it.
public enum Cell: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)

  /// As a file of text has it; nothing at all for null.
  package var words: String {
    switch self {
    case .null: ""
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): text
    }
  }

  /// The words of a text; nil for anything else.
  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

/// What a column holds in Swift, and how that is stored.
///
/// A cell that somebody altered reads as an empty value: it must not end the process, and `verify`
/// names it.
public protocol CellValue: Hashable, Sendable {
  init(cell: Cell)
  /// As it is stored.
  var cell: Cell { get }
  /// Whether nothing at all may stand there.
  static var isOptional: Bool { get }
  /// The form in which others read it, unless the column says another.
  static var form: ColumnForm { get }
}

extension CellValue {
  public static var isOptional: Bool { false }
}

extension String: CellValue {
  public init(cell: Cell) { self = cell.text ?? "" }
  public var cell: Cell { .text(self) }
  public static var form: ColumnForm { .text }
}

extension Int: CellValue {
  public init(cell: Cell) {
    if case .integer(let number) = cell { self = Int(truncatingIfNeeded: number) } else { self = 0 }
  }

  public var cell: Cell { .integer(Int64(self)) }
  public static var form: ColumnForm { .count }
}

extension Double: CellValue {
  public init(cell: Cell) { if case .real(let number) = cell { self = number } else { self = 0 } }
  public var cell: Cell { .real(self) }
  public static var form: ColumnForm { .number }
}

extension Bool: CellValue {
  public init(cell: Cell) { self = cell != .integer(0) && cell != .null }
  public var cell: Cell { .integer(self ? 1 : 0) }
  public static var form: ColumnForm { .flag }
}

extension Optional: CellValue where Wrapped: CellValue {
  public init(cell: Cell) { self = cell == .null ? nil : Wrapped(cell: cell) }
  public var cell: Cell { self?.cell ?? .null }
  public static var isOptional: Bool { true }
  public static var form: ColumnForm { Wrapped.form }
}

/// An enumeration that a column holds: the table refuses every other word.
public protocol ColumnChoice: CellValue, CaseIterable, RawRepresentable where RawValue == String {
  /// How a word that is none of them reads.
  static var unreadable: Self { get }
}

extension ColumnChoice {
  public init(cell: Cell) { self = cell.text.flatMap(Self.init(rawValue:)) ?? .unreadable }
  public var cell: Cell { .text(rawValue) }
  public static var form: ColumnForm { .choice(allCases.map(\.rawValue)) }
}

extension Assessment.Outcome: ColumnChoice {
  public static var unreadable: Self { .undetermined }
}

extension Authority: ColumnChoice {
  public static var unreadable: Self { .cqc }
}

extension NotificationStep: ColumnChoice {
  public static var unreadable: Self { .none }
}

extension IncidentFacts.ClinicalSignificance: ColumnChoice {
  public static var unreadable: Self { .undecided }
}

extension DatedDuty.Kind: ColumnChoice {
  public static var unreadable: Self { .action }
}

extension CriterionResult: ColumnChoice {
  public static var unreadable: Self { .undetermined }
}

extension Route.Duty: ColumnChoice {
  public static var unreadable: Self { .consider }
}

extension ReportingBody: ColumnChoice {
  public static var unreadable: Self { .cqc }
}

extension RecordKind: CellValue {
  public init(cell: Cell) { self.init(rawValue: cell.text ?? "") }
  public var cell: Cell { .text(rawValue) }
  public static var form: ColumnForm { .text }
}
