"""qonaq doctor on what lies about, on backups and on the computer; and whether it knows all that it finds."""

from __future__ import annotations

import importlib
import re
import resource
import shutil
import socket
import sqlite3
import sys
import zoneinfo
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import Config
from bot.desk.catalog import folder as catalog_folder
from bot.doctor import folder as disks
from bot.doctor import machine, work
from bot.doctor.finding import ORDER
from bot.doctor.known import Known
from bot.lock import only_one
from tests.console.conftest import Terminal
from tests.console.doctor.conftest import hour, trouble, troubles


def post(database: Path, table: str, state: str, age: timedelta, n: int = 1) -> None:
    at = int((hour() - age).timestamp() * 1000)
    rows = {
        "inbox": "INSERT INTO inbox (property_id, update_id, chat, raw, received_at, state, attempts)"
        " VALUES ('hotel', ?, '1', '{}', ?, ?, 0)",
        "letters": "INSERT INTO letters (property_id, lane, kind, method, content, created_at, state)"
        " VALUES ('hotel', ?, 'critical', 'send', '{}', ?, ?)",
    }
    with closing(sqlite3.connect(database)) as conn, conn:
        conn.executemany(rows[table], [(number, at, state) for number in range(n)])


@pytest.mark.parametrize("table", ["inbox", "letters"])
async def test_what_waits_too_long_and_what_was_given_up(
    environ: dict[str, str], published: Path, table: str
) -> None:
    """ "inbox.piling", "inbox.dead", "letters.piling", "letters.dead" """
    post(published, table, "new", timedelta(minutes=1))
    assert await troubles(environ) == []  # the control: a minute is nothing
    post(published, table, "new", timedelta(hours=3), n=40)
    found = await trouble(environ, f"{table}.piling")
    assert "the oldest for 3 hours" in found.words
    assert found.cure == "Start the desk."
    with closing(sqlite3.connect(published)) as conn, conn:
        conn.execute(f"UPDATE {table} SET state = 'dead'")  # noqa: S608  # one of two
    assert (await trouble(environ, f"{table}.dead")).level == "mind"


async def test_backups(environ: dict[str, str], published: Path, terminal: Terminal, tmp_path: Path) -> None:
    with closing(sqlite3.connect(published)) as conn, conn:
        conn.execute("UPDATE catalog_versions SET published_at = 0")
    assert "qonaq backup" in (await trouble(environ, "backup.none")).cure
    assert terminal("backup", str(tmp_path / "copies")) == 0
    assert "QONAQ_BACKUPS" in (await trouble(environ, "backup.same_disk")).cure
    assert "8 days old" in (await late(environ)).words
    (copy,) = (tmp_path / "copies").glob("*.sqlite3")
    copy.write_bytes(copy.read_bytes()[:-1] + b"?")
    assert "not as it was made" in (await trouble(environ, "backup.damaged")).words
    for one in (tmp_path / "copies").iterdir():
        one.unlink()
    await trouble(environ, "backup.gone")


def test_no_copies_of_postgresql_without_its_program(
    environ: dict[str, str], published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config.read(environ)
    known = Known.of(config, hour())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = work.examine_work(replace(config, url="postgresql://a/b"), known, hour(), running=False)
    assert [one.code for one in found if not one.well] == ["backup.program"]
    off = replace(config, url="postgresql://a/b", nightly=False)
    assert [one for one in work.examine_work(off, known, hour(), running=False) if not one.well] == []


async def late(environ: dict[str, str]) -> Any:
    """A week later."""
    found = await troubles(environ, ahead=timedelta(days=8, minutes=1))
    return next(one for one in found if one.code == "backup.old")


# the computer


async def test_a_port_that_is_taken(environ: dict[str, str], published: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        environ["QONAQ_LISTEN"] = f"127.0.0.1:{other.getsockname()[1]}"
        assert "used by another program" in (await trouble(environ, "port.taken")).words
        with only_one(published.parent):  # then it is the desk itself that has it
            assert await troubles(environ) == []


async def test_an_address_that_is_not_this_computers(environ: dict[str, str]) -> None:
    environ["QONAQ_LISTEN"] = "203.0.113.7:80"
    await trouble(environ, "port.address")


def test_a_python_that_is_too_old() -> None:
    assert [one.code for one in machine._python((3, 10))] == ["python"]
    assert list(machine._python((3, 11))) == []


async def test_a_computer_without_time_zones(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a test that has read a zone from the package: its parts are found without the whole."""
    importlib.import_module("tzdata.zoneinfo.Asia")
    for part in [one for one in sys.modules if one.startswith("tzdata.")]:
        monkeypatch.delitem(sys.modules, part)
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath(to=[])
    try:
        found = list(machine._zones("Asia/Baku"))
        assert [one.code for one in found] == ["zones"]
    finally:
        zoneinfo.reset_tzpath()
    assert list(machine._zones("Asia/Baku")) == []


async def test_too_few_files_may_be_open(environ: dict[str, str]) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        assert "ulimit -n" in (await trouble(environ, "files.limit")).cure
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_a_secret_that_everybody_may_read(environ: dict[str, str], tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(environ.pop("QONAQ_TELEGRAM_TOKEN"))
    environ["QONAQ_TELEGRAM_TOKEN_FILE"] = str(secret)
    secret.chmod(0o644)
    assert f"chmod 600 {secret}" in (await trouble(environ, "secrets.readable")).cure
    secret.chmod(0o600)
    assert await troubles(environ) == []


def test_every_fault_has_a_test_that_makes_it() -> None:
    """There are more than sixty of them; a code that no test names is a fault nobody has seen."""
    here = Path(__file__).parent
    told = "\n".join(one.read_text() for one in here.glob("*.py"))
    families = ("inbox.", "letters.")  # named together above
    assert [one for one in ORDER if f'"{one}"' not in told and not one.startswith(families)] == []
    assert len(set(ORDER)) == len(ORDER) >= 24


def test_every_fault_that_is_found_has_its_place_in_the_order() -> None:
    doctor = Path(disks.__file__).parent
    told = "\n".join(one.read_text() for one in doctor.glob("*.py") if one.name != "finding.py")
    assert [one for one in ORDER if f'"{one}"' not in told] == []
    made = set(re.findall(r'(?:mend|mind)\(\s*"([a-z_.]+)"', told))
    assert len(made) > 40
    assert made <= set(ORDER)


def test_the_folder_is_left_alone(files: Path) -> None:
    assert catalog_folder.base(files) is None
