#if Postgres
  internal import CLibpq

  /// The warnings of a connection. Their texts are not kept.
  final class Notices {
    var hasWarning = false

    static let receive: PQnoticeReceiver = { box, result in
      guard let box, let result else { return }
      let severity = candour_severity(result).map { String(cString: $0) }
      guard severity != "NOTICE", severity != "INFO", severity != "LOG", severity != "DEBUG" else {
        return
      }
      Unmanaged<Notices>.fromOpaque(box).takeUnretainedValue().hasWarning = true
    }
  }
#endif
