internal import IRMER
internal import Records
internal import Screens

/// A short form of questions for a new record that is not an incident: a register's entry, an
/// audit.
struct QuestionForm: Sendable {
  let list: QuestionList

  /// The result of a sent form: the new record, or the fields with their errors.
  enum Reading: Sendable {
    case document(JSONValue)
    case wrong([FieldView])
  }

  var fields: [FieldView] {
    list.asked(after: Answers()).map { QuestionField(question: $0).view(nil) }
  }

  func read(_ form: FormFields) -> Reading {
    var answers = Answers()
    var views: [FieldView] = []
    var isWrong = false
    for question in list.asked(after: answers) {
      let field = QuestionField(question: question)
      var sent = field.read(form, after: answers)
      if case .read(nil) = sent.outcome, question.isRequired {
        sent = QuestionField.Sent(text: "", outcome: .wrong("This is needed"))
      }
      if case .read(let answer) = sent.outcome {
        answers.set(answer, of: question.id)
      } else {
        isWrong = true
      }
      views.append(field.view(answers[question.id], sent: sent, isDone: true))
    }
    return isWrong ? .wrong(views) : .document(list.document(of: answers))
  }
}
