"""Whoever claims whichever room, by whatever name and code: nobody reads what is of another stay.

PROVE=1 takes ten thousand steps. Every stay carries words that are nobody else's; each letter to a guest is
searched for them.
"""

from __future__ import annotations

import json
import random
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.booking import family
from bot.desk.house import House
from bot.desk.menu import front
from bot.desk.menu.guest_acts import GUEST_ACTS
from bot.desk.problems import DeskError
from bot.desk.stays import linking, phones, stay, tokens
from bot.desk.stays.register import Stay, find, living
from bot.schema import letters, stay_guests
from tests.desk.cases.cast import DANA, later, team
from tests.proofs import PROVING, seen, share

STEPS = 10_000 if PROVING else 100
SEED = 20
PROMISE = "nobody reads what is of another stay"
CHATS = (1001, 1002, 1003, 1004, 1005)
ROOMS = ("214", "215", "305")
ACTS = ("home", "bookings", "family", "link", "room", "family_allergies", "ask", "person")
NAMES = ("Max", "Reception", "Dana", "214", "Məmmədova")


@dataclass
class Lodgers:
    """Three rooms, five phones, and whoever they say that they are."""

    conn: Connection
    house: House
    rng: random.Random
    living: dict[str, Stay] = field(default_factory=dict)
    secrets: dict[int, set[str]] = field(default_factory=dict)  # of a stay
    pins: dict[int, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    typed: dict[int, str] = field(default_factory=lambda: dict.fromkeys(CHATS, ""))
    last: int = 0
    number: int = 0

    def moves_in(self, room: str) -> None:
        self.number += 1
        surname, words = f"Secretov{self.number:04}", f"peanuts{self.number:04}"
        until = self.house.today + timedelta(days=30)
        one = stay.walk_in(self.conn, self.house, room=room, surname=surname, departure=until).stay
        family.say_once(self.conn, self.house, one, {"allergies": words})
        self.living[room], self.secrets[one.id] = one, {surname, words}
        self.pins[one.id] = linking.new_pin(self.conn, self.house, one)
        self.codes.append(tokens.card(self.conn, self.house, one))

    def moves_out(self) -> None:
        room = self.rng.choice(ROOMS)
        one = find(self.conn, self.house, self.living[room].id)
        if one and one.open:
            stay.check_out(self.conn, self.house, one)
        self.moves_in(room)

    def says(self, chat: int, words: str) -> None:
        self.typed[chat] += f" {words}"
        asked = Asked(chat, chat, self.rng.choice(NAMES), "text", text=words, hint="en", message_id=9)
        with suppress(DeskError), self.conn.begin_nested():
            front.private(self.conn, self.house, asked)

    def presses(self, chat: int) -> None:
        guest = people.welcome(self.conn, self.house, chat, name="Max", language="en")[0]
        asked = Asked(chat, chat, "Max", "press", query_id="q", message_id=9)
        facts: dict[str, Any] = {"offer": "canoe"}
        with suppress(DeskError), self.conn.begin_nested():
            GUEST_ACTS[self.rng.choice(ACTS)](self.conn, self.house, asked, guest, facts)

    def reception(self) -> None:
        """Decides about somebody who waits, with little care."""
        waiting = (
            self.conn.execute(select(stay_guests.c.id).where(stay_guests.c.state == "asked")).scalars().all()
        )
        if not waiting:
            return
        link = phones.by_id(self.conn, self.house, self.rng.choice(waiting))
        one = find(self.conn, self.house, link.stay_id) if link else None
        if link and one and self.rng.random() < 0.3:
            phones.accept(self.conn, self.house, one, link, by=DANA)
        elif link:
            phones.decline(self.conn, link, self.house, by=DANA)

    def words(self) -> str:
        one = self.living[self.rng.choice(ROOMS)]
        return self.rng.choice(
            (
                *(one.surname, one.surname.lower(), self.pins[one.id], "Smith", "0000", "Secretov0000"),
                *(
                    self.rng.choice(ROOMS),
                    f"my room is {self.rng.choice(ROOMS)}",
                    "/bookings",
                    "hello",
                    "Secretov",
                ),
                *(f"/start {self.rng.choice(self.codes)}", "/start r-AAAAAAAAAAAAAAAAAAAAAA", "/start"),
            )
        )

    def step(self) -> list[str]:
        """What somebody read that is not theirs."""
        chat, before = self.rng.choice(CHATS), self.homes()
        what = self.rng.random()
        if what < 0.5:
            self.says(chat, self.words())
        elif what < 0.9:
            self.presses(chat)
        elif what < 0.95:
            self.reception()
        elif what < 0.97:
            self.moves_out()
        else:
            self.house = later(self.house, minutes=self.rng.choice((5, 70)))
        return self.leaks(before)

    def homes(self) -> dict[int, set[int]]:
        """The stays that each phone belongs to."""
        known = {chat: people.guest(self.conn, self.house, chat) for chat in CHATS}
        links = {
            chat: phones.of_guest(self.conn, self.house, one.id) if one else [] for chat, one in known.items()
        }
        return {
            chat: {one.stay_id for one in found if one.state == "linked"} for chat, found in links.items()
        }

    def leaks(self, before: dict[int, set[int]]) -> list[str]:
        query = select(letters.c.id, letters.c.chat_id, letters.c.content).where(letters.c.id > self.last)
        rows, after, found = self.conn.execute(query.order_by(letters.c.id)).all(), self.homes(), []
        for number, chat, content in rows:
            self.last = number
            if chat in CHATS:
                theirs = before[chat] | after[chat]
                found += [f"{chat} read {one}" for one in self.others(theirs, chat, json.dumps(content))]
        return found

    def others(self, theirs: set[int], chat: int, said: str) -> list[str]:
        """The secrets of other stays in it; what they typed themselves is none."""
        foreign = [one for number, mine in self.secrets.items() if number not in theirs for one in mine]
        return [one for one in foreign if one in said and one.lower() not in self.typed[chat].lower()]


def lodgers(conn: Connection, house: House) -> Lodgers:
    people.ensure_property(conn, house.id)
    team(conn, house)
    found = Lodgers(conn, house, random.Random(SEED))
    found.codes += [code for _, code in tokens.wall(conn, house, ROOMS, only=False)]
    for room in ROOMS:
        found.moves_in(room)
    return found


def walk(conn: Connection, house: House, steps: int) -> tuple[list[str], int]:
    """The leaks, and how many phones were linked on the way: else nothing was tried."""
    here = lodgers(conn, house)
    leaked = [one for _ in range(steps) for one in here.step()]
    linked = conn.execute(select(stay_guests.c.id).where(stay_guests.c.decided_at.is_not(None))).all()
    return leaked, len(linked)


@pytest.mark.timeout(120 + STEPS // 20)
def test_nobody_reads_what_is_of_another_stay(conn: Connection, house: House) -> None:
    steps = share(conn, STEPS)
    leaked, linked = walk(conn, house, steps)
    seen(PROMISE, injected="claims, guesses, codes, moves", trials=steps, violations=len(leaked))
    assert leaked == []
    assert linked, "nobody lived anywhere"


def test_a_desk_that_believes_who_names_a_room_would_be_caught(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: naming a room is living there."""

    def believed(conn: Connection, house: House, guest_id: int) -> Stay | None:
        room = people.guest_by_id(conn, guest_id).room
        return next(iter(living(conn, house, room)), None) if room else None

    monkeypatch.setattr(phones, "stay_of", believed)
    leaked, _ = walk(conn, house, 90)
    seen(PROMISE, injected="a room's name is believed", trials=90, violations=len(leaked), control=True)
    assert leaked


def test_a_second_phone_waits_for_reception_and_the_family_hears_of_it_first(
    conn: Connection, house: House
) -> None:
    here = lodgers(conn, house)
    one = here.living["214"]
    for chat in CHATS[:2]:
        here.says(chat, "/start")
        here.says(chat, f"/start {here.codes[0]}")
        here.says(chat, one.surname)
    (first, second) = phones.of_stay(conn, house, one.id)
    assert (first.state, second.state) == ("linked", "asked")
    told = conn.execute(select(letters.c.content).where(letters.c.chat_id == CHATS[0])).scalars().all()
    assert "link.someone" in json.dumps(told[-1])


def test_an_account_that_is_called_reception_is_no_reception(conn: Connection, house: House) -> None:
    here = lodgers(conn, house)
    asked = replace(Asked(1009, 1009, "Reception", "text", text="/checkout 214"), hint="en")
    front.private(conn, house, asked)
    one = find(conn, house, here.living["214"].id)
    assert one
    assert one.state == "in_house"
