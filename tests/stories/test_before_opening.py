"""Before the hotel opens: who is early is not forgotten, nobody is woken for it, a flood has its brake."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.config import Config
from tests.hotel import Desk, Phone, plain
from tests.stories.test_setup import (
    NewHotel,
    half_the_questions,
    link_in,
    new_hotel,
    peter_owns_it_and_kata_joins,
    the_group_is_made_ready,
    the_other_half,
)

__all__ = ["new_hotel"]  # a fixture
KNOWN, UNKNOWN = "When is breakfast?", "Do the herons nest here in June?"


@pytest.mark.parametrize("language", ["en"])
async def test_who_was_early_is_answered_or_asked_again_and_night_duty_sleeps(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel = new_hotel
    peter, kata = Phone(hotel, "Péter"), Phone(hotel, "Kata")
    one, other = Phone(hotel, "Chiara"), Phone(hotel, "Olga")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter_owns_it_and_kata_joins(peter, kata, link_in(caplog))
            await the_group_is_made_ready(hotel, peter)
            await one.says(KNOWN)
            await other.says(UNKNOWN)
            case = await Desk(hotel, "Kata").sees_case(about="herons")
            await half_the_questions(peter)
            await the_other_half(peter)
            await one.sees("Breakfast is 07:00–10:30.")
            asked = plain(await other.sees("herons"))
            assert UNKNOWN in asked
            await case.shows("Written before the opening")
            before = len(kata.from_bot())
            await hotel.pass_time(hours=16)  # through the night
            assert len(kata.from_bot()) == before
            labels = other.labels()
            await other.taps(labels[0])
            await Desk(hotel, "Kata").sees_case(about="is open again")


@pytest.mark.parametrize("language", ["hu"])
async def test_the_first_cards_are_in_the_owners_language(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel, peter, guest = new_hotel, Phone(new_hotel, "Péter"), Phone(new_hotel, "Chiara")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter.says(f"/start {link_in(caplog)}")
            telegram = hotel.loopback
            telegram.add_bot(hotel.group)
            telegram.switch_on_topics(hotel.group)
            await hotel.settled()
            await guest.says(UNKNOWN)
            case = await Desk(hotel, "Kata").sees_case(about="herons")
            assert case.card.buttons[0][0].label == "Átveszem"


@pytest.mark.parametrize("language", ["en"])
async def test_a_flood_before_the_opening_is_braked(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel, peter, guest = new_hotel, Phone(new_hotel, "Péter"), Phone(new_hotel, "Chiara")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            await peter.says(f"/start {link_in(caplog)}")
            for n in range(30):
                await guest.says(f"hello {n}")
                if n % 10 == 9:
                    await hotel.settled()
            await guest.sees("One moment, please: I am reading everything.")
            assert len(guest.from_bot()) < 25
            assert not any("Reception: —" in plain(one) for one in guest.from_bot())


@pytest.mark.parametrize("language", ["en"])
async def test_a_bare_start_before_the_claim_says_where_the_link_is(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel, peter, kata = new_hotel, Phone(new_hotel, "Péter"), Phone(new_hotel, "Kata")
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            link = link_in(caplog)
            await peter.says("/start")
            said = plain(await peter.sees("Is this your hotel?"))
            assert "qonaq claim" in said
            assert link not in said
            assert link.removeprefix("own-") not in said
            await peter.says(f"/start {link}")
            await peter.sees("You are the owner now.")
            await kata.says("/start")
            assert "Is this your hotel?" not in plain(await kata.last())


class Owned(NewHotel):
    """From its second start on the settings name the owner."""

    owners: tuple[int, ...] = ()

    def config(self) -> Config:
        return replace(super().config(), owners=self.owners)


@pytest.mark.parametrize("language", ["en"])
async def test_with_owners_in_the_settings_an_older_link_is_dead(
    new_hotel: NewHotel, caplog: pytest.LogCaptureFixture
) -> None:
    hotel, kata = new_hotel, Phone(new_hotel, "Kata")
    hotel.__class__ = Owned
    with caplog.at_level(logging.WARNING):
        async with hotel.open():
            link = link_in(caplog)
        assert isinstance(hotel, Owned)
        hotel.owners = (hotel.people["Péter"].user_id,)
        async with hotel.open():
            await kata.says(f"/start {link}")
            await kata.sees("This hotel has its owner already.")
