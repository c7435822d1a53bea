#!/usr/bin/env python3
"""make servers: very many sites on two servers of one PostgreSQL database, whose servers are stopped and killed.

    sites and people ─▶ HAProxy ─▶ candour-server, twice ─▶ PostgreSQL

Every site writes, then all synchronise at once while one server after the other is stopped by SIGTERM and
started again, as in an upgrade, and people read pages: none of their requests fails. In further rounds the servers
are killed: as the network sees it, a machine that is gone for a second. At the end every entry is accounted for,
from both sides: what the sites wrote is acknowledged, is in the database once, and the centre verifies.

Settings: BIN (where the programs are), SITES, RECORDS (of each site and round), ROUNDS, STOPS (in all), KILLS (of
each round).
"""

import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "Tests/Failover"))
from cluster import port  # noqa: E402
from failover import Crew  # noqa: E402
from readers import PASSWORD, Readers  # noqa: E402

programs = pathlib.Path(os.environ.get("BIN") or ".build/debug").resolve()


def number(name, standard):
    return int(os.environ.get(name) or standard)


sites, records, rounds, kills = number("SITES", 500), number("RECORDS", 10), number("ROUNDS", 4), number("KILLS", 5)
stops = number("STOPS", 4)
SCHEMA = "rbd"


def run(program, *arguments, allowed=(0,), input=None):
    done = subprocess.run([programs / program, *map(str, arguments)], capture_output=True, text=True, input=input)
    if done.returncode not in allowed:
        raise SystemExit(f"{program} {' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr}")
    return done.stdout


class Server:
    """A candour-server of the centre, with a data folder of its own."""

    def __init__(self, folder, store):
        self.folder, self.store, self.port, self.process = folder, store, port(), None
        self.codes = []
        self.log = open(f"{folder}.log", "ab")

    def start(self):
        # All sites of a run come from one address.
        self.process = subprocess.Popen(
            [programs / "candour-server", "serve", "--data", self.folder, "--store", self.store, "--address",
             f"127.0.0.1:{self.port}", "--log-level", "error"], stdout=subprocess.PIPE, stderr=self.log, text=True,
            env=os.environ | {
                "CANDOUR_LIMITS_CONNECTIONS_PER_ADDRESS": "2000", "CANDOUR_LIMITS_NOTICE_SECONDS": "5"})
        if not self.process.stdout.readline().startswith("listening"):
            raise SystemExit(f"a server did not start: {self.folder}.log")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.codes.append(self.process.wait())


class Trial:
    def __init__(self, work):
        self.work = work
        self.database = subprocess.Popen(
            ["bash", root / "Tests/Support/postgres.sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.socket = self.database.stdout.readline().strip()
        self.store = f"postgres://candour@/postgres?host={self.socket}&schema={SCHEMA}"
        self.processes = []

    def sql(self, text):
        done = subprocess.run(
            ["psql", "-h", self.socket, "-U", "candour", "postgres", "-XAtqc", f"SET search_path = {SCHEMA}", "-c", text],
            capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def start(self):
        one = self.work / "one"
        run("candour-server", "init", "--trust", "RBD", "--data", one, "--store", self.store, "--json")
        run("candour-server", "user", "add", "--data", one, "--email", "lead@example.test", "--role", "governance",
            input=PASSWORD + "\n")
        self.servers = [Server(one, self.store), Server(self.work / "two", self.store)]
        for server in self.servers:
            server.start()
        self.front = port()
        balance = self.work / "haproxy.cfg"
        balance.write_text("\n".join(
            ["global", "  maxconn 4000", "defaults", "  mode tcp", "  timeout connect 3s", "  timeout client 2m",
             "  timeout server 2m", "  option redispatch", "  retries 3", "frontend front",
             f"  bind 127.0.0.1:{self.front}", "  use_backend any if { nbsrv(ready) lt 1 }", "  default_backend ready",
             "backend ready", "  balance roundrobin", "  option httpchk GET /readyz", "  http-check expect status 200",
             "  default-server inter 1s fall 3 rise 1"]
            + [f"  server {index} 127.0.0.1:{server.port} check check-ssl verify none"
               for index, server in enumerate(self.servers)] + ["backend any", "  balance roundrobin"]
            + [f"  server {index} 127.0.0.1:{server.port}" for index, server in enumerate(self.servers)]) + "\n")
        haproxy = shutil.which("haproxy", path=os.environ["PATH"] + ":/usr/sbin")
        if not haproxy:
            raise SystemExit("haproxy is missing: apt-get install haproxy")
        self.processes.append(subprocess.Popen(
            [haproxy, "-db", "-f", balance], stdout=subprocess.DEVNULL, stderr=open(self.work / "haproxy.log", "ab")))
        self.join(one)

    def join(self, one):
        self.crew = Crew(self.work / "sites", max(1, min(8, sites // 25)))
        shares = [[] for _ in self.crew.members]
        for index in range(sites):
            site = f"S{1000 + index}"
            code = json.loads(run("candour-server", "enrolment-code", "--data", one, "--site", site, "--json"))["code"]
            shares[index % len(shares)].append(f"{site}={code}")
        url, authority = f"https://127.0.0.1:{self.front}", one / "tls/ca.pem"
        self.crew.perform(lambda index: f"join {url} {authority} " + " ".join(shares[index]))

    def kill(self, going, done):
        """Kills one server after the other while the sites synchronise."""
        for index in range(kills):
            if going.wait(random.uniform(0.3, 1.5)):
                break
            server = self.servers[index % 2]
            server.kill()
            time.sleep(random.uniform(0, 1))
            server.start()
            done.append(server)

    def upgrade(self, going, done):
        """Stops one server after the other and starts it again, each while the other is ready."""
        for index in range(stops):
            going.wait(random.uniform(0.3, 1.5))
            server = self.servers[index % 2]
            server.stop()
            server.start()
            done.append(server)
            time.sleep(2)

    def round(self, name, cut=None):
        self.crew.perform(f"write {records} 1")
        going, done = threading.Event(), []
        cutter = threading.Thread(target=cut, args=(going, done))
        began = time.monotonic()
        self.crew.begin("sync")
        if cut:
            cutter.start()
        answer = self.crew.finish()
        seconds = time.monotonic() - began
        going.set()
        if cut:
            cutter.join()
        latencies = sorted(answer["latencies"])

        def at(share):
            return f"{latencies[min(len(latencies) - 1, int(len(latencies) * share))]:.0f} ms" if latencies else "–"

        print(f"| {name} | {len(done)} | {seconds:.1f} s | {sites * records / seconds:.0f} | {len(latencies)} | "
              f"{at(0.5)} | {at(0.99)} | {answer['failures']} |", flush=True)
        return answer["failures"]

    def stopped(self):
        """The round of an upgrade: nobody whose server is stopped notices it."""
        readers = Readers(self.front, self.work / "one/tls/ca.pem", "lead@example.test")
        readers.start()
        broken = self.round("servers stopped", self.upgrade)
        pages, ready = readers.end()
        print(f"\npages: {dict(pages)}, the longest took {readers.longest:.1f} s; /readyz: {dict(ready)}; "
              f"{dict(readers.errors)}\n", flush=True)
        harmless = {"answered", "asked again"}
        self.upgraded = [
            (not set(pages) - harmless, "no request for a page failed while servers were stopped"),
            (not set(ready) - harmless - {"503"}, "none for /readyz was cut off"),
            (broken == 0, "no request of a site broke off while servers were stopped"),
            (not any(code for server in self.servers for code in server.codes), "each ended with exit code 0"),
        ]

    def balance(self):
        """Every entry, from both sides."""
        status = self.crew.perform("status")
        expected = rounds * sites * records
        for server in self.servers:
            server.stop()
        rows = self.sql("SELECT encode(log, 'hex'), head FROM log WHERE own = 0")
        heads = {log: int(head) for log, head in (row.split("|") for row in rows)}
        known = {log.replace("-", "").lower(): count for log, count in status["logs"].items()}
        one = lambda text: int(self.sql(text)[0])  # noqa: E731
        verified = json.loads(run("candour-server", "verify", "--data", self.work / "one", "--json", allowed=(0, 5)))
        print(f"\nwritten {status['written']}, acknowledged {status['acknowledged']}, at the centre "
              f"{sum(heads.values())}, expected {expected}; {verified.get('entries')} entries verified")
        held = True
        codes = [server.codes[-1] for server in self.servers]
        for so, what in self.upgraded + [
            (codes == [0, 0], "both servers stopped gracefully"),
            (status["written"] == expected and status["acknowledged"] == expected, "the sites' ledgers"),
            (heads == known, "every log is as long at the centre as at its site"),
            (one("SELECT count(*) FROM incident") == expected, "every incident is there once"),
            (one("SELECT count(*) FROM entry WHERE state <> 0") == 0, "nothing waits or is kept out"),
            (not verified.get("problems"), "hashes, signatures, records and tables"),
        ]:
            held = held and so
            print(f"  {'✓' if so else 'FAILED:'} {what}")
        return held

    def stop(self):
        for server in getattr(self, "servers", []):
            with contextlib.suppress(Exception):
                server.process.send_signal(signal.SIGKILL)
        for process in self.processes + (self.crew.members if hasattr(self, "crew") else []):
            process.kill()
            process.wait()
        self.database.stdin.close()
        self.database.wait()


def main():
    work = pathlib.Path(tempfile.mkdtemp(prefix="candour-servers-"))
    trial = Trial(work)
    try:
        trial.start()
        print(f"{sites} sites × {records} records a round, two servers, {len(trial.crew.members)} processes of sites; "
              f"load of the machine {os.getloadavg()[0]:.1f}\n")
        print("| round | stops | took | entries/s | requests | p50 | p99 | broke off |\n|---|---|---|---|---|---|---|---|")
        trial.round("all at once")
        trial.stopped()
        for index in range(2, rounds):
            trial.round(f"servers killed, {index - 1}", trial.kill)
        held = trial.balance()
    finally:
        trial.stop()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
