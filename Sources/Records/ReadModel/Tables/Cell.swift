public import IRMER

/// One value as a table stores it.
public enum Cell: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)

  /// As a file of text has it; nothing at all for null.
  package var displayText: String {
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
  /// The value of a column that may be empty; `nil` for a cell that somebody altered.
  static func optional(_ cell: Cell) -> Self?
}

extension CellValue {
  public static var isOptional: Bool { false }
  public static func optional(_ cell: Cell) -> Self? { Self(cell: cell) }
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
  public init(cell: Cell) { self = cell == .null ? nil : Wrapped.optional(cell) }
  public var cell: Cell { self?.cell ?? .null }
  public static var isOptional: Bool { true }
  public static var form: ColumnForm { Wrapped.form }
}

/// An enumeration that a column holds: the table refuses every other word, and the description of the
/// interface names all of them.
public protocol ColumnChoice: CellValue, CaseIterable, RawRepresentable where RawValue == String {
  /// How a word that is none of them reads, in a column that is never empty: the first case, unless
  /// the type says another.
  static var fallback: Self { get }
}

extension ColumnChoice {
  public static var fallback: Self { allCases[allCases.startIndex] }
  public static func optional(_ cell: Cell) -> Self? { cell.text.flatMap(Self.init(rawValue:)) }
  public init(cell: Cell) { self = Self.optional(cell) ?? .fallback }
  public var cell: Cell { .text(rawValue) }
  public static var form: ColumnForm { .choice(allCases.map(\.rawValue)) }
}

extension ActionStrength: ColumnChoice {}
extension Assessment.Outcome: ColumnChoice {
  public static var fallback: Self { .undetermined }
}
extension AuditStatus: ColumnChoice {
  public static var fallback: Self { .unreadable }
}
extension Authority: ColumnChoice {}
extension CriterionResult: ColumnChoice {
  public static var fallback: Self { .undetermined }
}
extension DatedDuty.Kind: ColumnChoice {}
extension DosePart: ColumnChoice {}
extension DoseQuantity: ColumnChoice {}
extension IncidentFacts.ClinicalSignificance: ColumnChoice {
  public static var fallback: Self { .undecided }
}
extension IncidentStatus: ColumnChoice {
  public static var fallback: Self { .unreadable }
}
extension Individual.Exposure: ColumnChoice {}
extension Individual.Kind: ColumnChoice {}
extension Modality: ColumnChoice {}
extension Nation: ColumnChoice {}
extension NotificationCode: ColumnChoice {}
extension NotificationStep: ColumnChoice {
  public static var fallback: Self { .none }
}
extension ReportingBody: ColumnChoice {}
extension Route.Duty: ColumnChoice {
  public static var fallback: Self { .consider }
}

extension RecordKind: CellValue {
  public init(cell: Cell) { self.init(rawValue: cell.text ?? "") }
  public var cell: Cell { .text(rawValue) }
  public static var form: ColumnForm { .text }
}
