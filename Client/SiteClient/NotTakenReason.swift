internal import RecordStore

/// Why a centre does not take what this store passes on for another device, in words.
public enum NotTakenReason {
  /// - Parameter code: as the centre gives it; shown too, for questions to the centre.
  public static func displayText(_ code: String) -> String {
    words[code].map { "\($0) (\(code))" } ?? code
  }

  private static let words = [
    LogNotTaken.unstated: "it did not say why",
    "too-many-logs":
      "it has as many logs of that device, or of devices that it does not know, as it takes",
    "too-many-lines": "it has as many lines of that log as it takes",
    "too-much-relayed": "this device has passed on as much for others as it may in a day",
    "too-long": "more in one piece than it reads",
    "bad-signature": "not signed by its device",
    "sealed-to-others": "it cannot open it",
    "other-trust": "it is of another trust",
    "bundle-altered": "damaged or altered",
    "incompatible-version": "of a version that it does not read yet",
    "not-a-bundle": "it does not read it as a bundle",
    "bundle-too-large": "more in one bundle than it reads",
    "entries-not-taken": "it took a part; the rest is beyond a limit, or follows what it lacks",
  ]
}
