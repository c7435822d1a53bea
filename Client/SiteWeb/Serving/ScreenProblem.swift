internal import Hummingbird
internal import RecordStore
internal import Records
internal import SiteClient

/// Shown in place of a page: what happened, what was kept, what to do next.
struct ScreenProblem: Error, Sendable {
  let status: HTTPResponse.Status
  let heading: String
  let lines: [String]

  init(_ heading: String, _ lines: String..., status: HTTPResponse.Status) {
    (self.heading, self.lines, self.status) = (heading, lines, status)
  }

  static let notFound = ScreenProblem(
    "Page not found", "There is nothing at this address. Nothing was changed.", status: .notFound)
  static let outOfDate = ScreenProblem(
    "The form is out of date", "Nothing was saved. Go back, load the page again and send it again.",
    status: .forbidden)
  static let malformed = ScreenProblem(
    "The form cannot be read", "Nothing was saved. Go back and send it again.",
    status: .badRequest)
  static let tooLarge = ScreenProblem(
    "That is too much at once",
    "Nothing was saved. A form holds at most 1 MB and a table of cases 4 MB.",
    status: .contentTooLarge)
  static let evidenceTooLarge = ScreenProblem(
    "The file is too large for a browser",
    "Nothing was saved. For a file above 8 GB run: candour evidence add REFERENCE FILE",
    status: .contentTooLarge)
  static let notText = ScreenProblem(
    "The file cannot be read",
    "Nothing was saved. It is not UTF-8: save the sheet as “CSV UTF-8” and choose it again.",
    status: .unprocessableContent)
  static let changedMeanwhile = ScreenProblem(
    "The record has changed",
    "Somebody changed this record, or a synchronisation brought a change, while you had it open.",
    "Nothing of yours was saved. Look at it as it is now and make your change again.",
    status: .conflict)
  static let unexpected = ScreenProblem(
    "Something went wrong", "What was saved before is kept. Go back and try again.",
    "If it happens again, close this window and run: candour verify",
    status: .internalServerError)

  init(_ error: any Error) {
    switch error {
    case let problem as ScreenProblem: self = problem
    case let error as SiteError: self.init(error)
    case let error as ValidationError: self.init(error)
    default: self = .unexpected
    }
  }

  init(_ error: ValidationError) {
    let place = error.field.map { "\(FieldLabel.displayText($0)): " } ?? ""
    self.init(
      "There is a problem", "\(place)\(error.message).", "Nothing was saved.",
      status: .unprocessableContent)
  }

  private init(_ error: SiteError) {
    switch error {
    case .invalid(let error): self.init(error)
    case .store(let error): self.init(error)
    case .otherKind:
      self.init(
        "This is another kind of record", "Nothing was changed.", status: .notFound)
    case .syncInProgress:
      self.init(
        "A synchronisation is running", "Wait for it to end. Your work is safe.", status: .conflict)
    default:
      self.init(
        "The centre could not be reached",
        "Your work is safe on this computer and will be sent later.",
        status: .badGateway)
    }
  }

  private init(_ error: StoreError) {
    switch error {
    case .unknown(let name):
      self.init(
        "No such record", "There is no record “\(name)” at this site. Nothing was changed.",
        status: .notFound)
    case .ambiguous(let name, let records):
      self.init(
        "More than one record fits",
        "“\(name)” names: \(RecordKey.names(of: records).joined(separator: ", ")). Use one of these.",
        status: .conflict)
    case .reasonRequired:
      self.init(
        "There is a problem", "Settling a conflict needs a reason. Nothing was saved.",
        status: .unprocessableContent)
    case .full:
      self.init(
        "There is no room left on this disk",
        "Nothing of this step was saved. Make room, then try again.",
        status: .serviceUnavailable)
    case .busy:
      self.init(
        "Another program is using the store", "Nothing was saved. Try again.",
        status: .serviceUnavailable)
    case .tooLarge(let detail):
      self.init(
        "That is too much at once", "\(detail). Nothing was saved.", status: .contentTooLarge)
    case .damaged:
      self.init(
        "The store is damaged or was altered", "Nothing was saved.",
        "Close this window and run: candour verify. The centre and other devices hold what was sent.",
        status: .internalServerError)
    default:
      self.init(
        "The store cannot be used at present", "Nothing was saved. What was saved before is kept.",
        status: .serviceUnavailable)
    }
  }
}
