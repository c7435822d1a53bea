internal import Screens

/// The pages' templates by name: the files of `Templates/`, compiled into the program.
enum ScreenTemplates {
  static let all: [String: String] = SharedTemplates.all.merging(
    files.mapValues { String(decoding: $0, as: UTF8.self) }
  ) { _, own in own }

  private static let files: [String: [UInt8]] = [
    "add": PackageResources.add_mustache,
    "answers": PackageResources.answers_mustache,
    "audit": PackageResources.audit_mustache,
    "audit-cases": PackageResources.audit_cases_mustache,
    "audits": PackageResources.audits_mustache,
    "code-list": PackageResources.code_list_mustache,
    "code-lists": PackageResources.code_lists_mustache,
    "dose-studies": PackageResources.dose_studies_mustache,
    "doses": PackageResources.doses_mustache,
    "due": PackageResources.due_mustache,
    "edit-choose": PackageResources.edit_choose_mustache,
    "evidence": PackageResources.evidence_mustache,
    "find": PackageResources.find_mustache,
    "incident": PackageResources.incident_mustache,
    "known-people": PackageResources.known_people_mustache,
    "lessons": PackageResources.lessons_mustache,
    "log-choose": PackageResources.log_choose_mustache,
    "log-form": PackageResources.log_form_mustache,
    "log-question": PackageResources.log_question_mustache,
    "log-summary": PackageResources.log_summary_mustache,
    "opened": PackageResources.opened_mustache,
    "problem": PackageResources.problem_mustache,
    "record-form": PackageResources.record_form_mustache,
    "registers": PackageResources.registers_mustache,
    "report": PackageResources.report_mustache,
    "role": PackageResources.role_mustache,
    "settle": PackageResources.settle_mustache,
    "site-layout": PackageResources.site_layout_mustache,
    "start": PackageResources.start_mustache,
    "sync": PackageResources.sync_mustache,
    "verify": PackageResources.verify_mustache,
  ]
}
