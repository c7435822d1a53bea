import Foundation
import TestSupport

/// A proxy on loopback that supports only `CONNECT`, on a port that the system chooses; or one that
/// refuses everything.
final class Proxy {
  private let server: PythonServer
  private let folder: TemporaryFolder

  init(refusing: Bool = false) throws {
    folder = try TemporaryFolder()
    server = try PythonServer(
      script: Self.script, [folder.path("asked"), refusing ? "403" : "200"])
  }

  /// The addresses that it was asked to connect to, in order.
  var asked: [String] {
    let text = (try? String(contentsOfFile: folder.path("asked"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  var url: String { "http://127.0.0.1:\(server.port)" }
  var environment: [String: String] { server.proxyEnvironment }

  private static let script = """
    import socket, sys, threading
    asked, status = sys.argv[1], sys.argv[2]
    door = socket.create_server(('127.0.0.1', 0))
    print(door.getsockname()[1], flush=True)

    def pass_on(one, other):
        try:
            while data := one.recv(65536):
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
        method, target = head.split(b' ')[:2]
        with open(asked, 'a') as log:
            log.write(method.decode() + ' ' + target.decode() + '\\n')
        if status != '200' or method != b'CONNECT':
            caller.sendall(b'HTTP/1.1 403 Forbidden\\r\\ncontent-length: 0\\r\\n\\r\\n')
            caller.close()
            return
        host, port = target.decode().rsplit(':', 1)
        there = socket.create_connection((host, int(port)))
        caller.sendall(b'HTTP/1.1 200 Connected\\r\\n\\r\\n')
        threading.Thread(target=pass_on, args=(caller, there), daemon=True).start()
        pass_on(there, caller)

    while True:
        caller, _ = door.accept()
        threading.Thread(target=serve, args=(caller,), daemon=True).start()
    """
}
