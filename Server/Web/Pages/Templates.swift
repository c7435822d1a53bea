internal import Screens

/// The pages' templates by name: the files of `Templates/`, compiled into the program.
enum Templates {
  static let all: [String: String] = SharedTemplates.all.merging(
    files.mapValues { String(decoding: $0, as: UTF8.self) }
  ) { _, own in own }

  private static let files: [String: [UInt8]] = [
    "answers": PackageResources.answers_mustache,
    "access": PackageResources.access_mustache,
    "account": PackageResources.account_mustache,
    "audit": PackageResources.audit_mustache,
    "conflicts": PackageResources.conflicts_mustache,
    "coverage-note": PackageResources.coverage_note_mustache,
    "denominators": PackageResources.denominators_mustache,
    "devices": PackageResources.devices_mustache,
    "duplicates": PackageResources.duplicates_mustache,
    "employer": PackageResources.employer_mustache,
    "incident": PackageResources.incident_mustache,
    "invitation": PackageResources.invitation_mustache,
    "layout": PackageResources.layout_mustache,
    "messages": PackageResources.messages_mustache,
    "onward": PackageResources.onward_mustache,
    "people": PackageResources.people_mustache,
    "problem": PackageResources.problem_mustache,
    "procedures": PackageResources.procedures_mustache,
    "quarantine": PackageResources.quarantine_mustache,
    "recipients": PackageResources.recipients_mustache,
    "record-token": PackageResources.record_token_mustache,
    "refusal": PackageResources.refusal_mustache,
    "report": PackageResources.report_mustache,
    "search": PackageResources.search_mustache,
    "settle": PackageResources.settle_mustache,
    "sign-in": PackageResources.sign_in_mustache,
    "sign-in-code": PackageResources.sign_in_code_mustache,
    "sites": PackageResources.sites_mustache,
    "subscribe": PackageResources.subscribe_mustache,
    "theme": PackageResources.theme_mustache,
    "theme-decide": PackageResources.theme_decide_mustache,
    "theme-join": PackageResources.theme_join_mustache,
    "themes": PackageResources.themes_mustache,
    "today": PackageResources.today_mustache,
    "list": PackageResources.list_mustache,
    "list-cells": PackageResources.list_cells_mustache,
    "list-form": PackageResources.list_form_mustache,
    "log-choose": PackageResources.log_choose_mustache,
    "log-form": PackageResources.log_form_mustache,
    "log-question": PackageResources.log_question_mustache,
    "log-summary": PackageResources.log_summary_mustache,
    "logged": PackageResources.logged_mustache,
    "logged-one": PackageResources.logged_one_mustache,
    "lessons": PackageResources.lessons_mustache,
    "kept": PackageResources.kept_mustache,
    "board": PackageResources.board_mustache,
    "board-main": PackageResources.board_main_mustache,
    "board-print": PackageResources.board_print_mustache,
    "variation": PackageResources.variation_mustache,
    "calendar": PackageResources.calendar_mustache,
    "interface": PackageResources.interface_mustache,
    "step-form": PackageResources.step_form_mustache,
    "no-enter": PackageResources.no_enter_mustache,
    "quarantine-past": PackageResources.quarantine_past_mustache,
    "tokens": PackageResources.tokens_mustache,
    "trends": PackageResources.trends_mustache,
    "unsent": PackageResources.unsent_mustache,
    "unsent-of-another": PackageResources.unsent_of_another_mustache,
  ]
}

extension Asset {
  /// The buttons that copy a part of a page.
  static let script = Asset(
    "copy", "js", type: "text/javascript; charset=utf-8", bytes: PackageResources.copy_js)
}
