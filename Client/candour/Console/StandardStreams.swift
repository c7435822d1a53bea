#if canImport(Glibc)
  import Glibc

  private let systemWrite = Glibc.write
  private let systemExit = Glibc.exit
#else
  import Musl

  private let systemWrite = Musl.write
  private let systemExit = Musl.exit
#endif

/// Ends the process; output so far was written.
func endProcess(_ code: Int32) -> Never {
  systemExit(code)
}

/// Standard output, written completely or reported.
enum StandardOutput {
  /// Ends the process with 1 when the text cannot be written: results must never be lost silently.
  static func write(_ text: String) {
    write(Array(text.utf8))
  }

  static func write(_ bytes: [UInt8]) {
    guard StandardError.writeAll(bytes, to: STDOUT_FILENO) else {
      StandardError.write("error: standard output cannot be written\n")
      endProcess(CommandFailure.Exit.failed.rawValue)
    }
  }
}

/// Standard error: everything that is not a result.
enum StandardError {
  static func write(_ text: String) {
    _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
  }

  fileprivate static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = systemWrite(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }
}
