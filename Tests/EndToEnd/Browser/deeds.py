"""What the governance team does on the pages, one function each. Each says what it must see after."""


def settle_a_conflict(session):
    session.open("/conflicts")
    session.page.locator("tbody a").first.click()
    session.page.locator("input[type=radio]").first.check()
    session.page.get_by_label("Reason").first.fill("The record of the scanner says so")
    session.press("Keep this value")
    session.see("Nothing in this record is in conflict")
    session.open("/conflicts")
    session.see("Nothing is in conflict")
    session.check("conflicts-settled")


def record_a_submission(session):
    session.open("/notifications?outcome=notifiable&due=open")
    session.page.locator("tbody th a").first.click()
    reference = session.page.locator("#step-notify-reference")
    reference.fill("IRMER-12345")
    # Enter alone decides nothing.
    reference.press("Enter")
    session.page.wait_for_timeout(200)
    if session.page.get_by_text("The notification is recorded.").count():
        session.report("Enter alone records a notification")
    session.page.locator("#step-notify-by").fill("governance")
    session.press("Record the notification")
    session.see("The notification is recorded. Next:")
    session.see("IRMER-12345")
    session.check("incident-notified")
    # One incident has one notification: a second time is refused, with what to do instead, and what
    # was entered is still there.
    session.unfold("The authority was notified")
    session.page.locator("#step-notify-reference").fill("IRMER-99999")
    session.expects_error = True
    session.press("Record the notification")
    session.see("There is a problem")
    if session.page.locator("#step-notify-reference").input_value() != "IRMER-99999":
        session.report("what was entered is lost where it is refused")
    session.check("incident-refused")
    session.expects_error = False


def decide_what_is_undetermined(session):
    """From the first page to a decision without typing a path."""
    session.open("/")
    session.page.get_by_role("link", name="Enter the dose").first.click()
    session.page.locator("#step-dose-total").fill("0.2 mSv")
    session.page.locator("#step-dose-intended").fill("0.1")
    session.page.locator("#step-dose-why").fill("Recalculated by the physicist")
    session.press("Record the dose")
    session.see("The dose is recorded. Next:")
    session.check("incident-dose")


def find_by_site_month_and_code(session):
    session.open("/incidents")
    session.page.locator("#site").select_option("RBD01")
    session.page.locator("#from").fill("1 Jan 2025")
    session.page.locator("#to").fill("31/12/2025")
    session.page.locator("summary", has_text="More filters").click()
    session.page.locator("#code").fill("2.3")
    session.press("Show")
    session.see("fit.")
    session.check("incidents-found")
    session.page.locator("summary", has_text="Save as").click()
    session.page.get_by_label("Name of this list").fill("Code 2.3 at RBD01")
    session.press("Save the list")
    session.page.get_by_role("link", name="Code 2.3 at RBD01").wait_for()
    session.page.locator("#find").fill("collimator")
    session.page.locator(".find button").click()
    session.see("record")
    session.check("search-found")


def make_a_calendar(session):
    session.open("/calendar")
    session.press("Make an address")
    session.see("/calendar/cal_")
    session.check("calendar-made")
    session.press("End the address")
    session.press("Make an address")


def agree_an_action(session):
    session.open("/incidents")
    session.page.locator("tbody th a").first.click()
    session.unfold("Agree an action")
    session.page.locator("#step-action-add-text").fill("Review the protocol")
    session.page.locator("#step-action-add-owner").fill("superintendent")
    session.page.locator("#step-action-add-due").fill("1 December 2026")
    session.press("Add the action")
    session.see("The action is agreed.")
    session.open("/actions")
    session.see("Review the protocol")


def confirm_a_theme(session):
    session.open("/themes")
    session.unfold("Decide")
    session.page.get_by_label("Name of the theme").first.fill("Immobilisation")
    session.page.locator("[name=why]").locator("visible=true").first.fill("One protocol at two sites")
    session.press("Confirm the theme")
    session.page.get_by_role("link", name="Immobilisation").click()
    session.see("Its incidents")
    session.check("theme-confirmed")
    session.open("/notifications")
    session.see("Theme RBD")


def decide_about_a_duplicate(session):
    session.open("/duplicates")
    answers = ["Yes: keep", "No: they are two events"]
    pairs = session.page.locator("summary", has_text="Compare and decide").count()
    if pairs == 0:
        session.report("proposes no duplicate")
    for answer in answers[:pairs]:
        session.unfold("Compare and decide")
        session.page.get_by_label(answer).first.check()
        session.page.locator("[name=why]").locator("visible=true").first.fill("Asked both sites")
        session.press("Record the decision")
    session.see("No two records look like one event")
    session.check("duplicates-decided")


def revoke_a_device(session):
    session.open("/devices")
    session.unfold("Revoke this device")
    session.page.locator("[name=why]").locator("visible=true").first.fill("The laptop was lost")
    session.press("Revoke")
    session.see("Revoked")
    session.check("devices-revoked")


def enter_examinations(session):
    months = [f"2025-{month:02}" for month in range(2, 13)] + ["2026-01"]
    rows = [f"RBD0{site},{month},ct,{1000 + index}"
            for site in (1, 2, 3) for index, month in enumerate(months)]
    session.open("/denominators")
    session.page.locator("#table").fill("\n".join(rows + ["RBD01,2026-13,ct,7"]))
    session.expects_error = True
    session.press("Import rows")
    session.see("Line 37: “2026-13” is not a month as 2026-01.")
    session.check("denominators-refused")
    session.expects_error = False
    def table(lines):
        return {"name": "examinations.csv", "mimeType": "text/csv",
                "buffer": ("\ufeffsite,month,modality,number\r\n" + "\r\n".join(lines)).encode()}
    session.expects_error = True
    session.page.locator("#file").set_input_files(table(["RBD01,2026-01,mri,7"]))
    session.press("Import file")
    session.see("Line 2: “mri” is not a modality.")
    session.expects_error = False
    session.page.locator("#file").set_input_files(table(rows))
    session.press("Import file")
    session.see("36 rows imported; 36 records added or changed.")
    session.open("/trends/sites")
    session.see("Every site lies within the limits of chance")
    session.check("trends-funnel")


def decide_for_the_employer(session):
    session.open("/employer")
    session.page.get_by_role("button", name="Approve").first.click()
    session.see("The codes are approved.")
    session.open("/employer")
    session.check("employer-decided")


def keep_a_procedure(session):
    session.open("/procedures")
    session.page.get_by_label("Title").fill("EP17 Clinical audit")
    session.page.locator("#version").fill("1")
    session.page.get_by_label("Duty holders").fill("Operator\nReferrer")
    session.press("Enter it")
    session.press("Acknowledged today")
    session.see("1 of 2")
    session.unfold("Record a review")
    session.page.get_by_label("Version that now stands").fill("2")
    session.page.get_by_label("Signed by").fill("Chair of the Medical Exposures Group")
    session.press("Sign the review")
    session.see("0 of 2")
    session.see("9 February 2028")
    session.check("procedures-reviewed")


def write_the_report(session):
    session.open("/notifications")
    session.page.locator("tbody th a").nth(1).click()
    session.page.get_by_role("link", name="The investigation report").click()
    session.page.locator("textarea").first.fill(
        "Mrs Jane Smith, NHS number 999 000 0018, was imaged three times.")
    session.expects_error = True
    session.page.get_by_role("button", name="Save").first.click()
    session.see("There is a problem")
    session.check("report-identifiers")
    session.expects_error = False


def make_an_enrolment_code(session):
    session.open("/devices")
    session.page.get_by_label("Site's code").fill("RBD09")
    session.press("Make a code")
    session.see("Enrolment code for RBD09")
    session.check("devices-code")


def meet_what_is_not_there(session):
    session.expects_error = True
    session.open("/incidents/00000000-0000-4000-8000-000000000000", status=404)
    session.check("not-found")
    session.expects_error = False


def have_somebody_told(session):
    session.open("/messages")
    session.page.get_by_label("Address").fill("not an address")
    session.page.get_by_label("Governance: every change").check()
    session.expects_error = True
    session.press("Subscribe")
    session.see("is not an e-mail address")
    session.expects_error = False
    session.page.get_by_role("link", name="Go back").click()
    session.page.get_by_label("Webhook").check()
    session.page.get_by_label("Address").fill("https://hooks.trust.example/candour")
    session.page.get_by_label("Medical physics expert").check()
    session.page.get_by_label("Site's code").fill("RBD01")
    session.press("Subscribe")
    session.see("The secret of")
    session.check("messages-secret")
    session.open("/messages")
    session.page.get_by_role("button", name="Send a test message").first.click()
    session.see("Test")
    session.check("messages-waiting")
    session.unfold("Remove this recipient")
    session.page.get_by_role("button", name="Stop sending to https").click()
    session.see("no longer subscribed")
    session.check("messages-ended")


def all_of(width):
    """On the phone a smaller round, over what the first left."""
    if width == "phone":
        return [make_an_enrolment_code, have_somebody_told, meet_what_is_not_there]
    return [
        settle_a_conflict, decide_what_is_undetermined, record_a_submission,
        find_by_site_month_and_code, agree_an_action, make_a_calendar, confirm_a_theme, decide_about_a_duplicate,
        enter_examinations, decide_for_the_employer,
        keep_a_procedure, write_the_report, revoke_a_device, make_an_enrolment_code,
        have_somebody_told, meet_what_is_not_there,
    ]
