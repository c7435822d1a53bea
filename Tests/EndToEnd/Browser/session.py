"""A person's browser at one width, and what must hold on every page that it opens."""

import pathlib
import re

import axe_playwright_python

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# At 400 % a screen of 1280 pixels shows as many as one of 320 (WCAG 2.2, 1.4.10).
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844), "zoomed": (320, 640), "contrast": (1280, 900)}
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}|[0-9a-f]{16,}(?=/)", re.I)


# A field's path, by a position or a key of several words: individuals/0/effectiveDose/total.
FIELD_PATH = re.compile(r"(?<![\w/.-])[a-z][A-Za-z]*(?:/(?:\d+|[a-z][A-Za-z]*))+(?![\w/])")
KEY = re.compile(r"^\d+$|^[a-z]{3,}[A-Z]")
# What a person reads: no script, no style, and not what is shown as code.
READ = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, node =>
    node.parentElement.closest('script, style, code') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
  const texts = []
  while (walker.nextNode()) texts.push(walker.currentNode.data)
  return texts.join(' ')
}"""


def field_paths(page):
    """The paths of fields that a page shows to people; their labels belong there."""
    found = {match[0] for match in FIELD_PATH.finditer(page.evaluate(READ))}
    return sorted(path for path in found if any(KEY.search(key) for key in path.split("/")))


class Findings:
    """Everything that was not as it should be, said once."""

    def __init__(self):
        self.lines = []

    def add(self, line):
        if line not in self.lines:
            self.lines.append(line)


class Session:
    def __init__(self, browser, url, width, findings, pictures):
        self.url, self.width, self.findings = url, width, findings
        self.pictures = pictures / width if pictures else None
        size = dict(zip(("width", "height"), WIDTHS[width]))
        self.context = browser.new_context(
            ignore_https_errors=True, viewport=size, locale="en-GB", timezone_id="Europe/London",
            forced_colors="active" if width == "contrast" else "none")
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.report(f"script error: {error}"))
        self.checked = set()
        self.expects_error = False

    def report(self, text):
        path = IDENTIFIER.sub("ID", self.page.url.removeprefix(self.url))
        self.findings.add(f"{self.width} {path}: {text}")

    def _console(self, message):
        # The browser itself notes an answer of 4xx, which a test of errors asks for.
        if message.type in ("error", "warning") and not self.expects_error:
            self.report(f"console: {message.text}")

    def sign_in(self, email, password):
        self.open("/")
        if not self.page.url.endswith("/sign-in"):
            self.report("a page opens without signing in")
        self.check("sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def open(self, path, status=200):
        answer = self.page.goto(self.url + path)
        if answer is not None and answer.status != status:
            self.report(f"{answer.status} in place of {status}")
        return answer

    def press(self, name):
        """Presses the one button of that name that can be seen."""
        self.page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()

    def unfold(self, text):
        self.page.locator("summary", has_text=text).first.click()

    def see(self, text):
        if self.page.get_by_text(text).count() == 0:
            self.report(f"does not show “{text}”")

    def links(self):
        # A link in a picture has its address as an object.
        hrefs = self.page.eval_on_selector_all(
            "a[href]", "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)")
        inside = {href.split("#")[0].removeprefix(self.url) for href in hrefs
                  if href.startswith(self.url)}
        return sorted(path for path in inside if path)

    def check(self, name):
        """Accessibility, width and a picture of the page as it stands, once for each name."""
        if name in self.checked:
            return
        self.checked.add(name)
        for detail in self.page.locator("details").all():
            detail.evaluate("d => { d.open = true }")
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for violation in found["violations"]:
            if violation["impact"] in ("serious", "critical"):
                places = [node["html"][:160] for node in violation["nodes"][:3]]
                self.report(f"axe {violation['id']} ({violation['impact']}): {places}")
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self.report(f"{wide} pixels wider than the screen")
        for path in field_paths(self.page):
            self.report(f"shows the path {path} in place of the field's label")
        if self.page.locator("h1").count() != 1:
            self.report(f"{self.page.locator('h1').count()} headings of the first level")
        for detail in self.page.locator("details").all():
            detail.evaluate("d => { d.open = false }")
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


def pattern(path):
    """The route of a path, as a file name: `incidents-ID-report`."""
    plain = IDENTIFIER.sub("ID", path.split("?")[0]).strip("/")
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain) or "board"
