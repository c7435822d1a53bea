"""Three PostgreSQL nodes under Patroni, with etcd and HAProxy, on loopback and ports the system picks.

Everything is of Debian: patroni, python3-etcd, etcd-server, haproxy, postgresql. PostgreSQL does not run as
root, so as root the nodes run as the user postgres. Nothing is left behind: `stop` ends every process that
was started here, by its number.
"""

import contextlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

# Patroni's lease: a leader that does not renew it for this long is replaced.
TTL = 10
NODES = 3


def port():
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(what, seconds, condition):
    """Looks again until a condition holds. Returns its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
            if value := condition():
                return value
        time.sleep(0.05)
    raise SystemExit(f"waited {seconds} s in vain: {what}")


def programs():
    """Where PostgreSQL's own programs are."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        raise SystemExit("no PostgreSQL: make setup installs it")
    return found[-1].parent


def missing():
    """Debian's packages that are not installed."""
    needed = {"patroni": "patroni", "etcd": "etcd-server", "haproxy": "haproxy"}
    path = os.environ["PATH"] + ":/usr/sbin"
    return [package for program, package in needed.items() if not shutil.which(program, path=path)]


class Node:
    """One PostgreSQL server and the Patroni that runs it."""

    def __init__(self, cluster, number):
        self.cluster, self.name = cluster, f"node{number}"
        self.postgres, self.rest = port(), port()
        self.folder = cluster.folder / self.name
        self.process = None
        self.written()

    def written(self):
        self.folder.mkdir(mode=0o700)
        configuration = {
            "scope": "candour", "name": self.name,
            "restapi": {"listen": f"127.0.0.1:{self.rest}", "connect_address": f"127.0.0.1:{self.rest}"},
            "etcd3": {"hosts": f"127.0.0.1:{self.cluster.etcd_port}"},
            "bootstrap": {
                "dcs": {
                    "ttl": TTL, "loop_wait": 2, "retry_timeout": 3, "maximum_lag_on_failover": 1048576,
                    # Nothing is acknowledged that only one node has; without a standby commits wait.
                    "synchronous_mode": True, "synchronous_mode_strict": True,
                    "postgresql": {
                        "use_pg_rewind": True, "use_slots": True,
                        "parameters": {
                            "wal_level": "replica", "hot_standby": "on", "wal_log_hints": "on",
                            "max_connections": 100, "max_wal_senders": 10, "shared_buffers": "64MB",
                            "wal_keep_size": "256MB",
                        },
                    },
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
                "pg_hba": ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{self.postgres}", "connect_address": f"127.0.0.1:{self.postgres}",
                "data_dir": str(self.folder / "data"), "bin_dir": str(programs()),
                "pgpass": str(self.folder / "pgpass"),
                "authentication": {
                    "superuser": {"username": "postgres"}, "replication": {"username": "replicator"},
                    "rewind": {"username": "postgres"},
                },
                "parameters": {"unix_socket_directories": str(self.folder)},
            },
        }
        # JSON is YAML.
        (self.folder / "patroni.yml").write_text(json.dumps(configuration))
        self.cluster.own(self.folder)

    def start(self):
        log = open(self.folder / "patroni.log", "ab")
        self.process = self.cluster.run_as_owner(["patroni", str(self.folder / "patroni.yml")], log)

    def state(self):
        """What its Patroni says; `None` where none answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}/patroni", timeout=1) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with contextlib.suppress(ValueError):
                return json.load(error)
        except OSError:
            return None

    def postmaster(self):
        """The number of its postmaster's process; `None` where it does not run."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            number = int((self.folder / "data/postmaster.pid").read_text().split()[0])
            os.kill(number, 0)
            return number
        return None

    def kill_postgres(self):
        """SIGKILL for the postmaster: its children end by themselves."""
        if number := self.postmaster():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def kill(self):
        """The whole node: Patroni first, so that it cannot start PostgreSQL again."""
        if self.process:
            # As root, runuser is between: its child is Patroni.
            for number in children(self.process.pid) + [self.process.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            self.process.wait()
            self.process = None
        self.kill_postgres()


def children(number):
    """The processes that a process started, and theirs."""
    try:
        text = pathlib.Path(f"/proc/{number}/task/{number}/children").read_text()
    except OSError:
        return []
    direct = [int(word) for word in text.split()]
    # Patroni's postmaster is not killed with it: it would be a power cut of the node otherwise, and is one
    # by `kill_postgres`.
    return direct


class Cluster:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        os.chmod(self.folder, 0o755)
        self.etcd_port = port()
        self.proxy_port = port()
        self.processes = []
        self.nodes = []

    # MARK: As an ordinary user

    def own(self, path):
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            for place in [path, *path.rglob("*")]:
                os.chown(place, owner.pw_uid, owner.pw_gid)

    def run_as_owner(self, command, log):
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        return subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder,
            env={"PATH": os.environ["PATH"] + ":/usr/sbin", "LC_ALL": "C.UTF-8"}, start_new_session=True)

    # MARK: Beginning and end

    def start(self):
        self.start_etcd()
        self.nodes = [Node(self, number) for number in range(1, NODES + 1)]
        for node in self.nodes:
            node.start()
            # The first one makes the cluster; the others copy it.
            wait(f"{node.name} runs", 60, lambda: (node.state() or {}).get("state") == "running")
        self.whole()
        self.sql("CREATE DATABASE candour")
        self.start_proxy()

    def start_etcd(self):
        peer = port()
        log = open(self.folder / "etcd.log", "ab")
        client = f"http://127.0.0.1:{self.etcd_port}"
        self.processes.append(subprocess.Popen(
            ["etcd", "--data-dir", str(self.folder / "etcd"), "--listen-client-urls", client,
             "--advertise-client-urls", client, "--listen-peer-urls", f"http://127.0.0.1:{peer}",
             "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
             "--initial-cluster", f"default=http://127.0.0.1:{peer}"],
            stdout=log, stderr=log, start_new_session=True))
        wait("etcd", 30, lambda: urllib.request.urlopen(client + "/health", timeout=1).status == 200)

    def start_proxy(self):
        """One address for whichever node Patroni calls the primary."""
        lines = [
            "global", "  maxconn 500", "defaults", "  mode tcp", "  timeout connect 3s", "  timeout client 10m",
            "  timeout server 10m", "listen primary", f"  bind 127.0.0.1:{self.proxy_port}",
            "  option httpchk OPTIONS /primary", "  http-check expect status 200",
            "  default-server inter 500ms fastinter 250ms fall 2 rise 1 on-marked-down shutdown-sessions",
        ] + [f"  server {node.name} 127.0.0.1:{node.postgres} check port {node.rest}" for node in self.nodes]
        self.proxy(lines, "database")

    def proxy(self, lines, name):
        path = self.folder / f"haproxy-{name}.cfg"
        path.write_text("\n".join(lines) + "\n")
        log = open(self.folder / f"haproxy-{name}.log", "ab")
        self.processes.append(subprocess.Popen(
            [shutil.which("haproxy", path=os.environ["PATH"] + ":/usr/sbin"), "-db", "-f", str(path)],
            stdout=log, stderr=log, start_new_session=True))

    def stop(self):
        for node in self.nodes:
            node.kill()
        for process in self.processes:
            process.kill()
            process.wait()

    # MARK: Looking at it

    def leader(self):
        """The node that says it is the primary and takes writes."""
        for node in self.nodes:
            state = node.state()
            if state and state.get("role") in ("master", "primary") and state.get("state") == "running":
                return node
        return None

    def url(self, schema, by_proxy=False):
        hosts = f"127.0.0.1:{self.proxy_port}" if by_proxy else ",".join(
            f"127.0.0.1:{node.postgres}" for node in self.nodes)
        return f"postgres://postgres@{hosts}/candour?schema={schema}&sslmode=disable"

    def sql(self, text, node=None, database="postgres"):
        """The lines that the leader, or a node, answers."""
        node = node or wait("a leader", 60, self.leader)
        done = subprocess.run(
            ["psql", f"postgres://postgres@127.0.0.1:{node.postgres}/{database}", "-XAtqc", text],
            capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise ValueError(done.stderr)
        return done.stdout.splitlines()

    def synchronous(self):
        """How many standbys the leader's commits wait for and have."""
        node = self.leader()
        return node and int(self.sql(
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')", node)[0])

    def standbys(self):
        node = self.leader()
        return node and int(self.sql(
            "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'", node)[0])

    def whole(self):
        """Waits until every node is back, and one standby is synchronous in Patroni's book as well.

        A leader that dies between telling PostgreSQL and writing it there has no successor until it is back:
        Patroni promotes nobody of whom it does not know that nothing is missing.
        """
        def roles():
            node = self.leader()
            with urllib.request.urlopen(f"http://127.0.0.1:{node.rest}/cluster", timeout=2) as answer:
                members = json.load(answer)["members"]
            return sorted(member["role"] for member in members) == ["leader", "replica", "sync_standby"]
        wait("three nodes, one a synchronous standby", 120,
             lambda: self.leader() and roles() and self.standbys() == NODES - 1 and self.synchronous() == 1)

    def settings(self, change):
        """Changes Patroni's settings of the whole cluster."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.leader().rest}/config", method="PATCH", data=json.dumps(change).encode(),
            headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=5).read()
