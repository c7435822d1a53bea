/// What a template shows, with the members of every value by name.
///
/// A template looks up each name in the values around it, the innermost first. Where a value is a
/// structure, the library reflects all of its members for every name, found or not, which took most
/// of the time of a page with a long table. So each value is reflected once.
package enum TemplateValue {
  /// A structure or class as a dictionary, a collection as an array, `nil` for an optional without a
  /// value; every other value, and every one that describes itself, as it is.
  package static func of(_ value: Any) -> Any? {
    if let text = value as? String { return text }
    if let flag = value as? Bool { return flag }
    if let number = value as? Int { return number }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.flatMap { of($0.value) }
    case .collection, .set: return mirror.children.compactMap { of($0.value) }
    case .struct, .class:
      guard !(value is any CustomStringConvertible) else { return value }
      return members(of: mirror)
    default: return value
    }
  }

  private static func members(of mirror: Mirror) -> [String: Any] {
    var members: [String: Any] = [:]
    members.reserveCapacity(mirror.children.count)
    for child in mirror.children {
      guard let name = child.label else { continue }
      members[name] = of(child.value)
    }
    return members
  }
}
