"""People with a page open while servers are stopped and started: what each of their requests became.

A reader behaves as a browser does: it keeps its connection, and asks once more on a new one where a kept
connection was closed before anything of the answer came. Whatever else goes wrong, a person sees.
"""

import collections
import http.client
import http.cookies
import re
import socket
import ssl
import threading
import time
import urllib.parse

PASSWORD = "correct horse battery staple"
PAGES = ["/", "/incidents", "/notifications", "/sites", "/messages"]


class Reader(threading.Thread):
    """Asks for one page after the other until it is ended."""

    def __init__(self, port, authority, pages=PAGES, keeps=True):
        super().__init__(daemon=True)
        self.port, self.pages, self.keeps = port, pages, keeps
        self.context = ssl.create_default_context(cafile=authority)
        self.connection, self.cookie, self.going = None, "", True
        self.seen = collections.Counter()
        self.errors = collections.Counter()
        self.longest = 0.0

    def sign_in(self, email):
        page = self.request("GET", "/sign-in")[1]
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        fields.update(email=email, password=PASSWORD)
        status, _ = self.request("POST", "/sign-in", urllib.parse.urlencode(fields))
        if status != 303:
            raise SystemExit(f"signing in was answered {status}")

    def request(self, method, path, body=None):
        """The answer to a request on the kept connection, or on a new one."""
        if self.connection is None:
            self.connection = http.client.HTTPSConnection("localhost", self.port, context=self.context, timeout=60)
        headers = {"Cookie": self.cookie, "Origin": f"https://localhost:{self.port}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        jar = http.cookies.SimpleCookie()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                jar.load(value)
        if jar:
            self.cookie = "; ".join(f"{name}={entry.value}" for name, entry in jar.items())
        return answer.status, text

    def leave(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def outcome(self, path):
        """What became of one request, as the person sees it."""
        for attempt in range(2):
            kept = self.connection is not None and self.connection.sock is not None
            try:
                status, _ = self.request("GET", path)
                return "answered" if status < 400 else f"{status}"
            except http.client.IncompleteRead:
                self.leave()
                return "cut off"
            except (http.client.HTTPException, ssl.SSLError, socket.timeout, OSError) as error:
                self.leave()
                if kept and attempt == 0 and not isinstance(error, socket.timeout):
                    self.seen["asked again"] += 1
                    continue
                self.errors[f"{type(error).__name__}: {error}"] += 1
                return "failed"

    def run(self):
        while self.going:
            for path in self.pages:
                begun = time.monotonic()
                self.seen[self.outcome(path)] += 1
                self.longest = max(self.longest, time.monotonic() - begun)
                if not self.keeps:
                    self.leave()
                time.sleep(0.02)
        self.leave()


class Readers:
    """Several people who are signed in, half of them with a kept connection, and one who watches /readyz."""

    def __init__(self, port, authority, email, count=4):
        self.people = [Reader(port, authority, keeps=index % 2 == 0) for index in range(count)]
        for person in self.people:
            person.sign_in(email)
        self.watch = Reader(port, authority, pages=["/readyz"], keeps=False)

    def start(self):
        for reader in [*self.people, self.watch]:
            reader.start()

    def end(self):
        """Ends all.

        - Returns: what the people's requests became, and those for /readyz.
        """
        for reader in [*self.people, self.watch]:
            reader.going = False
        for reader in [*self.people, self.watch]:
            reader.join()
        pages = sum((person.seen for person in self.people), collections.Counter())
        self.errors = sum((person.errors for person in self.people), self.watch.errors)
        self.longest = max(person.longest for person in self.people)
        return pages, self.watch.seen
