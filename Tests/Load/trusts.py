#!/usr/bin/env python3
"""Many trusts in one candour-server: what it takes of memory, threads and time.

Real processes, stores, certificates and HTTPS on loopback. Every trust has one site that sends some
incidents. Ends with 1 where the server takes more than it may; times are printed, not judged.

Settings: BIN (where the programs are), TRUSTS, RECORDS (of each trust), WORK (a folder; else a new one), STORE
(postgres: a scratch cluster; a postgres:// URL without a schema; else each trust's store is in its folder).
"""

import concurrent.futures
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

THREADS_MAX = 64
MEMORY_MAX_MIB = 1536

root = pathlib.Path(__file__).resolve().parents[2]
programs = pathlib.Path(os.environ.get("BIN") or ".build/debug").resolve()
count = int(os.environ.get("TRUSTS") or 220)
records = int(os.environ.get("RECORDS") or 20)


def code(number):
    """A trust's code: R and two more letters or digits."""
    digits = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return f"R{digits[number // 34 % 34]}{digits[number % 34]}"


def run(program, *arguments, given=None):
    done = subprocess.run(
        [programs / program, *arguments], input=given, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{program} {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
    return done.stdout.strip()


def beside(work, items):
    """Runs some work for each item, two at a time."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))


class Server:
    def __init__(self, folder, port=0):
        self.folder = folder
        began = time.monotonic()
        # The clients of this measurement come from one address.
        environment = os.environ | {"CANDOUR_LIMITS_CONNECTIONS_PER_ADDRESS": "2000"}
        self.process = subprocess.Popen(
            [programs / "candour-server", "serve", "--data", folder, "--address", f"127.0.0.1:{port}",
             "--log-level", "error"], stdout=subprocess.PIPE, text=True, env=environment)
        line = self.process.stdout.readline()
        self.port = int(line.rsplit(":", 1)[1])
        self.ready = time.monotonic() - began

    def status(self):
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        number = lambda name: int(fields[name].split()[0])
        return {
            "threads": number("Threads"), "MiB": number("VmRSS") // 1024,
            "most MiB": number("VmHWM") // 1024,
            "files": len(os.listdir(f"/proc/{self.process.pid}/fd")),
        }

    def seconds(self):
        """Of processor time that the server has used."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def get(self, trust, path, token=None):
        """A connection and a request under the trust's name. Returns the answer and its seconds."""
        context = ssl.create_default_context(cafile=f"{self.folder}/{trust}/tls/ca.pem")
        name = f"{trust.lower()}.localhost"
        began = time.monotonic()
        raw = socket.create_connection(("127.0.0.1", self.port))
        with context.wrap_socket(raw, server_hostname=name) as connection:
            headers = f"Authorization: Bearer {token}\r\n" if token else ""
            connection.sendall(
                f"GET {path} HTTP/1.1\r\nHost: {name}\r\n{headers}Connection: close\r\n\r\n".encode())
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            body = answer.read()
        if answer.status != 200:
            sys.exit(f"{trust} {path}: {answer.status} {body[:200]}")
        return body, time.monotonic() - began

    def stop(self):
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait() != 0:
            sys.exit(f"the server ended with {self.process.returncode}")
        return time.monotonic() - began


class Cluster:
    """A PostgreSQL cluster of its own, which ends with this process."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["bash", root / "Tests/Support/postgres.sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        self.url = f"postgres://candour@/postgres?host={self.process.stdout.readline().strip()}"

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def milliseconds(times):
    ordered = sorted(times)
    return (f"half within {statistics.median(ordered) * 1000:.0f} ms, "
            f"95 % within {ordered[int(len(ordered) * 0.95)] * 1000:.0f} ms, "
            f"all within {ordered[-1] * 1000:.0f} ms")


def main():
    given = os.environ.get("WORK")
    work = given or tempfile.mkdtemp(prefix="candour-trusts-")
    folder = work + "/trusts"
    trusts = [code(number) for number in range(count)]
    store = os.environ.get("STORE")
    cluster = Cluster() if store == "postgres" else None
    place = ["--store", cluster.url if cluster else store] if store else []
    report = []
    say = lambda name, value: (report.append((name, value)), print(f"{name:<34}{value}", flush=True))
    try:
        began = time.monotonic()
        beside(
            lambda trust: run("candour-server", "trust", "add", trust, "--data", folder, *place), trusts)
        say("trusts made", f"{count} in {time.monotonic() - began:.1f} s")
        tokens = beside(
            lambda trust: run(
                "candour-server", "token", "create", "--data", folder, "--trust", trust, "--role",
                "reader", "--name", "measure"), trusts)

        server = Server(folder)
        say("ready after the start", f"{server.ready:.2f} s")
        fill(server, work, trusts)
        server.stop()

        server = Server(folder, server.port)
        say("started again", f"{server.status()}")
        path = "/api/v1/notifications"
        first = [server.get(trust, path, token)[1] for trust, token in zip(trusts, tokens)]
        again = [server.get(trust, path, token)[1] for trust, token in zip(trusts, tokens)]
        say("first list of a closed trust", milliseconds(first))
        say("the same of an open trust", milliseconds(again))
        status = server.status()
        say(f"all {count} open", f"{status}")

        before = server.seconds()
        beside(lambda trust: run("candour", "sync", "--store", f"{work}/sites/{trust}"), trusts)
        used = server.seconds() - before
        say("empty polls, a handshake each",
            f"{used / count * 1000:.1f} ms of processor, {count / used:.0f} a second and core")
        most = server.status()
        say("after the polls", f"{most}")
        national = time.monotonic()
        found = json.loads(run("candour-server", "national", "--data", folder, "--json"))
        say("national figures",
            f"{len(found['incidents'])} records in {time.monotonic() - national:.1f} s")
        say("stopped on SIGTERM", f"{server.stop():.2f} s")
    finally:
        if cluster:
            cluster.stop()
        if not given:
            shutil.rmtree(work, ignore_errors=True)
    if most["threads"] > THREADS_MAX or most["most MiB"] > MEMORY_MAX_MIB:
        sys.exit(f"more than {THREADS_MAX} threads or {MEMORY_MAX_MIB} MiB")


def fill(server, work, trusts):
    """Gives every trust a site that has sent its incidents."""
    example = json.loads((root / "Docs/examples/1-set-up-error.json").read_text())
    lines = "\n".join([json.dumps(example)] * records)

    def site(trust):
        store = f"{work}/sites/{trust}"
        run("candour", "init", "--store", store, "--site", trust + "01", "--trust", trust,
            "--nation", "england")
        enrolment = run("candour-server", "enrolment-code", "--data", server.folder, "--trust", trust,
                        "--site", trust + "01")
        run("candour", "enrol", "--store", store, "--server",
            f"https://{trust.lower()}.localhost:{server.port}", "--ca",
            f"{server.folder}/{trust}/tls/ca.pem", "--code", enrolment)
        run("candour", "incident", "log", "--store", store, "--lines", "--from", "-", given=lines)
        run("candour", "sync", "--store", store)

    beside(site, trusts)


if __name__ == "__main__":
    main()
