import IRMER
import Replication

/// How a value that a person wrote was understood, where it is stored in other words.
enum FieldReading {
  /// `Effective dose of individual 1: read as 1234 mSv`.
  ///
  /// - Parameter path: with positions, or with `-` for a new element.
  static func sentence(_ path: String, _ words: some StringProtocol) -> String {
    // A new element has no position yet.
    let label = FieldLabel.displayText(path.replacing("/-", with: "/@new"))
      .replacing("a removed ", with: "a new ")
    return "\(label.prefix(1).uppercased())\(label.dropFirst()): read as \(words)"
  }

  /// How it was understood; `nil` where it is stored as written.
  static func displayText(
    of json: JSONValue, as value: Value, shape: FieldShape, at path: String
  ) -> String? {
    let written: String
    switch json {
    case .string(let text): written = text
    case .number(let number): written = number.text
    default: return nil
    }
    guard let kept = value.text, kept != written else { return nil }
    switch shape {
    case .quantity, .signed, .percent:
      let unit = FieldUnit.of(path)?.name ?? (shape == .percent ? "%" : nil)
      return sentence(path, [kept, unit].compactMap { $0 }.joined(separator: " "))
    default: return nil
    }
  }

  /// A dose estimate written as a console shows it, `DLP 1,234`, converted to its fields.
  static func expanded(
    _ json: JSONValue, shape: FieldShape, at path: String, into readings: inout [String]
  ) throws(ValidationError) -> JSONValue {
    let text: String
    switch json {
    case .string(let words): text = words
    case .number(let number): text = number.text
    default: return json
    }
    guard shape == RecordSchema.dose else { return json }
    do throws(DoseInput.Failure) {
      let dose = try DoseInput(text)
      readings.append(sentence(path, dose.displayText))
      return dose.document
    } catch {
      throw ValidationError("not-a-dose", error.displayText, field: path)
    }
  }
}
