internal import IRMER
public import Records

extension ObservedCases {
  /// The cases that say the same as one that the audit has already, by position among those given.
  ///
  /// Two cases may well say the same; a sheet of which every row does was probably given twice. Each
  /// case that is there answers for one new case only: three equal rows beside two are one more.
  public func repeated(in audit: RecordSnapshot) -> [Int] {
    let old = audit.elements("data")
    let known = Set(old.map(\.identifier))
    var left: [JSONValue: Int] = [:]
    for element in old { left[element.document, default: 0] += 1 }
    let new = edits.flatMap { edit in
      edit.after.elements("data").filter { !known.contains($0.identifier) }
    }
    let refused = Set(refused.map(\.position))
    let accepted = (0..<new.count + refused.count).filter { !refused.contains($0) }
    return zip(accepted, new).compactMap { position, element in
      guard let count = left[element.document], count > 0 else { return nil }
      left[element.document] = count - 1
      return position
    }
  }
}
