import Foundation
import TestSupport

/// A line that breaks off: a proxy on loopback that supports only `CONNECT`, and ends each
/// connection once this many bytes were sent up on it. What a slow line transfers within the time
/// limit of a body.
final class CuttingProxy {
  private let server: PythonServer
  private let folder: TemporaryFolder

  /// - Parameter bytes: what a connection transfers up, including the handshake.
  init(after bytes: Int) throws {
    folder = try TemporaryFolder()
    server = try PythonServer(script: Self.script, [folder.path("cuts"), "\(bytes)"])
  }

  /// How many connections were ended.
  var cuts: Int {
    ((try? Data(contentsOf: URL(filePath: folder.path("cuts")))) ?? Data()).count
  }

  var environment: [String: String] { server.proxyEnvironment }

  private static let script = """
    import socket, sys, threading
    cuts, most = sys.argv[1], int(sys.argv[2])
    door = socket.create_server(('127.0.0.1', 0))
    print(door.getsockname()[1], flush=True)

    def end(*sockets):
        for one in sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def up(caller, there):
        left = most
        try:
            while data := caller.recv(1400):
                there.sendall(data[:left])
                left -= len(data)
                if left <= 0:
                    with open(cuts, 'a') as file:
                        file.write('x')
                    break
        except OSError:
            pass
        end(caller, there)

    def down(there, caller):
        try:
            while data := there.recv(65536):
                caller.sendall(data)
        except OSError:
            pass
        end(caller, there)

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
        threading.Thread(target=up, args=(caller, there), daemon=True).start()
        down(there, caller)

    while True:
        caller, _ = door.accept()
        threading.Thread(target=serve, args=(caller,), daemon=True).start()
    """
}
