"""A radiographer at the site's own screen, in Chromium and with no network: logs, finds, edits, settles,
reports, synchronises. Every page is checked at three widths and in forced colours.

CANDOUR_OPENING is the file that `candour open` wrote for the browser; it works once. CANDOUR_DEEDS names some of the
deeds, separated by commas, in place of those that one store without a centre allows; pages are not checked again then.
"""

import os
import pathlib
import sys

from playwright.sync_api import sync_playwright

from session import AXE, Findings, field_paths

WIDTHS = {"desktop": (1280, 900), "tablet": (768, 1024), "phone": (360, 780)}
# How people fill in a form: characters in a second, and seconds to read and make one choice.
TYPING, CHOOSING = 5, 3
# The narrowest is also what a desktop shows at 400 %: 1280 pixels of width become 320.
ZOOMED = (320, 256)


class Screen:
    def __init__(self, browser, opening, findings, pictures):
        self.findings, self.pictures = findings, pictures
        self.checks = "CANDOUR_DEEDS" not in os.environ
        self.context = browser.new_context(
            viewport=dict(zip(("width", "height"), WIDTHS["desktop"])), locale="en-GB",
            timezone_id="Europe/London")
        # Everything but this machine is out of reach: the screen needs no network.
        self.context.route(
            lambda url: not url.startswith(("http://127.0.0.1:", "file:")), lambda route: route.abort())
        self.page = self.context.new_page()
        self.page.set_default_timeout(8000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.report(f"script error: {error}"))
        self.expects_error = False
        self.checked = set()
        self.page.goto("file://" + opening)
        self.page.wait_for_url("http://127.0.0.1:*/role**")
        self.url = self.page.url.split("/role")[0]

    def report(self, text):
        self.findings.add(f"{self.page.url.split('/', 3)[-1][:40]}: {text}")

    def _console(self, message):
        if message.type in ("error", "warning") and not self.expects_error:
            self.report(f"console: {message.text}")

    def open(self, path):
        answer = self.page.goto(self.url + path)
        if answer is not None and answer.status != 200:
            self.report(f"{path} answers {answer.status}")

    def press(self, name):
        self.page.get_by_role("button", name=name).locator("visible=true").first.click()

    def follow(self, name):
        self.page.get_by_role("link", name=name).locator("visible=true").first.click()

    def see(self, text):
        if self.page.get_by_text(text).count() == 0:
            self.report(f"does not show “{text}”")

    def check(self, name, is_paper=False):
        """Accessibility, width and a picture of the page as it is, at every width; a document for
        A4 is as wide as paper."""
        if name in self.checked or not self.checks:
            return
        self.checked.add(name)
        for width, size in WIDTHS.items():
            self.page.set_viewport_size(dict(zip(("width", "height"), size)))
            self._check(name, width, is_paper)
        self.page.set_viewport_size(dict(zip(("width", "height"), ZOOMED)))
        if not is_paper:
            self._wide(f"{name} at 400 %")
        self.page.set_viewport_size(dict(zip(("width", "height"), WIDTHS["desktop"])))
        self.page.emulate_media(forced_colors="active")
        self._check(name, "forced-colours", is_paper)
        self.page.emulate_media(forced_colors="none")

    def _wide(self, name):
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self.report(f"{name}: {wide} pixels wider than the screen")

    def _check(self, name, width, is_paper):
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for violation in found["violations"]:
            if violation["impact"] in ("serious", "critical"):
                places = [node["html"][:160] for node in violation["nodes"][:3]]
                self.report(f"{name} ({width}): axe {violation['id']}: {places}")
        if not is_paper:
            self._wide(f"{name} ({width})")
        for path in field_paths(self.page):
            self.report(f"{name}: shows the path {path} in place of the field's label")
        if self.page.locator("h1").count() != 1:
            self.report(f"{name}: {self.page.locator('h1').count()} headings of the first level")
        if self.pictures:
            folder = self.pictures / width
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"site-{name}.png", full_page=True)


def say_who_is_working(screen):
    screen.see("Who is working now?")
    screen.check("role")
    screen.page.get_by_label("Radiographer", exact=True).check()
    screen.press("Continue")
    screen.see("Log an incident")
    screen.check("start")


def log_an_incident(screen):
    """The form by the keyboard, as fast as people type. The time is counted, not measured: a slow machine is no slow
    person."""
    screen.follow("Log an incident")
    screen.check("log-choose")
    screen.press("Continue, all on one page")
    screen.check("log-form")
    page, taken = screen.page, 0
    def type_in(label, text):
        nonlocal taken
        taken += CHOOSING + len(text) / TYPING
        page.get_by_label(label).focus()
        page.keyboard.type(text, delay=20)
    def choose(act, *arguments, **options):
        nonlocal taken
        taken += CHOOSING
        act(*arguments, **options)
    type_in("What happened", "CT chest done on the wrong patient, stopped at once.")
    choose(page.get_by_label("Which examination").select_option, label="CT")
    choose(page.get_by_label("A patient", exact=True).check)
    type_in("Age at the time", "54")
    choose(page.get_by_label("No exposure was meant").check)
    type_in("Dose, as the console shows it", "DLP 512")
    page.locator("#live").get_by_text("May be notifiable").wait_for()
    screen.see("Last day to notify")
    screen.check("log-answer")
    choose(screen.press, "Continue")
    screen.see("Check your answers")
    screen.check("log-summary")
    choose(screen.press, "Save on this computer")
    screen.see("Saved on this computer as")
    screen.check("incident-saved")
    print(f"logged in {taken:.0f} s at typing speed")
    if taken >= 60:
        screen.report(f"logging takes {taken:.0f} s at typing speed")


def meet_an_error(screen):
    screen.open("/log")
    screen.press("Continue, all on one page")
    screen.page.get_by_label("Age at the time").fill("old")
    screen.page.get_by_label("What happened").fill("Mrs Jane Smith was imaged twice.")
    screen.expects_error = True
    screen.press("Continue")
    screen.see("There is a problem")
    if screen.page.get_by_label("Age at the time").input_value() != "old":
        screen.report("an answer that cannot be read is lost")
    screen.check("log-errors")
    screen.expects_error = False
    # A closed browser loses nothing: the draft is offered again.
    screen.open("/")
    screen.see("You have an unfinished incident log")
    screen.page.get_by_role("link", name="Continue", exact=True).click()
    screen.check("log-draft")
    screen.follow("Check the answers and save")
    screen.see("Words that seem to name someone")
    screen.check("log-names")
    screen.press("Replace the names with roles")
    if "Smith" in screen.page.content():
        screen.report("a name is still there")
    screen.page.get_by_role("link", name="Change Age").click()
    screen.check("log-question")
    screen.page.get_by_label("Age at the time").fill("61")
    screen.press("Continue")
    screen.press("Save on this computer")
    screen.see("Saved on this computer as")


def find_and_edit(screen):
    screen.follow("Find")
    screen.check("find")
    screen.page.get_by_label("Words").fill("wrong patient")
    screen.press("Find")
    screen.see("1 incident")
    screen.page.locator("ul.tasks a").first.click()
    screen.check("incident")
    screen.follow("Fill in what is missing")
    screen.check("missing")
    screen.page.locator("[name='f:individuals/0/effectiveDose/total']").fill("9.6")
    screen.press("Save the changes")
    screen.see("Now: notifiable under code 1")
    screen.check("incident-notifiable")
    screen.follow("Edit")
    screen.check("edit-choose")
    screen.follow("What happened, when and where")
    screen.check("edit-event")
    screen.page.get_by_label("Date of discovery").fill("1/2/2026")
    screen.expects_error = True
    screen.press("Save the changes")
    screen.see("Why does this change?")
    screen.check("edit-reason")
    screen.expects_error = False
    screen.page.get_by_label("Why does this change?").fill("The log book says so")
    screen.press("Save the changes")
    screen.see("Saved on this computer.")


def settle(screen):
    screen.open("/")
    screen.page.get_by_role("link", name="Settle").first.click()
    screen.see("With this value:")
    screen.check("settle")
    screen.page.locator("input[type=radio]").first.check()
    screen.page.get_by_label("Why is this the right value?").first.fill("The scanner's record")
    screen.press("Keep this value")
    screen.see("The history keeps every value")
    screen.check("settled")


def report(screen):
    screen.open("/incidents?words=wrong+patient")
    screen.page.locator("ul.tasks a").first.click()
    screen.follow("Show the answers for CQC")
    screen.check("answers")
    screen.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=screen.url)
    screen.press("Copy Date of discovery")
    if not screen.page.evaluate("navigator.clipboard.readText()"):
        screen.report("copies nothing")
    screen.page.go_back()
    screen.follow("Report")
    screen.check("report")
    screen.press("I have read this text and it names nobody")
    screen.see("Confirmed by radiographer")
    screen.follow("The report for printing")
    screen.check("report-print", is_paper=True)
    screen.page.go_back()


def look_at_the_rest(screen):
    for path, name in [("/due", "due"), ("/sync", "sync"), ("/verify", "verify")]:
        screen.open(path)
        screen.check(name)
    screen.press("Check now")
    screen.see("Complete and unaltered")
    screen.check("verified")
    screen.open("/sync")
    screen.press("Synchronise now")
    screen.page.get_by_text("has not joined a centre").first.wait_for()
    screen.check("sync-failed")


def choose_file(screen, field, name, text):
    screen.page.locator(field).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()})


def open_the_incident(screen):
    screen.open("/incidents?words=wrong+patient")
    screen.page.locator("ul.tasks a").first.click()


def estimate_doses(screen):
    open_the_incident(screen)
    screen.follow("Doses")
    screen.check("doses")
    screen.page.locator("#worksheet > summary").click()
    screen.page.locator("#k-dlp").fill("512")
    screen.page.locator("[value='chest']").check()
    screen.check("doses-worksheet")
    screen.press("Work it out")
    screen.see("0.017 mSv/(mGy·cm) × 512 mGy·cm = 8.704 mSv")
    screen.check("doses-worked")
    screen.press("Keep this estimate")
    if screen.page.get_by_label("Why does this change?").count():
        screen.page.get_by_label("Why does this change?").fill("Worked out by the physicist")
        screen.press("Keep this estimate")
    screen.see("beside those that were there")
    screen.page.locator("#file > summary").click()
    choose_file(
        screen, "#table", "openrem.csv",
        "Patient name,Study date,Study time,Display name,Study description,DLP total (mGy.cm)\n"
        "A,2026-02-01,10:02,CT 2,CT chest,512.4\nB,2026-02-03,11:30,CT 2,CT head,801\n")
    screen.press("Show its studies")
    screen.see("Not read from the file: Patient name")
    screen.check("dose-studies")
    screen.expects_error = True
    screen.press("Keep this dose with the incident")
    screen.see("There is a problem")
    screen.check("dose-studies-error")
    screen.expects_error = False
    screen.page.locator("[name='dose']").first.check()
    screen.press("Keep this dose with the incident")
    screen.see("beside those that were there")
    screen.page.locator("#typed > summary").click()
    screen.expects_error = True
    screen.press("Save the estimate")
    screen.see("There is a problem")
    screen.check("doses-error")
    screen.expects_error = False


def keep_evidence(screen):
    open_the_incident(screen)
    screen.follow("Add evidence")
    screen.check("evidence-empty")
    screen.expects_error = True
    screen.press("Add it as evidence")
    screen.see("Choose the file")
    screen.check("evidence-error")
    screen.expects_error = False
    choose_file(screen, "#file", "console.jpg", "the photo of the console")
    screen.page.get_by_label("What it is").fill("Photo of the console")
    screen.page.get_by_label("Where it is kept").fill("/srv/incidents/console.jpg")
    screen.press("Add it as evidence")
    screen.see("and nothing else of the file")
    screen.press("Check that each file is unchanged")
    screen.see("Gone")
    screen.check("evidence")
    choose_file(screen, "#again", "console.jpg", "the photo of the console")
    screen.press("Compare it")
    screen.see("byte for byte")
    screen.check("evidence-found")
    screen.follow("Change what it is or where it is kept")
    screen.check("evidence-edit")


def keep_an_audit(screen):
    screen.follow("Audits")
    screen.check("audits-empty")
    screen.follow("Plan an audit")
    screen.check("audit-plan")
    screen.page.locator("[name='q-title']").fill("Clinical evaluation of plain films")
    screen.page.locator("[name='q-standards/0/text']").fill("Every image is evaluated and recorded")
    screen.page.locator("[name='q-standards/0/target']").fill("95")
    screen.press("Save")
    screen.see("From plan to re-audit")
    screen.check("audit")
    audit = screen.page.url.replace(screen.url, "").split("?")[0]
    for group in ["plan", "approval", "results", "actions", "first", "second", "reaudit"]:
        screen.open(f"{audit}/edit/{group}")
        screen.check(f"audit-{group}")
    screen.open(f"{audit}/cases")
    screen.check("audit-cases-empty")
    column = screen.page.locator("tbody th").first.inner_text()
    for _ in range(2):
        choose_file(screen, "#table", "cases.csv", f"row,{column}\n1,yes\n2,yes\n3,no\n")
        screen.expects_error = True
        screen.press("Save the cases of the sheet")
    screen.see("Every case of the file says the same")
    screen.check("audit-cases-twice")
    screen.follow("Save none")
    choose_file(screen, "#table", "cases.csv", f"row,{column}\n4,perhaps\n")
    screen.press("Save the cases of the sheet")
    screen.see("No case of the file was saved")
    screen.check("audit-cases-error")
    screen.expects_error = False
    screen.open(f"{audit}/cases")
    screen.press("Take these counts as the results")
    screen.see("2 of 3")
    screen.check("audit-measured")
    screen.follow("First report for printing")
    screen.check("audit-report-print", is_paper=True)
    screen.open("/audits")
    screen.check("audits")


def keep_registers(screen):
    screen.open("/registers")
    screen.check("registers-empty")
    filled = {
        "equipment": {"q-assetNumber": "CT-0042", "q-room": "CT 2"},
        "licence": {"q-kind": "employer", "q-number": "E 123", "q-validTo": "9/3/2026"},
        "procedure": {"q-title": "EP17 Clinical audit"},
        "margin": {"q-anatomicalSite": "Prostate", "q-errorMargin": "5"},
        "theme": {"q-title": "The wrong patient on the list", "q-identifiedOn": "5/2/2026"},
    }
    for kind, fields in filled.items():
        screen.open(f"/registers/{kind}/add")
        screen.check(f"register-{kind}-add")
        for name, value in fields.items():
            field = screen.page.locator(f"[name='{name}']").first
            if field.get_attribute("type") == "radio":
                screen.page.locator(f"[name='{name}'][value='{value}']").check()
            else:
                field.fill(value)
        screen.press("Save")
        screen.see("Saved on this computer as")
    screen.check("registers")
    screen.page.locator("ul.tasks a").first.click()
    screen.check("register-edit")
    screen.open("/registers")
    screen.follow("The wrong patient on the list")
    screen.check("register-theme-edit")
    screen.page.get_by_label("Description", exact=True).first.fill("Two lists had the same name twice")
    screen.press("Save the changes")
    screen.see("Saved on this computer.")


def keep_lists(screen):
    screen.follow("Registers")
    screen.follow("Lists of codes")
    screen.check("code-lists-empty")
    screen.page.get_by_label("Which list is it?").select_option(value="cqc-tier1")
    screen.page.get_by_label("Who published it").fill("CQC annual report 2023/24")
    screen.page.get_by_label("Date of the version").fill("1/11/2024")
    choose_file(screen, "#table", "tiers.csv", "tier,words\n1,Wrong patient\n")
    screen.expects_error = True
    screen.press("Import the list")
    screen.see("The header must be code,label")
    screen.check("code-lists-error")
    screen.expects_error = False
    choose_file(screen, "#table", "tiers.csv", "code,label\n1,Wrong patient\n2,Wrong exposure\n")
    screen.press("Import the list")
    screen.see("2 codes of cqc-tier1 imported on this computer.")
    screen.check("code-lists")
    screen.page.locator("ul.tasks a").first.click()
    screen.see("Wrong exposure")
    screen.check("code-list")
    screen.open("/known-people")
    screen.check("known-people-empty")
    screen.expects_error = True
    screen.press("Add")
    screen.see("Give a role and at least one name")
    screen.check("known-people-error")
    screen.expects_error = False
    screen.page.get_by_label("What to write instead").fill("Radiographer")
    screen.page.get_by_label("The name").fill("Quill Vantongeren\nQ Vantongeren")
    screen.press("Add")
    screen.see("Quill Vantongeren, Q Vantongeren")
    screen.check("known-people")


def synchronise_in_vain(screen):
    screen.open("/sync")
    screen.press("Synchronise now")
    screen.page.get_by_text("could not be reached").first.wait_for()


def synchronise(screen):
    screen.open("/sync")
    screen.press("Synchronise now")
    screen.page.get_by_text("Up to date.").first.wait_for()
    screen.see("Nothing is waiting.")


DEEDS = [
    say_who_is_working, log_an_incident, meet_an_error, find_and_edit, settle, report,
    estimate_doses, keep_evidence, keep_an_audit, keep_registers, keep_lists, look_at_the_rest,
]


def chosen_deeds():
    names = os.environ.get("CANDOUR_DEEDS")
    return [globals()[name] for name in names.split(",")] if names else DEEDS


def work_without_javascript(browser, screen):
    """The same cookie in a browser that runs no script: log and find."""
    context = browser.new_context(java_script_enabled=False, storage_state=screen.context.storage_state())
    page = context.new_page()
    page.goto(screen.url + "/log")
    page.get_by_role("button", name="One question at a time").click()
    page.get_by_label("What happened").fill("A repeat was needed after a fault.")
    for _ in range(20):
        if "/log/question/" not in page.url:
            break
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Save on this computer").click()
    if "Saved on this computer as" not in page.content():
        screen.findings.add("no incident can be logged without JavaScript")
    context.close()


def main():
    pictures = os.environ.get("CANDOUR_PICTURES")
    findings = Findings()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
        screen = Screen(
            browser, os.environ["CANDOUR_OPENING"], findings,
            pathlib.Path(pictures) if pictures else None)
        for deed in chosen_deeds():
            try:
                deed(screen)
            except Exception as error:  # the deed did not come to its end: say which and go on
                findings.add(f"{deed.__name__}: {str(error).splitlines()[0]}")
                screen.expects_error = False
        if screen.checks:
            work_without_javascript(browser, screen)
        browser.close()
    for line in findings.lines:
        print(line)
    print(f"checked {len(screen.checked)} pages")
    return 1 if findings.lines else 0


if __name__ == "__main__":
    sys.exit(main())
