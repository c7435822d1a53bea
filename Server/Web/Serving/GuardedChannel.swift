internal import HummingbirdCore
internal import HummingbirdHTTP2
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// HTTP over TLS (1.1 or 2, by ALPN) that closes connections whose handshake takes too long, and
/// those beyond the limit of one address.
struct GuardedChannel: ServerChildChannel {
  typealias Value = HTTP2UpgradeChannel.Value

  let base: HTTP2UpgradeChannel
  let handshake: TimeAmount
  let addresses: AddressCounter

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let (handshake, addresses) = (handshake, addresses)
    let network = NetworkPrefix.of(channel.remoteAddress)
    let isAdmitted = addresses.enter(network)
    if isAdmitted { channel.closeFuture.whenComplete { _ in addresses.leave(network) } }
    return base.setup(channel: channel, logger: logger).flatMapThrowing { value in
      guard isAdmitted else {
        channel.close(promise: nil)
        return value
      }
      let pipeline = channel.pipeline.syncOperations
      let tls = try pipeline.handler(type: NIOSSLServerHandler.self)
      try pipeline.addHandlers(
        HandshakeDeadline(after: handshake), ClosingAfterWrites(), position: .after(tls))
      return value
    }
  }

  func handle(value: Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}

/// Closes a connection whose TLS handshake takes too long; removed once it is done.
private final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny
  typealias InboundOut = NIOAny

  private let delay: TimeAmount
  private var deadline: Scheduled<Void>?

  init(after delay: TimeAmount) { self.delay = delay }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    context.fireUserInboundEventTriggered(event)
    guard case .handshakeCompleted = event as? TLSUserEvent else { return }
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }
}

/// Lets what is being written go out before its connection is closed.
///
/// When a server is stopped, a connection of HTTP/2 is closed from within the writing of its last
/// answer's last frame: the frame had not been passed on, and every answer in progress was cut.
private final class ClosingAfterWrites: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .all, context.channel.isActive else {
      return context.close(mode: mode, promise: promise)
    }
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.eventLoop.execute {
      bound.value.flush()
      bound.value.close(mode: mode, promise: promise)
    }
  }
}
