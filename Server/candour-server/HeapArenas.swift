import CMalloc
import Glibc

/// The heaps (arenas) from which the C library serves the threads of this process.
enum HeapArenas {
  /// Allows one for each core. By default glibc makes up to eight for each, and a heap seldom gives memory
  /// back to the system.
  static func limit() {
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    _ = mallopt(M_ARENA_MAX, Int32(clamping: max(cores, 1)))
  }
}
