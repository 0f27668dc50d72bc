"""What guests and reception live through from arrival to check-out, and what strangers do not get."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from bot import errands
from bot.db import Connection
from bot.desk.house import House
from bot.desk.stays import stay, tokens
from bot.desk.stays.register import Stay
from tests.hotel import Desk, Hotel, Phone, plain

T = TypeVar("T")


async def within(hotel: Hotel, act: Callable[[Connection, House], T]) -> T:
    """Something that happens outside the chats: a file is imported, a sheet is printed."""
    assert hotel.running

    def work(conn: Connection) -> T:
        return act(conn, errands.house(conn, hotel.clock.now()))

    return await hotel.running.db.write(work)


def phone(hotel: Hotel, user_id: int, name: str, language: str) -> Phone:
    """A phone that the desk has never seen."""
    hotel.people[name] = hotel.loopback.person(user_id, name, language=language)
    return Phone(hotel, name)


async def wall_code(hotel: Hotel, room: str) -> str:
    return (await within(hotel, lambda conn, house: tokens.wall(conn, house, [room], only=False)))[0][1]


async def the_stay(hotel: Hotel, room: str) -> Stay:
    return (await within(hotel, lambda conn, house: stay.living(conn, house, room)))[0]


class Reception(Phone):
    """Dana's private chat: what she types and taps about stays."""

    async def types(self, words: str) -> str:
        await self.says(words)
        return plain(await self.last())


@pytest.fixture
def desk(hotel: Hotel) -> Reception:
    return Reception(hotel, "Dana")


def group(hotel: Hotel) -> list[str]:
    return [plain(one) for one in hotel.loopback.chat(hotel.group) if one.sender.is_bot]


async def tap_in_group(hotel: Hotel, who: str, label: str) -> None:
    """The newest button of the group that begins like this."""
    await hotel.settled()
    for message in reversed(hotel.loopback.chat(hotel.group)):
        if any(said.startswith(label) for said in message.labels):
            hotel.loopback.press(hotel.people[who], message, label)
            await hotel.settled()
            return
    raise AssertionError(f"no button {label!r} in the group")


async def test_from_arrival_to_the_old_card(hotel: Hotel, desk: Reception) -> None:
    """Azerbaijani: scan, surname, book on the room, move, leave; the old card opens nothing."""
    leyla = phone(hotel, 4001, "Leyla", "az")
    async with hotel.open():
        assert "210: Həsənova is checked in until" in await desk.types("/checkin 210 Həsənova 25.11")
        there = await the_stay(hotel, "210")
        card = await within(hotel, lambda conn, house: tokens.card(conn, house, there))
        await leyla.says(f"/start {card}")
        await leyla.sees("Otaq 210: indi soyadınızı yazın.")
        await leyla.says("hasanova")
        await leyla.sees("Otağınız təsdiqləndi: 210.")
        await reach_the_price_az(leyla)
        await leyla.taps("Hə, yerləri saxla" if "Hə, yerləri saxla" in leyla.labels() else leyla.labels()[0])
        assert "otağın hesabına yazılacaq" in plain(await leyla.last())
        await leyla.taps(leyla.labels()[0])
        await leyla.sees("otağın hesabına")
        assert "is now in 212" in await desk.types("/move 210 212")
        await leyla.sees("Yeni otağınız: 212.")
        said = await desk.types("/checkout 212")
        assert "212: Həsənova has left." in said
        assert "Still booked after departure:" in said
        await leyla.sees("Bizdə qaldığınız üçün təşəkkür edirik, Leyla.")
        await leyla.says(f"/start {card}")
        await leyla.sees("Bu kartın vaxtı bitib.")
        await leyla.says("hasanova")
        await leyla.sees("Bir də yoxlayaq.")


async def reach_the_price_az(guest: Phone) -> None:
    """Tap through to a price card for two, tomorrow."""
    await guest.says("/start")
    for label in ("Xidmət seç", "Təbiət", "Qayıq", "Bron et", "Sabah"):
        await guest.taps(label)
    await guest.taps(guest.labels()[0])
    await guest.taps("2 ")


async def test_reception_reads_at_check_out_what_goes_on_the_bill(hotel: Hotel, desk: Reception) -> None:
    leyla = phone(hotel, 4001, "Leyla", "az")
    async with hotel.open():
        await desk.types("/checkin 210 Həsənova 25.11")
        assert "They can go up: 210 is checked in already." in await desk.types("/checkin 210")
        await leyla.says(f"/start {await wall_code(hotel, '210')}")
        await leyla.says("hasanova")
        await leyla.sees("Otağınız təsdiqləndi: 210.")
        await reach_the_price_az(leyla)
        for _ in range(2):
            await leyla.taps(leyla.labels()[0])
        await leyla.sees("otağın hesabına")
        assert "For the room bill" not in await desk.types("/stays 210")
        await hotel.pass_time(days=1, hours=3)
        for words in ("/stays 210", "/checkout 210"):
            said = await desk.types(words)
            assert "For the room bill:\nBoating · AZN 45 · Leyla · B-" in said
            assert "Still booked" not in said


async def test_two_phones_of_one_family(hotel: Hotel, desk: Reception) -> None:
    """Hungarian: the second phone waits for reception, and the first is asked whether they know it."""
    anna, peter = phone(hotel, 4002, "Anna", "hu"), phone(hotel, 4003, "Péter", "hu")
    async with hotel.open():
        await desk.types("/checkin 211 Szabó 24.11")
        code = await wall_code(hotel, "211")
        for guest, surname in ((anna, "Szabó"), (peter, "szabo")):
            await guest.says(f"/start {code}")
            await guest.sees("Szoba: 211. Kérem a vezetéknevét.")
            await guest.says(surname)
            await hotel.settled()
        await anna.sees("Szobáját megerősítettük: 211.")
        await peter.sees("Köszönöm, megkértem a recepciót, hogy erősítse meg.")
        await anna.sees("Önökhöz tartozik: Péter?")
        assert any("does this phone belong to Szabó?" in one for one in group(hotel))
        await anna.taps("Igen, hozzánk tartozik")
        assert any("211: Anna says yes, Péter belongs to them." in one for one in group(hotel))
        await tap_in_group(hotel, "Dana", "They belong together")
        await peter.sees("Szobáját megerősítettük: 211.")
        assert any("211: Péter is linked." in one for one in group(hotel))
        await desk.types("/checkout 211")
        for guest in (anna, peter):
            await guest.sees("Köszönjük, hogy nálunk szállt meg")


async def test_a_stranger_with_the_last_guests_code_gets_nowhere(hotel: Hotel, desk: Reception) -> None:
    """Russian: the code on the wall names a room and nothing more; a card of before names not even that."""
    stranger = phone(hotel, 4004, "Игорь", "ru")
    async with hotel.open():
        await desk.types("/checkin 209 Волкова 22.11")
        before = await the_stay(hotel, "209")
        card = await within(hotel, lambda conn, house: tokens.card(conn, house, before))
        await desk.types("/checkout 209")
        await desk.types("/checkin 209 Ким 25.11")
        await stranger.says(f"/start {card}")
        await stranger.sees("Эта карточка от прошлого проживания.")
        await stranger.says("Волкова")
        assert plain(await stranger.last()).startswith("Давайте попробуем ещё раз.")
        assert await within(hotel, lambda conn, house: room_of(conn, house, 4004)) == (None, False)
        await stranger.says(f"/start {await wall_code(hotel, '209')}")
        await stranger.says("Волкова")
        assert plain(await stranger.last()).startswith("Давайте попробуем ещё раз.")
        assert await within(hotel, lambda conn, house: room_of(conn, house, 4004)) == ("209", False)
        assert not any("Игорь" in one for one in group(hotel)), "nobody is troubled by a guess"


def room_of(conn: Connection, house: House, chat_id: int) -> tuple[str | None, bool]:
    from bot.desk import people

    found = people.guest(conn, house, chat_id)
    assert found
    return found.room, found.verified


async def test_guessing_ends_at_the_limit_also_for_the_right_surname(hotel: Hotel, desk: Reception) -> None:
    guesser = phone(hotel, 4005, "Max", "en")
    async with hotel.open():
        await desk.types("/checkin 208 Kovács 25.11")
        await guesser.says(f"/start {await wall_code(hotel, '208')}")
        said = []
        for surname in ("Smith", "Nagy", "Müller", "Петров", "Tóth"):
            await guesser.says(surname)
            said.append(plain(await guesser.last()))
        assert len(set(said)) == 1, "the same answer to every miss"
        assert said[0].startswith("Let's try once more.")
        await guesser.says("Kovács")
        assert plain(await guesser.last()).startswith("Reception will confirm your room.")
        await hotel.pass_time(minutes=61)
        await guesser.says(f"/start {await wall_code(hotel, '208')}")
        await guesser.says("Kovács")
        await guesser.sees("Your room is confirmed: 208.")


async def test_a_no_show_is_taken_back_when_they_come_late(hotel: Hotel, desk: Reception) -> None:
    async with hotel.open():
        await within(hotel, lambda conn, house: expect(conn, house, "206", "Bauer"))
        await desk.says("/stays")
        await desk.taps("Expected: 1")
        await desk.taps("206 Bauer")
        await desk.taps("Did not come")
        await desk.sees("206: Bauer did not come.")
        await desk.taps("Take it back")
        await desk.sees("Taken back: it is as before.")
        await desk.says("/checkin 206")
        await desk.sees("206: Bauer is checked in until")
        await desk.taps("Take it back")
        await desk.sees("expected")


def expect(conn: Connection, house: House, room: str | None, surname: str, nights: int = 3) -> Stay:
    from datetime import timedelta

    row = stay.Arrival(room, surname, "", house.today, house.today + timedelta(days=nights))
    return stay.expect(conn, house, row, source="import")[0]


async def test_who_scans_before_reception_has_checked_them_in_is_one_tap_away(hotel: Hotel) -> None:
    guest = phone(hotel, 4006, "Nora", "en")
    async with hotel.open():
        await within(hotel, lambda conn, house: expect(conn, house, "205", "Lindqvist"))
        await guest.says(f"/start {await wall_code(hotel, '205')}")
        await guest.says("lindquist")
        await guest.sees("Thank you, I've asked reception to confirm it.")
        await tap_in_group(hotel, "Dana", "Check in and confirm")
        await guest.sees("Your room is confirmed: 205.")
        assert (await the_stay(hotel, "205")).surname == "Lindqvist"


async def test_reception_is_asked_once_who_has_left_and_at_night_it_is_closed(
    hotel: Hotel, desk: Reception
) -> None:
    guest = phone(hotel, 4007, "Tom", "en")
    async with hotel.open():
        for room, name in (("202", "Adams"), ("203", "Brown"), ("204", "Clark")):
            await desk.types(f"/checkin {room} {name} 21.11")
        await guest.says(f"/start {await wall_code(hotel, '203')}")
        await guest.says("Brown")
        await hotel.pass_time(hours=24 + 1)
        asked = [one for one in group(hotel) if one.startswith("Check-out time is past: who has left?")]
        assert len(asked) == 1
        assert all(name in asked[0] for name in ("Adams", "Brown", "Clark"))
        await tap_in_group(hotel, "Dana", "202 Adams")
        await desk.types("/until 204 23.11")
        await hotel.pass_time(hours=14)
        closed = [one for one in group(hotel) if "so I closed the stay" in one]
        assert len(closed) == 1
        assert "203" in closed[0]
        assert not any("Thank you for staying" in plain(one) for one in guest.from_bot()), "it is night"
        await hotel.pass_time(hours=6)
        await guest.sees("Thank you for staying with us, Tom.")


async def test_what_is_typed_badly_is_answered_with_what_works(hotel: Hotel, desk: Reception) -> None:
    async with hotel.open():
        assert "/checkin 214 Smith 25.11" in await desk.types("/checkin 213 Smith")
        assert "Nobody is checked in under this: 213" in await desk.types("/checkout 213")
        assert "It works like this: /move" in await desk.types("/move 213")
        assert "/checkin 214 Smith 25.11" in await desk.types("/checkin 213 Smith 9999-12-31")
        assert "Give today or a later day" in await desk.types("/checkin 213 Smith 19.11")
        await desk.types("/checkin 213 Smith 25.11")
        assert "Room 213 is theirs until" in await desk.types("/checkin 213 Jones 24.11")
        await desk.taps("They share the room")
        assert "Which of them do you mean?" in await desk.types("/checkout 213")


async def test_staff_do_it_in_the_group_as_well_and_a_department_does_not(hotel: Hotel, erlan: Desk) -> None:
    async with hotel.open():
        hotel.loopback.say(hotel.people["Dana"], "/checkin 201 Papp 23.11", chat=hotel.group)
        await hotel.settled()
        assert any("201: Papp is checked in" in one for one in group(hotel))
        hotel.loopback.say(hotel.people["Erlan"], "/checkout 201", chat=hotel.group)
        await hotel.settled()
        assert any("Ask reception or a manager for this." in one for one in group(hotel))
        assert await the_stay(hotel, "201")


async def test_the_card_for_the_printer_comes_as_a_document(hotel: Hotel, desk: Reception) -> None:
    async with hotel.open():
        await desk.types("/checkin 201 Papp 23.11")
        await desk.taps("Print the card")
        sent = await desk.sees("Card for 201, Papp")
        assert sent.document
