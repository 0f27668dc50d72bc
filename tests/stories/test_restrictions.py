"""What an offer asks before it is booked, what it refuses, and what fits instead."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import shipped
from bot.desk.booking import answers
from tests.hotel import Desk, Hotel, Phone, plain
from tests.stories.answering import answer_all
from tests.stories.weather_cast import all_of, within

PONY = ("Nature", "Horse riding", "Book", "Pony")
SCOOTER = ("Active", "Scooter", "Book")
PAINTBALL = ("Nature", "Paintball", "Book")
EXCURSION = ("Active", "Group excursion", "Book")


async def choose(guest: Phone, *way: str, people: str, day: str = "Tomorrow") -> str:
    """To what follows once the start and the people are known."""
    await guest.says("/start")
    await guest.last()
    for label in ("Book an extra", *way, day):
        while not any(one.startswith(label) for one in guest.labels()):
            await guest.taps("More")
        await guest.taps(label)
    await guest.taps(guest.labels()[0])
    if "Who is coming?" in plain(await guest.last()):
        await guest.says(people)
    return plain(await guest.last())


@pytest.fixture
def files(hotel: Hotel, tmp_path: Path) -> Path:
    """A catalog of the hotel's own: the demo's, to be edited before it opens."""
    place = tmp_path / "catalog"
    shutil.copytree(shipped.folder("packages_catalog"), place)
    hotel.catalog = place
    return place


def ruled(files: Path, extra: str, rules: str) -> None:
    """These rules as well."""
    path = files / "extras" / extra
    path.write_text(path.read_text().replace("\nrules:\n", f"\nrules:\n{rules}", 1))


async def test_a_child_too_small_for_the_pony_sees_what_fits(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        asked = await choose(chiara, *PONY, people="1 adult, child 4")
        assert asked.startswith("How tall, in centimetres?")
        assert "In this order: adult, child (4)" in asked
        await chiara.says("172, 95")
        refused = plain(await chiara.last())
        assert "Horse riding is for people 100 cm tall and over, for safety." in refused
        assert "For everyone: Petting zoo" in refused
        await chiara.taps("Petting zoo")
        await chiara.sees("Petting zoo")


async def test_the_others_of_the_party_may_still_ride(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await choose(chiara, *PONY, people="1 adult, children 4 and 8")
        await chiara.says("172, 95, 128")
        assert "Who can take part: 1 adult, 1 child (8)" in plain(await chiara.last())
        await chiara.taps("Book for the others")
        await chiara.says("70")
        card = plain(await chiara.last())
        assert "For: 1 adult, 1 child (8)" in card, card


@pytest.mark.parametrize("words", ["about a metre", "11.11.2035", "🙂🙂", "172", "172, 128, 95", "7, 8"])
async def test_a_height_that_is_not_clear_is_asked_again_and_nothing_is_lost(
    hotel: Hotel, chiara: Phone, words: str
) -> None:
    async with hotel.open():
        await choose(chiara, *PONY, people="1 adult, child 8")
        await chiara.says(words)
        again = plain(await chiara.last())
        assert again.startswith("I'd like to be sure of the height."), again
        assert "adult, child (8)" in again
        await chiara.says("1,72 m, 128")
        await chiara.says("70")
        card = plain(await chiara.last())
        assert "For: 1 adult, 1 child (8)" in card
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Horse riding")


async def test_a_rider_above_the_weight_is_told_gently(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await choose(chiara, *PONY, people="2 adults, child 8")
        await chiara.says("172 180 128")
        await chiara.says("70, 104")
        refused = plain(await chiara.last())
        assert refused.startswith("Here is what suits all of you.")
        assert "104" not in refused
        assert "Who can take part: 1 adult, 1 child (8)" in refused


async def test_without_a_licence_there_is_something_else(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await choose(chiara, *SCOOTER, people="2 adults")
        await chiara.says("172, 165")
        await chiara.sees("Will the driver have a driving licence?")
        await chiara.taps("No licence")
        refused = plain(await chiara.last())
        assert refused.startswith("There is plenty to enjoy without a licence.")
        assert len(chiara.labels()) >= 3
        await chiara.taps("See other ideas")
        await chiara.sees("Active")


async def test_with_a_licence_the_scooter_is_booked_and_it_is_asked_once(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await choose(chiara, *SCOOTER, people="1 adult")
        await chiara.says("172")
        await chiara.taps("Yes, with a licence")
        await chiara.taps(next(one for one in chiara.labels() if one in ("Change the time", "Other days")))
        await chiara.taps("Mon 23 November")
        await chiara.taps(chiara.labels()[0])
        assert "Total:" in plain(await chiara.last()), "the answers go along to another day"
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Scooter")


async def test_paintball_for_a_fifteen_year_old_needs_a_parent(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        asked = await choose(chiara, *PAINTBALL, people="3 adults, child 15")
        assert asked.startswith("A parent's consent, please: child (15)")
        await chiara.taps("Not now")
        assert plain(await chiara.last()).startswith("Yes, the moment a parent agrees.")
        await chiara.taps("Read it again")
        await chiara.taps("I agree")
        assert "Total:" in plain(await chiara.last())
        await choose(chiara, *PAINTBALL, people="", day="Sun 22 November")
        assert "Total:" in plain(await chiara.last()), "the same phone agreed before"


async def test_no_boat_without_a_swimmer(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        card = await choose(chiara, "Nature", "Boating", "Book", people="2 adults")
        assert "By continuing, you confirm that at least one of you can swim." in card
        await chiara.taps("None of us swims")
        assert plain(await chiara.last()).startswith("There are other ideas close to the water.")


async def test_a_guide_speaks_what_the_guest_understands(hotel: Hotel, chiara: Phone, bence: Phone) -> None:
    async with hotel.open():
        assert "Total:" in await choose(chiara, *EXCURSION, people="2 adults")  # in English, nobody asks
        await bence.says("/start")
        await bence.last()
        for label in ("Szolgáltatást foglalok", "Aktív", "Csoportos", "Foglal"):
            while not any(one.startswith(label) for one in bence.labels()):
                await bence.taps("Továbbiak")
            await bence.taps(label)
        for _ in range(2):
            await bence.taps(bence.labels()[0])
        await bence.says("2")
        await bence.sees("Melyik nyelv jó Önnek?")
        await bence.taps("Egyik sem")
        await bence.sees("Egy munkatársunk keres Önnek túravezetőt.")


async def book_excursion(guest: Phone, people: str) -> None:
    await choose(guest, *EXCURSION, people=people, day="Sun 22 November")
    await guest.taps("Hold these places")
    await guest.taps("Yes, book them")
    await guest.sees("Booked: Group excursion")


async def test_a_group_that_is_large_enough_sets_off(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await book_excursion(chiara, "4 adults")
        await hotel.pass_time(days=1, hours=7, minutes=1)  # Saturday, 20:01
        await chiara.sees("It is going ahead: Group excursion")
        assert told(hotel, "Takes place: Group excursion") == 1


async def test_a_group_that_stays_too_small_is_given_back_and_everybody_told(
    hotel: Hotel, chiara: Phone, aygun: Phone
) -> None:
    async with hotel.open():
        await book_excursion(chiara, "2 adults")
    hotel.clock.advance(days=1, hours=7, minutes=1)  # the desk is down at the hour
    async with hotel.open():
        said = plain(await chiara.sees("You pay nothing, and you can choose another day."))
        assert "It runs with 4 guests or more" in said
        assert {"Other days", "See other ideas"} <= set(chiara.labels())
        await hotel.pass_time(hours=14)
        first_told = [
            one for one in chiara.from_bot() if plain(one).startswith("You pay nothing, and you can choose")
        ]
        assert len(first_told) == 1  # one that may be lost on its way comes again as a repeat
        assert not any("In an hour" in plain(one) for one in chiara.from_bot()), "nobody is reminded of it"
        assert told(hotel, "Cancelled: Group excursion") == 1
        await chiara.says("/bookings")
        await chiara.sees("Your next booking will be here.")


def told(hotel: Hotel, words: str) -> int:
    return sum(plain(one).startswith(words) for one in hotel.loopback.chat(hotel.group))


async def test_staff_decide_where_the_hotel_wants_them_to(
    hotel: Hotel, chiara: Phone, files: Path, dana: Desk
) -> None:
    path = files / "extras/active/group_excursion.yaml"
    path.write_text(path.read_text().replace('fewer: "cancel"', 'fewer: "ask"'))
    async with hotel.open():
        await book_excursion(chiara, "2 adults")
        await hotel.pass_time(days=1, hours=7, minutes=1)
        asked = next(
            one for one in hotel.loopback.chat(hotel.group) if "Decide: Group excursion" in plain(one)
        )
        for label in ("It takes place", "Cancel, all refunded"):
            hotel.loopback.press(hotel.people["Dana"], asked, label)
        await hotel.settled()
        await chiara.sees("It is going ahead: Group excursion")
        assert not any("you can choose another day" in plain(one) for one in chiara.from_bot())
        shown = next(one for one in hotel.loopback.chat(hotel.group) if "Group excursion" in plain(one))
        assert "Decided: Dana" in plain(shown)
        await hotel.pass_time(hours=2)
        assert told(hotel, "Nobody") == 0, "what is decided asks nobody"


async def test_what_staff_leave_open_is_asked_again_then_cancelled_and_said_before_the_night(
    hotel: Hotel, chiara: Phone, files: Path, dana: Desk
) -> None:
    path = files / "extras/active/group_excursion.yaml"
    path.write_text(path.read_text().replace('fewer: "cancel"', 'fewer: "ask"'))
    async with hotel.open():
        await book_excursion(chiara, "2 adults")
        await hotel.pass_time(days=1, hours=7, minutes=1)  # Saturday, 20:01
        shown = hotel.loopback.chat(hotel.group)
        asked = next(plain(one) for one in shown if plain(one).startswith("Decide: Group excursion"))
        assert "Without an answer by Sat 21 November, 21:45 it is cancelled" in asked
        await hotel.pass_time(minutes=50)
        assert told(hotel, "Nobody has decided yet.") == 0
        await hotel.pass_time(minutes=5)  # half of the time
        assert told(hotel, "Nobody has decided yet.") == 1
    hotel.clock.advance(minutes=50)  # 21:46, the desk is down at the hour
    async with hotel.open():
        await chiara.sees("You pay nothing, and you can choose another day.")
        await hotel.settled()
        assert told(hotel, "Nobody answered in time.") == 1
        await hotel.pass_time(hours=14)
        assert told(hotel, "Nobody has decided yet.") == 1


async def test_a_booking_that_its_guest_moves_keeps_what_was_told_for_it(hotel: Hotel, chiara: Phone) -> None:
    """Nobody asks again, and the staff read it on the new booking."""
    async with hotel.open():
        await choose(chiara, "Nature", "Small farm", "Book", people="1 adult, child 8", day="Sun 22 November")
        await chiara.says("nuts")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book")
        await chiara.says("/bookings")
        for label in ("Small farm", "Change or cancel", "Move"):
            await chiara.taps(label)
        await chiara.taps("Mon 23 November")
        await chiara.taps("17:00")
        assert "Total:" in plain(await chiara.last())
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book")
        old, new = await all_of(hotel, "Chiara")
        assert (old.status, new.status, new.replaces) == ("CANCELLED", "CONFIRMED", old.id)
        assert await within(hotel, lambda conn, house: answers.of(conn, house, new.id)) == {
            "allergies": "nuts"
        }


async def test_only_for_guests_of_the_house(hotel: Hotel, chiara: Phone, aygun: Phone, files: Path) -> None:
    ruled(files, "nature/petting_zoo.yaml", "  in_house: true\n")
    async with hotel.open():
        refused = await choose(chiara, "Nature", "Petting zoo", "Book", people="2 adults")
        assert refused.startswith("Yes, once your room is confirmed.")
        assert "Enter my room" in " ".join(chiara.labels()) or chiara.labels()
        await aygun.says("/language")
        await aygun.taps("English")
        assert "Total:" in await choose(aygun, "Nature", "Petting zoo", "Book", people="2 adults")


async def test_a_stay_has_as_many_as_the_hotel_allows(hotel: Hotel, chiara: Phone, files: Path) -> None:
    ruled(files, "nature/petting_zoo.yaml", "  max_per_stay: 1\n")
    async with hotel.open():
        await choose(chiara, "Nature", "Petting zoo", "Book", people="2 adults")
        await chiara.taps("Hold these places")
        await chiara.taps("Yes, book")
        await chiara.sees("Booked: Petting zoo")
        refused = await choose(chiara, "Nature", "Petting zoo", "Book", people="2 adults")
        assert refused.startswith("You can move what you have booked.")
        await chiara.taps("Open my bookings")


async def test_the_card_says_it_before_anybody_chooses(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/start")
        await chiara.last()
        for label in ("Book an extra", "Nature", "Horse riding"):
            while not any(one.startswith(label) for one in chiara.labels()):
                await chiara.taps("More")
            await chiara.taps(label)
        card = plain(await chiara.last())
        assert "from 100 cm tall" in card
        assert "up to 100 kg" in card


async def test_whoever_answers_all_gets_the_price(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        for way in (PAINTBALL, PONY):
            await choose(chiara, *way, people="4")
            await answer_all(chiara)
            assert "Total:" in plain(await chiara.last())


async def test_a_hold_that_ran_out_is_taken_again_without_a_question(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await choose(chiara, *SCOOTER, people="1 adult")
        await chiara.says("172")
        await chiara.taps("Yes, with a licence")
        await chiara.taps("Hold these places")
        await hotel.pass_time(minutes=16)
        await chiara.taps("Hold them again")
        assert "Total:" in plain(await chiara.last())
