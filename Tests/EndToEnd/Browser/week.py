#!/usr/bin/env python3
"""A governance lead's week at a large centre, in Chromium: every job from the first page to its end.

Each job begins on the first page, follows links and presses buttons, and types no address. The pages,
clicks and filled fields of each are counted and printed as a table. `make week` makes the centre and runs
this. Exits 1 where a job does not come to its end.

Environment: as `centre.py`, and CANDOUR_PICTURES, a folder for a picture of each job's last page.
"""

import datetime
import os
import pathlib
import re
import sys
import tempfile

from playwright.sync_api import sync_playwright

from centre import PASSWORD, Centre
from session import Findings, Session


class Lead:
    """Somebody who works through the pages, and what it costs them."""

    def __init__(self, session):
        self.session, self.page = session, session.page
        self.page.on("framenavigated", self._navigated)
        self.reset()

    def reset(self):
        self.pages, self.clicks, self.fields = 0, 0, 0

    def _navigated(self, frame):
        if frame == self.page.main_frame:
            self.pages += 1

    def begin(self):
        self.session.open("/")
        self.reset()
        self.pages = 1

    def click(self, locator):
        self.clicks += 1
        locator.click()

    def link(self, name, exact=True, within=None):
        self.click((within or self.page).get_by_role("link", name=name, exact=exact)
                   .locator("visible=true").first)

    def press(self, name, within=None):
        self.click((within or self.page).get_by_role("button", name=name, exact=isinstance(name, str))
                   .locator("visible=true").first)

    def unfold(self, text):
        summary = self.page.locator("summary", has_text=text).locator("visible=true").first
        # The next step is open already.
        if summary.count() and not summary.evaluate("s => s.parentElement.open"):
            self.click(summary)

    def menu(self, group, name):
        """A group of the menu, then its item, unless the group begins with it."""
        nav = self.page.get_by_role("navigation", name="Sections")
        self.click(nav.locator("ul").first.get_by_role("link", name=re.compile(f"^{group}( [0-9]+)?$")))
        if self.page.locator("h1").inner_text() != name:
            self.click(nav.locator("ul.sub").get_by_role("link", name=re.compile(f"^{name}( [0-9]+)?$")))

    def fill(self, selector, text):
        self.fields += 1
        self.page.locator(selector).locator("visible=true").first.fill(text)

    def choose(self, selector, **choice):
        self.fields += 1
        self.page.locator(selector).locator("visible=true").first.select_option(**choice)

    def tick(self, label):
        self.clicks += 1
        self.page.get_by_label(label).locator("visible=true").first.check()

    def must(self, text):
        if self.page.get_by_text(text).locator("visible=true").count() == 0:
            problem = self.page.locator(".errors")
            said = problem.first.inner_text().replace("\n", " ") if problem.count() else ""
            raise AssertionError(f"“{text}” is not shown {said}")

    def open_file(self, link):
        """What a browser shows by itself, for instance a PDF: a click and a page, and its bytes."""
        self.clicks, self.pages = self.clicks + 1, self.pages + 1
        href = self.page.get_by_role("link", name=link).first.get_attribute("href")
        return self.page.request.get(self.session.url + href).body()

    def download(self, link):
        self.clicks += 1
        with self.page.expect_download() as begun:
            self.page.get_by_role("link", name=link).locator("visible=true").first.click()
        return pathlib.Path(begun.value.path()).read_bytes()


# The jobs: what the issue names, with the pages that were wanted.

def see_what_needs_me(lead):
    for group in ("Deadlines", "Undetermined: decide or find out", "To settle",
                  "Audits, actions and sites"):
        lead.must(group)
    figures = lead.page.locator("ul.figures a")
    assert figures.count() >= 14, "every figure is a link"
    assert lead.page.get_by_role("link", name="Enter the dose").count(), "what settles it is beside it"


def decide_the_dose(lead):
    lead.link("Enter the dose")
    lead.fill("#step-dose-intended", "3 mSv")
    lead.fill("#step-dose-total", "4.2 mSv")
    lead.fill("#step-dose-expert", "medical-physics-expert")
    lead.fill("#step-dose-why", "Estimated by the physicist")
    lead.press("Record the dose")
    lead.must("The dose is recorded.")


def decide_significance(lead):
    lead.link("Decide significance")
    lead.choose("#step-significance-significant", value="no")
    lead.fill("#step-significance-reason", "No effect is expected at this dose")
    lead.fill("#step-significance-guidance", "RCR, IPEM, SCoR 2020")
    lead.press("Record the decision")
    lead.must("The decision is recorded.")


def find_by_site_month_and_code(lead):
    lead.menu("Records", "Incidents")
    lead.choose("#site", value="RBD01")
    lead.fill("#from", "1 July 2026")
    lead.fill("#to", "31 July 2026")
    lead.unfold("More filters")
    lead.fill("#code", "2.3")
    lead.press("Show")
    lead.must("fit.")
    assert lead.page.locator("tbody tr").count() > 0, "nothing was found"


def export_what_is_shown(lead):
    find_by_site_month_and_code(lead)
    rows = lead.page.locator("tbody tr").count()
    table = lead.download("Download as CSV")
    assert table.decode("utf-8-sig").count("\r\n") >= rows, table[:200]


def settle_a_conflict(lead):
    lead.link("in conflict", exact=False)
    lead.click(lead.page.locator("tbody a").first)
    lead.clicks += 1
    lead.page.locator("input[type=radio]").first.check()
    lead.fill("[name=why]", "The record of the scanner says so")
    lead.press("Keep this value")
    lead.must("Nothing in this record is in conflict")


def release_a_held_back_entry(lead):
    lead.link("in quarantine", exact=False)
    lead.fill("[name=why]", "The clinic asked for it")
    lead.press("Accept into the records")
    lead.must("Quarantine")


def keep_an_entry_out(lead):
    lead.link("in quarantine", exact=False)
    lead.fill("[name=why]", "It was logged by the hospital already")
    lead.press("Reject")
    lead.must("Nothing is in quarantine")


def confirm_a_theme(lead):
    lead.link("proposed", exact=False)
    lead.unfold("Decide")
    lead.fill("[name=title]", "One protocol at several sites")
    lead.fill("[name=why]", "The same protocol was chosen each time")
    lead.press("Confirm the theme")
    lead.must("One protocol at several sites")


def merge_a_duplicate(lead):
    lead.link("possible duplicate", exact=False)
    lead.unfold("Compare and decide")
    lead.tick(re.compile("^Yes: keep"))
    lead.fill("form[action='/duplicates'] [name=why]", "Both sites were asked")
    lead.press("Record the decision")


def deny_a_duplicate(lead):
    lead.link("possible duplicate", exact=False)
    lead.unfold("Compare and decide")
    lead.tick("No: they are two events")
    lead.fill("form[action='/duplicates'] [name=why]", "Two patients, by their appointments")
    lead.press("Record the decision")


def open_what_is_due(lead):
    """The first incident to notify among the deadlines."""
    lead.link("overdue to notify", exact=False)
    lead.click(lead.page.locator("tbody th a").first)


def inform_an_individual(lead):
    open_what_is_due(lead)
    lead.unfold("Somebody was informed")
    lead.choose("#step-informing-recipient", value="individual")
    lead.choose("#step-informing-message", value="occurrence")
    lead.fill("#step-informing-by", "consultant")
    lead.fill("#step-informing-mode", "in person")
    lead.press("Record it")
    lead.must("Who was informed is recorded.")


def meet_the_duty_of_candour(lead):
    open_what_is_due(lead)
    lead.unfold("Duty of candour")
    lead.choose("#step-candour-applies", value="yes")
    lead.fill("#step-candour-verbalDate", "29 December 2026")
    lead.fill("#step-candour-apology", "29 December 2026")
    lead.fill("#step-candour-writtenDate", "30 December 2026")
    lead.choose("#step-candour-met", value="yes")
    lead.press("Record it")
    lead.must("The duty of candour is recorded.")


def exclude_that_it_is_notifiable(lead):
    lead.link("dose, age or kind of exposure missing", exact=False)
    lead.click(lead.page.locator("tbody th a").nth(1))
    lead.unfold("Exclude that it is notifiable")
    lead.fill("#step-exclusion-evidence", "The generator's log shows no exposure above 1 mSv")
    lead.fill("#step-exclusion-expert", "medical-physics-expert")
    lead.fill("#step-exclusion-advice", "Below every threshold, by the log")
    lead.press("Record the exclusion")
    lead.must("The exclusion is recorded.")


def agree_and_finish(lead, action):
    """On the page of an incident or of an audit."""
    lead.unfold("Agree an action")
    lead.fill("#step-action-add-text", action)
    lead.fill("#step-action-add-owner", "superintendent")
    lead.fill("#step-action-add-due", "31 January 2027")
    lead.press("Add the action")
    lead.must("The action is agreed.")
    lead.unfold("An action was done")
    lead.press("Record it as done")
    lead.must("The action is recorded as done.")


def agree_and_finish_an_action(lead):
    open_what_is_due(lead)
    agree_and_finish(lead, "Review the protocol")


def notify(lead):
    open_what_is_due(lead)
    lead.fill("#step-notify-reference", "IRMER-12345")
    lead.fill("#step-notify-by", "governance")
    lead.fill("#step-notify-channel", "web form")
    lead.press("Record the notification")
    lead.must("The notification is recorded.")


def bring_a_report_to_its_acceptance(lead):
    """Notified, written, read, sent, closed by the authority with its reference."""
    notify(lead)
    lead.link("Write the report")
    for part in lead.page.locator("textarea").all():
        if not part.input_value() and not part.get_attribute("id").startswith("no"):
            lead.fields += 1
            part.fill("The protocol was chosen by hand. It is now chosen by the order.")
    lead.press("Save the report")
    lead.must("The report is saved.")
    lead.press("I have read this text and it contains no name")
    lead.link("Back to the incident")
    lead.unfold("The report was sent")
    lead.fill("#step-report-sent-by", "governance")
    lead.press("Record the report")
    lead.must("The report is recorded as sent.")
    lead.unfold("The authority closed it")
    lead.fill("#step-closure-reference", "CQC-2026-9876")
    lead.press("Record the closure")
    lead.must("The closure is recorded.")
    lead.must("CQC-2026-9876")


def finish_an_action_of_an_audit(lead):
    lead.menu("Audits and trends", "Audits")
    lead.click(lead.page.locator("tbody th a").first)
    agree_and_finish(lead, "Show the protocol beside the order")


def make_the_board_paper(lead):
    lead.menu("Audits and trends", "Board paper")
    if lead.page.get_by_role("link", name="As PDF").count():
        assert lead.open_file("As PDF").startswith(b"%PDF"), "no PDF"
    else:
        lead.link("For printing")
        lead.must("incidents")


def publish_a_lesson(lead):
    lead.menu("Audits and trends", "Lessons")
    lead.fill("#title", "Choose the protocol from the order")
    lead.fill("#text", "Two sites chose a protocol by hand. Choose it from the order.")
    lead.press("Confirm it and send it to every site")
    lead.must("Choose the protocol from the order")


def give_feedback(lead):
    open_what_is_due(lead)
    lead.unfold("Tell whoever logged it")
    lead.fill("#step-feedback-found", "The protocol was chosen by hand")
    lead.fill("#step-feedback-changed", "It is chosen by the order now")
    lead.press("Give the feedback")
    lead.must("The feedback goes to the site.")


def redact_a_name(lead):
    lead.fill("#find", "Wood was scanned")
    lead.press("Search")
    lead.click(lead.page.locator("ol.found a").first)
    lead.unfold("Redact words that name somebody")
    lead.choose("#step-redact-path", value="narrative")
    lead.fill("#step-redact-why", "It names a patient")
    lead.press("Redact for ever")
    lead.must("The words are redacted.")


def invite_a_person(lead):
    lead.menu("Centre", "People")
    lead.fill("#email", "colleague@example.test")
    lead.tick("Medical physics expert")
    lead.press("Give access")
    lead.must("Invitation for colleague@example.test")


def make_and_end_a_token(lead):
    lead.menu("Centre", "Tokens")
    lead.fill("#name", "the warehouse")
    lead.tick("Reader")
    lead.press("Make a token")
    lead.must("Token for the warehouse")
    lead.press("End token for the warehouse")


def read_the_access_log(lead):
    lead.menu("Centre", "Access log")
    lead.choose("#who", label="governance@example.test")
    lead.press("Show")
    lead.must("governance@example.test")
    assert lead.download("These as CSV").count(b"\n") > 10


def keep_a_list_and_a_calendar(lead):
    lead.menu("Records", "Incidents")
    lead.choose("#site", value="RBD02")
    lead.press("Show")
    lead.unfold("Save as")
    lead.fill("#view-name", "The clinic's")
    lead.press("Save the list")
    lead.must("The clinic's")
    lead.menu("Today", "Calendar")
    lead.press("Make an address")
    lead.must("Your address")


JOBS = [
    ("today: what needs me", see_what_needs_me, "1 page"),
    ("a dose from the first page to decided", decide_the_dose, "no typed path"),
    ("clinical significance decided", decide_significance, ""),
    ("found by site, month and code", find_by_site_month_and_code, "1 list"),
    ("these as a file", export_what_is_shown, ""),
    ("a list kept, and the calendar", keep_a_list_and_a_calendar, ""),
    ("a conflict settled", settle_a_conflict, ""),
    ("a held-back entry accepted", release_a_held_back_entry, ""),
    ("a held-back entry rejected", keep_an_entry_out, ""),
    ("a theme confirmed", confirm_a_theme, ""),
    ("a duplicate merged", merge_a_duplicate, ""),
    ("a duplicate denied", deny_a_duplicate, ""),
    ("an individual informed", inform_an_individual, ""),
    ("the duty of candour", meet_the_duty_of_candour, ""),
    ("notifiable excluded on evidence", exclude_that_it_is_notifiable, ""),
    ("an action agreed and done", agree_and_finish_an_action, ""),
    ("feedback to whoever logged it", give_feedback, ""),
    ("notified, report written, read, sent, accepted", bring_a_report_to_its_acceptance, ""),
    ("an audit's action agreed and done", finish_an_action_of_an_audit, ""),
    ("the board paper as PDF", make_the_board_paper, ""),
    ("a lesson for every site", publish_a_lesson, ""),
    ("a name redacted", redact_a_name, ""),
    ("a person invited", invite_a_person, ""),
    ("a token made and ended", make_and_end_a_token, ""),
    ("the access log of one person, exported", read_the_access_log, ""),
]


def return_with_a_question(lead):
    lead.menu("Audits and trends", "Employer")
    lead.unfold("with a question")
    lead.fill("details[open] [name=text]", "Was the patient told?")
    lead.press("Return it with the question")
    lead.must("The question is asked")


def answer_the_question(lead):
    lead.link("returned with a question", exact=False)
    lead.click(lead.page.locator("tbody th a").first)
    lead.fill("#step-answer-text", "Yes, on the same day, by the consultant")
    lead.press("Record the answer")
    lead.must("The answer is recorded.")


def approve(lead):
    lead.menu("Audits and trends", "Employer")
    answered = lead.page.locator("section.candidate", has_text="Yes, on the same day")
    lead.press(re.compile("^Approve "), within=answered)
    lead.must("The codes are approved.")


# Between two people: whose pages, and what they do.
BETWEEN = [
    ("employer", "the Employer returns a decision with a question", return_with_a_question),
    ("governance", "its answer", answer_the_question),
    ("employer", "the Employer approves", approve),
]


def sign_in(browser, centre, role, findings):
    session = Session(browser, centre.url, "desktop", findings, None)
    session.sign_in(f"{role}@example.test", PASSWORD)
    session.page.set_default_timeout(15_000)
    return Lead(session)


def main():
    findings, rows, failures = Findings(), [], []
    pictures = os.environ.get("CANDOUR_PICTURES")
    with tempfile.TemporaryDirectory(prefix="candour-week.") as folder:
        centre = Centre(pathlib.Path(folder))
        try:
            centre.fill()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium",
                    args=["--no-sandbox", "--disable-dev-shm-usage"])
                leads = {role: sign_in(browser, centre, role, findings)
                         for role in ("governance", "employer")}
                jobs = [("governance", *job) for job in JOBS] + [(*job, "") for job in BETWEEN]
                for number, (role, name, job, wanted) in enumerate(jobs):
                    lead = leads[role]
                    try:
                        lead.begin()
                        job(lead)
                        rows.append((name, lead.pages, lead.clicks, lead.fields, wanted))
                    except Exception as error:  # say which job, and go on with the week
                        failures.append(f"{name}: {' '.join(str(error).split())[:600]}")
                    if pictures:
                        pathlib.Path(pictures).mkdir(parents=True, exist_ok=True)
                        lead.page.screenshot(
                            path=f"{pictures}/{number + 1:02}-{job.__name__}.png", full_page=True)
                browser.close()
        finally:
            centre.stop()
    print(f"A week at a centre, {datetime.date.today()}\n")
    print("| job | pages | clicks | fields | wanted |\n|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    for line in failures + findings.lines:
        print(line)
    return 1 if failures or findings.lines else 0


if __name__ == "__main__":
    sys.exit(main())
