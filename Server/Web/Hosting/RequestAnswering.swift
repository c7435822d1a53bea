internal import Hummingbird

/// Answers every request that the server reads, whatever goes wrong.
protocol RequestAnswering: Sendable {
  func answer(to request: Request, context: CentreContext) async -> Response
}

extension CentreResponder: RequestAnswering {}
