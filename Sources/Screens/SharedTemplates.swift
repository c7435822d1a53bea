/// The templates that both web faces use, by name: files of `Templates/`, compiled into the program.
package enum SharedTemplates {
  package static let all: [String: String] = files.mapValues {
    String(decoding: $0, as: UTF8.self)
  }

  private static let files: [String: [UInt8]] = [
    "picture": PackageResources.picture_mustache,
    "error-summary": PackageResources.error_summary_mustache,
    "field": PackageResources.field_mustache,
    "field-doubt": PackageResources.field_doubt_mustache,
    "field-hints": PackageResources.field_hints_mustache,
    "log-choose-main": PackageResources.log_choose_main_mustache,
    "log-form-main": PackageResources.log_form_main_mustache,
    "log-kept": PackageResources.log_kept_mustache,
    "log-live": PackageResources.log_live_mustache,
    "log-question-main": PackageResources.log_question_main_mustache,
    "log-summary-main": PackageResources.log_summary_main_mustache,
    "rules-answer": PackageResources.rules_answer_mustache,
    "evidence-list": PackageResources.evidence_list_mustache,
  ]
}
