internal import Foundation

/// `candour open` at a shared screen: asks at its socket for a screen of one's own, and stays
/// connected as long as it is wanted.
public struct SharedScreenVisit: Sendable {
  /// Why there is no screen for this login.
  public enum Failure: Error, Hashable {
    /// Nothing listens at the socket.
    case absent
    /// The login is not in the group that may.
    case notInGroup
    /// As many logins as are served at once have a screen.
    case tooMany
    /// The screen did not start, or the socket is not that of a shared screen.
    case failed
    /// The file for the browser cannot be written.
    case file(String)
  }

  private let socket: UnixSocket

  /// Connects to the service of a shared screen.
  ///
  /// - Parameter path: of the socket.
  /// - Throws: ``Failure/notInGroup`` where the socket may not be opened, ``Failure/absent`` for every
  ///   other reason.
  public init(at path: String) throws(Failure) {
    do throws(UnixSocket.Failure) {
      socket = try UnixSocket.connected(to: path)
    } catch {
      throw error == .denied ? .notInGroup : .absent
    }
  }

  /// Lets one browser in, and returns when the screen has ended.
  ///
  /// - Parameters:
  ///   - folder: for the file that opens the screen; only its owner may enter it.
  ///   - ready: called once, when the browser can open the file.
  /// - Throws: ``Failure`` where no screen was given, or the file cannot be written.
  public func stay(
    openingFrom folder: String, ready: (OpeningFile) -> Void
  ) throws(Failure) {
    defer { close(socket.descriptor) }
    var reader = LineBuffer(descriptor: socket.descriptor)
    switch reader.next() {
    case .refused(.notInGroup): throw .notInGroup
    case .refused(.tooMany): throw .tooMany
    case .refused(.failed), .opened, nil: throw .failed
    case .admitted(let port, let token):
      let file: OpeningFile
      do throws(OpeningFailure) {
        file = try OpeningFile.write(token: token, to: "127.0.0.1:\(port)", in: folder)
      } catch {
        throw .file(OpeningFile.path(in: folder))
      }
      defer { file.remove() }
      ready(file)
      while let message = reader.next() {
        if message == .opened { file.remove() }
      }
    }
  }
}

/// The messages of a connection, one after the other.
private struct LineBuffer {
  let descriptor: Int32
  private var bytes: [UInt8] = []

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// - Returns: `nil` at the end, and at a line that no shared screen writes.
  mutating func next() -> DoorMessage? {
    while true {
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        defer { bytes.removeSubrange(...end) }
        return DoorMessage(line: bytes[..<end])
      }
      guard bytes.count < DoorMessage.bytesMax else { return nil }
      var piece = [UInt8](repeating: 0, count: 256)
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      bytes += piece.prefix(count)
    }
  }
}
