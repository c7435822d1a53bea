internal import NIOCore
internal import NIOHTTPTypes

/// Ends a connection (or an HTTP/2 stream) whose request body is too long or too slow, or whose
/// client reads nothing of what it is answered.
///
/// The handlers refuse such a body long before, with an answer; this ends the reading for a client
/// that keeps sending anyway. A client that did not read its answer would keep the connection without
/// end: while a request is being answered, no connection counts as idle.
final class RequestGuard: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  /// Beyond every limit of a single operation.
  static let bodyBytesMax = 16 * 1024 * 1024

  private let delay: TimeAmount
  private var deadline: Scheduled<Void>?
  private var bodyBytes = 0
  /// Runs while what was written waits for the client to read it.
  private var unread: Scheduled<Void>?

  /// - Parameter delay: for a whole body, and for a client to read what waits for it.
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

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    let channel = context.channel
    if channel.isWritable {
      unread?.cancel()
      unread = nil
    } else if unread == nil {
      unread = context.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  func handlerRemoved(context: ChannelHandlerContext) { cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    cancel()
    context.fireChannelInactive()
  }

  private func cancel() {
    deadline?.cancel()
    unread?.cancel()
  }
}
