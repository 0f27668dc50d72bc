"""Five ways in which something can be had: a start, a day, a length of time, at any time, or by a person."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import shipped
from tests.hotel import Desk, Hotel, Phone, plain

MORE = ("More", "Davamını göstər", "Továbbiak", "Показать ещё", "Devamını göster", "Mehr")


@pytest.fixture
def files(hotel: Hotel, tmp_path: Path) -> Path:
    """A catalog of the hotel's own: the demo's, to be edited before it opens."""
    place = tmp_path / "catalog"
    shutil.copytree(shipped.folder("packages_catalog"), place)
    hotel.catalog = place
    return place


def edited(file: Path, old: str, new: str) -> None:
    before = file.read_text()
    assert old in before
    file.write_text(before.replace(old, new))


async def goes(guest: Phone, *way: str) -> None:
    """Tap through the screens, on to further pages where a label is on none of these."""
    for label in way:
        while not any(one.startswith(label) for one in guest.labels()):
            more = [one for one in guest.labels() if one.startswith(MORE)]
            assert more, (label, guest.labels(), plain(await guest.last()))
            await guest.taps(more[0])
        await guest.taps(label)
        assert len(guest.labels()) <= 8


async def test_a_day_ticket_has_a_day_and_no_hour(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/start")
        await chiara.last()
        await goes(chiara, "Book an extra", "Family", "Heated kids' pool", "Book", "Tomorrow", "2 adults")
        assert "Sat 21 November, 09:00–19:30" in plain(await chiara.sees("Total:"))
        await goes(chiara, "Other days", "Sun 22 November")
        await chiara.sees("Sun 22 November, 09:00–19:30")
        await goes(chiara, "Hold these places", "Yes, book")
        await chiara.sees("Booked: Heated kids' pool, Sun 22 November, 09:00–19:30.")
        await goes(chiara, "Change or cancel")
        assert "Cancel Heated kids' pool, Sun 22 November, 09:00–19:30?" in plain(await chiara.last())
        await goes(chiara, "Cancel the booking")
        await chiara.sees("Cancelled: Heated kids' pool")


async def test_a_day_that_has_begun_is_sold_until_it_closes(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():  # 13:00 in Baku; the pool opened at nine
        await chiara.says("/start")
        await chiara.last()
        await goes(chiara, "Book an extra", "Family", "Heated kids' pool", "Book", "Today", "2 adults")
        await goes(chiara, "Hold these places", "Yes, book")
        await chiara.sees("Booked: Heated kids' pool, Fri 20 November, 09:00–19:30.")
        await goes(chiara, "Change or cancel", "Cancel the booking")
        await chiara.sees("Cancelled: Heated kids' pool")


async def test_a_stroller_is_rented_from_a_day_for_so_many_days(
    hotel: Hotel, chiara: Phone, bence: Phone, files: Path
) -> None:
    """One stroller for the days and the weeks of everybody: taken, waited for, and free again."""
    edited(files / "hotel.yaml", "    capacity: 6\n    grain: 1440", "    capacity: 1\n    grain: 1440")
    async with hotel.open():
        await chiara.says("/start")
        await chiara.last()
        await goes(chiara, "Book an extra", "Family", "Stroller", "Book", "One day", "Tomorrow")
        assert chiara.labels()[:3] == ["1 day · 1 left", "2 days · 1 left", "3 days · 1 left"]
        await goes(chiara, "3 days", "2 adults")
        card = plain(await chiara.sees("Total:"))
        assert "Sat 21 November, 3 days" in card
        assert "24" in card
        await goes(chiara, "Hold these places", "Yes, book them")
        await chiara.sees("Booked: Stroller, Sat 21 November, 3 days.")

        await bence.says("/start")
        await bence.last()
        await goes(bence, "Szolgáltatást foglalok", "Családoknak", "Babakocsi", "Foglalás", "Egy hét")
        assert any("betelt" in one for one in bence.labels())
        await goes(bence, "Holnap")
        await goes(bence, bence.labels()[0], "2 felnőtt")
        assert "nov. 24" in " ".join(bence.labels()) or "november 24" in " ".join(bence.labels())
        await goes(bence, "Kérem a várólistát")

        await goes(chiara, "Change or cancel", "Cancel the booking")
        freed = await bence.sees("Felszabadult Önnek: Babakocsi")
        assert "7 nap" in plain(freed)
        await goes(bence, "Fizetésköteles foglalás")
        await bence.sees("Lefoglalva: Babakocsi")


async def test_the_bathhouse_is_somebodys_alone_and_is_cleaned_between(hotel: Hotel, chiara: Phone) -> None:
    rival = Phone(hotel, "Rustam")
    async with hotel.open():
        await chiara.says("/start")
        await chiara.last()
        await goes(chiara, "Book an extra", "Nature", "Sauna", "Book", "Tomorrow")
        assert [one[:5] for one in chiara.labels()[:2]] == ["10:00", "10:30"]
        await goes(chiara, "10:00", "2 adults")
        await chiara.sees("Sat 21 November, 10:00, 2 h")
        await goes(chiara, "Hold these places", "Yes, book them")
        await rival.says("/language")
        await rival.taps("English")
        await rival.says("/start")
        await rival.last()
        await goes(rival, "Book an extra", "Nature", "Sauna", "Book", "Tomorrow")
        assert all("full" in one for one in rival.labels()[:4])  # 10:00–11:30: somebody is inside
        await goes(rival, "Later")
        assert "full" in rival.labels()[0]  # 12:00: it is being cleaned
        assert rival.labels()[1] == "12:30 · 1 place left"
        await goes(rival, "12:30", "2 adults")
        await rival.sees("Sat 21 November, 12:30, 2 h")


async def test_what_is_open_has_no_day_at_all(hotel: Hotel, aygun: Phone) -> None:
    async with hotel.open():
        await aygun.says("/start")
        await aygun.last()
        await goes(aygun, "Xidmət seç", "Ailə üçün", "Uşaq menyusu", "Bron et")
        await aygun.says("0, 5")
        await aygun.last()
        await goes(aygun, "Allergiya yoxdur")
        assert "qaldığınız istənilən gün" in plain(await aygun.sees("Cəmi:"))
        await goes(aygun, "Yeri saxla", "Bəli, bron et")
        await aygun.sees("Bron edildi: Uşaq menyusu, qaldığınız istənilən gün.")


async def test_a_nanny_who_is_asked_for_is_held_while_staff_decide(
    hotel: Hotel, chiara: Phone, aygun: Phone, dana: Desk, files: Path
) -> None:
    """The only nanny of a day is asked for once; a refusal frees her."""
    nannies = "    capacity: 3\n    grain: 1440"
    edited(files / "hotel.yaml", nannies, "    capacity: 1\n    grain: 1440")
    async with hotel.open():
        await aygun.says("/start")
        await aygun.last()
        await goes(aygun, "Xidmət seç", "Ailə üçün", "Dayə", "İstək bildir", "Gündüz", "Sabah")
        await goes(aygun, "2 böyük", "Allergiya yoxdur", "İstəyi göndər")
        await chiara.says("/start")
        await chiara.last()
        await goes(
            chiara, "Book an extra", "Family", "Childcare", "Ask for it", "Evening", "Tomorrow", "2 adults"
        )
        await chiara.sees("Childcare (nanny): all taken for now.")
        case = await dana.sees_case(about="Asks for: Childcare")
        await case.taps("Decline, show others")
        await goes(chiara, "Other days", "Tomorrow", "2 adults", "No allergies")
        await goes(chiara, "Send the request")
        await chiara.sees("Passed on to")


async def test_pony_and_trail_share_their_instructors(hotel: Hotel, chiara: Phone, files: Path) -> None:
    """A pony ride at eleven takes one of two that the instructors can look after; the trail has one left."""
    edited(files / "hotel.yaml", "    capacity: 10\n    grain: 10", "    capacity: 2\n    grain: 10")
    async with hotel.open():
        await chiara.says("/start")
        await chiara.last()
        ride = ("Book an extra", "Nature", "Horse riding", "Book")
        await goes(chiara, *ride, "Forest", "Tomorrow")
        assert chiara.labels()[1] == "11:00 · 2 places left"
        await goes(chiara, "11:00", "1 adult")
        for size in ("172", "60"):
            await chiara.says(size)
            await chiara.last()
        await goes(chiara, "Hold these places", "Yes, book them")
        await chiara.says("/start")
        await chiara.last()
        await goes(chiara, *ride, "Pony", "Tomorrow")
        assert chiara.labels()[2] == "11:00 · 1 place left"
        assert chiara.labels()[3] == "15:00 · 2 places left"


async def test_of_what_is_open_a_guest_takes_several(hotel: Hotel, chiara: Phone, files: Path) -> None:
    edited(files / "extras/family/stroller.yaml", 'mode: "rental"', 'mode: "open"')
    async with hotel.open():
        await chiara.says("/start")
        await chiara.last()
        await goes(chiara, "Book an extra", "Family", "Stroller", "Book", "One day")
        assert chiara.labels() == ["1", "2", "3", "4", "5", "6", "Back"]
        await goes(chiara, "2", "2 adults")
        assert "AZN 16" in plain(await chiara.sees("any day of your stay"))
        await goes(chiara, "Hold these places", "Yes, book them")
        await chiara.sees("Booked: Stroller, any day of your stay.")
