"""A mail server (RFC 5321) or a webhook's receiver, for tests, that can fail at any named step.

    receiver.py smtp|https     in a folder that holds server.pem and server.key

Prints its port. Each line of the file `faults` is used up by one connection (mail) or one request
(webhook); without one, all goes well. What was taken over is appended to `accepted`, one JSON object
a line, before it is acknowledged; every connection or request is a line in `seen`.
"""
import base64, json, os, socketserver, ssl, sys, threading

lock = threading.Lock()


def fault():
    with lock:
        with open("seen", "a") as seen:
            seen.write("x\n")
        try:
            with open("faults") as file:
                lines = file.read().split("\n")
        except FileNotFoundError:
            return ""
        with open("faults.new", "w") as file:
            file.write("\n".join(lines[1:]))
        os.rename("faults.new", "faults")
        return lines[0].strip()


def accept(what):
    with lock:
        with open("accepted", "a") as file:
            file.write(json.dumps(what) + "\n")
            file.flush()
            os.fsync(file.fileno())


def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("server.pem", "server.key")
    return context


class Mail(socketserver.StreamRequestHandler):
    timeout = 60

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()

    def handle(self):
        try:
            self.converse()
        except (OSError, ValueError):
            pass

    def converse(self):
        self.fault, self.login, self.secure = fault(), None, False
        if self.fault == "no-service":
            return self.say("554 no service here")
        if self.fault == "drop-on-greeting":
            return
        self.say("220 test")
        while True:
            line = self.rfile.readline(1000).decode().rstrip("\r\n")
            verb = line.split(" ")[0].upper()
            if not verb or verb == self.fault.removeprefix("drop-at-").upper():
                return
            if verb == "QUIT":
                return self.say("221 bye")
            if not self.answer(verb, line):
                return

    def answer(self, verb, line):
        if verb == "EHLO":
            offers = ["test", "8BITMIME"]
            if not self.secure and self.fault != "no-starttls":
                offers.append("STARTTLS")
            if self.secure:
                offers.append("AUTH PLAIN LOGIN")
            for offer in offers[:-1]:
                self.say("250-" + offer)
            self.say("250 " + offers[-1])
        elif verb == "HELO":
            self.say("250 test")
        elif verb == "STARTTLS":
            self.say("220 go on")
            self.connection = tls().wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
            self.secure = True
        elif verb == "AUTH":
            return self.authorise(line)
        elif verb == "MAIL":
            self.sender, self.recipients = line[10:], []
            self.say(self.fault[-3:] + " mail" if self.fault.startswith("mail-") else "250 ok")
        elif verb == "RCPT":
            if self.fault.startswith("rcpt-"):
                self.say(self.fault[-3:] + " recipient")
            else:
                self.recipients.append(line[8:])
                self.say("250 ok")
        elif verb == "DATA":
            return self.data()
        else:
            self.say("250 ok")
        return True

    def authorise(self, line):
        words = line.split(" ")
        if words[1].upper() != "PLAIN":
            self.say("504 only PLAIN")
            return True
        if len(words) < 3:
            self.say("334 ")
            words.append(self.rfile.readline(1000).decode().strip())
        _, user, password = base64.b64decode(words[2]).split(b"\0")
        if (user, password) != (b"candour", b"a secret") or not self.secure:
            self.say("535 no")
            return True
        self.login = user.decode()
        self.say("235 ok")
        return True

    def data(self):
        self.say("354 go on")
        lines = []
        while True:
            line = self.rfile.readline(2000)
            if not line or self.fault == "drop-in-data":
                return False
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.fault == "lose-after-dot":
            return False
        if self.fault.startswith("data-"):
            self.say(self.fault[-3:] + " data")
            return True
        accept({
            "from": self.sender, "to": self.recipients, "secure": self.secure, "login": self.login,
            "text": b"".join(lines).decode("ascii"),
        })
        if self.fault == "drop-after-dot":
            return False
        self.say("250 taken")
        return True


class Hook(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self):
        try:
            self.connection = tls().wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
            self.request_once()
        except (OSError, ValueError):
            pass

    def request_once(self):
        first = self.rfile.readline(2000).decode().split(" ")
        headers = {}
        while True:
            line = self.rfile.readline(4000).decode().strip()
            if not line:
                break
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        failing = fault()
        if failing == "drop":
            return
        if failing == "hang":
            self.rfile.read(1)
            return
        if failing and failing != "drop-after":
            self.wfile.write(f"HTTP/1.1 {failing} no\r\nContent-Length: 0\r\n\r\n".encode())
            return self.wfile.flush()
        accept({"path": first[1], "headers": headers, "body": body.decode()})
        if failing != "drop-after":
            self.wfile.write(b"HTTP/1.1 204 ok\r\n\r\n")
            self.wfile.flush()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        pass


port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
server = Server(("127.0.0.1", port), Mail if sys.argv[1] == "smtp" else Hook)
print(server.server_address[1], flush=True)
server.serve_forever()
