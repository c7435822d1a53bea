"""A picture of the centre's first page as the demo leaves it, for the README: its data is invented and plausible.

BIN: the folder of the built programs. The argument is the file to write.
"""

import pathlib
import re
import signal
import subprocess
import sys

from playwright.sync_api import sync_playwright

DEMO = pathlib.Path(__file__).resolve().parents[3] / "Docs/examples/demo.sh"


def main(target):
    demo = subprocess.Popen(["bash", DEMO, "--serve"], stdout=subprocess.PIPE, text=True)
    try:
        said = ""
        for line in demo.stdout:
            said += line
            if line.startswith("API token:"):
                break
        url = re.search(r"^address: +(\S+)", said, re.M).group(1)
        person, password = re.search(r"^log in as: (\S+) +password: (\S+)", said, re.M).groups()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(
                ignore_https_errors=True, viewport={"width": 1280, "height": 1500}, locale="en-GB",
                timezone_id="Europe/London")
            page.goto(url)
            page.get_by_label("E-mail address").fill(person)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in").click()
            page.get_by_role("button", name="Sign out").wait_for()
            page.goto(url)
            page.screenshot(path=target)
            browser.close()
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait()


main(sys.argv[1])
