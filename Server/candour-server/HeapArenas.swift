import CMalloc
import Glibc

/// How many heaps the C library keeps.
enum HeapArenas {
  /// As many as there are cores: glibc otherwise makes up to eight for each, and each keeps what threads once
  /// needed of it.
  static func limit() {
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    _ = mallopt(M_ARENA_MAX, Int32(clamping: max(cores, 1)))
  }
}
