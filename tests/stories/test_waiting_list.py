"""What a party on the waiting list lives through, and who is offered what in which order."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import cancelling, waiting
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import after
from bot.desk.stays import phones, stay
from tests.hotel import Hotel, Phone, plain
from tests.stories.weather_cast import all_of, at, guest_id, opens, sold_out, within


async def waits(hotel: Hotel, name: str, hour: int, minute: int = 0, *, people: int = 2) -> None:
    """The guest has joined the list of tomorrow's boat at that hour."""
    await opens(hotel, name)

    def act(conn: Connection, house: House) -> None:
        start, who = at(house, hour, minute), guest_id(conn, hotel, name)
        option = house.catalog.offers["boating"].options[0].code
        assert not waiting.join(conn, house, who, "boating", option, start, Party(people))

    await within(hotel, act)


async def frees(hotel: Hotel, one: Booking) -> None:
    """A booking ends in another chat; whoever its places are offered to is owed a letter."""

    def act(conn: Connection, house: House) -> None:
        after.letters(conn, house, cancelling.cancel(conn, house, one.id, one.guest_id).offered)

    await within(hotel, act)
    await hotel.pass_time(seconds=1)


async def lives_in(hotel: Hotel, name: str, room: str, *, nights: int) -> None:
    """Reception has checked the guest in."""

    def act(conn: Connection, house: House) -> None:
        guest = people.guest_by_id(conn, guest_id(conn, hotel, name))
        leaves = house.today + timedelta(days=nights)
        made = stay.walk_in(conn, house, room=room, surname=name, departure=leaves, together=True)
        phones.link(conn, house, made.stay, guest, how="staff")

    await within(hotel, act)


def count(phone: Phone, words: str) -> int:
    return sum(words in plain(one) for one in phone.from_bot())


async def test_who_says_no_passes_it_on_at_once(hotel: Hotel, bence: Phone, aygun: Phone) -> None:
    async with hotel.open():
        full = await sold_out(hotel, "Olga", 10)
        await waits(hotel, "Bence", 10)
        await waits(hotel, "Aygün", 10)
        await frees(hotel, full[0])
        await bence.sees("Mindenkinek van hely: Csónakázás")
        assert count(aygun, "Hamınıza yer var") == 0
        await bence.taps("Köszönöm, nem kérem")
        await bence.sees("a helyeket a várólista következő vendégeinek ajánlom fel")
        await aygun.sees("Hamınıza yer var:")
        await aygun.taps("Bəli, bron et")
        await aygun.sees("Bron edildi:")


async def test_an_offer_lasts_half_an_hour_and_a_late_yes_gets_other_times(
    hotel: Hotel, bence: Phone, aygun: Phone
) -> None:
    async with hotel.open():
        full = await sold_out(hotel, "Olga", 10)
        await waits(hotel, "Bence", 10)
        await waits(hotel, "Aygün", 10)
        await frees(hotel, full[0])
        offer = await bence.sees("13:30‑ig fenntartjuk Önnek")
        await hotel.pass_time(minutes=31)
        await aygun.sees("Hamınıza yer var:")
        hotel.loopback.press(bence.person, offer, "Fizetésköteles foglalás")
        await hotel.settled()
        await bence.sees("Igen, van szabad hely:")
        assert [one.status for one in await all_of(hotel, "Bence")] == ["EXPIRED"]


async def test_at_night_the_places_are_kept_and_the_letter_comes_in_the_morning(
    hotel: Hotel, bence: Phone
) -> None:
    """Nobody is woken, and nobody slips past the line while it sleeps."""
    async with hotel.open():
        full = await sold_out(hotel, "Olga", 15, 15)
        await waits(hotel, "Bence", 15, 15)
        await hotel.pass_time(hours=10, minutes=30)  # 23:30
        await frees(hotel, full[0])
        assert count(bence, "Mindenkinek van hely") == 0
        (held,) = await all_of(hotel, "Bence")
        assert held.status == "ON_HOLD"
        await hotel.pass_time(hours=8, minutes=29)  # 07:59
        assert count(bence, "Mindenkinek van hely") == 0
        await hotel.pass_time(minutes=2)
        assert "08:30" in plain(await bence.sees("Mindenkinek van hely"))
        await bence.taps("Fizetésköteles foglalás")
        await bence.sees("Lefoglalva: Csónakázás")


async def test_whose_last_day_it_is_goes_first(hotel: Hotel, bence: Phone, aygun: Phone) -> None:
    async with hotel.open():
        full = await sold_out(hotel, "Olga", 10)
        await opens(hotel, "Aygün")
        await lives_in(hotel, "Aygün", "214", nights=1)
        await waits(hotel, "Bence", 10)
        await waits(hotel, "Aygün", 10)
        await frees(hotel, full[0])
        await aygun.sees("Hamınıza yer var:")
        assert count(bence, "Mindenkinek van hely") == 0


async def test_one_wish_is_offered_one_time_and_then_the_other(hotel: Hotel, bence: Phone) -> None:
    async with hotel.open():
        ten = await sold_out(hotel, "Olga", 10)
        noon = await sold_out(hotel, "Olga", 12, 30)
        await waits(hotel, "Bence", 10)
        await waits(hotel, "Bence", 12, 30)
        await frees(hotel, ten[0])
        await frees(hotel, noon[0])
        assert count(bence, "Mindenkinek van hely") == 1
        await bence.taps("Köszönöm, nem kérem")
        await bence.sees("12:30")
        assert [one.status for one in await all_of(hotel, "Bence")] == ["CANCELLED", "ON_HOLD"]


async def test_who_has_got_one_waits_for_no_other(hotel: Hotel, bence: Phone) -> None:
    async with hotel.open():
        ten = await sold_out(hotel, "Olga", 10)
        noon = await sold_out(hotel, "Olga", 12, 30)
        await waits(hotel, "Bence", 10)
        await waits(hotel, "Bence", 12, 30)
        await frees(hotel, ten[0])
        await bence.taps("Fizetésköteles foglalás")
        await bence.sees("Lefoglalva: Csónakázás")
        await frees(hotel, noon[0])
        assert count(bence, "Mindenkinek van hely") == 0
        assert [one.status for one in await all_of(hotel, "Bence")] == ["CONFIRMED"]


async def test_the_list_closes_with_a_word_and_another_idea(hotel: Hotel, bence: Phone) -> None:
    async with hotel.open():
        await sold_out(hotel, "Olga", 14)
        await waits(hotel, "Bence", 14)
        await hotel.pass_time(hours=25)
        said = await bence.sees("a várólista lezárult")
        assert "Itt még mindannyiuknak van hely." in plain(said)
        await bence.taps(bence.labels()[0])
        await bence.sees("Összesen:")


async def test_who_leaves_while_being_offered_passes_it_on(hotel: Hotel, bence: Phone, chiara: Phone) -> None:
    """Chiara joins in chat, is told how the list works, and leaves from the message that she joined with."""
    async with hotel.open():
        full = await sold_out(hotel, "Olga", 10)
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Boating", "Book", "Tomorrow", "10:00", "2 adults"):
            await chiara.taps(label)
        await chiara.sees("Yes, there is room:")
        await chiara.taps("Join the waiting list")
        joined = await chiara.sees("You are on the waiting list: Boating")
        assert "I keep them for you without a message and write at 08:00" in plain(joined)
        await waits(hotel, "Bence", 10)
        await frees(hotel, full[0])
        await chiara.sees("There is room for all of you: Boating")
        hotel.loopback.press(chiara.person, joined, "Leave the list")
        await hotel.settled()
        await chiara.sees("You are off the waiting list.")
        await bence.sees("Mindenkinek van hely")
