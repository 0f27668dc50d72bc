"""The family of a stay: told once, known on all its phones, corrected by the guest, forgotten in time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from bot import errands
from bot.db import Connection
from bot.desk import people
from bot.desk.booking.told import EDITION
from bot.desk.house import House
from bot.desk.stays import phones, stay
from bot.schema import booking_answers, companions, consents, dialogues, families, guests, letters
from tests.hotel import Desk, Hotel, Phone, plain
from tests.stories.test_restrictions import PAINTBALL, PONY, choose

T = TypeVar("T")


async def within(hotel: Hotel, act: Callable[[Connection, House], T]) -> T:
    assert hotel.running

    def work(conn: Connection) -> T:
        return act(conn, errands.house(conn, hotel.clock.now()))

    return await hotel.running.db.write(work)


async def rows(hotel: Hotel, table: Any) -> list[dict[str, Any]]:
    return await within(hotel, lambda conn, _: [dict(one) for one in conn.execute(select(table)).mappings()])


class Family:
    """Two phones of one stay in room 210, both in English."""

    def __init__(self, hotel: Hotel) -> None:
        hotel.people["Leyla"] = hotel.loopback.person(4001, "Leyla", language="en")
        hotel.people["Kamran"] = hotel.loopback.person(4002, "Kamran", language="en")
        self.hotel = hotel
        self.mother, self.father = Phone(hotel, "Leyla"), Phone(hotel, "Kamran")
        self.desk = Phone(hotel, "Dana")

    async def moves_in(self) -> None:
        await self.desk.says("/checkin 210 Hasanova 25.11")
        await self.desk.sees("is checked in until")
        for phone in (self.mother, self.father):
            await phone.says("/start")
            await phone.last()
        await within(self.hotel, self._link)

    @staticmethod
    def _link(conn: Connection, house: House) -> None:
        there = stay.living(conn, house, "210")[0]
        for chat in (4001, 4002):
            guest = people.guest(conn, house, chat)
            assert guest
            phones.link(conn, house, there, guest, how="staff")


@pytest.fixture
def family(hotel: Hotel) -> Family:
    return Family(hotel)


async def home(phone: Phone, *labels: str) -> str:
    """To a screen from the home screen."""
    await phone.says("/bookings")
    await phone.last()
    for label in ("Home", *labels):
        await phone.taps(label)
    return plain(await phone.last())


async def test_a_child_is_as_old_as_on_the_day_of_the_service(hotel: Hotel, chiara: Phone) -> None:
    """Born on 22 November 2014: eleven on Saturday, twelve on Sunday."""
    async with hotel.open():
        card = await choose(chiara, "Nature", "Petting zoo", "Book", people="2 adults, child 22.11.2014")
        assert "For: 2 adults, 1 child (11)" in card, card
        await chiara.taps("Change the time")
        await chiara.taps("Sun 22 November")
        await chiara.taps(chiara.labels()[0])
        assert "For: 2 adults, 1 child (12)" in plain(await chiara.last())


async def test_a_birthday_opens_the_door(hotel: Hotel, chiara: Phone) -> None:
    """Paintball is for thirteen and older: the day before the birthday there is something else."""
    async with hotel.open():
        early = await choose(chiara, *PAINTBALL, people="3 adults, child 22.11.2013")
        assert "Paintball is for ages 13+" in early
        chiara.hotel.clock.advance(minutes=1)
        await chiara.says("/start")
        late = await choose(chiara, *PAINTBALL, people="3 adults, child 22.11.2013", day="Sun 22 November")
        if "Paintball is for ages 13+" in late:  # who comes was remembered by age: it is written again
            await chiara.taps("Change who's coming")
            await chiara.says("3 adults, child 22.11.2013")
            late = plain(await chiara.last())
        assert late.startswith("A parent's consent, please: child (13)"), late


async def test_the_date_of_birth_may_be_written_where_the_age_is_asked(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await choose(chiara, "Nature", "Petting zoo", "Book", people="2 adults, 1 child")
        await chiara.sees("How old will your child be on the day?")
        for words in ("11.11.2035", "🙂", "about seven or so"):
            await chiara.says(words)
            assert plain(await chiara.last()).startswith("How old will your child be on the day?"), words
        await chiara.says("14.03.2019")
        assert "1 child (7)" in plain(await chiara.last())


async def test_the_second_phone_is_not_asked_again(hotel: Hotel, family: Family) -> None:
    async with hotel.open():
        await family.moves_in()
        await choose(family.mother, *PONY, people="1 adult, child 8")
        await family.mother.says("172, 128")
        await family.mother.says("70")
        assert "Total:" in plain(await family.mother.last())
        card = await choose(family.father, *PONY, people="")
        assert "Total:" in card, card
        assert "For: 1 adult, 1 child (8)" in card


async def test_what_a_guest_without_a_stay_told_stays_in_the_dialogue(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await choose(chiara, *PONY, people="1 adult, child 14.03.2018")
        await chiara.says("172, 128")
        await chiara.says("70")
        assert "Total:" in plain(await chiara.last())
        assert await rows(hotel, companions) == []
        assert await rows(hotel, families) == []
        kept = [one["party"] for one in await rows(hotel, guests) if one["name"] == "Chiara"]
        assert kept == [{"adults": 1, "ages": [8]}]
        await hotel.pass_time(hours=2)
        assert [one for one in await rows(hotel, dialogues) if one["chat_id"] == chiara.person.user_id] == []


async def test_the_mothers_consent_is_valid_on_the_fathers_phone(hotel: Hotel, family: Family) -> None:
    async with hotel.open():
        await family.moves_in()
        await choose(family.mother, *PAINTBALL, people="3 adults, child 15")
        await family.mother.taps("I agree")
        assert "Total:" in plain(await family.mother.last())
        assert "Total:" in await choose(family.father, *PAINTBALL, people="", day="Sun 22 November")
        given = await rows(hotel, consents)
        assert [(one["offer"], one["ages"], one["edition"], one["language"]) for one in given] == [
            ("paintball", [15], EDITION, "en")
        ]
        assert given[0]["at"] == hotel.clock.now()


async def test_the_family_is_added_to_corrected_and_forgotten(hotel: Hotel, family: Family) -> None:
    async with hotel.open():
        await family.moves_in()
        mother = family.mother
        await home(mother, "My family", "Add someone")
        for words in ("11.11.2035", "🙂", "Leyla, Kamran 7 8"):
            await mother.says(words)
            assert plain(await mother.last()).startswith("I'd like to be sure who it is."), words
        await mother.says("Nigar 14.03.2019")
        assert "Nigar (7)" in plain(await mother.last())
        await mother.taps("Add someone")
        await mother.says("Kamran")
        await mother.taps("Allergies")
        await mother.says("nuts, Nigar")
        listed = plain(await mother.last())
        assert "Kamran" in listed
        assert "Allergies: nuts, Nigar" in listed
        assert "Nigar (7)" in await home(family.father, "My family")
        await family.father.taps("Nigar (7)")
        await family.father.taps("Correct it")
        await family.father.says("Nigar 14.03.2017")
        assert "Nigar (9)" in plain(await family.father.last())
        await family.father.taps("Kamran")
        await family.father.taps("Forget this person")
        assert "Kamran" not in plain(await family.father.last())
        await family.father.taps("Forget everything")
        await family.father.taps("Yes, forget it")
        assert plain(await family.father.last()).startswith("Tell me once who is with you.")
        assert await rows(hotel, companions) == []


async def test_without_a_stay_the_list_says_how_to_get_one(
    hotel: Hotel, chiara: Phone, family: Family
) -> None:
    async with hotel.open():
        await family.moves_in()
        await home(family.mother, "My family")
        await family.desk.says("/checkout 210")
        await hotel.settled()
        await family.mother.taps("Add someone")
        await family.mother.says("Nigar 7")
        assert await rows(hotel, companions) == []


async def test_staff_read_allergies_on_the_request(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says("/start")
        await chiara.last()
        for label in ("Book an extra", "Family", "Childcare", "Ask for it"):
            while not any(one.startswith(label) for one in chiara.labels()):
                await chiara.taps("More")
            await chiara.taps(label)
        await chiara.taps(chiara.labels()[0])
        await chiara.taps("Tomorrow")
        await chiara.says("2 adults, child 5")
        await chiara.sees("Any allergies in your party?")
        await chiara.says("nuts, our son")
        await chiara.taps("Send the request")
        case = await dana.sees_case(about="Asks for:")
        assert "Allergies: nuts, our son" in plain(case.card)


async def test_a_family_is_forgotten_after_its_stay(hotel: Hotel, family: Family) -> None:
    """Thirty days after check-out: the people, what they told, the consent, and what the staff read."""
    async with hotel.open():
        await family.moves_in()
        await choose(family.mother, *PAINTBALL, people="3 adults, child 15")
        await family.mother.taps("I agree")
        await family.mother.taps("Hold these places")
        await family.mother.taps("Yes, book them")
        await hotel.settled()
        for table in (companions, consents, booking_answers):
            assert await rows(hotel, table), table
        await family.desk.says("/checkout 210")
        await hotel.pass_time(days=29)
        assert await rows(hotel, companions)
        await hotel.pass_time(days=7)
        for table in (companions, families, consents, booking_answers):
            assert await rows(hotel, table) == [], table
        parties = [one["party"] for one in await rows(hotel, guests) if one["chat_id"] in (4001, 4002)]
        assert parties == [None, None]


async def test_nothing_of_a_family_is_logged(
    hotel: Hotel, family: Family, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    caplog.set_level("INFO", logger="telegram")  # its DEBUG lines are no part of any log of ours
    async with hotel.open():
        await family.moves_in()
        await home(family.mother, "My family", "Add someone")
        await family.mother.says("Nigarchik 14.03.2019")
        await family.mother.taps("Allergies")
        await family.mother.says("hazelnutty")
        await hotel.settled()
        written = " ".join(one.getMessage() for one in caplog.records)
        assert "Nigarchik" not in written
        assert "hazelnutty" not in written
        assert await rows(hotel, letters)  # the letters themselves are the conversation, not a log
