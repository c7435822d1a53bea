internal import Aggregation
internal import HTTPTypes

extension Endpoint {
  static let signIn = page("/sign-in", .open)
  static let signInForm = Endpoint(
    method: .post, path: "/sign-in", kind: .page, access: .open, bodyBytesMax: 8 * 1024)
  static let signOut = form("/sign-out", everyone)
  static let stylesheet = page("/assets/candour.css", .open)

  static let pages: [Endpoint] = [signIn, signInForm, signOut, stylesheet]
}
