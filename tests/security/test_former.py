"""Who worked here yesterday and has a dialogue open: what they type, send and press today changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.desk import dialogues
from bot.desk.asked import Asked, Attached
from bot.desk.cases import leaving
from bot.desk.menu import awaited, front, hand, manager, staff
from bot.desk.menu.guest_acts import GUEST_ACTS
from bot.desk.menu.manage import publishing, simulator
from bot.desk.problems import DeskError
from bot.say import unpack_say
from bot.schema import letters
from bot.schema.privacy.hotel import OF_THE_HOTEL
from tests.desk.stays.test_matrix import PEOPLE, UNFIT, World, world, writing
from tests.proofs import PROVING, seen
from tests.thin import savepoint

__all__ = ["world"]  # a fixture
PROMISE = "who works here no longer can do nothing"
STAFF_ONLY = {*manager.AWAITED, *manager.SET_UP, publishing.WAITS, simulator.WAITS, "stay_room"}
ALL = ("217", "10:00-12:00", "250", "yes", "1-10 July", "Swimming", "Сауна 5000", "/day", "2 adults")
TYPED = ALL if PROVING else ALL[:2]
WHO = ("ex-staff", "asked", "verified") if PROVING else ("ex-staff",)
HOTELS = {*OF_THE_HOTEL, "stays", "bookings", "payments", "refunds", "gifts", "room_links", "compliments"}
HOTELS -= {"setups", "timers", "question_counts", "offer_steps", "told"}  # anybody's words are counted
THEIRS = {*manager.ACTS, *staff.ACTS} - {*GUEST_ACTS}
FILES = ("prices.xlsx", "arrivals.csv", "roster.csv", "texts_de.csv", "photo.jpg", "catalog.zip")


def screens() -> list[str]:
    """All that a chat can be asked for; a guest's own only under a colleague's hand."""
    return sorted({*STAFF_ONLY, *awaited.READERS})


def facts(world: World, screen: str) -> dict[str, Any]:
    """What such a screen may have been opened with."""
    known: dict[str, Any] = {
        **world.facts,
        "extra": "canoe",
        "unit": 0,
        "language": "en",
        "place": [],
        "at": 0,
    }
    known |= {"topic": "stay", "field": "title", "tongue": "en", "step": "title", "price": "40", "draft": 1}
    return known if screen in STAFF_ONLY else known | {"hand": 1}


def says(world: World, user: int, words: str) -> Asked:
    return Asked(user, user, "Rustam", "text", text=words, message_id=9)


def written(world: World, user: int, screen: str, what: Asked) -> set[str]:
    """The hotel's own tables that were changed by it, and buttons of staff that they were shown."""
    trial = savepoint(world.conn)
    last = select(func.coalesce(func.max(letters.c.id), 0))
    before = world.conn.execute(last).scalar_one()
    dialogues.wait_for(world.conn, world.house, user, screen, **facts(world, screen))
    with writing(world.conn) as found, suppress(DeskError, *UNFIT):
        front.private(world.conn, world.house, what)
    query = select(letters.c.content).where(letters.c.id > before, letters.c.chat_id == user)
    said = [unpack_say(one["say"]) for one in world.conn.execute(query).scalars() if "say" in one]
    trial.rollback()
    return found & HOTELS | {one.act for shown in said for one in shown.choices} & THEIRS


def tried(world: World, user: int) -> Iterator[tuple[str, str, set[str]]]:
    for screen in screens():
        for words in TYPED:
            yield screen, words, written(world, user, screen, says(world, user, words))


@pytest.mark.parametrize("who", WHO)
def test_what_they_type_into_an_open_dialogue_changes_nothing(world: World, who: str) -> None:
    found = [(screen, words, tables) for screen, words, tables in tried(world, PEOPLE[who]) if tables]
    trials = len(screens()) * len(TYPED)
    seen(PROMISE, injected="words into an open dialogue", trials=trials, violations=len(found))
    assert found == []


def test_who_still_works_here_is_heard(world: World) -> None:
    """The control: the same words of a manager do change something."""
    found = {screen for screen, _, tables in tried(world, PEOPLE["owner"]) if tables}
    seen(PROMISE, injected="they are still on the list", trials=1, violations=len(found), control=True)
    assert len(found) > 10, found


def test_the_moment_they_leave_what_was_open_is_shut(world: World) -> None:
    """The same dialogue, the same words, one event between."""
    user = PEOPLE["manager"]
    own = facts(world, "stay_room") | {"stay": world.family.id}
    for gone in (False, True):
        trial = savepoint(world.conn)
        dialogues.wait_for(world.conn, world.house, user, "stay_room", **own)
        if gone:
            assert leaving.leave(world.conn, world.house, user)
        with writing(world.conn) as found, suppress(DeskError):
            front.private(world.conn, world.house, says(world, user, "217"))
        trial.rollback()
        assert ("stays" in found) is not gone


@pytest.mark.parametrize("name", FILES)
def test_their_files_are_not_even_fetched(world: World, name: str) -> None:
    """`FileWanted`, by which a file is asked for, is a refusal that nobody raises for them."""
    for who in ("ex-staff", "stranger"):
        file = Attached("id", name, 1000, "text/plain")
        sent = Asked(PEOPLE[who], PEOPLE[who], "Rustam", "document", message_id=9, file=file)
        trial = savepoint(world.conn)
        with writing(world.conn) as found:
            front.private(world.conn, world.house, sent)  # raises nothing
        trial.rollback()
        assert not found & HOTELS


def test_a_guests_screen_under_their_hand_is_theirs_no_more(world: World) -> None:
    user = PEOPLE["ex-staff"]
    for screen in awaited.READERS:
        with pytest.raises(DeskError):
            hand.reads(world.conn, world.house, says(world, user, "2 adults"), screen, {"hand": 1})
