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
    session.open("/")
    session.page.locator("tbody a").first.click()
    session.unfold("The authority was notified")
    session.page.get_by_label("The authority's reference").fill("IRMER-12345")
    session.page.get_by_label("Submitted by").fill("governance")
    session.press("Record the notification")
    session.see("Notified")
    session.see("IRMER-12345")
    session.check("incident-notified")
    # One incident has one notification: a second time is refused, with what to do instead.
    session.unfold("The authority was notified")
    session.expects_error = True
    session.press("Record the notification")
    session.see("There is a problem")
    session.check("refusal")
    session.expects_error = False


def confirm_a_theme(session):
    session.open("/themes")
    session.unfold("Decide")
    session.page.get_by_label("Name of the theme").first.fill("Immobilisation")
    session.page.locator("[name=why]").locator("visible=true").first.fill("One protocol at two sites")
    session.press("Confirm the theme")
    session.page.get_by_role("link", name="Immobilisation").click()
    session.see("Its incidents")
    session.check("theme-confirmed")
    session.open("/")
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
    session.see("classification/decidedBy")
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
    session.open("/")
    session.page.locator("tbody a").nth(1).click()
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
        settle_a_conflict, record_a_submission, confirm_a_theme, decide_about_a_duplicate,
        enter_examinations, decide_for_the_employer,
        keep_a_procedure, write_the_report, revoke_a_device, make_an_enrolment_code,
        have_somebody_told, meet_what_is_not_there,
    ]
