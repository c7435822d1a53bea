internal import Hummingbird
internal import Screens

/// One request that was let in, with what it sent.
struct Visit: Sendable {
  let path: String
  let query: FormFields
  /// Empty for a page that is only looked at.
  let form: FormFields
  let parameters: Parameters
  /// Who is working now.
  let role: String

  /// The part of the path that the route names.
  func parameter(_ name: String) throws -> String {
    // A plus is a plus in a path.
    guard let raw = parameters.get(name)?.replacing("+", with: "%2B"),
      let value = FormFields.decoded(raw.utf8)
    else { throw ScreenProblem.notFound }
    return value
  }
}
