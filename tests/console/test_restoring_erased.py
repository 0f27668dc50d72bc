"""Whoever was erased stays erased, whatever is left of the database that knew of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, select, text

from bot import copies, erased, errands, ledger, wayback
from bot.config import PROPERTY, Config
from bot.console import dumps, restoring, witnesses
from bot.db import Database, open_database
from bot.db.postgres import engine_at
from bot.db.present import DESKS
from bot.desk import people
from bot.desk.privacy import erase
from bot.desk.privacy.ledger import all_of
from bot.schema import guests
from bot.wayback import Half, NoStart
from bot.witness import COMMAND, Witness
from tests.console.conftest import Terminal, writing
from tests.console.test_postgresql import programs
from tests.console.test_restoring import WORDS
from tests.proofs import PROVING

__all__ = ["programs"]  # a fixture

SAID = "could be read; who asked to be forgotten since"


class Killed(BaseException):
    """Nothing that follows is done."""


@pytest.fixture
def opened(terminal: Terminal) -> Config:
    return hotel(terminal)


@pytest.fixture
def on_server(terminal: Terminal, empty_postgres: str) -> Config:
    terminal.environ["QONAQ_DATABASE_URL"] = empty_postgres
    return hotel(terminal)


def hotel(terminal: Terminal) -> Config:
    """With Aygün in 214 and Bence in 305, and copies on another disk."""
    terminal.environ["QONAQ_BACKUPS"] = str(place(terminal))
    assert terminal("catalog", "publish") == 0, terminal.err
    config = Config.read(terminal.environ)
    with writing(config) as conn:
        for chat, name, room in ((214, "Aygün", "214"), (305, "Bence", "305")):
            facts = {"chat_id": chat, "name": name, "language": "az", "room": room}
            conn.execute(insert(guests).values(property_id=PROPERTY, created_at=terminal.now, **facts))
    assert terminal("backup") == 0, terminal.err
    return config


def place(terminal: Terminal) -> Path:
    return Path(terminal.environ["QONAQ_DATA_DIR"]).parent / "copies"


def erased_by(config: Config, terminal: Terminal, chat: int = 214) -> None:
    """Past every list beside the database: only its own knows."""
    terminal.now += timedelta(hours=3)
    with writing(config) as conn:
        house = errands.house(conn, terminal.now)
        known = people.guest(conn, house, chat)
        assert known
        erase.erase(conn, house, known, by="guest")


def names(config: Config) -> set[str]:
    with ledger.looking(config) as conn:
        return set(conn.execute(select(guests.c.name)).scalars())


def oldest(terminal: Terminal) -> str:
    return str(copies.listed(place(terminal))[0].path)


def rots(config: Config) -> None:
    for path in config.data.glob("qonaq.sqlite3*"):
        path.write_bytes(b"\xff" * 65536)


async def follow(config: Config, command: Sequence[str] = COMMAND) -> None:
    """As the open desk does every few seconds."""
    db: Database = open_database(config.where, PROPERTY)
    await Witness(config, command).follow(db)
    await db.close()


async def test_erased_then_the_disk_rots(terminal: Terminal, opened: Config) -> None:
    erased_by(opened, terminal)
    await follow(opened)
    rots(opened)
    assert terminal("restore", "--over", str(place(terminal))) == 0, terminal.err
    assert names(opened) == {"—", "Bence"}
    assert "1 guest who had been erased since" in terminal.out
    assert SAID not in terminal.out


async def test_erased_then_the_whole_computer_is_gone(terminal: Terminal, opened: Config) -> None:
    erased_by(opened, terminal)
    await follow(opened)
    shutil.rmtree(opened.data)
    assert terminal("restore", str(place(terminal))) == 0, terminal.err
    assert names(opened) == {"—", "Bence"}
    assert SAID not in terminal.out


def test_the_console_writes_it_down_too(terminal: Terminal, opened: Config) -> None:
    assert terminal("privacy", "erase", "214", "--yes") == 0, terminal.err
    rots(opened)
    assert terminal("restore", "--over", str(place(terminal))) == 0, terminal.err
    assert names(opened) == {"—", "Bence"}


def test_an_older_copy_while_a_newer_one_lies_beside(terminal: Terminal, opened: Config) -> None:
    erased_by(opened, terminal)
    assert terminal("backup") == 0
    erased_by(opened, terminal, 305)
    rots(opened)
    no_list_is_left(terminal, opened)
    assert terminal("restore", "--over", oldest(terminal)) == 0, terminal.err
    assert names(opened) == {"—", "Bence"}
    newest = copies.listed(place(terminal))[-1].at
    assert f"{SAID} {newest:%Y-%m-%d %H:%M} UTC may be back" in terminal.out, "of Bence nothing knows"
    assert terminal("restore", "--over", oldest(terminal)) == 0
    assert names(opened) == {"—", "Bence"}, "and what was found stays known"
    assert f"{SAID} {newest:%Y-%m-%d %H:%M} UTC may be back" in terminal.out, "and what was not is said again"


def test_what_a_restore_could_not_know_is_known_once_the_list_is_there_again(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    assert terminal("backup", str(stick)) == 0
    assert terminal("backup") == 0
    assert terminal("privacy", "erase", "214", "--yes") == 0, terminal.err
    shutil.rmtree(opened.data)
    place(terminal).rename(elsewhere)
    for _ in range(2):
        assert terminal("restore", "--over", str(stick)) == 0, terminal.err
        assert names(opened) == {"Aygün", "Bence"}
        assert SAID in terminal.out
    elsewhere.rename(place(terminal))
    assert terminal("restore", "--over", str(stick)) == 0, terminal.err
    assert names(opened) == {"—", "Bence"}
    assert SAID not in terminal.out


def test_a_restore_that_knows_too_little_and_is_killed_says_so_when_it_is_given_again(
    terminal: Terminal, opened: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    rots(opened)
    no_list_is_left(terminal, opened)

    def killed(*given: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_write_down", killed)
        with pytest.raises(Killed):
            terminal("restore", "--over", str(place(terminal)))
    assert names(opened) == {"Aygün", "Bence"}, "it stands already"
    assert terminal("restore", "--over", str(place(terminal))) == 0, terminal.err
    assert SAID in terminal.out


def test_a_database_that_a_restore_has_half_made_knows_nothing(terminal: Terminal, opened: Config) -> None:
    no_list_is_left(terminal, opened)
    half = copies.listed(place(terminal))[0]
    with writing(opened) as conn:
        wayback.begin(conn, wayback.Half(half.path, None))
    told = witnesses.gather(opened, half.path, copied=half.at, now=terminal.now)
    assert told.since == half.at


def no_list_is_left(terminal: Terminal, config: Config) -> None:
    for folder in (place(terminal), config.data):
        for path in folder.glob(erased.ALL):
            path.unlink()


def test_where_nothing_knows_it_is_said(terminal: Terminal, opened: Config) -> None:
    erased_by(opened, terminal)
    rots(opened)
    no_list_is_left(terminal, opened)
    assert terminal("restore", "--over", str(place(terminal))) == 0
    assert SAID in terminal.out
    assert names(opened) == {"Aygün", "Bence"}
    said = terminal.out.splitlines()[-2]
    assert terminal("restore", "--over", oldest(terminal)) == 0
    assert said in terminal.out, "the database that it has made knows no more than it did"
    assert terminal("backup") == 0
    assert terminal("restore", "--over", str(place(terminal))) == 0
    assert SAID not in terminal.out, "whoever was back then is in this copy by right"


def test_a_list_that_ends_with_a_copy_made_by_hand_is_not_taken_for_whole(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    assert terminal("backup", str(stick)) == 0
    (copied,) = copies.listed(stick)
    assert terminal("backup") == 0, "the desk's own: from here on nothing is added beside the stick"
    assert terminal("privacy", "erase", "214", "--yes") == 0, terminal.err
    all_but(stick, terminal, opened)
    assert terminal("restore", str(stick)) == 0, terminal.err
    assert names(opened) == {"Aygün", "Bence"}
    assert f"{SAID} {copied.at:%Y-%m-%d %H:%M} UTC may be back" in terminal.out


def test_such_a_list_is_known_to_be_whole_to_its_last_line(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    assert terminal("backup", str(stick)) == 0
    terminal.now += timedelta(hours=3)
    assert terminal("privacy", "erase", "305", "--yes") == 0, terminal.err
    last = terminal.now
    terminal.now += timedelta(hours=3)
    assert terminal("backup") == 0
    assert terminal("privacy", "erase", "214", "--yes") == 0, terminal.err
    all_but(stick, terminal, opened)
    assert terminal("restore", str(stick)) == 0, terminal.err
    assert names(opened) == {"Aygün", "—"}
    assert f"{SAID} {last:%Y-%m-%d %H:%M} UTC may be back" in terminal.out


def no_list_can_be_written(folder: Path) -> None:
    """As on a disk that may only be read: what stands there can be read."""
    (folder / f".{erased.NAME}.{os.getpid()}.part").mkdir(parents=True)


@pytest.mark.parametrize("live", [True, False])
def test_a_restore_from_a_disk_that_may_only_be_read(
    terminal: Terminal, opened: Config, tmp_path: Path, live: bool
) -> None:
    """Also while the database knows of more erasures than the list on it."""
    stick, photo = tmp_path / "stick", Path("media", "canoe.jpg")
    (opened.data / "media").mkdir()
    (opened.data / photo).write_bytes(b"of the lake")
    assert terminal("backup", str(stick)) == 0
    assert terminal("backup") == 0
    assert terminal("privacy", "erase", "214", "--yes") == 0, terminal.err
    no_list_can_be_written(stick)
    (opened.data / photo).unlink()
    if not live:
        rots(opened)
    assert terminal("restore", "--over", str(stick)) == 0, terminal.err
    assert names(opened) == {"—", "Bence"}
    assert (opened.data / photo).exists()
    assert f"{stick / erased.NAME}, could not be written" in terminal.out
    assert len(erased.read(place(terminal) / erased.NAME, None).lines) == 2, (
        "the others are written all the same"
    )


def test_a_backup_lets_old_copies_go_where_the_list_cannot_be_written(
    terminal: Terminal, opened: Config
) -> None:
    assert terminal("privacy", "erase", "214", "--yes") == 0
    for path in (opened.data, place(terminal)):
        (path / erased.NAME).unlink()
        no_list_can_be_written(path)
    before = oldest(terminal)
    for days in (30, 1):
        terminal.now += timedelta(days=days)
        assert terminal("backup") == 0, terminal.err
        assert "could not be written" in terminal.out
    assert oldest(terminal) != before


def test_an_erasing_is_told_of_where_the_list_beside_the_copies_cannot_be_written(
    terminal: Terminal, opened: Config
) -> None:
    no_list_can_be_written(place(terminal))
    assert terminal("privacy", "erase", "214", "--yes") == 0, terminal.err
    assert "Erased: " in terminal.out
    assert f"{place(terminal) / erased.NAME}, could not be written" in terminal.out
    assert len(erased.read(opened.data / erased.NAME, None).lines) == 1


def all_but(stick: Path, terminal: Terminal, config: Config) -> None:
    """The computer is gone, and the place of its copies with it."""
    assert stick.is_dir()
    shutil.rmtree(config.data)
    shutil.rmtree(place(terminal))


def test_a_damaged_list_is_kept_beside_the_new_one(terminal: Terminal, opened: Config) -> None:
    mine = opened.data / erased.NAME
    mine.write_text("{}\n")
    erased_by(opened, terminal)
    assert terminal("backup") == 0
    assert len(erased.read(mine, None).lines) == 1
    assert (opened.data / "erasures-1.jsonl").read_text() == "{}\n"


def test_the_list_names_nobody_and_is_nobody_elses_to_read(terminal: Terminal, opened: Config) -> None:
    assert terminal("privacy", "erase", "214", "--yes") == 0
    for folder in (opened.data, place(terminal)):
        path = folder / erased.NAME
        assert path.stat().st_mode & 0o077 == 0
        assert set(erased.read(path, None).lines[0].packed()) == {"ref", "key", "hash", "at", "by"}
        assert "Aygün" not in path.read_text()


async def test_beside_locked_copies_it_is_locked_and_not_by_the_desk_itself(
    terminal: Terminal, opened: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which would stand still meanwhile, and be killed for its memory."""
    pytest.importorskip("pyrage")

    def by_the_desk(*given: object) -> bytes:
        raise AssertionError

    terminal.environ["QONAQ_BACKUP_PASSPHRASE"] = WORDS
    config = Config.read(terminal.environ)
    erased_by(config, terminal)
    with ledger.looking(config) as conn:
        lines = all_of(conn, PROPERTY)
    with monkeypatch.context() as patch:
        for name in ("lock", "unlock"):
            patch.setattr(copies, name, by_the_desk)
        await follow(config)
    locked = place(terminal) / f"{erased.NAME}.age"
    assert lines[0].hash.encode() not in locked.read_bytes()
    if PROVING:  # each try takes a second, so that guessing takes for ever
        assert erased.read(locked, WORDS).lines == lines
        with pytest.raises(copies.BadCopy):
            erased.read(locked, WORDS[::-1])


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("print('The list could not be written')", "The list could not be written"),
        ("raise SystemExit('no room')", "no room"),
        ("import os; os.kill(os.getpid(), 9)", "memory is short"),
    ],
)
async def test_what_hinders_locking_the_list_hinders_the_desk_in_nothing(
    terminal: Terminal, opened: Config, caplog: pytest.LogCaptureFixture, does: str, said: str
) -> None:
    terminal.environ["QONAQ_BACKUP_PASSPHRASE"] = WORDS
    config = Config.read(terminal.environ)
    erased_by(config, terminal)
    await follow(config, (sys.executable, "-c", does))
    assert said in caplog.text
    assert len(erased.read(opened.data / erased.NAME, None).lines) == 1, "its own is never locked"


def test_a_restore_killed_before_the_copy_is_in_place(
    terminal: Terminal, opened: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased_by(opened, terminal)
    whole = restoring._set_aside

    def killed(*given: object) -> None:
        whole(*given)  # type: ignore[arg-type]  # as they came
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_set_aside", killed)
        with pytest.raises(Killed):
            terminal("restore", "--over", str(place(terminal)))
    with pytest.raises(NoStart, match="cut short"):
        wayback.ready(opened, terminal.now)
    assert terminal("restore", "--over", str(place(terminal))) == 0, terminal.err
    wayback.ready(opened, terminal.now)
    assert names(opened) == {"—", "Bence"}


def test_a_log_stays_with_the_database_that_a_killed_restore_has_set_aside(
    terminal: Terminal, opened: Config
) -> None:
    (opened.data / wayback.RESTORED).write_bytes(b"half")
    kept = opened.database.rename(opened.data / "replaced-20261119-080000.sqlite3")
    log = opened.database.with_name(f"{opened.database.name}-wal")
    log.write_bytes(b"what came last")
    assert terminal("restore", str(place(terminal))) == 0, terminal.err
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"what came last"
    assert names(opened) == {"Aygün", "Bence"}


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("after", ["", "pg_restore"])
def test_a_restore_of_postgresql_killed_at_either_point(
    terminal: Terminal, on_server: Config, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """Before the copy is in it and after, with nothing put aside and nobody erased again yet."""
    erased_by(on_server, terminal)
    whole = dumps._run

    def killed(url: str, name: str, *words: str) -> None:
        if name != "pg_restore" or "--list" in words or after:
            whole(url, name, *words)
        if name == "pg_restore" and "--list" not in words:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(dumps, "_run", killed)
        with pytest.raises(Killed):
            terminal("restore", "--over", oldest(terminal))
    assert names(on_server) == {"Aygün", "Bence"} if after else True, "what no desk may open on"
    (kept,) = on_server.data.glob("replaced-*.pgdump")
    with pytest.raises(NoStart) as refused:
        wayback.ready(on_server, terminal.now)
    assert f"qonaq restore --over {oldest(terminal)}" in str(refused.value)
    assert f"qonaq restore --over {kept}" in str(refused.value)
    assert terminal("privacy", "erase", "305", "--yes") == 1, "and no command works on it"
    assert "cut short" in terminal.err
    assert terminal("backup") == 1, "half a hotel is no copy"
    assert terminal("migrate") == 1
    assert terminal("doctor") == 1
    assert "cut short" in terminal.out
    assert terminal("restore", "--over", oldest(terminal)) == 0, terminal.err
    assert str(kept) in terminal.out
    assert [kept] == list(on_server.data.glob("replaced-*.pgdump")), "half a hotel is not kept"
    wayback.ready(on_server, terminal.now)
    assert names(on_server) == {"—", "Bence"}


@pytest.mark.usefixtures("programs")
def test_a_desk_that_opens_while_postgresql_is_put_aside_keeps_its_hotel(
    terminal: Terminal, on_server: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, desks = dumps._run, list[psycopg.Connection]()

    def opens(url: str, name: str, *words: str) -> None:
        whole(url, name, *words)
        if name == "pg_dump":
            wayback.ready(on_server, terminal.now)
            desks.append(psycopg.connect(url, autocommit=True))
            desks[0].execute("SELECT pg_advisory_lock(%s, 1)", [DESKS])

    monkeypatch.setattr(dumps, "_run", opens)
    assert terminal("restore", "--over", oldest(terminal)) == 1
    desks[0].close()
    assert "Stop every desk first" in terminal.err
    assert not list(on_server.data.glob("replaced-*"))
    wayback.ready(on_server, terminal.now)
    assert names(on_server) == {"Aygün", "Bence"}


def test_a_desk_that_opens_while_a_restore_begins_waits_and_sees_it(postgres: str) -> None:
    engine = engine_at(postgres)
    waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as conn:
            assert wayback.no_desk(conn)
            desk = pool.submit(wayback.whole_server, postgres)
            while not conn.execute(waits).scalar_one():
                assert not desk.done(), "it has looked too early"
            wayback.begin(conn, Half(Path("copy"), None))
        with pytest.raises(NoStart, match="cut short"):
            desk.result(10)
    engine.dispose()


@pytest.mark.usefixtures("programs")
def test_a_restore_of_postgresql_that_fails_says_where_the_hotel_is(
    terminal: Terminal, on_server: Config
) -> None:
    erased_by(on_server, terminal)
    assert terminal("backup") == 0, terminal.err
    assert len(dumps.erasures_in(copies.listed(place(terminal))[-1].path)) == 1
    broken = place(terminal) / "broken.pgdump"
    broken.write_bytes(Path(oldest(terminal)).read_bytes()[:-2000])
    assert terminal("restore", "--over", str(broken)) == 1
    (kept,) = on_server.data.glob("replaced-*.pgdump")
    assert f"qonaq restore --over {kept}" in terminal.err
    assert terminal("restore", "--over", str(kept)) == 0, terminal.err
    wayback.ready(on_server, terminal.now)
    assert names(on_server) == {"—", "Bence"}
