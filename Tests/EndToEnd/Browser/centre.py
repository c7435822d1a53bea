"""A copy of the large centre, served on loopback, with sites that synchronise with it.

Environment: BIN, the folder of the built programs; CANDOUR_DEMO, the folder that `make demo-large` made
(it is copied, and not changed).
"""

import json
import os
import pathlib
import shutil
import subprocess

PASSWORD = "correct horse battery staple"
NOW = "2026-12-31T09:00:00Z"
BIN = pathlib.Path(os.environ["BIN"]).resolve()
REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
EXAMPLES = REPOSITORY / "Docs/examples"
ENVIRONMENT = {**os.environ, "CANDOUR_NOW": NOW, "NO_COLOR": "1"}
WEASYPRINT = REPOSITORY / ".build-browser/bin/weasyprint"
if WEASYPRINT.exists():
    ENVIRONMENT["CANDOUR_REPORT_WEASYPRINT"] = str(WEASYPRINT)


class Centre:
    def __init__(self, work):
        self.work, self.data = work, work / "centre"
        shutil.copytree(os.environ["CANDOUR_DEMO"], self.data)
        for role in ("governance", "employer"):
            self.run("candour-server", "user", "add", "--data", self.data, "--email",
                     f"{role}@example.test", "--role", role, input=PASSWORD + "\n")
        self.errors = open(work / "server.err", "w")
        self.process = subprocess.Popen(
            [BIN / "candour-server", "serve", "--data", self.data, "--address", "127.0.0.1:0"],
            env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.url = self.process.stdout.readline().removeprefix("listening on ").strip()

    def run(self, program, *arguments, input=None, may_fail=False):
        done = subprocess.run(
            [BIN / program, *map(str, arguments)], env=ENVIRONMENT, input=input, text=True,
            capture_output=True)
        if done.returncode and not may_fail:
            raise SystemExit(f"{program} {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def site(self, store, *arguments, input=None):
        return self.run("candour", *arguments, "--store", self.work / store, input=input)

    def enrol(self, store, site, role="site"):
        self.site(store, "init", "--site", site, "--trust", "RBD", "--nation", "england")
        code = self.run("candour-server", "enrolment-code", "--data", self.data, "--site", site,
                        "--role", role)
        self.site(store, "enrol", "--server", self.url, "--ca", self.data / "tls/ca.pem",
                  "--code", code)

    def fill(self):
        """What a week needs beside two years of incidents: a conflict, held-back entries, an audit."""
        self.enrol("clinic", "RBD01")
        self.enrol("desk", "RBD01")
        self.enrol("visitor", "RBD02", role="reader")
        logged = self.site("clinic", "incident", "log", "--json", "--from", "-", input=json.dumps({
            "discoveredOn": "2026-12-30", "modality": "ct", "clinicallySignificant": "no",
            "narrative": "The wrong protocol was chosen. Wood was scanned twice.",
            "individuals": [{"kind": "patient", "exposure": "unintended", "ageAtExposure": 52,
                             "effectiveDose": {"intended": "3", "total": "9.6"}}]}))
        incident = json.loads(logged)["id"]
        self.site("clinic", "audit", "plan", "--from", EXAMPLES / "5-audit-clinical-evaluation.json")
        self.site("clinic", "sync")
        self.site("desk", "sync")
        self.site("clinic", "incident", "set", incident, "individuals/0/ageAtExposure=55")
        self.site("desk", "incident", "set", incident, "individuals/0/ageAtExposure=45")
        for day in ("2026-12-28", "2026-12-29"):
            self.site("visitor", "incident", "log", "--from", "-", input=json.dumps({
                "discoveredOn": day, "modality": "ct", "narrative": "Scanned with the wrong protocol."}))
        for store in ("clinic", "desk", "visitor"):
            self.site(store, "sync")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.errors.close()
