"""What a family lives through with a package: three parts booked as one, then moved and given up."""

from __future__ import annotations

from icalendar import Calendar

from bot.desk.booking import bundles, daybook
from bot.desk.booking.bundles import Bundle
from tests.hotel import Hotel, Phone, plain
from tests.stories.test_stays import Reception, within

HOME = ("Xidmət seç", "Paketlər", "Ailə həftəsi", "Bron et")


async def plans(guest: Phone, *parts: str) -> str:
    """From the first screen to the plan of these parts, for two grown-ups and two children."""
    await guest.says("/language")
    await guest.taps("Azərbaycanca")
    await guest.says("/start")
    for label in HOME:
        await guest.taps(label)
    await guest.says("2, 5, 10")
    for label in (*parts, "Allergiya yoxdur"):
        await guest.taps(label)
    return plain(await guest.last())


async def the_package(hotel: Hotel, ref: str) -> Bundle:
    number = await within(hotel, lambda conn, house: daybook.by_ref(conn, house, ref))
    assert number
    found = number.booking.bundle_id or 0
    return await within(hotel, lambda conn, house: bundles.by_id(conn, house, found))


def calendars(guest: Phone) -> list[list[str]]:
    """The status of every entry in each calendar file that came, the oldest file first."""
    files = [one.document.content for one in guest.from_bot() if one.document]
    return [[str(event["STATUS"]) for event in Calendar.from_ical(one).walk("VEVENT")] for one in files]


async def test_a_family_books_a_package_moves_one_part_gives_up_another_and_then_the_rest(
    hotel: Hotel, aygun: Phone
) -> None:
    desk = Reception(hotel, "Dana")
    async with hotel.open():
        shown = await plans(aygun, "Ailə ekskursiyası", "Kiçik ferma", "Qayıq gəzintisi")
        assert "Qənaətiniz" in shown
        await aygun.taps("Başqa günlər")
        await aygun.taps(aygun.labels()[3])
        await aygun.taps("Yeri saxla")
        await aygun.sees("olanadək sizin üçün saxlanılır: Ailə həftəsi")
        await aygun.taps("Bəli, bron et")
        assert "Bron edildi: Ailə həftəsi." in plain(await aygun.last())
        await aygun.taps("Təqvimə əlavə et")
        await aygun.taps("Dəyiş və ya ləğv et")

        await aygun.taps("Qayıq gəzintisi")
        await aygun.taps("Vaxtı dəyiş")
        await aygun.taps(aygun.labels()[3])
        await aygun.taps(aygun.labels()[0])
        await aygun.taps("Yeri saxla")
        await aygun.taps("Bəli, bron et")
        moved = plain(await aygun.sees("Bron edildi: Qayıq gəzintisi"))
        one = await the_package(hotel, moved[moved.index("B-") :][:6])
        parts = await within(hotel, lambda conn, house: bundles.parts(conn, house, one.id))
        assert bundles.total(parts, "AZN") == one.quote.total
        assert [part.status for part in parts] == ["CONFIRMED"] * 3

        await aygun.says("/bookings")
        await aygun.taps("Kiçik ferma")
        await aygun.taps("Bütün paketi aç")
        await aygun.taps("Kiçik ferma")
        await aygun.taps("Bronu ləğv et")
        await aygun.sees("Ləğv edildi: Kiçik ferma.")

        (boat,) = (part for part in parts if part.part == "boating")
        card = await desk.types(f"/redeem {boat.ref}")
        assert one.ref in card
        assert "life jackets" in card

        await aygun.says("/bookings")
        await aygun.taps("Qayıq gəzintisi")
        await aygun.taps("Bütün paketi aç")
        assert "Ləğv edilib: Kiçik ferma" in plain(await aygun.last())
        await aygun.taps("Hamısını ləğv et")
        await aygun.taps("Hamısını ləğv et")
        await aygun.sees("Ləğv edildi: Ailə həftəsi.")
        assert calendars(aygun)[0] == ["CONFIRMED"] * 3
        assert [each for each in calendars(aygun)[1:] if each != ["CONFIRMED"]] == [["CANCELLED"]] * 3
        parts = await within(hotel, lambda conn, house: bundles.parts(conn, house, one.id))
        assert {part.status for part in parts} == {"CANCELLED"}
