internal import IRMER
internal import Screens

extension FormFields {
  /// A value of a record as a form's field holds it, with which what somebody sent is compared.
  static func text(_ json: JSONValue) -> String {
    switch json {
    case .string(let text): text
    case .bool(let flag): flag ? "yes" : "no"
    default: json.serialized()
    }
  }
}
