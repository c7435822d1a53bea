/// The limits of the screen. Everything that it receives has a limit.
public struct ScreenLimits: Sendable {
  /// The screen ends after this time without a request: a browser that was left open shows nothing
  /// more.
  public static let idleMinutes = 30
  /// A person may ask for at most this many minutes.
  public static let idleMinutesMax = 720

  /// A form: the longest field of a record is 100 kB, and a form shows a few.
  static let formBytesMax = 1 << 20
  /// A table of an audit's cases.
  static let tableBytesMax = 4 << 20
  /// A file of evidence, of which only the hash is kept: a browser sends this much to its own
  /// computer in a few minutes. `candour evidence add` reads larger ones.
  static let evidenceBytesMax = 8 << 30
  static let headerBytesMax = 16 * 1024
  static let headerCountMax = 64
  /// One person's browser opens a handful; further ones wait.
  static let connectionsMax = 64
  /// Rows of a list on one page.
  static let rowsMax = 50
}
