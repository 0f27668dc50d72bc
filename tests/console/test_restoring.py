"""After a restore nothing old is said or done again, staff know of it, and the erased stay erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot import copies, errands, ledger, wayback
from bot.config import PROPERTY, Config
from bot.console.restoring import _set_aside
from bot.desk import people
from bot.desk.privacy import erase
from bot.desk.restored import GRACE
from bot.lock import only_one
from bot.schema import guests, inbox, letters, timers
from tests.console.conftest import Terminal, writing
from tests.console.test_upkeep import owe
from tests.proofs import PROVING

LETTER = {"property_id": PROPERTY, "chat_id": 214, "lane": 1, "method": "send", "content": {}}
WORDS = "correct horse battery staple"


@pytest.fixture
def opened(terminal: Terminal) -> Config:
    """A hotel with a guest, Aygün in 214."""
    terminal("catalog", "publish")
    config = Config.read(terminal.environ)
    aygun = {"chat_id": 214, "name": "Aygün", "language": "az", "room": "214", "created_at": terminal.now}
    with writing(config) as conn:
        conn.execute(insert(guests).values(property_id=PROPERTY, **aygun))
    return config


def rows(config: Config, *columns: object) -> Sequence[tuple[object, ...]]:
    with ledger.looking(config) as conn:
        return [tuple(row) for row in conn.execute(select(*columns))]  # type: ignore[call-overload]  # any


def test_old_letters_stay_unsent_and_young_ones_say_that_they_repeat(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    old, young = terminal.now - timedelta(hours=3), terminal.now - timedelta(minutes=3)
    with writing(opened) as conn:
        for at in (old, young):
            for kind in ("critical", "soft"):
                conn.execute(insert(letters).values(**LETTER, kind=kind, created_at=at))
    terminal("backup", str(tmp_path))
    assert terminal("restore", "--over", str(tmp_path)) == 0
    found = rows(opened, letters.c.kind, letters.c.state, letters.c.repeat)
    assert found[:4] == [
        ("critical", "dropped", False),
        ("soft", "dropped", False),
        ("critical", "new", True),
        ("soft", "dropped", False),
    ]
    assert "2 old messages will not be sent again" in terminal.out
    told = str(rows(opened, letters.c.content)[4:])
    assert "restored.letters" in told
    assert "214 Aygün" in told, "staff know whom to ask"


def test_unread_messages_of_old_are_not_answered_and_no_clock_storms(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    came = {"update_id": 1, "chat": "214", "raw": "{}", "received_at": terminal.now - timedelta(hours=5)}
    due = {"kind": "acknowledge", "ref": "1", "due_at": terminal.now - timedelta(hours=4)}
    with writing(opened) as conn:
        conn.execute(insert(inbox).values(property_id=PROPERTY, **came))
        conn.execute(insert(timers).values(property_id=PROPERTY, **due))
    terminal("backup", str(tmp_path))
    assert terminal("restore", "--over", str(tmp_path)) == 0
    assert rows(opened, inbox.c.state) == [("done",)]
    assert "1 unread message will not be answered" in terminal.out
    assert (terminal.now + GRACE,) in rows(opened, timers.c.due_at)


def test_who_was_erased_since_is_erased_again(terminal: Terminal, opened: Config, tmp_path: Path) -> None:
    terminal("backup", str(tmp_path))
    with writing(opened) as conn:
        house = errands.house(conn, terminal.now)
        aygun = people.guest(conn, house, 214)
        assert aygun
        erase.erase(conn, house, aygun, by="guest")
    assert terminal("restore", "--over", str(tmp_path)) == 0
    assert "1 guest who had been erased since" in terminal.out
    assert "Aygün" not in str(rows(opened, guests.c.name))


def test_a_newer_damaged_copy_is_passed_over(terminal: Terminal, opened: Config, tmp_path: Path) -> None:
    terminal("backup", str(tmp_path))
    terminal("backup", str(tmp_path))
    newest = copies.listed(tmp_path)[-1].path
    newest.write_bytes(newest.read_bytes()[:-1] + b"?")
    assert terminal("restore", "--over", str(tmp_path)) == 0
    assert f"{newest.name} is damaged and was passed over" in terminal.out


def test_a_copy_goes_to_a_new_computer_without_a_word(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    terminal("backup", str(tmp_path / "copies"))
    _set_aside(opened, terminal.now)
    assert terminal("restore", str(tmp_path / "copies")) == 0
    assert rows(opened, guests.c.name) == [("Aygün",)]


def test_copies_are_locked_with_a_passphrase_that_nothing_tells(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    pytest.importorskip("pyrage")
    terminal.environ["QONAQ_BACKUP_PASSPHRASE"] = WORDS
    assert terminal("backup", str(tmp_path)) == 0
    (made,) = tmp_path.glob("qonaq-*.age")
    assert b"SQLite" not in made.read_bytes()
    assert not list(tmp_path.glob("*.sqlite3")), "no open copy beside it"
    assert WORDS not in "".join(terminal.history) + repr(Config.read({"QONAQ_BACKUP_PASSPHRASE": WORDS}))
    if PROVING:  # each try takes a second, so that guessing takes for ever
        terminal.environ["QONAQ_BACKUP_PASSPHRASE"] = WORDS[::-1]
        assert terminal("restore", "--over", str(tmp_path)) == 1
        assert "does not open this copy" in terminal.err
        terminal.environ["QONAQ_BACKUP_PASSPHRASE"] = WORDS
        assert terminal("restore", "--over", str(tmp_path)) == 0
        assert rows(opened, guests.c.name) == [("Aygün",)]
    del terminal.environ["QONAQ_BACKUP_PASSPHRASE"]
    assert terminal("restore", "--over", str(made)) == 1
    assert "is locked" in terminal.err


OPEN = (wayback.OPENED, wayback.ASKED, f".{wayback.RESTORED}.part", f".{wayback.RESTORED}.part-journal")


def half_restored(config: Config) -> list[Path]:
    """As a restore that is killed leaves it, whatever locked the copy."""
    left = [config.data / name for name in OPEN]
    for one in left:
        one.write_text("a guest's words")
    return left


def test_what_a_killed_restore_has_opened_is_gone_with_the_next_start(
    terminal: Terminal, opened: Config
) -> None:
    left = half_restored(opened)
    wayback.ready(opened, terminal.now)
    assert [one for one in left if one.exists()] == []


def test_it_is_gone_with_the_next_copy_too_unless_a_restore_is_at_work(
    terminal: Terminal, opened: Config
) -> None:
    left = half_restored(opened)
    with only_one(opened.data):
        assert terminal("backup") == 0
    assert [one for one in left if not one.exists()] == []
    assert terminal("backup") == 0
    assert [one for one in left if one.exists()] == []


def test_a_short_passphrase_is_refused(terminal: Terminal) -> None:
    terminal.environ["QONAQ_BACKUP_PASSPHRASE"] = WORDS[:5]
    assert terminal("backup") == 2
    assert "too short" in terminal.err


def test_copies_are_kept_for_two_weeks_one_a_day(tmp_path: Path, terminal: Terminal) -> None:
    for hours in range(0, 24 * 40, 8):
        at = terminal.now - timedelta(hours=hours)
        (tmp_path / f"qonaq-{at:%Y%m%d-%H%M%S}.sqlite3").write_text("")
    (tmp_path / "mine.sqlite3").write_text("")
    newest = copies.listed(tmp_path)[-1]
    copies.rotate(tmp_path, 14, terminal.now, newest)
    left = copies.listed(tmp_path)
    assert len(left) == 6 + 12
    assert left[-1].at == terminal.now
    assert terminal.now - left[0].at < timedelta(days=14)
    assert (tmp_path / "mine.sqlite3").exists()
    copies.rotate(tmp_path, 0, terminal.now, newest)
    assert copies.listed(tmp_path) == left


def nights(folder: Path, first: datetime, n: int = 1) -> datetime:
    """A copy each night, and what is too old goes; the hour of the last."""
    for at in (first + timedelta(days=day) for day in range(n)):
        path = folder / f"qonaq-{at:%Y%m%d-%H%M%S}.sqlite3"
        path.write_text("")
        made = copies.of(path)
        assert made
        copies.rotate(folder, 14, at, made)
        assert path.exists()
    return at


def test_a_clock_that_ran_ahead_costs_no_copy(tmp_path: Path, terminal: Terminal) -> None:
    """Neither those that were there, nor those that are made once it is right again."""
    last = nights(tmp_path, terminal.now, 14)
    before = copies.listed(tmp_path)
    nights(tmp_path, last + timedelta(days=40))
    *kept, wrong = copies.listed(tmp_path)
    assert kept == before, "nobody knows yet whether the clock is wrong or the desk was closed"
    nights(tmp_path, last + timedelta(days=1))
    assert copies.listed(tmp_path)[:-1] == before[1:]
    assert wrong not in copies.listed(tmp_path), "guests who were erased since are in it"


def test_one_that_ran_ahead_stays_while_there_are_few_others(tmp_path: Path, terminal: Terminal) -> None:
    nights(tmp_path, terminal.now + timedelta(days=400))
    nights(tmp_path, terminal.now, 14)
    assert len(copies.listed(tmp_path)) == 15
    nights(tmp_path, terminal.now + timedelta(days=14))
    assert len(copies.listed(tmp_path)) == 14


def test_a_clock_that_began_at_zero_costs_no_copy(tmp_path: Path, terminal: Terminal) -> None:
    last = nights(tmp_path, terminal.now, 14)
    before = copies.listed(tmp_path)
    nights(tmp_path, datetime(2020, 1, 1, tzinfo=UTC), 2)
    assert copies.listed(tmp_path)[2:] == before
    nights(tmp_path, last + timedelta(days=1))
    assert copies.listed(tmp_path)[:-1] == before[1:]


def test_after_months_without_a_copy_the_old_ones_go_with_the_second(
    tmp_path: Path, terminal: Terminal
) -> None:
    last = nights(tmp_path, terminal.now, 14)
    nights(tmp_path, last + timedelta(days=90), 2)
    assert len(copies.listed(tmp_path)) == 2


def test_of_copies_made_by_hand_once_a_month_two_are_left(tmp_path: Path, terminal: Terminal) -> None:
    for month in range(4):
        nights(tmp_path, terminal.now + timedelta(days=30 * month))
    assert len(copies.listed(tmp_path)) == 2


def test_a_copy_of_an_hour_to_come_is_the_last_to_be_taken(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    terminal.now += timedelta(days=40)
    assert terminal("backup", str(tmp_path)) == 0
    terminal.now -= timedelta(days=40)
    assert terminal("restore", "--over", str(tmp_path)) == 0, "better than none"
    assert terminal("backup", str(tmp_path)) == 0
    good, wrong = copies.listed(tmp_path)
    assert copies.newest_good([tmp_path], terminal.now) == good
    assert terminal("restore", "--over", str(tmp_path)) == 0
    assert f"The desk is as it was in {good.path.name}" in terminal.out
    assert f"{wrong.path.name} is named for an hour that is still to come" in terminal.out


def test_without_a_folder_copies_go_where_the_settings_say(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    assert terminal("backup") == 0
    assert len(copies.listed(opened.data / "backups")) == 1
    terminal.environ["QONAQ_BACKUPS"] = str(tmp_path / "elsewhere")
    assert terminal("backup") == 0
    assert len(copies.listed(tmp_path / "elsewhere")) == 1


def test_as_it_is_keeps_what_was_changed_by_hand(terminal: Terminal, opened: Config) -> None:
    owe(opened, terminal.now)
    assert terminal("restore", "--as-it-is") == 0
    assert "replaced-" in terminal.out
    assert rows(opened, guests.c.name) == [("Aygün",)]
