internal import Foundation
public import Logging
internal import ServiceLifecycle
public import SiteClient
internal import UnixSignals

/// The screens of one store for several logins of a computer.
///
/// A login connects to a Unix socket. The kernel reports which user and groups its program has, and
/// a member of the group is given a screen of its own: an address on 127.0.0.1 and a token that
/// works once. That screen answers this user's programs alone, and ends with the connection.
public struct SharedScreen: Sendable {
  /// Where the service of the package listens.
  public static let socketPath = "/run/candour/screen.socket"

  /// Why nothing can be shared.
  public enum Failure: Error, Hashable, Sendable {
    /// Another program listens at the path.
    case socketInUse(String)
    /// No socket can be made at the path for the group.
    case socketUnusable(String)
  }

  private let screen: SiteScreen
  private let path: String
  private let group: SharedGroup

  /// - Parameters:
  ///   - client: whose store is shown.
  ///   - idleMinutes: how long each screen continues without a request.
  ///   - path: of the socket.
  ///   - group: who may connect.
  ///   - now: the time by which the minutes are counted.
  public init(
    client: SiteClient, idleMinutes: Int, logger: Logger, at path: String, for group: SharedGroup,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    screen = SiteScreen(client: client, idleMinutes: idleMinutes, logger: logger, now: now)
    (self.path, self.group) = (path, group)
  }

  /// Serves until it is stopped.
  ///
  /// - Parameter ready: called once, when logins can connect.
  /// - Throws: ``Failure`` where no login would be able to connect.
  public func run(ready: @Sendable () -> Void) async throws {
    let socket: DoorSocket
    do throws(UnixSocket.Failure) {
      socket = try DoorSocket(at: path, for: group)
    } catch {
      throw error == .inUse ? Failure.socketInUse(path) : Failure.socketUnusable(path)
    }
    // A reader that left must not end the program.
    signal(SIGPIPE, SIG_IGN)
    ready()
    let service = Reception(screen: screen, socket: socket, renderer: try ScreenRenderer())
    var configuration = ServiceGroupConfiguration(
      services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: screen.logger)
    configuration.maximumGracefulShutdownDuration = .seconds(5)
    try await ServiceGroup(configuration: configuration).run()
  }
}

/// Starts a screen for each login that was let in.
private struct Reception: Service {
  let screen: SiteScreen
  let socket: DoorSocket
  let renderer: ScreenRenderer

  func run() async throws {
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for await visitor in socket.visitors {
          group.addTask { await serve(visitor) }
        }
      }
    } onGracefulShutdown: {
      socket.close()
    }
  }

  private func serve(_ visitor: DoorSocket.Visitor) async {
    defer { visitor.leave() }
    let door = screen.door()
    let pages = ScreenPages(
      client: screen.client, door: door, renderer: renderer, owner: .login(visitor.user)
    ) {
      visitor.say(.opened)
    }
    do {
      // Whatever ends one screen leaves the others as they are.
      try await screen.services(
        pages, for: .login(visitor.user), isUnwanted: { !visitor.isHere() }
      ) { port in
        visitor.say(.admitted(port: port, token: door.token))
      }.run()
    } catch {
      visitor.say(.refused(.failed))
    }
  }
}
