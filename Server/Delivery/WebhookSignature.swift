internal import Crypto
internal import FoundationEssentials

/// The signature of a webhook by the Standard Webhooks specification.
///
///     webhook-id: msg_…            the same at every attempt
///     webhook-timestamp: seconds   of this attempt
///     webhook-signature: v1,base64(HMAC-SHA256(secret, id + "." + timestamp + "." + body))
package struct WebhookSignature: Hashable, Sendable {
  package let id: String
  package let timestamp: String
  package let value: String

  package init(of body: [UInt8], identifier: String, at seconds: Int64, secret: [UInt8]) {
    id = "msg_" + identifier
    timestamp = String(seconds)
    let signed = Array("\(id).\(timestamp).".utf8) + body
    let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secret))
    value = "v1," + Data(code).base64EncodedString()
  }

  var headers: [(name: String, value: String)] {
    [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", value)]
  }
}
