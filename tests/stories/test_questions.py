"""What guests asked during the day is what the manager sees in the evening."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from bot.demo.telegram import Sent
from tests.hotel import Hotel, Phone, plain


async def ask_about(hotel: Hotel, aygun: Phone, bence: Phone, chiara: Phone) -> None:
    """Two answers, one topic chosen, one question that nobody can answer, one complaint."""
    await aygun.says("Səhər yeməyi saat neçədədir?")
    await aygun.last()
    await bence.says("Mikor van a reggeli?")
    await bence.last()
    await chiara.says("Who wrote the book that lies in room 305?")
    await chiara.last()
    await bence.says("Nincs meleg víz a szobában, felháborító!")
    await hotel.settled()


def picture(shown: Sent) -> Image.Image:
    assert shown.photo
    return Image.open(BytesIO(shown.photo.content))


async def test_the_manager_sees_what_was_asked_and_leafs_through_the_periods(
    hotel: Hotel, aygun: Phone, bence: Phone, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await ask_about(hotel, aygun, bence, chiara)
        await madina.says("/manage")
        await madina.taps("Figures and more")
        await madina.taps("Guests' questions")
        shown = await madina.sees("Questions: 4 (0). Without a person: 50%")
        said = plain(shown)
        assert "14–20 Nov 2026\nIn brackets: 7–13 Nov 2026" in said
        assert "Visits: 3 (0)" in said
        assert "Answered at once: 2 (0)" in said
        assert "No answer, passed to a person: 1 (0)" in said
        assert "Complaints and calls for a person: 1 (0)" in said
        assert "Most asked: Breakfast: 2" in said
        assert "Hungarian: 2" in said
        assert "As of 20 November, 13:00" in said
        assert picture(shown).size == (1200, 750)
        assert madina.labels() == [
            "30 days", "Last month", "12 months", "Not answered", "Cases and promises",
            "What extras bring", "Manager's home",
        ]  # fmt: skip
        await madina.taps("30 days")
        again = await madina.sees("22 Oct – 20 Nov 2026")
        assert again.message_id == shown.message_id, "one picture, drawn anew in its place"
        await madina.taps("Last month")
        await madina.sees("Nothing was asked in these days.")
        await madina.taps("Manager's home")
        assert (await madina.last()).photo is None


async def test_the_manager_reads_what_had_no_answer_without_who_asked(
    hotel: Hotel, aygun: Phone, bence: Phone, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await ask_about(hotel, aygun, bence, chiara)
        await madina.says("/report")
        await madina.sees("Without a person: 50%")
        await madina.taps("Not answered")
        shown = await madina.sees("Without an answer: 1")
        assert "Who wrote the book that lies in room •?" in plain(shown)
        await madina.taps("Guests' questions")
        await madina.sees("Questions: 4 (0)")


async def test_yesterday_is_yesterday_when_the_hotel_says_so(
    hotel: Hotel, aygun: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await aygun.says("Səhər yeməyi saat neçədədir?")
        await hotel.pass_time(hours=10, minutes=59)  # 23:59 in Baku
        await aygun.says("Wi-Fi parolu nədir?")
        await aygun.last()
        await hotel.pass_time(minutes=1)
        await aygun.says("Hovuz saat neçəyədək açıqdır?")
        await aygun.last()
        await madina.says("/report")
        shown = await madina.sees("Questions: 3")
        assert "Visits: 2 (0)" in plain(shown)
        assert "15–21 Nov 2026" in plain(shown)


async def test_a_guest_is_not_shown_the_figures(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says("/report")
        assert not (await chiara.last()).photo
        assert hotel.loopback.calls("sendPhoto") == []


async def test_the_report_of_an_older_message_that_is_gone_comes_anew(
    hotel: Hotel, aygun: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await aygun.says("Səhər yeməyi saat neçədədir?")
        await aygun.last()
        await madina.says("/report")
        shown = await madina.sees("Questions: 1")
        hotel.loopback.press(madina.person, shown, "30 days")
        hotel.loopback.chats.remove(shown)
        again = await madina.sees("22 Oct – 20 Nov 2026")
        assert again.message_id != shown.message_id
