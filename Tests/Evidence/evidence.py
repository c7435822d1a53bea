"""Writes Docs/clinical-safety/evidence.md: hazard, threat and requirement, each with the tests that
show its control and what came of them in the last run.

    python3 Tests/Evidence/evidence.py RUN [--check]

RUN is the folder in which `make test` and `make bench` leave their last run: tests.xml and
browser.xml (xUnit), bench.txt. Exit 1 when a named test is not in the run or did not pass, or when a
figure is older than the latest release of CHANGELOG.md; --check writes nothing.
"""

import datetime
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "Docs/clinical-safety/evidence.md"
NAMED = re.compile(r"`([^`›]+) › ([^`]+)`")


class Run:
    """The tests of the last run, by module, suite and test."""

    def __init__(self, folder):
        self.results = {}
        self.day = None
        for name in ("tests.xml", "browser.xml"):
            file = folder / name
            if not file.exists():
                raise SystemExit(f"evidence: {file} is not there: run `make test` first")
            self.day = day_of(file) if self.day is None else min(self.day, day_of(file))
            for case in ElementTree.parse(file).iter("testcase"):
                passed = case.find("failure") is None and case.find("error") is None
                skipped = case.find("skipped") is not None
                module, _, suite = case.get("classname").partition(".")
                test = name_of(case.get("name"))
                state = "skipped" if skipped else "passed" if passed else "FAILED"
                key = (suite.split(".")[-1], test)
                self.results[key] = state if self.results.get(key, "passed") == "passed" else "FAILED"
        self.suites = suites()

    def state(self, suite, test):
        types = self.suites.get(suite, [])
        found = [self.results[(name, test)] for name in types if (name, test) in self.results]
        if not found:
            return "not in the run"
        return "passed" if all(state == "passed" for state in found) else "FAILED"

    def of_file(self, path):
        """(passed, all) of the tests that a file declares."""
        text = (ROOT / path).read_text(encoding="utf-8")
        declared = set(re.findall(r"func `([^`]+)`", text))
        types = set(re.findall(r"(?:struct|class|enum|extension) (\w+)", text))
        found = [state for (suite, test), state in self.results.items()
                 if test in declared and suite in types]
        return sum(state == "passed" for state in found), len(found)


def name_of(text):
    """`a (b)`(argument:) is `a (b)`; plain() is plain."""
    return text[1:text.rindex("`")] if text.startswith("`") else text.split("(")[0]


def day_of(file):
    return datetime.date.fromtimestamp(file.stat().st_mtime)


def suites():
    """The types behind the name that a suite shows."""
    found = {}
    for file in (ROOT / "Tests").rglob("*.swift"):
        text = file.read_text(encoding="utf-8")
        for name, kind in re.findall(
            r'@Suite\(\s*"([^"]+)"[^\n]*?\)\s*(?:@\w+(?:\([^)]*\))?\s*)*'
            r"(?:final )?(?:struct|class|enum|actor) (\w+)", text):
            found.setdefault(name, []).append(kind)
    return found


def release():
    """Version and day of the latest dated section of the change log; None before the first."""
    for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines():
        match = re.match(r"## \[?v?(\d+\.\d+\.\d+)\]?\D+(\d{4}-\d\d-\d\d)", line)
        if match:
            return match[1], datetime.date.fromisoformat(match[2])
    return None


def sections(text, pattern):
    """(heading, body) for each heading that matches."""
    starts = list(re.finditer(pattern, text, re.M))
    for start, end in zip(starts, starts[1:] + [None]):
        yield start, text[start.end():end.start() if end else len(text)]


def hazards(run, faults):
    text = (ROOT / "Docs/clinical-safety/hazard-log.md").read_text(encoding="utf-8")
    lines = []
    for heading, body in sections(text, r"^### (H\d+)$"):
        title = re.search(r"\*\*(.+?)\*\*", body)[1]
        initial = re.search(r"\*Initial risk\*:[^\n]*\*\*(\d)\*\*", body)
        residual = re.search(r"\*Residual risk\*:[^\n]*\*\*(\d)\*\*", body)
        controls = re.search(r"\*Controls[^\n]*\n(.*?)\n- \*Evidence", body, re.S)
        files = sorted(set(re.findall(r"`([\w/+.-]+\.swift)`", controls[1]))) if controls else []
        lines += [f"### {heading[1]} {title}", "",
                  f"Risk {initial[1] if initial else '?'} without, "
                  f"{residual[1] if residual else '?'} with the controls "
                  f"in {', '.join(f'`{file}`' for file in files) or 'no file of ours'}.", ""]
        lines += tests(run, body, heading[1], faults) + [""]
    return lines


def tests(run, body, place, faults):
    named = list(dict.fromkeys(NAMED.findall(body)))
    if not named:
        return ["No test: what shows the control is in the log."]
    lines = ["| test | last run |", "|---|---|"]
    for suite, test in named:
        state = run.state(suite, test)
        if state != "passed":
            faults.append(f"{place}: {suite} › {test}: {state}")
        lines.append(f"| {suite} › {test} | {state} |")
    return lines


def threats(run, faults):
    text = (ROOT / "Docs/threat-model.md").read_text(encoding="utf-8")
    lines = ["| boundary | threat | tests | last run |", "|---|---|---|---|"]
    for heading, body in sections(text, r"^### (5\.\d+) (.+)$"):
        for row in re.findall(r"^\| [STRIDE ]+ \|(.+)\|$", body, re.M):
            cells = [cell.strip() for cell in row.split("|")]
            named = NAMED.findall(row)
            states = [run.state(suite, test) for suite, test in named]
            for (suite, test), state in zip(named, states):
                if state != "passed":
                    faults.append(f"threat model {heading[1]}: {suite} › {test}: {state}")
            good = sum(state == "passed" for state in states)
            shown = f"{good} of {len(named)} passed" if named else "no test: see the page"
            lines.append(f"| {heading[1]} | {cells[0]} | {len(named)} | {shown} |")
    return lines


def requirements(run, faults):
    text = (ROOT / "Docs/rules.md").read_text(encoding="utf-8")
    lines = ["| requirement | tests | last run | state |", "|---|---|---|---|"]
    for row in re.findall(r"^\| (R\d+ .+?) \|$", text, re.M):
        cells = [cell.strip() for cell in row.split(" | ")]
        files = re.findall(r"`(Tests/[^`]+\.swift)`", row)
        good = every = 0
        for file in files:
            if not (ROOT / file).exists():
                faults.append(f"{cells[0]}: {file} is not there")
                continue
            passed, found = run.of_file(file)
            good, every = good + passed, every + found
            if found == 0 or passed < found:
                faults.append(f"{cells[0]}: {file}: {passed} of {found} passed")
        shown = f"{good} of {every} passed" if files else "none named"
        names = ", ".join(f"`{file}`" for file in files) or "–"
        lines.append(f"| {cells[0]} | {names} | {shown} | {cells[-1]} |")
    return lines


def files(faults):
    """Every file that a page of clinical safety or of threats names is there."""
    pages = [*sorted((ROOT / "Docs/clinical-safety").glob("*.md")), ROOT / "Docs/threat-model.md"]
    for page in pages:
        if page == PAGE:
            continue
        for name in re.findall(r"`(\w+/[\w/+.-]+\.swift)`", page.read_text(encoding="utf-8")):
            rooms = [ROOT, *(ROOT / room for room in ("Sources", "Server", "Client", "Tests"))]
            if not any((room / name).exists() for room in rooms):
                faults.append(f"{page.relative_to(ROOT)}: {name} is not there")


def figures(folder, faults):
    file = folder / "bench.txt"
    if not file.exists():
        return ["`make bench` was not run here; the figures of record are in [testing](../testing.md)."]
    latest = release()
    if latest and day_of(file) < latest[1]:
        faults.append(f"the figures of {day_of(file)} are older than release {latest[0]} of {latest[1]}")
    text = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [f"`make bench` on {day_of(file)}:", "", "```", *text, "```"]


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    folder = pathlib.Path(arguments[0])
    run, faults = Run(folder), []
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True).stdout.strip()
    passed = sum(state == "passed" for state in run.results.values())
    page = ["# Evidence", "",
            "Written by `make evidence` from the last run of the tests and benchmarks; do not edit. Hazards are those",
            "of [the hazard log](hazard-log.md), threats those of [the threat model](../threat-model.md),",
            "requirements those of [the rules](../rules.md#requirements).", "",
            f"Tests of {run.day}, at or after commit {commit}: {passed} of {len(run.results)} passed.", "",
            "## Hazards", "", *hazards(run, faults),
            "## Threats", "", *threats(run, faults), "",
            "## Requirements", "", *requirements(run, faults), "",
            "## Figures", "", *figures(folder, faults)]
    files(faults)
    if "--check" not in sys.argv:
        PAGE.write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")
        print(f"wrote {PAGE.relative_to(ROOT)}: {passed} of {len(run.results)} tests passed")
    for fault in faults:
        print(f"evidence: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


main()
