internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
public import SiteClient
internal import Synchronization
internal import UnixSignals

/// The site's own screen: pages of its store for one browser on this computer, with no network.
///
/// It listens on 127.0.0.1, on a port that the system chooses, accepts the browser that posts the
/// one-time token of its opening file, and ends after a while without use.
public struct SiteScreen: Sendable {
  let client: SiteClient
  private let idle: Duration
  let logger: Logger
  private let now: @Sendable () -> ContinuousClock.Instant

  /// - Parameters:
  ///   - client: whose store is shown.
  ///   - idleMinutes: how long it continues without a request.
  ///   - now: the time by which it counts them.
  public init(
    client: SiteClient, idleMinutes: Int, logger: Logger,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.client = client
    idle = .seconds(60 * idleMinutes)
    self.logger = logger
    self.now = now
  }

  /// Access to one browser's screen; its use is counted from now.
  func door() -> Door { Door(now: now) }

  /// Serves until it is idle, or stopped.
  ///
  /// - Parameter ready: called once, when the browser can open the file.
  /// - Throws: ``OpeningFailure`` where the file cannot be written; else what keeps it from listening.
  public func run(ready: @escaping @Sendable (OpeningFile) -> Void) async throws {
    let door = door()
    let folder = client.folder
    let pages = ScreenPages(client: client, door: door, renderer: try ScreenRenderer()) {
      unlink(OpeningFile.path(in: folder))
    }
    defer { unlink(OpeningFile.path(in: folder)) }
    let failure = Mutex<OpeningFailure?>(nil)
    let services = try services(
      pages, for: .owner, signals: [.sigterm, .sigint],
      isUnwanted: { failure.withLock { $0 != nil } }
    ) { port in
      do throws(OpeningFailure) {
        ready(try OpeningFile.write(token: door.token, to: "127.0.0.1:\(port)", in: folder))
      } catch {
        failure.withLock { $0 = error }
      }
    }
    try await services.run()
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  /// The server of one browser's pages, until it is idle.
  ///
  /// - Parameters:
  ///   - signals: those that end it.
  ///   - isUnwanted: whether it cannot be opened any more, or its visitor has left.
  ///   - running: called once, with the port that the system chose.
  func services(
    _ pages: ScreenPages, for visitor: ScreenVisitor, signals: [UnixSignal] = [],
    isUnwanted: @escaping @Sendable () -> Bool = { false },
    running: @escaping @Sendable (Int) -> Void
  ) throws -> ServiceGroup {
    let authority = Authority()
    let responder = ScreenResponder(pages: pages, for: visitor) { authority.text }
    let server = try Self.server(responder, logger) { channel in
      let port = channel.localAddress?.port ?? 0
      authority.set("127.0.0.1:\(port)")
      running(port)
    }
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: server),
        .init(
          service: IdleWatch(door: pages.door, idle: idle, isUnwanted: isUnwanted),
          successTerminationBehavior: .gracefullyShutdownGroup),
      ], gracefulShutdownSignals: signals, logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(2)
    return ServiceGroup(configuration: configuration)
  }

  private static func server(
    _ responder: ScreenResponder, _ logger: Logger,
    running: @escaping @Sendable (any Channel) async -> Void
  ) throws -> any Service {
    let channel = HTTP1Channel.Configuration(
      idleTimeout: .seconds(60),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: ScreenLimits.headerBytesMax,
        maxHeaderListSize: ScreenLimits.headerBytesMax,
        maxHeaderFieldCount: ScreenLimits.headerCountMax))
    return try HTTPServerBuilder.http1(configuration: channel).buildServer(
      configuration: ServerConfiguration(
        address: .hostname("127.0.0.1", port: 0),
        availableConnectionsDelegate: MaximumAvailableConnections(ScreenLimits.connectionsMax)),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
    ) { request, writer, channel in
      let context = ScreenContext(source: .init(channel: channel, logger: logger))
      let response = await responder.answer(to: request, context: context)
      try await writer.write(response: response.head, body: response.body)
    } onServerRunning: { channel in
      await running(channel)
    }
  }
}

/// The screen's address, once the system chose a port.
private final class Authority: Sendable {
  private let value = Mutex("")
  var text: String { value.withLock { $0 } }
  func set(_ text: String) { value.withLock { $0 = text } }
}

/// Ends the screen after a while without use.
private struct IdleWatch: Service {
  let door: Door
  let idle: Duration
  /// Whether the screen cannot be opened any more, or its visitor has left.
  let isUnwanted: @Sendable () -> Bool

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        let left = idle - door.unusedFor
        guard left > .zero, !isUnwanted() else { return }
        try await Task.sleep(for: min(left, .seconds(1)))
      }
    }
  }
}
