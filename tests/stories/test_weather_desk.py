"""What happens when the weather takes an afternoon: to the parties, the staff, and who comes too late."""

from __future__ import annotations

import pytest

from bot.desk.booking import answers, cancelling, instead
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.told import EDITION
from bot.desk.menu import calling_off
from tests.hotel import Hotel, Phone, plain
from tests.stories.weather_cast import Group, all_of, booked, reads, sold_out, stands, within

FAMILY = Party(1, (7, 10))


@pytest.fixture
def group(hotel: Hotel) -> Group:
    return Group(hotel)


async def call_off(group: Group, hours: str = "21.11 12-18", how: str = "Offer other times") -> None:
    await group.types("Dana", f"/weather {hours}")
    await group.taps("Dana", how)
    await group.hotel.settled()


async def rained_off(hotel: Hotel, group: Group, bence: Phone) -> Booking:
    """A boat of today, too late to cancel for free; the weather has asked about it."""
    one = await booked(hotel, "Bence", 15, 15, ahead=0)
    await call_off(group, "14-18")
    await bence.sees("közbeszólt")
    return one


async def test_an_afternoon_is_moved_refunded_and_forgotten_each_in_their_language(
    hotel: Hotel, group: Group, aygun: Phone, bence: Phone
) -> None:
    """Aygün moves, Bence wants his money, Olga does not answer and taps when it is too late."""
    olga = Phone(hotel, "Olga")
    async with hotel.open():
        family = await booked(hotel, "Aygün", 14, party=FAMILY)
        pair, silent = await booked(hotel, "Bence", 15, 15), await booked(hotel, "Olga", 16, 30)
        spared = await booked(hotel, "Aruzhan", 10)
        preview = plain(await group.types("Dana", "/weather 21.11 12-18"))
        assert "bookings: 3, guests: 7" in preview
        assert "Boating: 3, guests: 7" in preview
        assert "AZN" in preview
        await group.taps("Dana", "Offer other times")
        await hotel.pass_time(seconds=5)
        assert "Told: 3 · moved: 0 · cancelled: 0 · waiting: 3" in group.shows()
        assert "214 Aygün" in group.shows()

        await aygun.sees("hava imkan vermir")
        await aygun.taps(aygun.labels()[0])
        await aygun.sees("Yeni vaxt:")
        await aygun.sees("Bron edildi:")
        await bence.sees("közbeszólt")
        await bence.taps("Teljes visszatérítés")
        await bence.sees("Töröltük:")
        question = await olga.sees("помешала погода")
        await hotel.pass_time(seconds=5)
        assert "Told: 3 · moved: 1 · cancelled: 1 · waiting: 1" in group.shows()

        await hotel.pass_time(hours=3)
        await olga.sees("отменено, платить не нужно")
        hotel.loopback.press(olga.person, question, "Вернуть деньги")
        await hotel.settled()
        await hotel.pass_time(seconds=5)
        assert "moved: 1 · cancelled: 2 · waiting: 0" in group.shows()
        assert "all settled" in group.shows()

        assert [(await stands(hotel, one)).status for one in (family, pair, silent, spared)] == [
            "CANCELLED",
            "CANCELLED",
            "CANCELLED",
            "CONFIRMED",
        ]
        assert [(await stands(hotel, one)).owed.minor for one in (family, pair, silent)] == [0, 0, 0]
        old, new = await all_of(hotel, "Aygün")
        assert (old.id, new.status, new.party) == (family.id, "CONFIRMED", FAMILY)
        assert new.quote.total.minor <= old.quote.total.minor
        told = [one for one in olga.from_bot() if "отменено" in plain(one)]
        assert len(told) == 2  # when it ended, and in answer to the late tap


async def test_staff_who_press_twice_start_one_action_and_every_party_is_told_once(
    hotel: Hotel, group: Group, bence: Phone
) -> None:
    async with hotel.open():
        await booked(hotel, "Bence", 14)
        await group.types("Dana", "/weather 21.11 12-18")
        preview = group.last()
        for who, label in (("Dana", "Offer other times"), ("Madina", "Cancel and refund"), ("Dana", "Offer")):
            hotel.loopback.press(hotel.people[who], preview, label)
        await hotel.settled()
        await hotel.pass_time(seconds=5)
        assert len([one for one in bence.from_bot() if "közbeszólt" in plain(one)]) == 1
        again = plain(await group.types("Madina", "/weather 21.11"))
        assert "nobody has booked outdoors" in again


async def test_the_new_time_sells_out_while_they_think(hotel: Hotel, group: Group, bence: Phone) -> None:
    async with hotel.open():
        await booked(hotel, "Bence", 14, party=Party(2, (7,)))
        await call_off(group)
        await bence.sees("közbeszólt")
        wanted = bence.labels()[0]
        await sold_out(hotel, "Olga", 11, 15)
        await bence.taps(wanted)
        await bence.sees("Ezekre van most hely.")
        assert wanted not in bence.labels()
        await bence.taps(bence.labels()[0])
        await bence.sees("Mostantól:")
        assert [one.status for one in await all_of(hotel, "Bence")] == ["CANCELLED", "CONFIRMED"]


async def test_cancel_for_all_is_told_at_once_with_what_else_there_is(
    hotel: Hotel, group: Group, aygun: Phone
) -> None:
    async with hotel.open():
        one = await booked(hotel, "Aygün", 14, party=FAMILY)
        await call_off(group, how="Cancel and refund")
        said = await aygun.sees("havaya görə ləğv edildi")
        assert "Hamınıza yer olan vaxtlar:" in plain(said)
        ended = await stands(hotel, one)
        assert (ended.status, ended.reason, ended.owed.minor) == ("CANCELLED", "weather", 0)
        await aygun.taps(aygun.labels()[0])
        await aygun.sees("Cəmi:")


async def test_the_weather_costs_nothing_though_the_terms_would_keep_a_fee(
    hotel: Hotel, group: Group, bence: Phone
) -> None:
    """It is too late to cancel for free; "Change or cancel" leads to the question all the same."""
    async with hotel.open():
        one = await rained_off(hotel, group, bence)
        await bence.says("/bookings")
        await bence.taps("Csónakázás")
        await bence.taps("Módosítás, lemondás")
        await bence.sees("Teljes visszatérítés:")
        await bence.taps("Teljes visszatérítés")
        await bence.sees("Töröltük:")
        assert (await stands(hotel, one)).owed.minor == 0


async def test_sales_of_those_starts_are_closed_and_open_by_themselves(
    hotel: Hotel, group: Group, chiara: Phone
) -> None:
    async with hotel.open():
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Boating", "Book", "Tomorrow"):
            await chiara.taps(label)
        shown = await chiara.last()
        await group.types("Dana", "/weather 21.11 9-13")
        assert "nobody has booked outdoors" in group.shows()
        await group.taps("Dana", "Close the sales")
        hotel.loopback.press(chiara.person, shown, "10:00")
        await hotel.settled()
        await chiara.taps("2 adults")
        await chiara.sees("the weather is against it")
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Boating", "Book", "Tomorrow"):
            await chiara.taps(label)
        assert not {"10:00", "11:15", "12:30"} & set(chiara.labels())
        assert "14:00" in chiara.labels()
        await group.taps("Dana", "Open the sales")
        await chiara.taps("Back")
        await chiara.taps("Tomorrow")
        assert "10:00" in chiara.labels()


async def test_who_holds_a_place_is_shown_other_times_at_the_confirmation(
    hotel: Hotel, group: Group, chiara: Phone
) -> None:
    async with hotel.open():
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Boating", "Book", "Tomorrow"):
            await chiara.taps(label)
        await chiara.taps("10:00")
        await chiara.taps("2 adults")
        await chiara.taps("Hold these places")
        await call_off(group, "21.11 9-13", how="Close the sales")
        await chiara.taps("Yes, book them")
        await chiara.sees("Yes, there is room:")


async def test_staff_stop_it_and_who_was_asked_hears_that_it_goes_ahead(
    hotel: Hotel, group: Group, bence: Phone
) -> None:
    async with hotel.open():
        one = await booked(hotel, "Bence", 14)
        await call_off(group)
        question = await bence.sees("közbeszólt")
        await group.taps("Madina", "Stop, it goes ahead")
        await hotel.pass_time(seconds=1)
        await bence.sees("mégis megtartjuk")
        hotel.loopback.press(bence.person, question, "Teljes visszatérítés")
        await hotel.settled()
        assert (await stands(hotel, one)).status == "CONFIRMED"
        await hotel.pass_time(hours=4)
        assert (await stands(hotel, one)).status == "CONFIRMED"
        assert "sales open again" in group.shows()


async def test_the_question_stands_when_a_second_action_still_closes_its_hours(
    hotel: Hotel, group: Group, bence: Phone
) -> None:
    """The first is stopped: Bence hears nothing of it, and his buttons do what they say."""
    async with hotel.open():
        one = await booked(hotel, "Bence", 14)
        await call_off(group)
        first, question = group.last(), await bence.sees("közbeszólt")
        await call_off(group, "21.11 9-20", how="Close the sales")
        hotel.loopback.press(hotel.people["Madina"], first, "Stop, it goes ahead")
        await hotel.settled()
        await hotel.pass_time(seconds=5)
        await hotel.pass_time(seconds=5)
        assert "waiting: 1" in group.shows()
        assert not [said for said in bence.from_bot() if "mégis megtartjuk" in plain(said)]
        hotel.loopback.press(bence.person, question, "Teljes visszatérítés")
        await hotel.settled()
        await bence.sees("Töröltük:")
        assert (await stands(hotel, one)).reason == "weather"


async def test_an_offer_may_be_left_out(hotel: Hotel, group: Group, bence: Phone, aygun: Phone) -> None:
    async with hotel.open():
        boat = await booked(hotel, "Bence", 14)
        ride = await booked(hotel, "Aygün", 15, offer="horse_riding", party=Party(1))
        await group.types("Dana", "/weather 21.11 12-18")
        assert "bookings: 2" in group.shows()
        await group.taps("Dana", "Horse riding")
        assert "bookings: 1" in group.shows()
        assert "Left out: Horse riding" in group.shows()
        await group.taps("Dana", "Cancel and refund")
        await hotel.settled()
        assert [(await stands(hotel, one)).status for one in (boat, ride)] == ["CANCELLED", "CONFIRMED"]


@pytest.mark.parametrize("words", ["tomorow", "25-31", "31.02 12-14", "12-12", "9-11"])
async def test_hours_that_cannot_be_read_get_an_example(hotel: Hotel, group: Group, words: str) -> None:
    async with hotel.open():
        said = plain(await group.types("Dana", f"/weather {words}"))
        if words == "12-12":  # around the clock
            assert "nobody has booked" in said
        elif words == "9-11":  # over by now
            assert "It works like this: /weather 14-18" in said
        else:
            assert "It works like this" in said


async def test_only_reception_and_managers_may(hotel: Hotel, group: Group) -> None:
    async with hotel.open():
        await group.types("Dana", "/weather")
        asked = group.last()
        assert "This afternoon" in group.labels()
        hotel.loopback.press(hotel.people["Erlan"], asked, "Tomorrow")
        await hotel.settled()
        assert "Which hours" in group.shows()
        await group.types("Rustam", "/weather 14-18")
        assert "Which hours" in group.shows()


async def test_a_desk_that_is_closed_in_the_middle_goes_on(
    hotel: Hotel, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told before the night, nobody answers, the desk is down over the deadline: each hears of it once."""
    names = ("Aygün", "Bence", "Olga", "Aruzhan")
    monkeypatch.setattr(calling_off, "CHUNK", 1)
    async with hotel.open():
        for name in names:
            await reads(hotel, name, "en")
            await booked(hotel, name, 14, party=Party(1))
        await group.types("Dana", "/weather 21.11 12-18")
        hotel.loopback.press(hotel.people["Dana"], group.last(), "Offer other times")
        await hotel.settled()
    hotel.clock.advance(hours=6)
    async with hotel.open():
        await hotel.settled()
        await hotel.pass_time(hours=16)
        await hotel.pass_time(seconds=5)
        for name in names:
            said = [plain(one) for one in Phone(hotel, name).from_bot()]
            assert sum("the weather is against it" in one for one in said) == 1, said
            assert sum("cancelled with a full refund" in one for one in said) == 1, said
        assert "cancelled: 4" in group.shows()


async def test_what_staff_know_of_the_party_goes_with_it_to_another_start(
    hotel: Hotel, group: Group, aygun: Phone
) -> None:
    """Heights, weights and a parent's consent: who hands out the horses reads them on the new booking."""
    told = {"height": [172, 128], "weight": [64, 27], "consent": EDITION, "allergies": "nuts"}
    async with hotel.open():
        ride = await booked(hotel, "Aygün", 15, offer="horse_riding", party=Party(1, (8,)))
        await within(hotel, lambda conn, house: answers.keep(conn, house, ride, told))
        await call_off(group)
        await aygun.sees("hava imkan vermir")
        await aygun.taps(aygun.labels()[0])
        await aygun.sees("Bron edildi:")
        _, new = await all_of(hotel, "Aygün")
        assert (new.offer, new.status) == ("horse_riding", "CONFIRMED")
        assert await within(hotel, lambda conn, house: answers.of(conn, house, new.id)) == told


async def test_another_extra_asks_what_it_needs_and_shows_its_terms_before_it_replaces(
    hotel: Hotel, group: Group, chiara: Phone
) -> None:
    """A tasting with milk, wheat and nuts is not booked by one tap; nothing ends before it is booked."""
    async with hotel.open():
        for hour in (15, 16, 17):
            await sold_out(hotel, "Olga", hour, offer="petting_zoo")
        old = await booked(hotel, "Chiara", 16, 30, party=FAMILY)
        await call_off(group)
        await chiara.sees("the weather is against it")
        await chiara.taps("Small farm")
        await chiara.sees("allerg")
        assert (await stands(hotel, old)).status == "CONFIRMED"
        await chiara.says("nuts, the younger one")
        card = plain(await chiara.last())
        assert "Small farm" in card
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book")
        ended, new = await all_of(hotel, "Chiara")
        assert (ended.status, ended.owed.minor) == ("CANCELLED", 0)
        assert (new.offer, new.status, new.replaces) == ("small_farm", "CONFIRMED", old.id)
        known = await within(hotel, lambda conn, house: answers.of(conn, house, new.id))
        assert known == {"allergies": "nuts, the younger one"}
        await hotel.pass_time(seconds=5)
        assert "moved: 1 · cancelled: 0 · waiting: 0" in group.shows()


async def test_who_is_too_late_to_cancel_still_takes_another_extra_for_nothing_kept(
    hotel: Hotel, group: Group, bence: Phone
) -> None:
    async with hotel.open():
        old = await rained_off(hotel, group, bence)
        question = bence.labels()
        await bence.taps(question[2])
        await bence.taps("Vissza")
        assert bence.labels() == question
        await bence.taps(question[2])
        await bence.taps("Tartsák fenn")
        await bence.taps(bence.labels()[0])
        ended, new = await all_of(hotel, "Bence")
        assert (ended.id, ended.status, ended.owed.minor) == (old.id, "CANCELLED", 0)
        assert (new.status, new.offer != "boating") == ("CONFIRMED", True)


async def test_what_reception_has_cancelled_meanwhile_is_not_moved(
    hotel: Hotel, group: Group, bence: Phone
) -> None:
    """Its money is owed back already: what replaces it is booked by itself, or not at all."""
    async with hotel.open():
        old = await rained_off(hotel, group, bence)
        await bence.taps(bence.labels()[2])
        await within(
            hotel, lambda conn, house: cancelling.by_hotel(conn, house, old, kept=old.owed.percent(0))
        )
        await bence.taps("Tartsák fenn")
        await bence.taps(bence.labels()[0])
        ended, *others = await all_of(hotel, "Bence")
        assert (ended.id, ended.status) == (old.id, "CANCELLED")
        assert not [one for one in others if one.status == "CONFIRMED"]


async def test_no_doctor_is_proposed_in_place_of_a_boat(hotel: Hotel) -> None:
    """The paediatrician sits at six; who needs one asks."""
    async with hotel.open():
        one = await booked(hotel, "Chiara", 16, 30, party=FAMILY)
        found = await within(hotel, lambda conn, house: instead.instead(conn, house, one, most=20))
        assert "small_farm" in {ask.offer.code for ask in found}
        assert not [ask.offer.code for ask in found if ask.offer.help_only]
