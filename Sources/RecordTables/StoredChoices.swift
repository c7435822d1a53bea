package import IRMER
package import Records
package import Storage

// The enumerations of the read model, as SQL text reads them.

extension StoredValue where Self: ColumnChoice {
  package var columnValue: ColumnValue { .text(rawValue) }

  /// A word that is none of them reads as the row of the table does.
  package init?(stored value: ColumnValue) {
    guard let word = String(stored: value) else { return nil }
    self = Self(cell: .text(word))
  }
}

extension Assessment.Outcome: StoredValue {}
extension Authority: StoredValue {}
extension Modality: StoredValue {}
extension NotificationStep: StoredValue {}
