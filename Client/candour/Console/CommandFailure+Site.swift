import SiteClient

extension CommandFailure {
  /// What a library's error means to the person at the command line; `nil` for the errors of the
  /// argument parser.
  init?(known error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as FactsError: self.init(error)
    case let error as SiteError: self.init(error)
    case let error as StoreError: self.init(SiteError.Explanation(error))
    case let error as ValidationError: self.init(error)
    default: return nil
    }
  }

  init(_ error: ValidationError) {
    self.init(.unusable, error.code, error.message, field: error.field)
  }

  init(_ error: SiteError) { self.init(error.explanation) }

  private init(_ explanation: SiteError.Explanation) {
    self.init(
      Exit(explanation.kind), explanation.code, explanation.message, field: explanation.field)
  }
}

extension CommandFailure.Exit {
  fileprivate init(_ kind: SiteError.Explanation.Kind) {
    self =
      switch kind {
      case .failed: .failed
      case .unusable: .unusable
      case .unreachable: .unreachable
      case .refused: .refused
      case .damaged: .damaged
      }
  }
}
