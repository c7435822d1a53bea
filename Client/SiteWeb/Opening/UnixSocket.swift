internal import Foundation

/// A socket with a place in the file system, for programs of this computer alone.
struct UnixSocket: Sendable {
  let descriptor: Int32

  /// Why a socket could not be made or reached.
  enum Failure: Error, Hashable {
    /// The path is longer than a socket's address can be.
    case pathTooLong
    /// Another program listens at this path.
    case inUse
    /// Nothing listens there.
    case absent
    /// The permissions of the socket exclude this login.
    case denied
    case system(Int32)
  }

  /// Listens at a path, where only the group may connect.
  ///
  /// What an earlier run left at the path is replaced; a program that still listens is not.
  static func listening(at path: String, for group: UInt32) throws(Failure) -> UnixSocket {
    let socket = try UnixSocket()
    do throws(Failure) {
      if case .failure(.inUse) = socket.bound(to: try address(path)) {
        guard isLeftOver(path) else { throw .inUse }
        unlink(path)
        try socket.bound(to: try address(path)).get()
      }
      // Until it listens, connections are refused.
      guard chown(path, uid_t.max, group) == 0, chmod(path, 0o660) == 0,
        listen(socket.descriptor, 16) == 0
      else { throw .system(errno) }
      return socket
    } catch {
      close(socket.descriptor)
      throw error
    }
  }

  static func connected(to path: String) throws(Failure) -> UnixSocket {
    let socket = try UnixSocket()
    let address = try address(path)
    guard withBytes(of: address, { connect(socket.descriptor, $0, $1) }) == 0 else {
      let number = errno
      close(socket.descriptor)
      switch number {
      case EACCES, EPERM: throw .denied
      case ENOENT, ECONNREFUSED, ENOTSOCK, ENOTDIR: throw .absent
      default: throw .system(number)
      }
    }
    return socket
  }

  private init() throws(Failure) {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw .system(errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  private func bound(to address: sockaddr_un) -> Result<Void, Failure> {
    guard Self.withBytes(of: address, { bind(descriptor, $0, $1) }) != 0 else {
      return .success(())
    }
    switch errno {
    case EADDRINUSE: return .failure(.inUse)
    case EACCES, EPERM: return .failure(.denied)
    case ENOENT, ENOTDIR: return .failure(.absent)
    default: return .failure(.system(errno))
    }
  }

  /// Whether nothing listens at a path where a socket is.
  private static func isLeftOver(_ path: String) -> Bool {
    do throws(Failure) {
      close(try connected(to: path).descriptor)
      return false
    } catch {
      return error == .absent && isSocket(path)
    }
  }

  private static func isSocket(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  private static func address(_ path: String) throws(Failure) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard !bytes.isEmpty, bytes.count < capacity, !bytes.contains(0) else { throw .pathTooLong }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  private static func withBytes(
    of address: sockaddr_un, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        call($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
