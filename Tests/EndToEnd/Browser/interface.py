#!/usr/bin/env python3
"""Sends what the interface's own description allows, and what it does not, to every operation.

schemathesis makes the requests from `openapi.json`. Records, themes, held-back entries, devices and
subscriptions are named by identifiers that are there, and a change carries the record's true version in
every other request, so that a good part of them is accepted. Exits 1 where an answer is an error of the
server or is not as the description says. `make schemathesis` runs this; EXAMPLES= for more requests.

Environment: as `centre.py`, and SCHEMATHESIS, its program.
"""

import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import urllib.request

from centre import Centre

# What is checked: whether a server's error is answered, or something that the description does not say.
CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,"
          "response_headers_conformance,response_schema_conformance,unsupported_method")
IDENTIFIERS_MAX = 20

HOOKS = '''
import itertools
import json
import os
import ssl
import urllib.parse
import urllib.request

import schemathesis

turn = itertools.count()
context = ssl.create_default_context(cafile=os.environ["CANDOUR_CA"])


@schemathesis.hook
def before_call(context_, case, kwargs):
    """Every other change is based on the state that the record really has."""
    body = case.body
    if case.method not in ("POST", "PUT") or not isinstance(body, dict) or next(turn) % 2:
        return
    name = (case.path_parameters or {}).get("id")
    if not isinstance(name, str) or "version" not in body:
        return
    request = urllib.request.Request(
        os.environ["CANDOUR_URL"] + "/api/v1/records/" + urllib.parse.quote(name, safe=""),
        headers={"Authorization": "Bearer " + os.environ["CANDOUR_TOKEN"]})
    try:
        with urllib.request.urlopen(request, context=context) as answer:
            body["version"] = json.load(answer)["version"]
    except (OSError, ValueError, KeyError):
        pass
'''


class Interface:
    def __init__(self, centre):
        self.url = centre.url
        self.token = centre.run("candour-server", "token", "create", "--data", centre.data, "--role",
                                "governance", "--name", "schemathesis").split()[-1]
        self.context = ssl.create_default_context(cafile=centre.data / "tls/ca.pem")

    def get(self, path):
        request = urllib.request.Request(
            self.url + path, headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, context=self.context) as answer:
            return json.load(answer)

    def post(self, path, body=None):
        data = b"" if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data=data, method="POST",
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, context=self.context) as answer:
            return json.loads(answer.read() or b"null")

    def identifiers(self, name, state=None):
        items = self.get(f"/api/v1/{name}?limit={IDENTIFIERS_MAX}"
                         + (f"&state={state}" if state else ""))["items"]
        return [item["id"] for item in items if item.get("id")]

    def fill(self):
        """A theme that was confirmed, and recipients with a message."""
        proposed = self.get("/api/v1/themes?state=proposed&limit=1")["items"][0]
        self.post("/api/v1/themes", {
            "decision": "confirm", "title": "One protocol", "complementary": ["M4.2b"],
            "incidents": proposed["incidents"][:3], "ground": proposed["ground"],
            "why": "The same protocol each time"})
        for number in range(4):
            made = self.post("/api/v1/subscriptions", {
                "channel": "email", "role": "reader", "address": f"{number}@trust.example"})
            self.post(f"/api/v1/subscriptions/{made['id']}/test")

    def described(self):
        """The description, with identifiers that are there, and one that is not, for each operation."""
        document = self.get("/api/v1/openapi.json")
        incidents = self.identifiers("incidents")
        there = {
            "incidents": incidents, "records": incidents + self.identifiers("audits"),
            "themes": self.identifiers("themes", "confirmed"), "quarantine": self.identifiers("quarantine"),
            "devices": self.identifiers("devices"), "subscriptions": self.identifiers("subscriptions"),
            "messages": self.identifiers("messages"),
        }
        for path, item in document["paths"].items():
            found = re.match(r"/api/v1/([a-z-]+)/\{id\}", path)
            names = there.get(found.group(1), []) if found else []
            for operation in item.values():
                for parameter in operation.get("parameters", []):
                    if parameter.get("in") == "path":
                        parameter["schema"] = {"type": "string", "enum": names + ["not-there"]}
                name_incidents(operation.get("requestBody", {}), incidents)
        return document


def name_incidents(schema, incidents):
    """Incidents that are there, wherever a body names some."""
    for key, value in schema.items() if isinstance(schema, dict) else []:
        if key in ("id1", "id2"):
            schema[key] = {"type": "string", "enum": incidents}
        elif key == "incidents":
            value["items"] = {"type": "string", "enum": incidents}
        elif isinstance(value, list):
            for each in value:
                name_incidents(each, incidents)
        else:
            name_incidents(value, incidents)


def main():
    with tempfile.TemporaryDirectory(prefix="candour-interface.") as folder:
        work = pathlib.Path(folder)
        centre = Centre(work)
        try:
            centre.fill()
            interface = Interface(centre)
            interface.fill()
            (work / "openapi.json").write_text(json.dumps(interface.described()))
            (work / "hooks.py").write_text(HOOKS)
            done = subprocess.run(
                [os.environ["SCHEMATHESIS"], "run", work / "openapi.json", "--url", centre.url,
                 "--header", f"Authorization: Bearer {interface.token}",
                 "--tls-verify", centre.data / "tls/ca.pem", "--checks", CHECKS,
                 "--max-examples", os.environ.get("EXAMPLES") or "50", "--seed", "7",
                 "--continue-on-failure", "--no-shrink", "--phases", "coverage,fuzzing",
                 "--request-timeout", "30", *sys.argv[1:]],
                cwd=work, env={
                    **os.environ, "CANDOUR_URL": centre.url, "CANDOUR_TOKEN": interface.token,
                    "CANDOUR_CA": str(centre.data / "tls/ca.pem"), "SCHEMATHESIS_HOOKS": "hooks",
                    "PYTHONPATH": str(work), "NO_COLOR": "1"})
            return done.returncode
        finally:
            centre.stop()


if __name__ == "__main__":
    sys.exit(main())
