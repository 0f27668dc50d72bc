"""A button works for whom it was sent to, as it was sent, and for nobody and nothing else.

A changed client may send any bytes as a button's data. PROVE=1 tries 100,000 of them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import front, manager, staff
from bot.desk.menu.guest_acts import GUEST_ACTS
from bot.desk.problems import DeskError
from bot.say import choice, say, text
from bot.schema import letters
from tests.desk.cases.cast import DANA, ERLAN, MADINA, guest, team
from tests.proofs import seen

FORGERIES = 100_000 if os.environ.get("PROVE") else 3_000
SEED = int(os.environ.get("SEED", "214"))
GROUP, AYGUN, BENCE, STRANGER, FORMER = -100_214, 1001, 1002, 1009, 2009
PROMISE = "a button works only as it was sent, for whom it was sent to"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SENT = {  # to whom, and what is under it
    AYGUN: ("home", "language", "bookings"),
    BENCE: ("home", "language", "bookings"),
    MADINA: ("m_home", "m_sale", "m_prices", "team"),
    DANA: ("today", "m_home"),
    GROUP: ("take", "later", "danger_name", "m_undo"),
}


@dataclass(frozen=True)
class Press:
    who: int
    chat: int
    data: str


@dataclass
class Reached:
    """The acts that presses came to, instead of what they would have done."""

    acts: list[str]

    def instead(self, name: str) -> Callable[..., None]:
        return lambda *_: self.acts.append(name)


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Reached:
    found = Reached([])
    for acts in (GUEST_ACTS, manager.ACTS, staff.ACTS):
        for name in list(acts):
            monkeypatch.setitem(acts, name, found.instead(name))
    monkeypatch.setattr(front, "_forgotten", lambda *_: None)  # a kind screen, and most of the time
    return found


@pytest.fixture
def sent(conn: Connection, house: House) -> dict[int, list[str]]:
    """The data of every button, by the chat it was sent to."""
    team(conn, house)
    people.move_staff_chat(conn, house.id, GROUP)
    for chat in (AYGUN, BENCE, STRANGER):
        guest(conn, house, chat, "Guest")
    for chat, acts in SENT.items():
        for act in acts:
            outbox.send(conn, house, chat, say(text("guest.old_button"), choices=_choices(act)))
    buttons = select(letters.c.chat_id, letters.c.token).where(letters.c.token.is_not(None))
    rows = conn.execute(buttons.order_by(letters.c.id))
    found: dict[int, list[str]] = {}
    for chat, token in rows:
        found.setdefault(chat, []).extend(f"{token}:{n}" for n in range(2))
    return found


def _choices(act: str) -> list[Any]:
    return [choice(text("button.home"), act), choice(text("button.home"), "home")]


Draw = random.Random
INDICES = ("-1", "2", "99", "0x1", "²", "١", " 1", "1 ", "+1", "9" * 40, "", ":0")
ODD = ("\0", "\u202e", " ", "' OR 1=1 --", "%", "\n", '{"act":"m_undo"}')
CHANGES: tuple[Callable[[Draw, str, str, str], str], ...] = (  # of a token and an index, beside another token
    lambda rng, token, index, other: f"{_but_one(rng, token)}:{index}",
    lambda rng, token, index, other: f"{_without_one(rng, token)}:{index}",
    lambda rng, token, index, other: f"{token}{rng.choice(ALPHABET)}:{index}",
    lambda rng, token, index, other: f"{token.swapcase()}:{index}",
    lambda rng, token, index, other: f"{token[: rng.randrange(len(token))]}:{index}",
    lambda rng, token, index, other: f"{token}:{rng.choice(INDICES)}",
    lambda rng, token, index, other: f"{'_' * len(token)}:{index}",
    lambda rng, token, index, other: "".join(rng.choice(ALPHABET) for _ in token) + f":{index}",
    lambda rng, token, index, other: f"{rng.choice(ODD)}{token}:{index}",
    lambda rng, token, index, other: f"{token}{rng.choice(ODD)}:{index}",
    lambda rng, token, index, other: f"{other[:8]}{token[8:]}:{index}",
    lambda rng, token, index, other: f"{token}:{index}",  # as it is, from whoever it may be
)


def _but_one(rng: Draw, token: str) -> str:
    place = rng.randrange(len(token))
    return f"{token[:place]}{rng.choice(ALPHABET)}{token[place + 1 :]}"


def _without_one(rng: Draw, token: str) -> str:
    place = rng.randrange(len(token))
    return token[:place] + token[place + 1 :]


def changed(rng: Draw, data: str, others: Sequence[str]) -> str:
    """The data, as somebody with a changed client would send it."""
    token, _, index = data.partition(":")
    return rng.choice(CHANGES)(rng, token, index, rng.choice(others).partition(":")[0])


def presses(rng: random.Random, sent: dict[int, list[str]]) -> Iterator[Press]:
    """Anybody, in their own chat or in the staff group, with anything."""
    everything = [one for listed in sent.values() for one in listed]
    while True:
        who = rng.choice((AYGUN, BENCE, STRANGER, FORMER, DANA, ERLAN, MADINA))
        chat = GROUP if rng.random() < 0.3 else who
        yield Press(who, chat, changed(rng, rng.choice(everything), everything))


def breaches(
    conn: Connection, house: House, sent: dict[int, list[str]], reached: Reached, tries: int
) -> list[str]:
    """The presses that did something and were none of that chat's buttons, in words."""
    rng, found = random.Random(SEED), []
    colleagues = {DANA, ERLAN, MADINA}
    drawn = presses(rng, sent)
    for _ in range(tries):
        one = next(drawn)
        reached.acts.clear()
        asked = Asked(one.chat, one.who, "Somebody", "press", one.chat > 0, query_id="1", data=one.data)
        conn.exec_driver_sql("SAVEPOINT forged")
        try:
            front.press(conn, house, asked)
        except DeskError:
            reached.acts.clear()
        conn.exec_driver_sql("ROLLBACK TO forged")
        conn.exec_driver_sql("RELEASE forged")
        own = one.data in sent.get(one.chat, ())
        if reached.acts and not (own and (one.chat > 0 or one.who in colleagues)):
            found.append(f"{one} reached {reached.acts}")
    return found


@pytest.mark.timeout(60 + FORGERIES // 100)
def test_no_changed_button_reaches_anything(
    conn: Connection, house: House, sent: dict[int, list[str]], reached: Reached
) -> None:
    found = breaches(conn, house, sent, reached, FORGERIES)
    seen(PROMISE, injected="changed, old and others' data", trials=FORGERIES, violations=len(found))
    assert not found, "\n".join(found[:10])


def test_a_button_that_was_sent_does_what_it_says(
    conn: Connection, house: House, sent: dict[int, list[str]], reached: Reached
) -> None:
    """Else the proof above would hold of a desk that does nothing."""
    for data in sent[AYGUN]:
        front.press(conn, house, Asked(AYGUN, AYGUN, "Aygün", "press", query_id="1", data=data))
    assert reached.acts == ["home", "home", "language", "home", "bookings", "home"]


def test_a_desk_that_does_not_ask_whose_button_it_is_is_caught(
    conn: Connection,
    house: House,
    sent: dict[int, list[str]],
    reached: Reached,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The positive control."""
    plain = outbox.pressed
    someone: list[int] = []

    def anybodys(conn: Connection, house: House, data: str) -> outbox.Pressed | None:
        found = plain(conn, house, data)
        return replace(found, chat_id=someone[-1]) if found else None

    def press(conn: Connection, house: House, asked: Asked) -> None:
        someone.append(asked.chat_id)
        honest(conn, house, asked)

    honest = front.press
    monkeypatch.setattr(outbox, "pressed", anybodys)
    monkeypatch.setattr(front, "press", press)
    found = breaches(conn, house, sent, reached, 500)
    seen(PROMISE, injected="whose it is was not asked", trials=500, violations=len(found), control=True)
    assert found
