"""A hotel moves in: from the token to the first answered guest, with the wrong turns that people take."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Config
from bot.demo.telegram import DEMO_TOKEN, Floods, Group, Sent
from bot.tg.hearing import Hearing
from tests.hotel import Desk, Hotel, Phone, plain

MOST = 40  # messages in all, people's and ours
LINK = re.compile(r"start=(own-[\w-]+)")


class NewHotel(Hotel):
    """Only a token: no group, no owner, no guests; Péter's team has a small group of its own."""

    def __init__(self, folder: Path, hearing: Hearing, language: str) -> None:
        super().__init__(folder, hearing, floods=Floods.none())
        self.cast = None
        names = (("Péter", 5001), ("Kata", 5002), ("Zoltán", 5003))
        for name, number in names:
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
    hotel, telegram = new_hotel, new_hotel.loopback
    peter, kata, guest = Phone(hotel, "Péter"), Phone(hotel, "Kata"), Phone(hotel, "Chiara")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            link = link_in(caplog)
            await peter.says(f"/start {link}")
            listed = await peter.sees("You are the owner now.")
            assert "Set-up: 0 of 6 done." in plain(listed)
            assert listed.buttons[0][0].url == (
                "https://t.me/qonaq_demo_bot?startgroup&admin=manage_topics+delete_messages+pin_messages"
            )
            # a second person opens the link
            await kata.says(f"/start {link}")
            await kata.sees("This hotel has its owner already.")
            await kata.taps("Ask to join the team")
            await peter.taps("Reception")
            await kata.sees("Welcome to the team: reception.")
            # added, but not as an administrator, and privacy mode is on
            telegram.add_bot(hotel.group, admin=False)
            await peter.sees("✓ Staff group: Senator team")
            shown = await peter.sees("Next: make me an administrator.")
            assert "I see what staff write: as an administrator" in plain(shown)
            # an administrator of a small group: no topics yet
            telegram.add_bot(hotel.group)
            await peter.sees("Next: switch topics on.")
            telegram.switch_on_topics(hotel.group)
            await hotel.settled()
            assert "✓ I may do all I need there" in plain(await peter.sees("✓ Topics are on"))
            # the questions
            await peter.taps("Answer the questions")
            await peter.sees("What is the hotel called?")
            await peter.says("Senator House")
            await peter.sees("Where is it? Town, then street.")
            await peter.says("Eger, Dobó tér 11")
            await peter.sees("Which country is it in?")
            await peter.says("Hungary")
            await peter.taps("HUF")
            await peter.taps("These languages")
            await peter.sees("Which rooms do you have?")
            await peter.says("twelve, mostly doubles with a view")
            await peter.sees("Send numbers or ranges")
            await peter.says("101-106, 201–206")
            await peter.sees("When is breakfast?")
    async with hotel.open():
        # stopped in the middle; a guest is early, and the owner's answer comes the next day
        await guest.says("When is breakfast?")
        early = await guest.sees("A person from the hotel will answer you here.")
        assert "07:30" not in plain(early)
        await hotel.pass_time(hours=20)
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
        await guest.says("When is breakfast?")
        await guest.sees("Breakfast is 07:00–10:30.")
        await guest.says("What is the wifi password?")
        await guest.sees("I'd rather not guess")
        await Desk(hotel, "Kata").sees_case(about="wifi password")
        await hotel.settled()
        assert len(hotel.said()) < MOST, hotel.transcript()


@pytest.mark.parametrize("language", ["hu"])
async def test_egy_szalloda_megnyit_egerben(new_hotel: NewHotel, caplog: pytest.LogCaptureFixture) -> None:
    """The same in Hungarian, by the shortest way: what can be guessed is only confirmed."""
    hotel, telegram = new_hotel, new_hotel.loopback
    peter, kata, guest = Phone(hotel, "Péter"), Phone(hotel, "Kata"), Phone(hotel, "Bence")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter.says(f"/start {link_in(caplog)}")
            await peter.sees("Mostantól Ön a tulajdonos.")
            # Kata is quicker, and not the owner: he is asked whether it is the right group
            telegram.switch_on_topics(hotel.group)
            telegram.add_bot(hotel.group, by=hotel.people["Kata"], rights=["can_pin_messages"])
            await peter.sees("Kata felvett ide: „Senator team”.")
            await peter.taps("Igen, ez a csoportunk")
            await hotel.settled()
            assert "A jogaim ott: témák kezelése, üzenetek törlése" in plain(
                await peter.sees("Beállítás: 3/6")
            )
            telegram.add_bot(hotel.group)
            await peter.sees("Beállítás: 4/6 kész.")
            await peter.taps("Kérdések megválaszolása")
            await peter.says("Senator-ház")
            await peter.sees("Hol van?")
            await peter.says("Eger, Dobó István tér 11.")
            await peter.sees("Önöknél most 10:00 van, igaz?")
            await peter.taps("Igen, 10:00 van")
            await peter.taps("HUF")
            await peter.taps("Ezek a nyelvek")
            await peter.says("12 szoba")
            await peter.taps("07:00–10:00")
            await peter.taps("Be 14:00, ki 11:00")
            await peter.says("36 411 711")
            await peter.taps("112")
            await peter.taps("Péter")
            await peter.taps("Igen, nyissunk")
            await peter.sees("Senator-ház: várjuk a vendégeket.")
            await guest.says("Mikor van a reggeli?")
            await guest.sees("Reggeli: 07:00–10:00.")
            # a small hotel: of the demo's extras it has two
            await peter.taps("Szolgáltatások átnézése")
            await peter.taps("Családoknak")
            await peter.sees("2. Fűtött gyermekmedence")
            await peter.says("2, 9")
            await peter.sees("Fűtött gyermekmedence: mennyibe kerül?")
            await peter.says("3000")
            await peter.sees("3 összeget írjon, a lenti sorrendben.")
            await peter.says("3000 1 500 0")
            await peter.sees("3 összeget írjon")
            await peter.says("3000, 1500, 0")
            await peter.sees("Kiságy: mennyibe kerül?")
            await peter.taps("Ingyenes")
            await peter.sees("Egy mintaszálloda 14 szolgáltatása nincs eladáson.")
            # and of its answers, one is true and another is told otherwise, whatever words are in it
            await peter.taps("Válaszok átnézése")
            await peter.taps("Étkezés")
            await peter.sees("Lobbibár: Önöknél így van?")
            await peter.taps("Átfogalmazom")
            await peter.says("A bár 16-tól éjfélig van nyitva. Tűz esetén a kijárat balra van.")
            await peter.sees("Grillezőhely: Önöknél így van?")
            await peter.taps("Nálunk nincs")
            await guest.says("Meddig van nyitva a bár?")
            await guest.sees("A bár 16-tól éjfélig van nyitva.")
            await guest.taps("Kezdőlap")
            await guest.taps("Szolgáltatást foglalok")
            await guest.taps("Családoknak")
            listed = plain(await guest.last())
            assert "Fűtött gyermekmedence" in listed
            assert "Babakocsi" not in listed
            assert kata.from_bot() == []
