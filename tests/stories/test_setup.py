"""A hotel moves in: from the token to the first answered guest, with the wrong turns that people take."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram import ChatMemberAdministrator

from bot.config import PROPERTY, Config
from bot.demo.telegram import BOT, DEMO_TOKEN, Floods, Group, Person, Sent
from bot.desk import ownership
from bot.tg.hearing import Hearing
from tests.hotel import Desk, Hotel, Phone, plain

MOST = 40  # messages in all, people's and ours
ADD_ME = "https://t.me/qonaq_demo_bot?startgroup&admin=manage_topics+delete_messages+pin_messages"
LINK = re.compile(r"start=(own-[\w-]+)")


class NewHotel(Hotel):
    """Only a token: no group, no owner, no guests; Péter's team has a small group of its own."""

    def __init__(self, folder: Path, hearing: Hearing, language: str) -> None:
        super().__init__(folder, hearing, floods=Floods.none())
        self.cast = None
        for name, number in (("Péter", 5001), ("Kata", 5002)):
            self.people[name] = self.loopback.person(number, name, language=language)
        peter, kata = self.people["Péter"], self.people["Kata"]
        self.group: Group = self.loopback.small_group("Senator team", members=[kata], owner=peter)
        self.loopback.rest.privacy = True

    def config(self) -> Config:
        return Config(token=DEMO_TOKEN, api=self.loopback.url, data=self.folder, port=0)

    def said(self) -> list[Sent]:
        """Every message that a person sees, in all chats, without Telegram's own service lines."""
        chats = self.loopback.chats.messages.values()
        return [one for chat in chats for one in chat.values() if one.kind in ("text", "photo") or one.text]

    def transcript(self) -> str:
        shown = sorted(self.said(), key=lambda one: (one.date, one.chat_id, one.message_id))
        lines = []
        for one in shown:
            keys = "".join(f" [{label}]" for label in one.labels)
            lines.append(
                f"--- {one.sender.first_name} → {one.chat_id} #{one.message_id}\n{plain(one)}\n{keys}"
            )
        return "\n".join(lines)


@pytest.fixture
async def new_hotel(tmp_path: Path, hearing: Hearing, language: str) -> AsyncIterator[NewHotel]:
    built = NewHotel(tmp_path / "data", hearing, language)
    await built.loopback.open()
    yield built
    await built.loopback.close()
    assert built.loopback.violations == []


def link_in(caplog: pytest.LogCaptureFixture) -> str:
    found = [LINK.search(record.getMessage()) for record in caplog.records]
    return [one[1] for one in found if one][-1]


@pytest.mark.parametrize("language", ["en"])
async def test_a_hotel_in_eger_opens_in_under_forty_messages(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel = new_hotel
    peter, kata, guest = Phone(hotel, "Péter"), Phone(hotel, "Kata"), Phone(hotel, "Chiara")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter_owns_it_and_kata_joins(peter, kata, link_in(caplog))
            await the_group_is_made_ready(hotel, peter)
            await half_the_questions(peter)
    async with hotel.open():  # stopped in the middle; a guest is early, and the answer comes the next day
        await guest.says("When is breakfast?")
        early = await guest.sees("A person from the hotel will answer you here.")
        assert "07:30" not in plain(early)
        await hotel.pass_time(hours=20)
        await the_other_half(peter)
        await guest.says("When is breakfast?")
        await guest.sees("Breakfast is 07:00–10:30.")
        await guest.says("What is the wifi password?")
        await guest.sees("I'd rather not guess")
        await Desk(hotel, "Kata").sees_case(about="wifi password")
        await hotel.settled()
        assert len(hotel.said()) < MOST, hotel.transcript()


async def peter_owns_it_and_kata_joins(peter: Phone, kata: Phone, link: str) -> None:
    """The second who opens the link is shown the way in."""
    await peter.says(f"/start {link}")
    listed = await peter.sees("You are the owner now.")
    assert "Set-up: 0 of 6 done." in plain(listed)
    assert listed.buttons[0][0].url == ADD_ME
    await kata.says(f"/start {link}")
    await kata.sees("This hotel has its owner already.")
    await kata.taps("Ask to join the team")
    await peter.taps("Reception")
    await kata.sees("Welcome to the team: reception.")


async def the_group_is_made_ready(hotel: NewHotel, peter: Phone) -> None:
    """Not an administrator, privacy mode on, no topics: the one list follows, and nothing has to be sent."""
    telegram = hotel.loopback
    telegram.add_bot(hotel.group, admin=False)
    await peter.sees("✓ Staff group: Senator team")
    shown = await peter.sees("Next: make me an administrator.")
    assert "• To see what staff write I must be an administrator" in plain(shown)
    telegram.add_bot(hotel.group)
    shown = await peter.sees("Next: switch topics on.")
    assert "✓ I see what staff write" in plain(shown)
    telegram.switch_on_topics(hotel.group)
    await hotel.settled()
    assert "✓ I may do all I need there" in plain(await peter.sees("✓ Topics are on"))


async def half_the_questions(peter: Phone) -> None:
    await peter.taps("Answer the questions")
    await peter.sees("What is the hotel called?")
    await peter.says("Senator House")
    await peter.sees("Where is the hotel? Town, then street.")
    await peter.says("Eger, Dobó tér 11")
    await peter.sees("Which country is the hotel in?")
    await peter.says("Hungary")
    await peter.taps("HUF")
    await peter.taps("These languages")
    await peter.sees("What are your room numbers?")
    await peter.says("twelve, mostly doubles with a view")
    await peter.sees("Send numbers or ranges")
    await peter.says("101-106, 201–206")
    await peter.sees("When is breakfast?")


async def the_other_half(peter: Phone) -> None:
    await peter.says("7-10:30")
    await peter.sees("Check-in from, check-out until?")
    await peter.taps("In 14:00, out 11:00")
    await peter.sees("What is reception's phone number?")
    await peter.says("+36 36/411-711")
    await peter.taps("112")
    await peter.taps("Kata")
    await peter.sees("Is this your hotel?")
    await peter.taps("Yes, open the desk")
    await peter.sees("Senator House is open for guests.")


@pytest.mark.parametrize("language", ["hu"])
async def test_a_hotel_opens_in_hungarian_and_sells_what_it_has(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    """By the shortest way: what can be guessed is only confirmed."""
    hotel, peter, guest = new_hotel, Phone(new_hotel, "Péter"), Phone(new_hotel, "Bence")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter.says(f"/start {link_in(caplog)}")
            await peter.sees("Mostantól Ön a tulajdonos.")
            await a_colleague_adds_the_bot(hotel, peter)
            await all_questions_in_hungarian(peter)
            await guest.says("Mikor van a reggeli?")
            await guest.sees("Reggeli: 07:00–10:00.")
            await hotel.settled()
            assert len(hotel.said()) < MOST // 2, hotel.transcript()
            await two_extras_go_on_sale(peter)
            await an_answer_is_told_otherwise(peter)
            await guest.says("Meddig van nyitva a bár?")
            await guest.sees("A bár 16-tól éjfélig van nyitva.")
            await guest.taps("Kezdőlap")
            await guest.taps("Szolgáltatást foglalok")
            await guest.taps("Családoknak")
            listed = plain(await guest.last())
            assert "Fűtött gyermekmedence" in listed
            assert "Babakocsi" not in listed


async def a_colleague_adds_the_bot(hotel: NewHotel, peter: Phone) -> None:
    """Kata is quicker, and not the owner: he is asked whether it is the right group."""
    telegram = hotel.loopback
    telegram.switch_on_topics(hotel.group)
    telegram.add_bot(hotel.group, by=hotel.people["Kata"], rights=["can_pin_messages"])
    await peter.sees("Kata felvett ide: „Senator team”.")
    await peter.taps("Igen, ez a csoportunk")
    await hotel.settled()
    assert "Még hiányzó jogaim: témák kezelése, üzenetek törlése" in plain(await peter.sees("Beállítás: 3/6"))
    telegram.add_bot(hotel.group)
    await peter.sees("Beállítás: 4/6 kész.")
    await hotel.settled()
    assert plain(hotel.loopback.chat(hotel.group)[-1]).startswith("Mostantól ez a munkatársak csoportja.")


async def all_questions_in_hungarian(peter: Phone) -> None:
    await peter.taps("Válaszolok a kérdésekre")
    await peter.says("Senator-ház")
    await peter.sees("Hol van a szálloda?")
    await peter.says("Eger, Dobó István tér 11.")
    await peter.sees("Önöknél most 10:00 van, igaz?")
    await peter.taps("Igen, 10:00 van")
    await peter.taps("HUF")
    await peter.says("magyar, angol, olasz")
    await peter.sees("Ezeken a nyelveken még nem tudok: olasz.")
    await peter.taps("Ezek a nyelvek")
    await peter.says("12")
    await peter.sees("12: ennyi szobája van?")
    await peter.taps("Szobák: 1–12")
    await peter.taps("07:00–10:00")
    await peter.taps("Be 14:00, ki 11:00")
    await peter.says("+36 36 411 711")
    await peter.taps("112")
    await peter.taps("Péter")
    await peter.taps("Igen, nyissunk")
    await peter.sees("Senator-ház: a vendégek már írhatnak.")


async def two_extras_go_on_sale(peter: Phone) -> None:
    """A numbered list, then a price for each; the rest of the list is not asked about again."""
    await peter.taps("Szolgáltatások átnézése")
    await peter.taps("Családoknak")
    await peter.sees("2. Fűtött gyermekmedence")
    await peter.says("2, 9")
    await peter.sees("Fűtött gyermekmedence: mennyibe kerül?")
    await peter.says("3000")
    await peter.sees("3 összeget írjon, a lenti sorrendben.")
    await peter.says("3 000, 1 500, 0")
    await peter.sees("Kiságy: mennyibe kerül?")
    await peter.taps("Ingyenes")
    await peter.sees("15 mintaszolgáltatás még nem foglalható.")


async def an_answer_is_told_otherwise(peter: Phone) -> None:
    """Whatever words are in it: a fire in a text for guests is no alarm."""
    await peter.taps("Válaszok átnézése")
    await peter.taps("Étkezés")
    await peter.sees("Lobbibár: Önöknél így van?")
    await peter.taps("Átfogalmazom")
    await peter.says("A bár 16-tól éjfélig van nyitva. Tűz esetén a kijárat balra van.")
    await peter.sees("Grillezőhely: Önöknél így van?")
    await peter.taps("Nálunk nincs")


@pytest.mark.parametrize("language", ["en"])
async def test_topics_are_noticed_though_telegram_says_nothing(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel, telegram, peter = new_hotel, new_hotel.loopback, Phone(new_hotel, "Péter")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter.says(f"/start {link_in(caplog)}")
            telegram.upgrade(hotel.group)  # a large group already, still without topics
            telegram.add_bot(hotel.group)
            await hotel.pass_time(seconds=5)  # a list that was on its way is looked at once more
            await peter.sees("Next: switch topics on.")
            await peter.says("what now?")  # the list comes again, and that one is kept up to date
            await hotel.settled()
            await peter.taps("Look again")
            telegram.switch_on_topics(hotel.group)
            await hotel.pass_time(seconds=20)
            await peter.sees("✓ Topics are on")
            telegram.remove_bot(hotel.group)
            await peter.sees("• Staff group: add me to it")
            await hotel.settled()
            older, newest = [one for one in peter.from_bot() if "Staff group:" in plain(one)]
            assert "✓ Staff group:" in plain(older)
            assert "• Staff group:" in plain(newest)


@pytest.mark.parametrize("language", ["en"])
async def test_a_link_that_its_owner_tried_makes_nobody_else_an_owner(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel, peter, kata = new_hotel, Phone(new_hotel, "Péter"), Phone(new_hotel, "Kata")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter.says(f"/start {link_in(caplog)}")
            await hotel.settled()
            assert hotel.running
            second = await hotel.running.db.write(ownership.new_claim, PROPERTY, now=hotel.clock.now())
            await peter.says(f"/start own-{second}")
            await hotel.settled()
            await kata.says(f"/start own-{second}")
            await kata.sees("This hotel has its owner already.")


@pytest.mark.parametrize("language", ["en"])
async def test_an_old_link_says_where_a_fresh_one_comes_from(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel, peter = new_hotel, Phone(new_hotel, "Péter")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            link = link_in(caplog)
            await hotel.pass_time(hours=25)
            await peter.says(f"/start {link}")
            await peter.sees("A fresh link makes you the owner.")
            assert "qonaq claim" in plain(await peter.last())


@pytest.mark.parametrize("language", ["en"])
async def test_neither_a_channel_nor_a_second_group_takes_the_staff_groups_place(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel, telegram, peter = new_hotel, new_hotel.loopback, Phone(new_hotel, "Péter")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter.says(f"/start {link_in(caplog)}")
            telegram.push_raw(made_administrator_of_a_channel(peter.person))
            await hotel.settled()
            telegram.add_bot(hotel.group)
            await peter.sees("✓ Staff group: Senator team")
            kitchen = telegram.small_group("Kitchen", members=[], owner=peter.person)
            telegram.add_bot(kitchen, admin=False)
            await peter.sees("I am in “Kitchen” now.")
            telegram.add_bot(kitchen)
            await hotel.settled()
            assert sum("“Kitchen”" in plain(one) for one in peter.from_bot()) == 1


def made_administrator_of_a_channel(by: Person) -> dict[str, Any]:
    """The hotel's own, with its news."""
    bot = BOT.raw()
    may = {one: True for one in ChatMemberAdministrator.__slots__ if one.startswith("can_")}
    now = {"status": "administrator", "user": bot, "is_anonymous": False, **may}
    change = {"old_chat_member": {"status": "left", "user": bot}, "new_chat_member": now}
    chat = {"id": -1001999, "type": "channel", "title": "Senator House news"}
    return {"my_chat_member": {"chat": chat, "from": by.raw(), "date": 1_795_000_000, **change}}
