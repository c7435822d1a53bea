internal import Dispatch
internal import Glibc
internal import Synchronization

/// Another program that the server starts and whose end it waits for.
///
/// It inherits no open file and no environment, its input is empty and its output is discarded. It is
/// the leader of a process group, and the whole group is ended when it ends: nothing that it started
/// continues.
struct ChildProgram: Sendable {
  /// An executable file.
  let path: String
  let arguments: [String]
  let environment: [String: String]

  /// Starts it and waits for its end; ends it after so many seconds, or when the caller is cancelled.
  ///
  /// - Returns: whether it ended by itself with status 0; false also where it cannot be started.
  func succeeds(within seconds: Double) async -> Bool {
    guard let child = start() else { return false }
    let limit = Task {
      try await Task.sleep(for: .seconds(seconds))
      child.end()
    }
    defer { limit.cancel() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: child.waited() == 0) }
      }
    } onCancel: {
      child.end()
    }
  }

  private func start() -> Child? {
    var files = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    guard posix_spawn_file_actions_init(&files) == 0, posix_spawnattr_init(&attributes) == 0
    else { return nil }
    defer {
      posix_spawn_file_actions_destroy(&files)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    for file in Self.openFiles where file > STDERR_FILENO {
      posix_spawn_file_actions_addclose(&files, file)
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let environment = environment.map { "\($0.key)=\($0.value)" }
    return Self.withCStrings([path] + arguments) { arguments in
      Self.withCStrings(environment) { environment in
        var process: pid_t = 0
        let failure = posix_spawn(&process, path, &files, &attributes, arguments, environment)
        return failure == 0 ? Child(process) : nil
      }
    }
  }

  /// The numbers of the files and sockets that are open here.
  private static var openFiles: [Int32] {
    guard let folder = opendir("/dev/fd") else { return [] }
    defer { closedir(folder) }
    var files: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // The folder itself is open only while it is read.
      if let file = Int32(name), file != dirfd(folder) { files.append(file) }
    }
    return files
  }

  /// A list of C strings that ends with a null pointer.
  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

/// A process that was started here.
private final class Child: Sendable {
  private let process: pid_t
  /// Nil once its end was collected: another process may then have this number.
  private let running: Mutex<pid_t?>

  init(_ process: pid_t) {
    self.process = process
    running = Mutex(process)
  }

  /// Ends it and what it started; nothing happens where it has ended.
  func end() {
    running.withLock { process in
      if let process { kill(-process, SIGKILL) }
    }
  }

  /// Waits for its end, and then ends what it started.
  ///
  /// - Returns: its exit status; nil where a signal ended it.
  func waited() -> Int32? {
    var ended = siginfo_t()
    // WNOWAIT: the number stays its own, and its group's, until it is collected below.
    while waitid(P_PID, id_t(process), &ended, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    return running.withLock { running in
      var status: Int32 = 0
      kill(-process, SIGKILL)
      guard let own = running, waitpid(own, &status, 0) == own else { return nil }
      running = nil
      return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
    }
  }
}
