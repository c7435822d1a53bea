internal import Aggregation
internal import HTTPTypes
internal import IRMER
internal import Records
internal import Screens

extension StepForm {
  static let changedWords = """
    Somebody changed the record, or a site synchronised, while you had it open. Nothing of yours \
    was written. This is the record as it is now; what you entered is still in the form.
    """

  /// Runs what a form asks for.
  ///
  /// - Returns: what the page says where it was refused; `nil` where it was done.
  static func refusal(
    of action: String, _ fields: FormFields, _ body: () async throws -> Void
  ) async throws -> (refused: Refused, status: HTTPResponse.Status)? {
    let form = action == "submitted" ? "notify" : action
    do {
      try await body()
      return nil
    } catch EditRefusal.changedMeanwhile {
      return (Refused(form: form, fields: fields, displayText: changedWords), .conflict)
    } catch EditRefusal.invalid(let error) {
      let place = error.field.map { Wording.displayText(FieldLabel.displayText($0)) + ": " } ?? ""
      return (
        Refused(form: form, fields: fields, displayText: place + error.message),
        .unprocessableContent
      )
    }
  }
}
