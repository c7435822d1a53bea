import Foundation
import TestSupport

/// A proxy on loopback that forwards this many bytes in one direction, then kills a process.
final class KillingProxy {
  private let server: PythonServer
  private let folder: TemporaryFolder

  init(after bytes: Int, goingUp: Bool) throws {
    folder = try TemporaryFolder()
    server = try PythonServer(
      script: Self.script, [folder.path("killed"), "\(bytes)", goingUp ? "up" : "down"])
  }

  /// The proxy holds back the data until it knows the process.
  func aim(at process: Int32) throws { try server.tell("\(process)") }

  var hasKilled: Bool { FileManager.default.fileExists(atPath: folder.path("killed")) }

  var environment: [String: String] { server.proxyEnvironment }

  private static let script = """
    import os, signal, socket, sys, threading
    killed, left, way = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    lock = threading.Lock()
    door = socket.create_server(('127.0.0.1', 0))
    print(door.getsockname()[1], flush=True)

    def pass_on(one, other, counts):
        global left
        try:
            while data := one.recv(1400):
                if counts:
                    with lock:
                        if left <= len(data):
                            other.sendall(data[:left])
                            target = int(sys.stdin.readline())
                            open(killed, 'w').close()
                            os.kill(target, signal.SIGKILL)
                            left = 1 << 60
                            break
                        left -= len(data)
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def serve(caller):
        head = b''
        while b'\\r\\n\\r\\n' not in head:
            data = caller.recv(4096)
            if not data:
                return
            head += data
        host, port = head.split(b' ')[1].decode().rsplit(':', 1)
        there = socket.create_connection((host, int(port)))
        caller.sendall(b'HTTP/1.1 200 Connected\\r\\n\\r\\n')
        up = threading.Thread(target=pass_on, args=(caller, there, way == 'up'), daemon=True)
        up.start()
        pass_on(there, caller, way == 'down')

    while True:
        caller, _ = door.accept()
        threading.Thread(target=serve, args=(caller,), daemon=True).start()
    """
}
