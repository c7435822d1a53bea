internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// Limits the memory that bodies of requests without a sign-in take.
///
/// A connection of HTTP/2 carries a hundred requests at a time, and an address may have 256
/// connections: each request's own limit is not enough. One is read piece by piece, and refused
/// where its address, or all strangers together, hold too much.
final class StrangerBodies: Sendable {
  /// Bytes of one address: thousands of sign-ins at a time, behind one proxy too.
  static let addressBytesMax = 16 * 1024 * 1024
  /// Bytes of all addresses.
  static let bytesMax = 128 * 1024 * 1024

  /// Of this process, whatever trusts it serves.
  static let shared = StrangerBodies()

  private struct Held {
    var total = 0
    var addresses: [String: Int] = [:]
  }

  private let held = Mutex(Held())

  /// - Returns: whether there was room; if so, ``release(_:of:)`` must follow.
  func take(_ bytes: Int, of address: String) -> Bool {
    held.withLock { held in
      let own = held.addresses[address] ?? 0
      guard own + bytes <= Self.addressBytesMax, held.total + bytes <= Self.bytesMax else {
        return false
      }
      held.addresses[address] = own + bytes
      held.total += bytes
      return true
    }
  }

  func release(_ bytes: Int, of address: String) {
    held.withLock { held in
      let own = (held.addresses[address] ?? 0) - bytes
      held.addresses[address] = own > 0 ? own : nil
      held.total -= bytes
    }
  }

  /// Bytes that are held at present.
  var bytes: Int { held.withLock { $0.total } }
}

/// The body of one request while it is read and answered.
final class RequestBodyReading: Sendable {
  private let address: String
  private let bodies: StrangerBodies
  private let taken = Mutex(0)

  init(from address: String, in bodies: StrangerBodies = .shared) {
    (self.address, self.bodies) = (address, bodies)
  }

  deinit { bodies.release(taken.withLock { $0 }, of: address) }

  /// - Parameter isKnown: whether it is known who sends it: then only the endpoint's limit counts.
  /// - Throws: ``Problem``: 413 beyond the limit, 503 where strangers hold too much, 400 where it
  ///   breaks off.
  func body(of request: Request, upTo bytesMax: Int, isKnown: Bool) async throws -> ByteBuffer {
    var body = ByteBuffer()
    do {
      for try await piece in request.body {
        guard body.readableBytes + piece.readableBytes <= bytesMax else {
          throw Problem.bodyTooLarge
        }
        if !isKnown { try take(piece.readableBytes) }
        body.writeImmutableBuffer(piece)
      }
    } catch let problem as Problem {
      throw problem
    } catch is CancellationError {
      throw Problem.unavailable
    } catch {
      // Whatever ends a body early is the caller's: its form, or a connection that broke off.
      throw Problem.malformed("The body ended early, or is not well formed.")
    }
    return body
  }

  private func take(_ bytes: Int) throws(Problem) {
    guard bodies.take(bytes, of: address) else { throw .unavailable }
    taken.withLock { $0 += bytes }
  }
}
