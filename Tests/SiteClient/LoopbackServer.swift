import Foundation
import TestSupport

/// A real HTTPS server on loopback, on a port that the system chooses, with an authority of its
/// own.
///
/// It exists as long as the value; the process is ended by its identifier.
final class LoopbackServer {
  var port: Int { server.port }
  /// The certificates that a client must trust, in PEM.
  let authority: [UInt8]
  private let server: PythonServer
  private let folder: URL

  var address: String { "https://localhost:\(port)" }

  /// - Parameter name: the host name that the server's certificate is for.
  init(certifiedFor name: String = "localhost") throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("candour-loopback-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.makeCertificates(in: folder, name: name)
    authority = Array(try Data(contentsOf: folder.appendingPathComponent("ca.pem")))
    server = try PythonServer(script: Self.script, in: folder)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  struct NoCertificate: Error {}

  private static func makeCertificates(in folder: URL, name: String) throws {
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    try openssl(
      ["req", "-x509"] + key + [
        "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority",
      ], in: folder)
    try openssl(
      ["req"] + key + ["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=\(name)"],
      in: folder)
    try Data("subjectAltName=DNS:\(name)\n".utf8)
      .write(to: folder.appendingPathComponent("names"))
    try openssl(
      [
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.pem",
      ], in: folder)
  }

  private static func openssl(_ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw NoCertificate() }
  }

  private static let script = """
    import http.server, itertools, ssl, socketserver, threading
    connections = itertools.count(1)
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def setup(self):
            super().setup()
            self.connection_number = next(connections)
        def log_message(self, *a): pass
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = self.path.split("/")
            if path[1] == "silent": threading.Event().wait()
            if path[1] == "broken":
                self.wfile.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 100\\r\\n\\r\\nhalf")
                self.close_connection = True
                return
            if path[1] == "nonsense":
                self.wfile.write(b"this is not HTTP\\r\\n\\r\\n")
                self.close_connection = True
                return
            status = 200
            if path[1] == "status": status, body = int(path[2]), b"status"
            if path[1] == "huge": body = b"x" * int(path[2])
            if path[1] == "header": body = self.headers.get(path[2], "").encode()
            self.send_response(status)
            if status == 302: self.send_header("Location", "/echo")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Connection", str(self.connection_number))
            self.end_headers()
            self.wfile.write(body)
    class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
        daemon_threads = True
        def handle_error(self, *a): pass
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("server.pem", "server.key")
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """
}
