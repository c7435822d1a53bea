#!/usr/bin/env python3
"""How long the pages of a large centre take: median and 95th percentile, page by page.

One reader asks for each page TIMES times (20) after the first, over HTTPS, on a connection that stays open.
`make page-times INCIDENTS=50000` makes the centre and runs this. Nothing here fails: a page that is beyond
the aim is marked.

Environment: as `centre.py`, and TIMES.
"""

import http.client
import http.cookies
import os
import pathlib
import re
import ssl
import statistics
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd/Browser"))
from centre import PASSWORD, Centre  # noqa: E402

AIM = 150
PAGES = [
    ("start", "/"), ("incidents", "/incidents"),
    ("of a site, month and code", "/incidents?site=RBD01&from=2026-10-01&to=2026-10-31&code=1"),
    ("deadlines", "/notifications"), ("actions", "/actions"), ("audits", "/audits"), ("themes", "/themes"),
    ("duplicates", "/duplicates"), ("search", "/search?q=wrong+side"), ("conflicts", "/conflicts"),
    ("quarantine", "/quarantine"), ("sites", "/sites"), ("trends", "/trends"), ("board", "/board"),
    ("Employer", "/employer"), ("lessons", "/lessons"), ("messages", "/messages"), ("access log", "/access"),
]


class Reader:
    def __init__(self, centre, email):
        parts = urllib.parse.urlsplit(centre.url)
        context = ssl.create_default_context(cafile=centre.data / "tls/ca.pem")
        self.connection = http.client.HTTPSConnection(parts.hostname, parts.port, context=context)
        self.origin, self.cookie = centre.url, ""
        page = self.get("/sign-in")[2]
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        fields.update(email=email, password=PASSWORD)
        self.request("POST", "/sign-in", urllib.parse.urlencode(fields))

    def request(self, method, path, body=None):
        headers = {"Cookie": self.cookie, "Origin": self.origin}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        taken = (time.perf_counter() - begun) * 1000
        jar = http.cookies.SimpleCookie()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                jar.load(value)
        if jar:
            self.cookie = "; ".join(f"{name}={entry.value}" for name, entry in jar.items())
        return answer.status, taken, text

    def get(self, path):
        return self.request("GET", path)


def measure(centre, times):
    reader = Reader(centre, "governance@example.test")
    record = re.search(r'href="(/incidents/[^"?]+)"', reader.get("/incidents")[2])
    pages = PAGES + ([("a record", record.group(1))] if record else [])
    print(f"{'page':28} {'first':>7} {'median':>7} {'p95':>7} {'KiB':>6}")
    for name, path in pages:
        status, first, text = reader.get(path)
        if status != 200:
            print(f"{name:28} answers {status}")
            continue
        taken = sorted(reader.get(path)[1] for _ in range(times))
        late = taken[round(0.95 * (len(taken) - 1))]
        print(f"{name:28} {first:7.0f} {statistics.median(taken):7.0f} {late:7.0f} "
              f"{len(text) // 1024:6}{'  missed' if late > AIM else ''}", flush=True)
    status = pathlib.Path(f"/proc/{centre.process.pid}/status").read_text()
    held = int(re.search(r"VmRSS:\s+(\d+)", status).group(1))
    print(f"the server holds {held // 1024} MiB")


def main():
    with tempfile.TemporaryDirectory() as folder:
        centre = Centre(pathlib.Path(folder))
        try:
            measure(centre, int(os.environ.get("TIMES") or 20))
        finally:
            centre.stop()


if __name__ == "__main__":
    main()
