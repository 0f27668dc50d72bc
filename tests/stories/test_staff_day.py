"""What staff live through on a day: the list, guests who come or do not, bookings made for others."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession
from icalendar import Calendar

from bot.desk.booking import codes, daybook, feeds, log
from bot.desk.booking.book import Booking
from tests.hotel import Desk, Hotel, Phone, plain
from tests.stories.test_bookings import moves_to_sunday
from tests.stories.test_receipts import books_boating, ref_in
from tests.stories.test_stays import Reception, group, phone, tap_in_group, wall_code, within


@pytest.fixture
def desk(hotel: Hotel) -> Reception:
    return Reception(hotel, "Dana")


async def the_booking(hotel: Hotel, ref: str) -> Booking:
    found = await within(hotel, lambda conn, house: daybook.by_ref(conn, house, ref))
    assert found
    return found.booking


async def voucher_code(hotel: Hotel, ref: str) -> str:
    """As it stands in the picture's QR code."""
    booking = await the_booking(hotel, ref)
    return await within(hotel, lambda conn, house: codes.new(conn, house, booking))


def by_whom(history: str) -> list[tuple[str, str]]:
    """What happened and whose it was, line by line."""
    lines = [one.split(" · ") for one in history.splitlines() if " · " in one]
    return [(what, who) for _, what, who in lines]


async def test_guests_are_noted_by_the_list_and_it_is_taken_back(
    hotel: Hotel, chiara: Phone, desk: Reception
) -> None:
    async with hotel.open():
        ref = await books_boating(chiara)
        await hotel.pass_time(hours=20)
        assert "Boating" in await desk.types("/day")
        await desk.taps("10:00")
        shown = plain(await desk.last())
        assert ref in shown
        assert "Nobody came" not in desk.labels()
        await desk.taps("They are here")
        await desk.sees(f"Noted, they are here: Boating, {ref}")
        assert (await the_booking(hotel, ref)).status == "REDEEMED"
        await desk.taps("Take it back")
        await desk.sees(f"Taken back: Boating, {ref}")
        assert (await the_booking(hotel, ref)).status == "CONFIRMED"
        noted = await the_booking(hotel, ref)
        done = await within(hotel, lambda conn, house: log.of(conn, house, noted))
        assert [(one.act, one.name) for one in done] == [("redeemed", "Dana"), ("undone", "Dana")]


async def test_a_voucher_is_scanned_once_and_a_second_time_says_who_noted_it(
    hotel: Hotel, chiara: Phone, desk: Reception
) -> None:
    async with hotel.open():
        ref = await books_boating(chiara)
        code = await voucher_code(hotel, ref)
        await desk.says(f"/start {code}")
        await desk.taps("They are here")
        await desk.sees("Open the booking and move it, if they want to come now.")
        await hotel.pass_time(hours=20)
        await desk.says(f"/start {code}")
        await desk.taps("They are here")
        await desk.sees("Noted, they are here")
        madina = Phone(hotel, "Madina")
        await madina.says(f"/start {code}")
        assert "они" not in plain(await madina.last())
        assert "Dana" in plain(await madina.last())
        assert (await the_booking(hotel, ref)).status == "REDEEMED"


async def test_a_voucher_of_yesterday_is_redeemed_with_one_tap_more(
    hotel: Hotel, chiara: Phone, desk: Reception
) -> None:
    async with hotel.open():
        ref = await books_boating(chiara)
        code = await voucher_code(hotel, ref)
        await hotel.pass_time(days=2)
        await desk.says(f"/start {code}")
        await desk.taps("They are here")
        await desk.sees("It was for another day: you decide whether it still counts.")
        assert (await the_booking(hotel, ref)).status == "CONFIRMED"
        await desk.taps("Redeem all the same")
        await desk.sees(f"Noted, they are here: Boating, {ref}")
        assert (await the_booking(hotel, ref)).status == "REDEEMED"


async def test_a_guest_who_opens_a_voucher_changes_nothing(
    hotel: Hotel, chiara: Phone, bence: Phone, desk: Reception
) -> None:
    async with hotel.open():
        ref = await books_boating(chiara)
        code = await voucher_code(hotel, ref)
        await hotel.pass_time(hours=20)
        await bence.says(f"/start {code}")
        await bence.sees("Ezt a kódot munkatársaink olvassák be.")
        await chiara.says(f"/start {code}")
        await chiara.sees("Booked: Boating")
        await bence.says("/start v-somebodyelsescodeofanotherhotel")
        assert plain(await bence.last()).startswith("Ezt a kódot munkatársaink olvassák be.")
        await desk.says("/start v-somebodyelsescodeofanotherhotel")
        await desk.sees("This code or number is not one of our bookings.")
        assert (await the_booking(hotel, ref)).status == "CONFIRMED"


async def test_nobody_is_absent_before_the_start_and_a_quarter_of_an_hour(
    hotel: Hotel, chiara: Phone, desk: Reception
) -> None:
    async with hotel.open():
        ref = await books_boating(chiara)
        await hotel.pass_time(hours=21, minutes=5)
        await desk.types(f"/redeem {ref}")
        assert "Nobody came" not in desk.labels()
        await hotel.pass_time(minutes=15)
        await desk.types(f"/redeem {ref.lower()}")
        await desk.taps("Nobody came")
        await desk.sees(f"Noted, nobody came: Boating, {ref}")
        noted = await the_booking(hotel, ref)
        assert noted.status == "CONFIRMED"
        assert noted.owed == noted.quote.total.percent(noted.sold.fee_percent)
        await desk.taps("Take it back")
        assert (await the_booking(hotel, ref)).owed == noted.quote.total
        await desk.taps("They are here")
        await hotel.pass_time(minutes=16)
        await desk.types(f"/redeem {ref}")
        assert "Take it back" not in desk.labels()


async def test_the_group_reads_the_list_and_opens_a_booking(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        ref = await books_boating(chiara)
        hotel.loopback.say(dana.person, "/day +1", chat=hotel.group)
        await hotel.settled()
        assert "Boating" in group(hotel)[-1]
        await tap_in_group(hotel, "Dana", "10:00")
        shown = [plain(one) for one in hotel.loopback.chat(hotel.group) if one.sender.is_bot]
        assert any(ref in one for one in shown)


async def test_reception_books_for_a_room_without_a_phone(hotel: Hotel, desk: Reception) -> None:
    async with hotel.open():
        await desk.types("/checkin 210 Həsənova 25.11")
        await desk.types("/book 210")
        await desk.sees("For room 210: Həsənova")
        for label in ("Nature", "Boating", "Book", "Tomorrow"):
            await desk.taps(label)
        await desk.taps(desk.labels()[0])
        await desk.says("2 adults, kids 5 and 7")
        await desk.sees("For room 210: Həsənova")
        await desk.taps("Hold these places")
        await desk.taps("Yes, book them")
        await desk.sees("Booked for room 210: Boating")
        await desk.taps("Show the voucher")
        assert (await desk.last()).photo
        await desk.taps("Open the booking")
        await desk.taps("History")
        assert by_whom(plain(await desk.last())) == [("Held", "Dana"), ("Booked", "Dana")]
        bill = await desk.types("/stays 210")
        assert "Həsənova" in bill
        await hotel.pass_time(days=1, hours=1)
        assert "Boating" in await desk.types("/checkout 210")


async def test_an_old_screen_under_ones_hand_still_books_for_that_room(hotel: Hotel, desk: Reception) -> None:
    async with hotel.open():
        await desk.types("/checkin 210 Həsənova 25.11")
        await desk.types("/book 210")
        for label in ("Nature", "Boating", "Book", "Tomorrow"):
            await desk.taps(label)
        await desk.taps(desk.labels()[0])
        await desk.taps("2 adults")
        await hotel.pass_time(hours=2)
        await desk.taps("Hold these places")
        await desk.taps("Yes, book them")
        await desk.sees("Booked for room 210: Boating")
        await desk.says("/bookings")
        assert "B-" not in plain(await desk.last())


async def test_staff_cancel_for_a_guest_who_is_told(hotel: Hotel, chiara: Phone, desk: Reception) -> None:
    async with hotel.open():
        ref = await books_boating(chiara)
        await desk.types(f"/redeem {ref}")
        await desk.taps("Cancel for them")
        await desk.taps("Cancel, free of charge")
        await chiara.sees("Our team has cancelled for you: Boating")
        await desk.sees("cancelled")
        kept = (await the_booking(hotel, ref)).kept
        assert kept is not None
        assert kept.minor == 0


async def test_a_guest_says_i_never_cancelled_that_and_staff_read_who_did(
    hotel: Hotel, chiara: Phone, desk: Reception
) -> None:
    """Held, booked and moved by its guest, cancelled by Dana; Madina reads it in Russian, at night."""
    madina = Reception(hotel, "Madina")
    async with hotel.open():
        await books_boating(chiara)
        await hotel.pass_time(minutes=10)
        await moves_to_sunday(chiara)
        ref = ref_in(plain(await chiara.sees("Booking number:")))
        await hotel.pass_time(hours=3)
        await desk.types(f"/redeem {ref}")
        await desk.taps("Cancel for them")
        await desk.taps("Cancel, free of charge")
        await desk.taps("History")
        assert plain(await desk.last()).splitlines() == [
            *(f"History: {ref}", "Boating", ""),
            "20 November, 13:00 · Held · the guest",
            "20 November, 13:00 · Booked · the guest",
            "20 November, 13:10 · Moved to Sun 22 November, 10:00 · the guest",
            "20 November, 16:10 · Cancelled · Dana",
        ]
        await desk.taps("Back")
        assert "cancelled" in plain(await desk.last())
        await hotel.pass_time(hours=11)
        await madina.says("/language")
        await madina.taps("Русский")
        await madina.types(f"/redeem {ref}")
        await madina.taps("История")
        assert plain(await madina.last()).splitlines() == [
            *(f"История: {ref}", "Прогулка на лодке", ""),
            "20 ноября, 13:00 · Временная бронь · гость",
            "20 ноября, 13:00 · Забронировано · гость",
            "20 ноября, 13:10 · Перенесено: вс, 22 ноября, 10:00 · гость",
            "20 ноября, 16:10 · Отменено · Dana",
        ]
        await chiara.says(f"/redeem {ref}")
        assert "History" not in chiara.labels()


async def test_a_departments_calendar_is_read_by_its_address_alone(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open(), ClientSession() as session:
        assert hotel.running
        ref = await books_boating(chiara)
        booked = await the_booking(hotel, ref)
        facts = {"department": booked.sold.department, "again": True}
        old = await within(hotel, lambda conn, house: feeds.renew(conn, house, facts))
        new = await within(hotel, lambda conn, house: feeds.renew(conn, house, facts))
        other = {"department": "duty", "again": True}
        empty = await within(hotel, lambda conn, house: feeds.renew(conn, house, other))

        async def read(token: str) -> tuple[int, bytes, dict[str, str]]:
            async with session.get(f"{hotel.running.url}/calendar/{token}.ics") as answer:  # type: ignore[union-attr]  # it runs
                told = {k: v for k, v in answer.headers.items() if k not in ("Date", "Server")}
                return answer.status, await answer.read(), told

        status, content, _ = await read(str(new))
        calendar = Calendar.from_ical(content)
        assert isinstance(calendar, Calendar)
        (event,) = calendar.events
        assert status == 200
        assert event["UID"] == f"{ref}@hotel.qonaq"
        assert event.start == booked.start
        assert str(event["SUMMARY"]).startswith("Boating") or "Qayıq" in str(event["SUMMARY"])
        assert Calendar.from_ical((await read(str(empty)))[1]).walk("VEVENT") == []
        wrong = [await read(one) for one in (str(old), "x", "x" * 4000, "%00", "activities")]
        assert {one[0] for one in wrong} == {404}
        assert all(one == wrong[0] for one in wrong)


async def test_a_booking_is_moved_under_staffs_hand_and_its_guest_hears(
    hotel: Hotel, chiara: Phone, desk: Reception
) -> None:
    async with hotel.open():
        ref = await books_boating(chiara)
        await desk.types(f"/redeem {ref}")
        await desk.taps("Move it")
        await desk.taps("Sun 22 November")
        await desk.taps(desk.labels()[0])
        await desk.taps("Hold these places")
        await desk.taps("Yes, book them")
        await chiara.sees("Booked: Boating, Sun 22 November")
        await chiara.says("/bookings")
        assert plain(await chiara.last()).count("B-") == 1
        assert (await the_booking(hotel, ref)).reason == "moved"
        await desk.types(f"/redeem {ref}")
        await desk.taps("History")
        assert by_whom(plain(await desk.last())) == [
            ("Held", "the guest"),
            ("Booked", "the guest"),
            ("Moved to Sun 22 November, 10:00", "Dana"),
        ]


async def test_what_was_booked_without_a_phone_is_there_when_the_phone_comes(
    hotel: Hotel, desk: Reception
) -> None:
    """Azerbaijani: reception books, then the guest scans and says the surname."""
    leyla = phone(hotel, 4001, "Leyla", "az")
    async with hotel.open():
        await desk.types("/checkin 210 Həsənova 25.11")
        await desk.types("/book 210")
        for label in ("Nature", "Boating", "Book", "Tomorrow"):
            await desk.taps(label)
        await desk.taps(desk.labels()[0])
        await desk.taps("2 adults")
        await desk.taps("Hold these places")
        await desk.taps("Yes, book them")
        await desk.sees("Booked for room 210")
        await leyla.says(f"/start {await wall_code(hotel, '210')}")
        await leyla.says("hasanova")
        await leyla.sees("Otağınız təsdiqləndi: 210.")
        await leyla.says("/bookings")
        await leyla.sees("Qayıq")


async def test_book_and_redeem_say_how_when_something_is_missing(hotel: Hotel, desk: Reception) -> None:
    async with hotel.open():
        assert "/book 214" in await desk.types("/book")
        assert "/book 214" in await desk.types("/book 999")
        assert "/redeem B-7F3K" in await desk.types("/redeem")
        assert "not one of our bookings" in await desk.types("/redeem B-2222")
        assert "Nothing is booked yet." in await desk.types("/day")


async def test_book_with_a_room_and_an_extra_opens_its_card(hotel: Hotel, desk: Reception) -> None:
    async with hotel.open():
        await desk.types("/checkin 210 Həsənova 25.11")
        card = await desk.types("/book 210 boat")
        assert card.startswith("For room 210: Həsənova")
        assert "Boating" in card
        assert "Book" in desk.labels()
        assert "Call a person" not in desk.labels()
        assert "For room 210" in await desk.types("/book Hasanova")
