import SiteClient

/// How every list shows a reference: in groups, and with the identifier where another record has
/// the same one, because then only the identifier is unique.
enum ReferenceCell {
  static func make(_ reference: String?, id: String, isShared: Bool) -> Table.Cell {
    guard let reference else { return .init("–") }
    return isShared
      ? .init("\(reference) (shared: \(id))", .warning)
      : .init(RecordReference.grouped(reference))
  }
}
