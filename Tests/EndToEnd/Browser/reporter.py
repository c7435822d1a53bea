#!/usr/bin/env python3
"""Logs an incident at the centre in Chromium as a reporter does, with a network that goes away and a
session that ends. Prints what is not as it should be, and exits 1.

Environment as for browse.py; the person is reporter@example.test.
"""

import os
import pathlib
import sys

from playwright.sync_api import sync_playwright

from session import Findings, Session, WIDTHS

WORDS = "The wrong patient was scanned; stopped after the topogram."


def begin(session):
    session.open("/log")
    session.check("log-choose")
    if session.page.locator("summary", has_text="Remove it and begin").count():
        session.unfold("Remove it and begin a new one")
        session.press("Remove the answers")
    session.press("Continue, all on one page")
    session.page.get_by_role("heading", level=1).wait_for()


def survive_the_network(session):
    """What is typed without a network is kept in the browser, and offered in another window."""
    begin(session)
    session.context.set_offline(True)
    session.expects_error = True
    session.page.locator("#q-narrative").fill(WORDS)
    session.page.get_by_text("The centre cannot be reached").wait_for(timeout=5000)
    session.check("log-form-unreachable")
    session.page.close()
    session.context.set_offline(False)
    session.expects_error = False
    session.page = session.context.new_page()
    session.open("/log/form")
    session.page.get_by_text("Text that did not reach the centre").wait_for(timeout=5000)
    session.see(WORDS)
    session.check("log-form-kept")
    with session.page.expect_response("**/log/live"):
        session.press("Put it back")
    session.open("/log/form")
    if session.page.locator("#q-narrative").input_value() != WORDS:
        session.report("what was put back did not reach the centre")
    if session.page.locator("#kept").is_visible():
        session.report("what has arrived is offered again")


def survive_the_session(session, password):
    """The session ends while somebody types: the page says so, and the text is offered again."""
    cookies = session.context.cookies()
    session.context.clear_cookies()
    session.expects_error = True
    session.page.locator("#q-place").fill("CT 2")
    session.page.get_by_text("You are signed out").wait_for(timeout=5000)
    session.page.get_by_role("link", name="sign in again").click()
    session.expects_error = False
    session.page.get_by_label("E-mail address").fill("reporter@example.test")
    session.page.get_by_label("Password").fill(password)
    session.page.get_by_role("button", name="Sign in").click()
    session.page.locator("#kept").wait_for(timeout=5000)
    with session.page.expect_response("**/log/live"):
        session.press("Put it back")
    if session.page.locator("#q-place").input_value() != "CT 2":
        session.report("the place is not put back")
    return cookies


def log(session):
    session.page.locator("#q-modality").select_option("ct")
    session.page.locator("#q-age").fill("40")
    with session.page.expect_response("**/log/live"):
        session.page.locator("[name=q-exposure]").first.check()
    session.page.get_by_text("Needed to decide").wait_for(timeout=5000)
    session.check("log-form")
    session.press("Continue")
    session.see("Check your answers")
    session.check("log-summary")
    session.page.get_by_role("link", name="Change What happened").click()
    session.check("log-question")
    session.press("Continue")
    session.press("Save at the centre")
    session.see("Saved at the centre as")
    session.check("logged-one")
    session.open("/logged")
    session.see(WORDS)
    session.check("logged")
    session.expects_error = True
    session.open("/incidents", status=403)
    session.check("reporter-forbidden")
    session.expects_error = False


def main():
    url, password = os.environ["CANDOUR_URL"], os.environ["CANDOUR_PASSWORD"]
    pictures = os.environ.get("CANDOUR_PICTURES")
    folder = pathlib.Path(pictures) if pictures else None
    findings, done = Findings(), 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
        for width in WIDTHS:
            session = Session(browser, url, width, findings, folder)
            try:
                session.sign_in("reporter@example.test", password)
                survive_the_network(session)
                survive_the_session(session, password)
                log(session)
                done += 1
            except Exception as error:  # say which and go on
                session.report(str(error).splitlines()[0])
            session.context.close()
        browser.close()
    print(f"logged {done} times")
    for line in findings.lines:
        print(line)
    return 1 if findings.lines else 0


if __name__ == "__main__":
    sys.exit(main())
