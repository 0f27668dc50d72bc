"""Three in the morning: whoever is on duty is called at once, and the guest is told who really answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.db import Connection
from bot.demo.cast import ERLAN, MADINA
from bot.desk import people
from bot.desk.house import House
from tests.hotel import Desk, Hotel, Phone, plain

COLD = "There is no hot water in my room!!"
TO_NIGHT = {"hours": 14}  # from 13:00 to 03:00


async def ask_for(hotel: Hotel, act: Callable[[Connection, House], None]) -> None:
    """What an owner has set up by now."""
    assert hotel.running
    house = hotel.running.channel.desk.house

    def now(conn: Connection) -> None:
        act(conn, house(conn))

    await hotel.running.db.write(now)


def on_nights(user_id: int) -> Callable[[Connection, House], None]:
    return lambda conn, house: people.put_on_nights(conn, house, user_id)


def calls(phone: Phone) -> list[str]:
    return [plain(one) for one in phone.from_bot() if "Night call" in plain(one)]


async def cold_at_three(hotel: Hotel, chiara: Phone, madina: Phone) -> None:
    """Madina has the night duty, and a guest has no hot water."""
    await madina.says("/start")
    await ask_for(hotel, on_nights(MADINA.user_id))
    await hotel.pass_time(**TO_NIGHT)
    await chiara.says(COLD)


@pytest.fixture
def erlans(hotel: Hotel) -> Phone:
    return Phone(hotel, "Erlan")


async def test_no_hot_water_at_three_calls_the_night_duty_at_once(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await cold_at_three(hotel, chiara, madina)
        said = plain(await chiara.sees("That spoils a stay"))
        assert "the duty manager" in said
        call = await madina.sees("Night call:")
        case = await dana.sees_case(about="no hot water")
        await hotel.settled()
        (words,) = calls(madina)
        assert COLD in words
        promised = said.split("By ")[1][:5]
        assert f"Promised to the guest: by {promised}" in words
        await hotel.settled()
        call = next(one for one in madina.from_bot() if one.message_id == call.message_id)
        group = str(hotel.group.chat_id).removeprefix("-100")
        assert [one.url for row in call.buttons for one in row if one.url] == [
            f"https://t.me/c/{group}/{case.thread}"
        ]
        await madina.taps("Claim")
        await case.shows("Madina has it")


async def test_nobody_is_called_twice_for_one_case(
    hotel: Hotel, chiara: Phone, erlans: Phone, dana: Desk
) -> None:
    danas = Phone(hotel, "Dana")
    async with hotel.open():
        await erlans.says("/start")
        await danas.says("/start")
        await ask_for(hotel, on_nights(ERLAN.user_id))
        await hotel.pass_time(**TO_NIGHT)
        await chiara.says(COLD)
        await erlans.sees("Night call:")
        await chiara.says("It is still ice cold, and there is no hot water at all!!")
        await hotel.pass_time(minutes=8)  # the first clock is missed: the next person's turn
        await danas.sees("You are needed:")
        assert len(calls(erlans)) == 1
        assert not [one for one in erlans.from_bot() if "You are needed" in plain(one)]
        shown = await danas.sees("Promised to the guest: by")
        assert [one.url for row in shown.buttons for one in row if one.url]


async def test_by_day_the_group_is_enough(hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk) -> None:
    """The control: nobody's own phone rings before the first clock is missed."""
    async with hotel.open():
        await madina.says("/start")
        await ask_for(hotel, on_nights(MADINA.user_id))
        await chiara.says(COLD)
        await dana.sees_case(about="no hot water")
        await hotel.settled()
        assert calls(madina) == []
        assert "the duty engineer" in plain(await chiara.sees("That spoils a stay"))


async def test_small_wishes_wake_nobody(hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk) -> None:
    async with hotel.open():
        await madina.says("/start")
        await ask_for(hotel, on_nights(MADINA.user_id))
        await hotel.pass_time(**TO_NIGHT)
        await chiara.says("The TV does not work, what a pity!!")
        await chiara.sees("That spoils a stay")
        await hotel.settled()
        assert calls(madina) == []
        await chiara.taps("Say it's urgent")
        await hotel.settled()
        assert len(calls(madina)) == 1


async def test_who_is_named_to_the_guest_is_somebody(
    hotel: Hotel, chiara: Phone, bence: Phone, dana: Desk
) -> None:
    """The demo's restaurant has nobody on the staff list: reception answers for it."""
    async with hotel.open():
        await chiara.says("The soup was cold and tasted awful!!")
        assert "the reception team" in plain(await chiara.sees("That spoils a stay"))


async def test_an_emergency_also_leads_to_its_topic(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await chiara.says("there is a fire in our corridor!!")
        case = await dana.sees_case(about="fire in our corridor")
        await hotel.settled()
        alarm = await madina.sees("Emergency")
        assert "Take it by" in plain(alarm)
        urls = [one.url for row in alarm.buttons for one in row if one.url]
        assert urls
        assert str(urls[0]).endswith(f"/{case.thread}")


async def test_who_was_rung_too_sees_that_somebody_has_it(
    hotel: Hotel, chiara: Phone, madina: Phone, erlans: Phone, dana: Desk
) -> None:
    async with hotel.open():
        for phone in (madina, erlans):
            await phone.says("/start")
        await chiara.says("there is a fire in our corridor!!")
        case = await dana.sees_case(about="fire in our corridor")
        await madina.sees("Emergency")
        await erlans.sees("Emergency")
        await erlans.taps("Claim")
        await case.shows("Erlan has it")
        told = await madina.sees("Erlan has it")
        await hotel.settled()
        assert "Emergency" in plain(told)
        assert "Claim" not in madina.labels()
        assert "Open the case" in madina.labels()
        assert len([one for one in madina.from_bot() if "Emergency" in plain(one)]) == 1


async def test_a_call_says_how_it_ended_when_nobody_took_it(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await cold_at_three(hotel, chiara, madina)
        await madina.sees("Night call:")
        case = await dana.sees_case(about="no hot water")
        await case.taps("Resolve")
        await madina.sees("solved by Dana, the guest is asked")
        await hotel.settled()
        assert "Claim" not in madina.labels()


def test_the_family_name_comes_first_where_it_does() -> None:
    from bot import shipped
    from bot.say import Named
    from bot.speech import Speech

    speech, bence = Speech.load(shipped.folder("locales")), Named("Kovács", "Bence")
    read = {code: speech.voice(code, "UTC").html(bence) for code in speech.spoken}
    assert read.pop("hu") == "Kovács Bence"
    assert set(read.values()) == {"Bence Kovács"}
    assert replace(bence, name="").read_in("hu") == "Kovács"
