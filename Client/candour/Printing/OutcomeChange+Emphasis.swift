import Screens
import SiteClient

extension OutcomeChange {
  var emphasis: Emphasis {
    switch after.outcome {
    case .notifiable: .danger
    case .undetermined: .warning
    case .notNotifiable, .notIRMER: .good
    }
  }
}
