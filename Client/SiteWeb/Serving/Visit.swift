internal import Hummingbird
internal import Screens

/// One accepted request, with what it sent.
struct Visit: Sendable {
  let path: String
  let query: FormFields
  /// Empty for a page that is only viewed.
  let form: FormFields
  let parameters: Parameters
  /// The present role.
  let role: String

  /// The part of the path that the route names.
  func parameter(_ name: String) throws -> String {
    // In a path, a plus is a plus.
    guard let raw = parameters.get(name)?.replacing("+", with: "%2B"),
      let value = FormFields.decoded(raw.utf8)
    else { throw ScreenProblem.notFound }
    return value
  }
}
