"""What guests take away from a booking: the calendar file, the voucher, reminders; the month at a glance."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from tests.hotel import Hotel, Phone, plain
from tests.stories.test_bookings import moves_to_sunday, reach_the_price


async def books_boating(guest: Phone) -> str:
    """Tomorrow's first boat for two; the booking's number."""
    await reach_the_price(guest, "Nature", "Boating")
    await guest.taps("Hold these places")
    await guest.taps("Yes, book them")
    return ref_in(plain(await guest.sees("Booking number:")))


def ref_in(said: str) -> str:
    return said[said.index("B-") :][:6]


def entries(guest: Phone) -> list[tuple[str, dict[str, str], date]]:
    """Method, facts and start of every calendar file that came, the oldest first."""
    found = []
    for one in guest.from_bot():
        if one.document and one.document.name.endswith(".ics"):
            calendar = Calendar.from_ical(one.document.content)
            assert isinstance(calendar, Calendar)
            event = calendar.events[0]
            facts = {name: str(event[name]) for name in ("UID", "SEQUENCE", "STATUS")}
            found.append((str(calendar["METHOD"]), facts, event.start))
    return found


async def test_a_calendar_follows_the_booking_when_it_is_moved_and_cancelled(
    hotel: Hotel, chiara: Phone
) -> None:
    async with hotel.open():
        await books_boating(chiara)
        await chiara.taps("Add to calendar")
        await moves_to_sunday(chiara)
        await chiara.sees("The booking has a new time.")
        await chiara.taps("Change or cancel")
        await chiara.taps("Cancel the booking")
        await chiara.sees("Open this file to take the booking out of your calendar")
        (first, was, start), (second, now, later), (third, gone, _) = entries(chiara)
        assert [first, second, third] == ["PUBLISH", "PUBLISH", "CANCEL"]
        assert was["UID"] == now["UID"] == gone["UID"]
        assert int(was["SEQUENCE"]) < int(now["SEQUENCE"]) < int(gone["SEQUENCE"])
        assert (start.day, later.day) == (21, 22)
        assert gone["STATUS"] == "CANCELLED"


async def test_who_has_not_taken_the_file_is_sent_none(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await books_boating(chiara)
        await chiara.taps("Change or cancel")
        await chiara.taps("Cancel the booking")
        await chiara.sees("Cancelled: Boating.")
        assert entries(chiara) == []


def keyboard(guest: Phone) -> list[list[str]]:
    """The rows of the newest message with buttons."""
    return [[one.read for one in row] for row in [m for m in guest.from_bot() if m.buttons][-1].buttons]


@pytest.mark.parametrize(
    ("name", "language", "book", "more", "month", "header"),
    [
        (
            "Chiara",
            "English",
            ("Book an extra", "Nature", "Boating", "Book"),
            "More days",
            "November 2026",
            "Mo  Tu",
        ),
        (
            "Olga",
            "Русский",
            ("Выбрать услугу", "Природа", "Прогулка на лодке", "Забронировать"),
            "Ещё дни",
            "ноябрь 2026",
            "пн  вт",
        ),
    ],
)
async def test_a_month_shows_free_places_and_leads_to_a_day(
    hotel: Hotel, name: str, language: str, book: tuple[str, ...], more: str, month: str, header: str
) -> None:
    guest = Phone(hotel, name)
    async with hotel.open():
        await guest.says("/language")
        await guest.taps(language)
        await guest.says("/start")
        for label in (*book, more):
            await guest.taps(label)
        shown = plain(await guest.last())
        assert month in shown
        assert header in shown
        assert "45" in shown
        rows = keyboard(guest)
        weeks = [row for row in rows if len(row) == 7]
        assert weeks[0][5] == "21" or weeks[0][4] == "20"
        assert all(label == "·" or label.isdecimal() for row in weeks for label in row)
        await guest.taps("·")
        await guest.taps("25")
        assert "25" in plain(await guest.last())


async def test_the_month_after_is_one_tap_away_and_ends_with_the_offers_window(
    hotel: Hotel, chiara: Phone
) -> None:
    async with hotel.open():
        await chiara.says("/start")
        for label in ("Book an extra", "Nature", "Boating", "Book", "More days", "December 2026"):
            await chiara.taps(label)
        assert "December 2026" in plain(await chiara.last())
        assert "January 2027" not in chiara.labels()
        await chiara.taps("November 2026")
        assert "November 2026" in plain(await chiara.last())


async def test_the_eve_and_the_hour_before_ring_once_also_across_a_restart(
    hotel: Hotel, chiara: Phone
) -> None:
    """13:00 in Baku on Friday; the boat leaves on Saturday at 10:00."""
    async with hotel.open():
        await books_boating(chiara)
        booked = plain(await chiara.sees("Reminder:"))
        assert "Fri 20 November, 19:00 · Sat 21 November, 09:00" in booked
    hotel.clock.advance(hours=6)
    for _ in range(2):
        async with hotel.open():
            await hotel.settled()
    hotel.clock.advance(hours=14)
    for _ in range(2):
        async with hotel.open():
            await hotel.settled()
    rung = [plain(one).split("\n")[0] for one in chiara.from_bot() if "🔔" in plain(one)]
    assert rung == ["🔔 Tomorrow at 10:00: Boating", "🔔 Boating starts at 10:00."]


async def test_nobody_is_woken_when_the_desk_was_down_until_the_night(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await books_boating(chiara)
    hotel.clock.advance(hours=14)  # 03:00
    async with hotel.open():
        await hotel.settled()
        assert not [one for one in chiara.from_bot() if "🔔" in plain(one)]
        await hotel.pass_time(hours=4, minutes=1)
        assert not [one for one in chiara.from_bot() if "Tomorrow" in plain(one)]
        await hotel.pass_time(hours=2)
        await chiara.sees("🔔 Boating starts at 10:00.")


async def test_a_cancelled_booking_reminds_nobody(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await books_boating(chiara)
        await chiara.taps("Change or cancel")
        await chiara.taps("Cancel the booking")
        await hotel.pass_time(hours=22)
        assert not [one for one in chiara.from_bot() if "🔔" in plain(one)]


async def test_the_voucher_is_a_picture_with_a_code_for_staff(hotel: Hotel, aygun: Phone) -> None:
    async with hotel.open():
        await aygun.says("/start")
        for label in ("Xidmət seç", "Təbiət", "Qayıq", "Bron et", "Sabah"):
            await aygun.taps(label)
        await aygun.taps(aygun.labels()[0])
        await aygun.taps("2 ")
        for _ in range(2):
            await aygun.taps(aygun.labels()[0])
        await aygun.sees("Bron nömrəsi:")
        await aygun.taps("Vauçeri göstər")
        shown = await aygun.last()
        assert shown.photo
        assert shown.photo.content.startswith(b"\x89PNG")
        assert "Kodu əməkdaşımız oxudacaq" in plain(shown) or "kodu əməkdaşımız skan edəcək" in plain(shown)
