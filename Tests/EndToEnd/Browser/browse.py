#!/usr/bin/env python3
"""Uses the centre's pages in Chromium as people do. Prints what is not as it should be, and exits 1.

Environment: CANDOUR_URL, CANDOUR_PASSWORD (of every role's person, ROLE@example.test), and
CANDOUR_PICTURES, a folder for pictures of every page (left out: none are taken).
"""

import os
import pathlib
import sys

from playwright.sync_api import sync_playwright

import deeds
from session import Findings, Session, WIDTHS, pattern

PAGES_MAX = 400


def follow_every_link(session):
    """Opens whatever can be reached; every page is checked once for each route."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        if pattern(path) in session.checked:
            # Another page of the same shape: that it answers is enough.
            answer = session.page.request.get(session.url + path)
            if answer.status != 200:
                session.findings.add(f"{session.width} a link leads to {answer.status}: {path}")
            continue
        if path.split("?")[0].endswith((".csv", ".json")):
            answer = session.page.request.get(session.url + path)
            if answer.status != 200:
                session.findings.add(f"{session.width} {path}: {answer.status}")
            continue
        session.open(path)
        found = session.links()
        session.check(pattern(path))
        for link in found:
            if link not in seen and len(seen) < PAGES_MAX:
                seen.add(link)
                waiting.append(link)
    return len(seen)


def main():
    url, password = os.environ["CANDOUR_URL"], os.environ["CANDOUR_PASSWORD"]
    pictures = os.environ.get("CANDOUR_PICTURES")
    folder = pathlib.Path(pictures) if pictures else None
    findings, followed = Findings(), 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
        for width in WIDTHS:
            session = Session(browser, url, width, findings, folder)
            session.sign_in("governance@example.test", password)
            followed += follow_every_link(session)
            session.context.close()
        for width in ("desktop", "phone"):
            session = Session(browser, url, width, findings, folder)
            session.sign_in("governance@example.test", password)
            for deed in deeds.all_of(width):
                try:
                    deed(session)
                except Exception as error:  # the deed did not come to its end: say which and go on
                    findings.add(f"{width} {deed.__name__}: {str(error).splitlines()[0]}")
            session.context.close()
        browser.close()
    print(f"followed {followed} links")
    for line in findings.lines:
        print(line)
    return 1 if findings.lines else 0


if __name__ == "__main__":
    sys.exit(main())
