"""A hotel that ran on the version before opens on this one: nothing is missing, and the way back is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, update

from bot import migrate
from bot.db.postgres import engine_at
from bot.desk.catalog import versions
from tests.console.conftest import Terminal
from tests.hotel import Desk, Hotel, Phone
from tests.proofs import proves

RELEASED = sorted((Path(__file__).parent / "upgrade").glob("*.sql"))
Rows = dict[str, list[dict[str, object]]]
OLDER = "a hotel of an older version opens on this one, nothing missing"


def lay(dump: Path, path: Path) -> Path:
    """The database of that version, in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(dump.read_text("utf-8"))
        conn.execute("PRAGMA journal_mode=WAL")
    return path


def rows(path: Path) -> Rows:
    """Everything in it but its form."""
    with closing(migrate.looking(path)) as conn:
        conn.row_factory = sqlite3.Row
        tables = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted((dict(row) for row in conn.execute(f"SELECT * FROM {table}")), key=repr)  # noqa: S608
            for table in tables
            if not table.startswith(("alembic", "sqlite_"))
        }


def missing(before: Rows, after: Rows) -> list[str]:
    """What was there and is not there any more, or not as it was."""
    return [
        f"{table}: {row}"
        for table, kept in before.items()
        for row in kept
        if not any(row.items() <= now.items() for now in after.get(table, []))
    ]


@pytest.fixture(params=RELEASED, ids=lambda dump: dump.stem)
def released(request: pytest.FixtureRequest) -> Path:
    dump: Path = request.param
    return dump


def test_every_released_form_but_the_newest_has_its_hotel() -> None:
    assert [dump.stem for dump in RELEASED] == migrate.steps()[:-1]


def test_the_hotel_of_each_form_is_a_busy_one(released: Path, tmp_path: Path) -> None:
    found = rows(lay(released, tmp_path / "qonaq.sqlite3"))
    assert migrate.revision(tmp_path / "qonaq.sqlite3") == released.stem
    assert [table for table, kept in found.items() if not kept] == []


@proves(OLDER, injected="a hotel of 0.1 on SQLite")
def test_every_row_is_there_afterwards_and_the_way_back_is_kept(
    released: Path, terminal: Terminal, data: Path
) -> None:
    path = lay(released, data / "qonaq.sqlite3")
    before = rows(path)
    assert terminal("migrate") == 0
    assert f"brought from {released.stem} to {migrate.HEAD}" in terminal.out
    assert missing(before, rows(path)) == []
    kept = data / f"qonaq.sqlite3.before-{migrate.HEAD}"
    assert (migrate.revision(kept), rows(kept)) == (released.stem, before)
    assert kept.stat().st_mode & 0o077 == 0, "guests' words are in it"
    assert kept.name in terminal.out
    assert terminal("migrate") == 0
    assert terminal.out == "Database: nothing to do.\n"


@proves(OLDER, injected="rows are lost on the way", control=True)
def test_a_row_that_was_lost_is_noticed(released: Path, tmp_path: Path) -> None:
    """The positive control."""
    path = lay(released, tmp_path / "qonaq.sqlite3")
    before = rows(path)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE bookings SET status = 'EXPIRED' WHERE status = 'CONFIRMED'")
        conn.execute("DELETE FROM stops")
    assert [one.partition(":")[0] for one in missing(before, rows(path))] == ["bookings", "stops"]


def test_a_disk_too_full_for_the_way_back_leaves_everything_as_it_was(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lay(released, tmp_path / "qonaq.sqlite3")
    before = rows(path)

    def full(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(migrate, "check_whole", full)  # what looks at the copy before it gets its name
    with pytest.raises(sqlite3.OperationalError):
        migrate.upgrade(path)
    assert (migrate.revision(path), rows(path)) == (released.stem, before)
    assert list(tmp_path.glob("*before*")) == list(tmp_path.glob(".*part")) == []


def test_steps_that_fail_leave_postgresql_as_it_was(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """0.1 knew SQLite alone, so no older form is there yet; this is how the first upgrade will go."""
    torn = [True]

    def steps(conn: Connection, to: str) -> None:
        conn.exec_driver_sql("CREATE TABLE of_the_next_version (n int)")
        conn.execute(update(migrate.mark).values(version_num=to))
        if torn.pop():
            raise OSError("the power went")
        torn.append(False)

    monkeypatch.setattr(migrate, "run_steps", steps)
    monkeypatch.setattr(migrate, "HEAD", "0003")
    monkeypatch.setattr(migrate, "steps", lambda: ["0001", "0002", "0003"])
    before = tables(postgres)
    with pytest.raises(OSError, match="the power went"):
        migrate.upgrade(postgres)
    assert (migrate.revision(postgres), tables(postgres)) == ("0002", before)
    torn.append(False)
    assert migrate.upgrade(postgres) == "brought from 0002 to 0003"
    assert tables(postgres) - before == {"of_the_next_version"}


def tables(address: str) -> set[str]:
    engine = engine_at(address, most=1)
    with engine.connect() as conn:
        found = set(inspect(conn).get_table_names())
    engine.dispose()
    return found


def move_in(hotel: Hotel) -> None:
    """The desk of 0.1 was stopped five minutes ago; Telegram knows that its people have written to it."""
    hotel.database = None  # 0.1 knew SQLite alone, whatever the other stories are told on
    lay(RELEASED[0], hotel.folder / "qonaq.sqlite3")
    hotel.loopback.chats.started |= {one.user_id for one in hotel.people.values()}
    hotel.clock.advance(minutes=5)


async def test_the_hotel_of_0_1_opens_and_goes_on(
    hotel: Hotel, chiara: Phone, bence: Phone, dana: Desk
) -> None:
    """Chiara has booked, holds places and complained; Bence's question was unread."""
    move_in(hotel)
    async with hotel.open():
        await bence.sees("07:30")  # the question that nobody had read
        assert hotel.running
        assert await hotel.running.db.read(versions.live_number, "hotel") == 2
        hotel.clock.advance(hours=1)  # the letter that Telegram had put off until then
        hotel.running.channel.sender.wake()
        await chiara.sees("B-FEPN")
        await chiara.sees("the places were held until now")
        await chiara.says("/bookings")
        await hotel.settled()
        booked = await chiara.sees("B-FEPN")
        assert "B-H3AK" not in (booked.text or "")
        case = await dana.sees_case(about="no hot water")
        await case.says("The engineer is with you at ten")
        await chiara.sees("The engineer is with you at ten")


async def test_a_price_of_0_1_is_still_the_price(hotel: Hotel, chiara: Phone) -> None:
    """The manager had raised it in chat."""
    move_in(hotel)
    hotel.clock.advance(hours=2)
    async with hotel.open():
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Boating"):
            await chiara.taps(label)
        await chiara.sees("AZN 50")


async def test_a_newer_database_is_not_opened(hotel: Hotel) -> None:
    hotel.database = None
    path = lay(RELEASED[0], hotel.folder / "qonaq.sqlite3")
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '0999'")
    before = rows(path)
    with pytest.RaisesGroup(pytest.RaisesExc(migrate.SchemaProblem, match="newer Qonaq")):
        async with hotel.open():
            pass
    assert rows(path) == before
