#!/usr/bin/env python3
"""make failover: a database cluster fails again and again under the load of real sites.

    sites ─▶ HAProxy ─▶ candour-server, twice ─▶ three PostgreSQL nodes under Patroni and etcd

One server knows all three nodes by its URL, the other reaches the primary through HAProxy. After every
failure each site's store says what the centre acknowledged; the new primary is asked whether it has it,
with the servers stopped, so that no site could send it again first. At the end every entry is accounted
for. Times are printed, and only the gap is judged, against what Docs/operations/postgresql.md promises.

Settings: BIN (where the programs are), FAILOVERS, SITES, RECORDS (of each site and round), WORK (a folder).
"""

import contextlib
import datetime
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from cluster import TTL, Cluster, missing, port, wait

GAP_MAX_SECONDS = 30

root = pathlib.Path(__file__).resolve().parents[2]
programs = pathlib.Path(os.environ.get("BIN") or ".build/debug").resolve()
failovers = int(os.environ.get("FAILOVERS") or 20)
site_count = int(os.environ.get("SITES") or 40)
records = int(os.environ.get("RECORDS") or 25)
SCHEMA = "rbd"


def run(program, *arguments, allowed=(0,)):
    done = subprocess.run([programs / program, *arguments], capture_output=True, text=True)
    if done.returncode not in allowed:
        raise SystemExit(f"{program} {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
    return done


class Mail:
    """A relay that writes down what it took over."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, root / "Tests/Support/receiver.py", "smtp"], cwd=self.folder,
            stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def identifiers(self):
        """Of every message that was taken over; each is the message's own."""
        path = self.folder / "accepted"
        found = []
        for line in path.read_text().splitlines() if path.exists() else []:
            for field in json.dumps(json.loads(line)).replace("\\r\\n", "\n").split("\n"):
                if "Message-ID: " in field:
                    found.append(field.split("Message-ID: ")[1])
        return found


class Server:
    """A candour-server of the centre, with a data folder of its own."""

    def __init__(self, folder, store, mail):
        self.folder, self.store, self.port = str(folder), store, port()
        self.environment = os.environ | {
            "CANDOUR_LIMITS_CONNECTIONS_PER_ADDRESS": "2000", "CANDOUR_SMTP_HOST": "127.0.0.1",
            "CANDOUR_SMTP_PORT": str(mail.port), "CANDOUR_SMTP_SECURITY": "none",
            "CANDOUR_SMTP_FROM": "candour@example.test", "CANDOUR_PUBLIC_URL": "https://candour.example.test",
        }
        self.log = open(self.folder + ".log", "ab")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [programs / "candour-server", "serve", "--data", self.folder, "--store", self.store,
             "--address", f"127.0.0.1:{self.port}", "--log-level", "error"],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=self.environment)
        if not self.process.stdout.readline().startswith("listening"):
            raise SystemExit(f"a server did not start: {self.folder}.log")

    def signal(self, which):
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(which)


class Crew:
    """Processes of many sites each, which `make load` uses too; see Tests/Load/Worker.swift."""

    def __init__(self, folder, size):
        self.folder = pathlib.Path(folder)
        self.members = []
        for number in range(size):
            share = self.folder / f"worker{number}"
            share.mkdir(parents=True)
            self.members.append(subprocess.Popen(
                [programs / "Load", "--worker", share], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True))

    def begin(self, line):
        for number, member in enumerate(self.members):
            member.stdin.write((line(number) if callable(line) else line) + "\n")
            member.stdin.flush()

    def finish(self):
        total = {"written": 0, "acknowledged": 0, "failures": 0, "latencies": [], "logs": {}}
        for member in self.members:
            answer = json.loads(member.stdout.readline() or '{"error": "a worker ended"}')
            if answer.get("error"):
                raise SystemExit("FAILED: " + answer["error"])
            for name in ("written", "acknowledged", "failures", "latencies"):
                total[name] += answer[name]
            total["logs"].update(answer["logs"])
        return total

    def perform(self, line):
        self.begin(line)
        return self.finish()

    def stores(self):
        return sorted(self.folder.glob("worker*/*/store.sqlite"))


class Probe(threading.Thread):
    """A site that logs and synchronises without a pause: what its person sees, and for how long."""

    def __init__(self, folder, environment):
        super().__init__(daemon=True)
        self.folder, self.environment = str(folder), environment
        self.sent, self.refusals, self.logged = [], {}, 0
        self.going = True

    def command(self, *arguments):
        return subprocess.run(
            [programs / "candour", *arguments, "--store", self.folder], capture_output=True, text=True,
            env=self.environment)

    def run(self):
        example = root / "Docs/examples/1-set-up-error.json"
        while self.going:
            logged = self.command("incident", "log", "--from", str(example), "--json")
            self.logged += logged.returncode == 0
            done = self.command("sync", "--json")
            if done.returncode == 0:
                self.sent.append(time.monotonic())
            else:
                text = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else str(done.returncode)
                self.refusals[text] = self.refusals.get(text, 0) + 1

    def gap(self, since):
        """The longest time without an acknowledged exchange."""
        times = [since] + [moment for moment in self.sent if moment > since]
        return max((later - former for former, later in zip(times, times[1:])), default=0)


class Failover:
    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.cluster = Cluster(self.work / "cluster")
        self.mail = Mail(self.work / "mail")
        self.gaps, self.checked, self.kills, self.faults = {}, 0, 0, []

    def say(self, text):
        print(text, flush=True)

    # MARK: Setting up

    def start(self):
        self.cluster.start()
        first = self.work / "one"
        by_nodes, by_proxy = self.cluster.url(SCHEMA), self.cluster.url(SCHEMA, by_proxy=True)
        run("candour-server", "init", "--trust", "RBD", "--data", first, "--store", by_nodes, "--json")
        run("candour-server", "notify", "add", "--data", first, "--role", "governance", "--email",
            "lead@example.test")
        self.servers = [Server(first, by_nodes, self.mail), Server(self.work / "two", by_proxy, self.mail)]
        for server in self.servers:
            server.start()
        self.front = port()
        self.cluster.proxy(
            ["global", "  maxconn 4000", "defaults", "  mode tcp", "  timeout connect 3s", "  timeout client 2m",
             "  timeout server 2m", "frontend front", f"  bind 127.0.0.1:{self.front}",
             # Where no server is ready, any of them says why: a site hears that the centre starts again.
             "  use_backend any if { nbsrv(ready) lt 1 }", "  default_backend ready",
             "backend ready", "  balance roundrobin", "  option httpchk GET /readyz",
             "  http-check expect status 200", "  default-server inter 1s fall 3 rise 1"]
            + [f"  server {number} 127.0.0.1:{server.port} check check-ssl verify none"
               for number, server in enumerate(self.servers)]
            + ["backend any", "  balance roundrobin"]
            + [f"  server {number} 127.0.0.1:{server.port}" for number, server in enumerate(self.servers)],
            "front")
        self.join()

    def code(self, site):
        answer = json.loads(run(
            "candour-server", "enrolment-code", "--data", str(self.work / "one"), "--site", site, "--json").stdout)
        return answer["code"]

    def join(self):
        self.crew = Crew(self.work / "sites", max(1, site_count // 20))
        url, authority = f"https://127.0.0.1:{self.front}", str(self.work / "one/tls/ca.pem")
        shares = [[] for _ in self.crew.members]
        for number in range(site_count):
            site = f"S{1000 + number}"
            shares[number % len(shares)].append(f"{site}={self.code(site)}")
        self.crew.perform(lambda number: f"join {url} {authority} " + " ".join(shares[number]))
        store = str(self.work / "probe")
        run("candour", "init", "--store", store, "--site", "PROBE", "--trust", "RBD", "--nation", "england",
            "--as", "radiographer")
        run("candour", "enrol", "--store", store, "--server", url, "--ca", authority, "--code", self.code("PROBE"))
        self.probe = Probe(store, dict(os.environ))

    # MARK: Failing

    def fail(self, kind, leader):
        """Returns what brings the cluster back afterwards."""
        if kind == "postgres killed":
            leader.kill_postgres()
            return lambda: None
        if kind == "leader gone":
            leader.kill()
            return leader.start
        others = [node for node in self.cluster.nodes if node is not leader]
        for node in others:
            node.kill()
        time.sleep(3)
        # Nobody is there to confirm: nothing more may be acknowledged until a standby is back.
        before = len(self.probe.sent)
        time.sleep(4)
        if len(self.probe.sent) > before + 1:
            self.faults.append("entries were acknowledged without a standby")
        return lambda: [node.start() for node in others]

    def kill_server(self, server):
        server.signal(signal.SIGKILL)
        server.process.wait()
        server.start()
        self.kills += 1

    def acknowledged(self):
        """What the centre has acknowledged of each site's own logs, by the sites' stores."""
        heads = {}
        for path in self.crew.stores() + [self.work / "probe/store.sqlite"]:
            with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as store:
                for log, count in store.execute("SELECT lower(hex(log)), acknowledged FROM log WHERE own = 1"):
                    heads[log] = count
        return heads

    def heads(self, leader=None):
        rows = self.cluster.sql(f"SELECT encode(log, 'hex'), head FROM {SCHEMA}.log", leader, "candour")
        return {log: int(head) for log, head in (row.split("|") for row in rows)}

    def check(self, known):
        """Whether the present primary has all that was acknowledged before it became one."""
        heads = self.heads()
        for log, count in known.items():
            self.checked += count
            if heads.get(log, 0) < count:
                self.faults.append(f"LOST: {count - heads.get(log, 0)} acknowledged entries of log {log}")

    def round(self, number, kind):
        self.crew.perform(f"write {records} {number}")
        leader = wait("a leader", 60, self.cluster.leader)
        began = time.monotonic()
        self.crew.begin("sync")
        time.sleep(random.uniform(0.2, 1.2))
        # In every third round a server dies in the middle of the exchanges as well; its unit starts it again.
        if number % 3 == 0:
            self.kill_server(random.choice(self.servers))
        # In every other round the servers are stopped at the failure, so that what the new primary has is
        # compared before anybody could send anything again. Otherwise they meet the failure at work.
        frozen = number % 2 == 1 and kind != "no standby"
        back = self.fail(kind, leader)
        if frozen:
            for server in self.servers:
                server.signal(signal.SIGSTOP)
            known = self.acknowledged()
            wait("a primary", 90, lambda: self.cluster.leader() and self.cluster.sql("SELECT 1"))
            self.check(known)
            for server in self.servers:
                server.signal(signal.SIGCONT)
        if kind == "no standby":
            back()
        answer = self.crew.finish()
        if not self.probe.sent or self.probe.sent[-1] < began:
            wait("the probe", 120, lambda: self.probe.sent and self.probe.sent[-1] > began)
        last = len(self.probe.sent)
        wait("the probe once more", 120, lambda: len(self.probe.sent) > last)
        gap = self.probe.gap(began)
        self.gaps.setdefault(kind, []).append(gap)
        if kind == "leader gone":
            back()
        self.cluster.whole()
        self.check(self.acknowledged())
        self.say(f"{number:3} {kind:16}{'compared first' if frozen else '':16}gap {gap:5.1f} s, "
                 f"{answer['failures']} requests broke off, whole after {time.monotonic() - began:.0f} s")

    def seen_and_lost(self):
        """A commit that a site saw and the new primary lacks: Patroni's synchronous mode switched off.

        The standbys are stopped, so that they do not have it; the leader dies with it; they go on.
        """
        self.cluster.settings({
            "synchronous_mode": False, "synchronous_mode_strict": False,
            # Otherwise Patroni promotes nobody that lacks more than a megabyte.
            "maximum_lag_on_failover": 1 << 30,
        })
        leader = self.cluster.leader()
        wait("commits that wait for nobody", 30, lambda: self.cluster.sql("SHOW synchronous_standby_names") == [""])
        others = [node for node in self.cluster.nodes if node is not leader]
        receivers = [int(pid) for node in others for pid in
                     self.cluster.sql("SELECT pid FROM pg_stat_wal_receiver", node)]
        before = self.heads(leader)
        for number in receivers:
            os.kill(number, signal.SIGSTOP)
        self.crew.perform(f"write {records} 0")
        self.crew.perform("sync")
        known = self.acknowledged()
        leader.kill()
        for number in receivers:
            os.kill(number, signal.SIGKILL)
        for server in self.servers:
            server.signal(signal.SIGSTOP)
        wait("a primary", 90, lambda: self.cluster.leader() and self.cluster.sql("SELECT 1"))
        heads = self.heads()
        lost = sum(max(0, count - heads.get(log, 0)) for log, count in known.items())
        for server in self.servers:
            server.signal(signal.SIGCONT)
        self.cluster.settings({"synchronous_mode": True, "synchronous_mode_strict": True})
        leader.start()
        self.crew.perform(f"write 1 0")
        self.crew.perform("sync")
        self.cluster.whole()
        self.check(self.acknowledged())
        self.say(f"\nwithout synchronous mode: {lost} entries that were acknowledged were not in the new primary; "
                 f"every one came back from its site")
        if lost == 0:
            self.faults.append("the failover without synchronous mode lost nothing: it showed nothing")
        return before

    # MARK: Afterwards

    def balance(self, extra):
        self.probe.going = False
        self.probe.join()
        wait("the probe's last exchange", 60, lambda: self.probe.command("sync", "--json").returncode == 0)
        status = self.crew.perform("status")
        heads = self.heads()
        expected = site_count * (failovers * records + extra)
        logged = int(self.cluster.sql(
            f"SELECT count(*) FROM {SCHEMA}.incident", database="candour")[0])
        waiting = int(self.cluster.sql(f"SELECT count(*) FROM {SCHEMA}.quarantine", database="candour")[0])
        wait("the outbox", 1800, lambda: self.cluster.sql(
            f"SELECT count(*) FROM {SCHEMA}.message WHERE sentAt IS NULL AND failedAt IS NULL",
            database="candour") == ["0"])
        messages = int(self.cluster.sql(f"SELECT count(*) FROM {SCHEMA}.message", database="candour")[0])
        sent = self.mail.identifiers()
        for server in self.servers:
            server.signal(signal.SIGTERM)
            if server.process.wait() != 0:
                self.faults.append(f"a server ended with {server.process.returncode}")
        verified = run("candour-server", "verify", "--data", str(self.work / "one"), "--json", allowed=(0, 5))
        self.say(f"\nsites wrote {status['written']}, the centre acknowledged {status['acknowledged']}, expected "
                 f"{expected}; {logged} incidents, {self.probe.logged} of them the probe's; "
                 f"{self.checked} acknowledged entries were looked for after failures; {self.kills} times a server "
                 f"was killed too\n"
                 f"messages: {messages} queued, {len(set(sent))} sent; {len(sent) - len(set(sent))} twice under their "
                 "identifier, because the database failed between the relay's answer and its note")
        for holds, what in [
            (status["written"] == status["acknowledged"] == expected, "the sites' ledgers"),
            (all(heads.get(log.replace("-", "").lower()) == count for log, count in status["logs"].items()),
             "every log at its site's length"),
            (logged == expected + self.probe.logged, "every incident, once"),
            (waiting == 0, "nothing waits in quarantine"),
            (verified.returncode == 0, "hashes, signatures, records and tables"),
            (len(set(sent)) == messages, "every message was sent"),
            (not self.faults, "; ".join(self.faults) or "nothing acknowledged was lost"),
        ]:
            self.say(f"  {'✓' if holds else 'FAILED:'} {what}")
            if not holds:
                self.faults.append(what)

    def stop(self):
        for server in getattr(self, "servers", []):
            server.signal(signal.SIGCONT)
            server.signal(signal.SIGKILL)
        for member in getattr(self, "crew", None).members if hasattr(self, "crew") else []:
            member.kill()
        self.mail.process.kill()
        self.cluster.stop()


def main():
    if absent := missing():
        raise SystemExit(f"not installed: {' '.join(absent)} (apt-get install patroni python3-etcd etcd-server haproxy)")
    given = os.environ.get("WORK")
    # PostgreSQL's own user must reach it.
    work = pathlib.Path(given or tempfile.mkdtemp(prefix="candour-failover-", dir="/tmp"))
    work.mkdir(exist_ok=True)
    os.chmod(work, 0o755)
    failover = Failover(work)
    try:
        failover.start()
        failover.say(f"{failovers} failovers under {site_count} sites, {records} records of each a round; "
                     f"{datetime.date.today()}\n")
        failover.probe.start()
        kinds = ["leader gone", "postgres killed", "leader gone", "no standby"]
        for number in range(1, failovers + 1):
            failover.round(number, kinds[(number - 1) % len(kinds)])
        failover.seen_and_lost()
        failover.balance(extra=records + 1)
        failover.say("")
        for kind, gaps in failover.gaps.items():
            failover.say(f"gap, {kind}: {len(gaps)} times, half within {sorted(gaps)[len(gaps) // 2]:.1f} s, "
                         f"longest {max(gaps):.1f} s")
        failover.say("\nwhat the probe's person was told:")
        for text, count in sorted(failover.probe.refusals.items(), key=lambda item: -item[1]):
            failover.say(f"  {count} × {text}")
        # Without a standby commits wait for as long as there is none: that gap is asked for.
        longest = max(max(gaps) for kind, gaps in failover.gaps.items() if kind != "no standby")
        if longest > GAP_MAX_SECONDS:
            failover.faults.append(f"a gap of {longest:.1f} s")
    finally:
        failover.stop()
        if not given:
            shutil.rmtree(work, ignore_errors=True)
    if failover.faults:
        raise SystemExit("FAILED: " + "; ".join(failover.faults))


if __name__ == "__main__":
    main()
