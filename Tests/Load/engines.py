#!/usr/bin/env python3
"""make engines: the same merge on SQLite and on PostgreSQL, both with every commit flushed, as a ratio.

A site's records come as a file (`candour export`), so that only the centre works: `candour-server import`
checks every signature, merges, assesses and writes them. Then the same with four trusts at once, and with
0.3 ms of distance added to the database; and one edit of each of up to 1,000 of these records, in one file. Runs
take turns, and the middle one counts: what else the machine does meets both. A scratch PostgreSQL cluster is started and removed; ports are the system's.

Settings: BIN (where the programs are), RECORDS, ROUNDS, POLLS (empty exchanges of one client).
"""

import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time

root = pathlib.Path(__file__).resolve().parents[2]
programs = pathlib.Path(os.environ.get("BIN") or ".build/debug").resolve()
records = int(os.environ.get("RECORDS") or 10_000)
rounds = int(os.environ.get("ROUNDS") or 3)
polls = int(os.environ.get("POLLS") or 50)
POLLING_SITES = 20
TRUSTS = 4
# Records that are edited, as many as one exchange may bring.
EDITS = min(1_000, records)
# Of a round trip, in seconds.
DISTANCE = 0.0003


def run(program, *arguments, **options):
    done = subprocess.run([programs / program, *map(str, arguments)], capture_output=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"{program} {' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def processor(process):
    """Seconds of processor time that a process has used."""
    try:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(process):
    text = pathlib.Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(word) for word in text.split()]


class Distance:
    """Passes bytes on, half a round trip later each way, in order and without limit of throughput."""

    def __init__(self, path):
        self.path, self.server = path, socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.server.accept()
            near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.path)
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(source, target), daemon=True).start()

    def carry(self, source, target):
        try:
            while data := source.recv(1 << 18):
                due = time.perf_counter() + DISTANCE / 2
                while (left := due - time.perf_counter()) > 0:
                    time.sleep(left)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Measurement:
    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.cluster = subprocess.Popen(
            ["bash", root / "Tests/Support/postgres.sh", "-c", "max_wal_size=4GB"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.socket = self.cluster.stdout.readline().strip()
        self.distance = Distance(self.socket + "/.s.PGSQL.5432")
        self.schemas = 0

    def backends(self):
        postmaster = int(pathlib.Path(self.socket + "/data/postmaster.pid").read_text().split()[0])
        return [postmaster, *children(postmaster)]

    def prepare(self):
        """A centre with one enrolled site, and the file with what the site wrote."""
        centre, site = self.work / "centre", self.work / "site"
        run("candour-server", "init", "--trust", "RBD", "--data", centre, "--json")
        run("candour", "init", "--store", site, "--site", "RBD01", "--trust", "RBD", "--nation", "england")
        run("candour", "enrol", "--store", site, "--request", self.work / "request")
        answer = run("candour-server", "enrolment-answer", "--data", centre, self.work / "request")
        (self.work / "answer").write_bytes(answer)
        run("candour", "enrol", "--store", site, "--answer", self.work / "answer")
        example = (root / "Docs/examples/2-sabr-immobilisation.json").read_text().replace("\n", " ") + "\n"
        run("candour", "incident", "log", "--store", site, "--lines", "--from", "-", input=(example * records).encode())
        self.bundle = self.work / "bundle"
        run("candour", "export", "--store", site, "--pending", self.bundle)
        self.edits = self.work / "edits"
        self.edit(centre, site)

    def edit(self, centre, site):
        """The file with one edit of each of some records, after the centre acknowledged the others."""
        copy, receipt = self.work / "acknowledging", self.work / "receipt"
        shutil.copytree(centre, copy)
        run("candour-server", "import", "--data", copy, self.bundle)
        run("candour-server", "export", "--data", copy, "--site", "RBD01", receipt)
        run("candour", "import", "--store", site, receipt)
        shutil.rmtree(copy)
        found = json.loads(run("candour", "incident", "list", "--store", site, "--json"))
        for number, incident in enumerate(found[:EDITS]):
            run("candour", "incident", "set", incident["id"], f"room=Room {number}", "--store", site)
        run("candour", "export", "--store", site, "--pending", self.edits)

    def place(self, engine, number):
        """A new centre on an engine. Returns the options that name it."""
        folder = self.work / f"{engine}-{number}"
        shutil.copytree(self.work / "centre", folder)
        if engine == "file":
            return ["--data", folder]
        self.schemas += 1
        schema = f"s{self.schemas}"
        near = f"postgres://candour@/postgres?host={self.socket}&schema={schema}"
        far = f"postgres://candour@127.0.0.1:{self.distance.port}/postgres?sslmode=disable&schema={schema}"
        run("candour-server", "copy", "--from", folder, "--to", near)
        return ["--data", self.work / f"{engine}-{number}-served", "--store", far if engine == "distant" else near]

    def merge(self, engine, trusts, edits=False):
        """New records a second over all trusts, or edits of records that are there."""
        places = [self.place(engine, number) for number in range(trusts)]
        for place in places if edits else []:
            run("candour-server", "import", *place, self.bundle)
        file = self.edits if edits else self.bundle
        began = time.monotonic()
        working = [
            subprocess.Popen([programs / "candour-server", "import", *map(str, place), file],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for place in places]
        for process in working:
            if process.wait() != 0:
                raise SystemExit(process.stderr.read().decode())
        seconds = time.monotonic() - began
        for path in self.work.glob(f"{engine}-*"):
            shutil.rmtree(path)
        if engine != "file":
            names = " ".join(f"DROP SCHEMA s{number} CASCADE;" for number in range(self.schemas - trusts + 1, self.schemas + 1))
            subprocess.run(["psql", "-h", self.socket, "-U", "candour", "postgres", "-XAtqc", names],
                           check=True, capture_output=True)
        return trusts * (EDITS if edits else records) / seconds

    def measure(self):
        rates = {}
        for _ in range(rounds):
            for engine, trusts, edits in [
                    ("file", 1, False), ("database", 1, False), ("distant", 1, False), ("file", TRUSTS, False),
                    ("database", TRUSTS, False), ("file", 1, True), ("database", 1, True), ("distant", 1, True)]:
                rate = self.merge(engine, trusts, edits)
                rates.setdefault((engine, trusts, edits), []).append(rate)
                print(f"  {engine:9} {trusts} trust{'s' if trusts > 1 else ' '} {rate:8.0f} "
                      f"{'edits' if edits else 'new records'}/s", flush=True)
        return {key: statistics.median(values) for key, values in rates.items()}

    def polling(self, engine):
        """Empty exchanges a second of one processor: of the server alone, and with its database."""
        place = self.place(engine, 9)
        server = subprocess.Popen(
            [programs / "candour-server", "serve", *map(str, place), "--address", "127.0.0.1:0", "--log-level",
             "error"], stdout=subprocess.PIPE, text=True)
        worker = None
        try:
            url = server.stdout.readline().split()[-1]
            joins = []
            for number in range(POLLING_SITES):
                code = json.loads(run(
                    "candour-server", "enrolment-code", *place, "--site", f"P{100 + number}", "--json"))["code"]
                joins.append(f"P{100 + number}={code}")
            (self.work / f"polls-{engine}").mkdir()
            worker = subprocess.Popen(
                [programs / "Load", "--worker", self.work / f"polls-{engine}"], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True)

            def perform(line):
                worker.stdin.write(line + "\n")
                worker.stdin.flush()
                answer = json.loads(worker.stdout.readline())
                if answer.get("error"):
                    raise SystemExit(answer["error"])
                return answer

            perform(f"join {url} {place[1]}/tls/ca.pem " + " ".join(joins))
            perform("write 1 1")
            for _ in range(3):
                perform("sync")
            before = processor(server.pid), sum(map(processor, self.backends()))
            count = sum(len(perform("sync")["latencies"]) for _ in range(polls))
            own = processor(server.pid) - before[0]
            both = own + sum(map(processor, self.backends())) - before[1]
            print(f"empty exchanges, {engine:9} {count / own:6.0f} a second and core of the server, "
                  f"{count / both:6.0f} with its database", flush=True)
        finally:
            if worker:
                worker.kill()
            server.terminate()
            server.wait()

    def stop(self):
        self.cluster.stdin.close()
        self.cluster.wait()


def main():
    work = tempfile.mkdtemp(prefix="candour-engines-")
    measurement = Measurement(work)
    try:
        measurement.prepare()
        print(f"{records} new records a trust, {EDITS} edits, {rounds} rounds; load of the machine {os.getloadavg()[0]:.1f}")
        for engine in ("file", "database"):
            measurement.polling(engine)
        rate = measurement.measure()
        aims = [
            ("new records: PostgreSQL ÷ SQLite, one trust", ("database", 1, False), ("file", 1, False), 0.7),
            (f"new records: PostgreSQL ÷ SQLite, {TRUSTS} trusts", ("database", TRUSTS, False), ("file", TRUSTS, False), 1.0),
            ("new records: 0.3 ms of round trip added ÷ without", ("distant", 1, False), ("database", 1, False), 0.9),
            ("edits: PostgreSQL ÷ SQLite, one trust", ("database", 1, True), ("file", 1, True), 0.7),
            ("edits: 0.3 ms of round trip added ÷ without", ("distant", 1, True), ("database", 1, True), 0.9),
        ]
        print()
        for what, one, other, aim in aims:
            ratio = rate[one] / rate[other]
            print(f"{what:52} {ratio:5.2f}  ≥ {aim}{'' if ratio >= aim else ' missed'}")
    finally:
        measurement.stop()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
