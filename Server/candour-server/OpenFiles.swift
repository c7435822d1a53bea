import Glibc

/// The limit of files that this process may have open.
enum OpenFiles {
  /// Raises the limit to what the system allows: each open store takes up to eleven.
  static func allowAll() {
    var limit = rlimit()
    // Where nothing can be raised, the call is skipped: a sandbox may forbid it.
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
      limit.rlim_cur < limit.rlim_max
    else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
