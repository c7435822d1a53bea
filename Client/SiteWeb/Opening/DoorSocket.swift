internal import Foundation
internal import Synchronization

/// Accepts logins of this computer at a Unix socket, by what the kernel reports about them.
///
/// One thread waits for all connections. A connection that sends anything, or that ends, has left.
final class DoorSocket: Sendable {
  /// More screens at once than one computer has people.
  static let screensMax = 64
  /// A person has one or two; the limit keeps one login from taking all of them.
  static let screensPerLoginMax = 8

  /// A login that was let in, as long as it stays connected.
  struct Visitor: Sendable {
    let user: UInt32
    /// Whether the other end is still connected.
    let isHere: @Sendable () -> Bool
    let say: @Sendable (DoorMessage) -> Void
    /// Ends the connection.
    let leave: @Sendable () -> Void
  }

  private struct Connection {
    let descriptor: Int32
    let user: UInt32
    var isLeaving = false
  }

  private struct State {
    var connections: [Int: Connection] = [:]
    var arrived = 0
    var isClosing = false
  }

  /// Every login that was let in, in the order of arrival.
  let visitors: AsyncStream<Visitor>
  private let arrivals: AsyncStream<Visitor>.Continuation
  private let path: String
  private let listener: UnixSocket
  private let group: SharedGroup
  /// Written to in order to wake the thread.
  private let wake: (read: Int32, write: Int32)
  private let state = Mutex(State())

  /// - Throws: ``UnixSocket/Failure``.
  init(at path: String, for group: SharedGroup) throws(UnixSocket.Failure) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    wake = (ends[0], ends[1])
    do throws(UnixSocket.Failure) {
      listener = try UnixSocket.listening(at: path, for: group.number)
    } catch {
      for end in ends { _ = Foundation.close(end) }
      throw error
    }
    (self.path, self.group) = (path, group)
    (visitors, arrivals) = AsyncStream.makeStream(of: Visitor.self)
    Thread.detachNewThread { self.run() }
  }

  /// Ends every connection, and accepts no more.
  func close() {
    state.withLock { $0.isClosing = true }
    awaken()
  }

  private func awaken() {
    var byte: UInt8 = 0
    // A full pipe wakes the thread as well.
    _ = Foundation.write(wake.write, &byte, 1)
  }

  // MARK: The thread

  private func run() {
    while !state.withLock(\.isClosing) {
      let open = state.withLock { $0.connections.sorted { $0.key < $1.key } }
      var polled = ([listener.descriptor, wake.read] + open.map(\.value.descriptor)).map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      guard poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { break }
      if polled[1].revents != 0 { drain() }
      for (place, connection) in open.enumerated()
      where connection.value.isLeaving || polled[place + 2].revents != 0 {
        end(connection.key)
      }
      for (number, connection) in state.withLock(\.connections) where connection.isLeaving {
        end(number)
      }
      if polled[0].revents != 0 { accept() }
    }
    for number in state.withLock({ $0.connections.keys }) { end(number) }
    arrivals.finish()
    unlink(path)
    for descriptor in [listener.descriptor, wake.read] { _ = Foundation.close(descriptor) }
  }

  private func drain() {
    var bytes = [UInt8](repeating: 0, count: 256)
    _ = read(wake.read, &bytes, bytes.count)
  }

  /// Only the thread closes a connection, so that no number of the system is used twice.
  private func end(_ number: Int) {
    let connection = state.withLock { $0.connections.removeValue(forKey: number) }
    guard let connection else { return }
    _ = Foundation.close(connection.descriptor)
  }

  private func accept() {
    let descriptor = Foundation.accept(listener.descriptor, nil, nil)
    guard descriptor >= 0 else { return }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    guard let peer = SocketPeer(of: descriptor), group.admits(peer) else {
      return refuse(descriptor, .notInGroup)
    }
    let number = state.withLock { state -> Int? in
      guard state.connections.count < Self.screensMax,
        state.connections.values.count(where: { $0.user == peer.user })
          < Self.screensPerLoginMax
      else { return nil }
      state.arrived += 1
      state.connections[state.arrived] = Connection(
        descriptor: descriptor, user: peer.user)
      return state.arrived
    }
    guard let number else { return refuse(descriptor, .tooMany) }
    arrivals.yield(
      Visitor(
        user: peer.user,
        isHere: { [weak self] in self?.isHere(number) ?? false },
        say: { [weak self] in self?.send($0, to: number) },
        leave: { [weak self] in self?.leave(number) }))
  }

  private func refuse(_ descriptor: Int32, _ why: DoorMessage.Refusal) {
    Self.write(.refused(why), to: descriptor)
    _ = Foundation.close(descriptor)
  }

  // MARK: Called from anywhere

  private func send(_ message: DoorMessage, to number: Int) {
    state.withLock { state in
      guard let connection = state.connections[number] else { return }
      Self.write(message, to: connection.descriptor)
    }
  }

  private func isHere(_ number: Int) -> Bool {
    state.withLock { $0.connections[number] != nil }
  }

  private func leave(_ number: Int) {
    state.withLock { $0.connections[number]?.isLeaving = true }
    awaken()
  }

  /// The few short lines of a connection fit into the system's buffer: one that does not is a
  /// reader that left.
  private static func write(_ message: DoorMessage, to descriptor: Int32) {
    let bytes = Array(message.line.utf8)
    _ = Foundation.write(descriptor, bytes, bytes.count)
  }
}
