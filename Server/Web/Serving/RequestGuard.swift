internal import NIOCore
internal import NIOHTTPTypes

/// Ends a connection (or an HTTP/2 stream) whose request body is too long or too slow.
///
/// The handlers refuse such a body long before, with an answer; this ends the reading for a client
/// that keeps sending anyway.
final class RequestGuard: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  /// Beyond every limit of a single operation.
  static let bodyBytesMax = 16 * 1024 * 1024

  private let delay: TimeAmount
  private var deadline: Scheduled<Void>?
  private var bodyBytes = 0

  init(body delay: TimeAmount) { self.delay = delay }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      let channel = context.channel
      bodyBytes = 0
      deadline?.cancel()
      deadline = context.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    case .body(let buffer):
      bodyBytes += buffer.readableBytes
      guard bodyBytes <= Self.bodyBytesMax else { return context.close(promise: nil) }
    case .end:
      deadline?.cancel()
      deadline = nil
    }
    context.fireChannelRead(data)
  }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }
}
