import Screens
import SiteClient

extension SealedBundle {
  var json: JSONValue {
    [
      "digest": .string(digest), "bytes": .number(JSONNumber(bytes)),
      "refusal": JSONValue(refusal),
      "refusedSince": JSONValue(refusedSince.map { "\(Moment(milliseconds: $0))" }),
    ]
  }

  var sentence: String {
    let name =
      "Bundle \(digest.prefix(16)) (\(ByteCount.displayText(Int(clamping: bytes)))) is sealed to others"
    guard let refusal, let refusedSince else {
      return "\(name): kept unopened, and passed on by the next sync or export."
    }
    return
      "\(name), and the centre refused it on \(Moment(milliseconds: refusedSince).londonDay.displayText): "
      + "\(NotTakenReason.displayText(refusal)). It is kept, and passed on by each export to whoever can "
      + "open it."
  }
}
