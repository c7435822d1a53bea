internal import Aggregation
internal import HTTPTypes

// Invitations, labels, and who manages people and tokens.

extension Endpoint {
  static let invitationPage = page("/invitation/{id}", .open)
  static let invitationForm = Endpoint(
    method: .post, path: "/invitation/{id}", kind: .page, access: .open, bodyBytesMax: 16 * 1024)
  static let labelForm = form("/account/label", signedIn)
  static let resetFactorForm = form("/people/{id}/second-factor", administrators)
  static let tokensPage = page("/tokens", administrators)
  static let tokenForm = form("/tokens", administrators)
  static let endTokenForm = form("/tokens/{id}/end", administrators)
  static let accessTable = page("/access.csv", administrators)

  static let peoplePages = [
    invitationPage, invitationForm, labelForm, resetFactorForm, tokensPage, tokenForm,
    endTokenForm, accessTable,
  ]
}
