/// A value that cannot be printed by accident.
///
/// Interpolating, describing, dumping or mirroring it shows `‹sensitive›`. It deliberately has no
/// coding: only ``revealed()`` gives the value, where a person asked to see it.
///
/// ```swift
/// let name = Sensitive("the patient's daughter rang")
/// let line = "recorded \(name)"       // recorded ‹sensitive›
/// ```
public struct Sensitive<Value: Sendable>: Sendable {
  private let value: Value

  /// Keeps the value out of everything that prints or logs.
  public init(_ value: Value) {
    self.value = value
  }

  /// The value itself. Call it only where a person asked to see it.
  public func revealed() -> Value {
    value
  }
}

extension Sensitive: Equatable where Value: Equatable {}
extension Sensitive: Hashable where Value: Hashable {}

extension Sensitive: CustomStringConvertible, CustomDebugStringConvertible {
  public var description: String { "‹sensitive›" }
  public var debugDescription: String { "‹sensitive›" }
}

extension Sensitive: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: []) }
}
