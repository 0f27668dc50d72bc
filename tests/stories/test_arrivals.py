"""Reception sends the list of arrivals as it has it: read, shown, confirmed once, and taken back."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from sqlalchemy import select

from bot.config import PROPERTY
from bot.db import Connection
from bot.demo.telegram import Sent
from bot.schema import stays
from tests.corpus.arrivals import files
from tests.hotel import Desk, Hotel, Phone, plain


class Sender(Phone):
    """Somebody's private chat with the bot, into which they send files."""

    async def sends(self, name: str, content: bytes, caption: str | None = None) -> Sent:
        sent = self.telegram.send_document(self.person, name, content, caption=caption)
        await self.hotel.settled()
        return sent

    async def reads(self) -> str:
        return plain(await self.last())


@pytest.fixture
def dana(hotel: Hotel) -> Sender:
    """Reception."""
    return Sender(hotel, "Dana")


async def register(hotel: Hotel) -> list[tuple[str | None, str, str]]:
    """Room, surname and state of every stay."""

    def look(conn: Connection) -> list[tuple[str | None, str, str]]:
        mine = select(stays.c.room, stays.c.surname, stays.c.state).where(stays.c.property_id == PROPERTY)
        return [(one.room, one.surname, one.state) for one in conn.execute(mine.order_by(stays.c.id))]

    assert hotel.running
    return await hotel.running.db.read(look)


def csv(*rows: str) -> bytes:
    return "\n".join(("Room;Guest;Arrival;Departure", *rows)).encode()


async def test_a_list_is_shown_as_it_is_read_confirmed_once_and_taken_back(
    hotel: Hotel, dana: Sender
) -> None:
    async with hotel.open():
        await dana.sends("erkezok.xlsx", files.hungarian())
        shown = await dana.reads()
        assert shown.startswith("I read erkezok.xlsx like this. Is it right?")
        assert "Arrival: D · Tartózkodás Érkezés" in shown
        assert "surname: Nagy\nfirst name: János\nroom: 201\nFri 20 November – Fri 27 November" in shown
        assert "Left out, the desk does not need them: birthdays" in shown
        assert "Phone numbers are shown only to whoever has the guest's case" in shown
        await dana.taps("Right")
        shown = await dana.reads()
        assert shown.startswith("erkezok.xlsx: 4 new, 0 changed, 0 as before")
        assert "Row 10, column A: check the room: 999 is not in the hotel's list" in shown
        assert "Row 11, column B: write the guest's name" in shown
        assert await register(hotel) == []
        await dana.taps("Bring in")
        assert (await dana.reads()).startswith("Brought in: 4 new, 0 changed")
        assert await register(hotel) == [
            *(("201", "Nagy", "expected"), ("202", "Kovácsné Szabó", "expected")),
            *(("203", "Tóth", "expected"), ("204", "Őry", "expected")),
        ]
        await dana.taps("Take it back")
        assert (await dana.reads()).startswith("Taken back: 4 stays")
        assert await register(hotel) == []


async def test_the_next_list_of_that_shape_needs_only_the_preview(hotel: Hotel, dana: Sender) -> None:
    async with hotel.open():
        await dana.sends("a.csv", csv("204;Smith John;25.11.2026;29.11.2026"))
        await dana.taps("Right")
        await dana.taps("Bring in")
        later = csv(
            "204;Smith John;25.11.2026;30.11.2026",
            "205;Nagy János;26.11.2026;25.11.2026",
            "206;Li Wei;26.11.2026;27.11.2026",
        )
        await dana.sends("b.csv", later)
        shown = await dana.reads()
        assert shown.startswith("b.csv: 1 new, 1 changed, 0 as before")
        assert "Row 3, column D: the departure, 25.11.2026, should come after the arrival" in shown
        await dana.taps("Bring in")
        await dana.sends("b.csv", later)
        assert (await dana.reads()).startswith("b.csv: everything in it is here already")
        assert "Bring in" not in dana.labels()


async def test_a_desk_that_was_down_between_the_preview_and_the_yes(hotel: Hotel, dana: Sender) -> None:
    async with hotel.open():
        await dana.sends("a.csv", csv("204;Smith John;25.11.2026;29.11.2026"))
        await dana.taps("Right")
    async with hotel.open():
        await dana.taps("Bring in")
        assert await register(hotel) == [("204", "Smith", "expected")]


async def test_an_impatient_second_tap_brings_nothing_in_twice_and_can_still_be_taken_back(
    hotel: Hotel, dana: Sender
) -> None:
    async with hotel.open():
        await dana.sends("a.csv", csv("204;Smith John;25.11.2026;29.11.2026"))
        await dana.taps("Right")
        preview = await dana.last()
        for _ in range(2):
            hotel.loopback.press(dana.person, preview, "Bring in")
        await hotel.settled()
        assert await register(hotel) == [("204", "Smith", "expected")]
        await dana.taps("Take it back")
        assert await register(hotel) == []


async def test_a_column_that_nobody_could_know_is_asked_for(hotel: Hotel, dana: Sender) -> None:
    odd = b"x1;x2;x3;x4\n204;25.11.2026;Smith John;4\n205;26.11.2026;Nagy Anna;2\n"
    async with hotel.open():
        await dana.sends("odd.csv", odd)
        assert "Which column is it: Departure?" in await dana.reads()
        await dana.taps("D · x4")
        shown = await dana.reads()
        assert "Nights: D · x4" in shown
        assert "Wed 25 November – Sun 29 November" in shown


async def test_a_column_can_be_read_differently(hotel: Hotel, dana: Sender) -> None:
    rows = "Room;Guest;Driver;Arrival;Departure\n204;John Smith;Ali Karim;01/12/2027;02/12/2027\n"
    async with hotel.open():
        await dana.sends("a.csv", rows.encode())
        await dana.taps("Change a column")
        await dana.taps("Guest's name")
        await dana.taps("C · Driver")
        assert "surname: Karim\nfirst name: Ali" in await dana.reads()
        await dana.taps("Change a column")
        await dana.taps("Swap day and month")
        assert "Tue 12 January – Fri 12 February" in await dana.reads()


async def test_the_surname_can_be_the_other_word(hotel: Hotel, dana: Sender) -> None:
    async with hotel.open():
        await dana.sends("a.csv", csv("204;Quux Frob;25.11.2026;29.11.2026"))
        assert "surname: Frob" in await dana.reads()
        await dana.taps("Change a column")
        await dana.taps("Swap name and surname")
        assert "surname: Quux" in await dana.reads()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.4", "Send the list as xlsx, CSV or iCal, please."),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save the list as xlsx and send it, please."),
        ("a.xlsx", b"PK\x03\x04 broken", "Save the list again as xlsx and send it, please."),
        ("a.csv", b" \n \n", "Save the list again and send it, please."),
        ("a.csv", b"a;b\n" * 6000, "Send one month at a time, please."),
    ],
)
async def test_what_cannot_be_read_has_a_way_on(
    hotel: Hotel, dana: Sender, name: str, content: bytes, said: str
) -> None:
    async with hotel.open():
        await dana.sends(name, content)
        assert (await dana.reads()).startswith(said)
        await dana.taps("Send a list")
        assert "xlsx, CSV or iCal" in await dana.reads()


async def test_a_file_that_is_too_large_is_never_fetched(hotel: Hotel, dana: Sender) -> None:
    async with hotel.open():
        await dana.sends("all.csv", b"a;b\n" * 3_000_000)
        assert (await dana.reads()).startswith("Send only the rows that you need, please.")
        assert hotel.loopback.calls("getFile") == []


async def test_a_large_file_is_announced_before_it_is_read(hotel: Hotel, dana: Sender) -> None:
    async with hotel.open():
        await dana.sends("all.csv", csv(*["204;Smith John;25.11.2026;29.11.2026;" + "x" * 400] * 1500))
        assert any("I'm reading all.csv." in plain(one) for one in dana.from_bot())


async def test_a_file_that_telegram_has_lost_is_asked_for_again(hotel: Hotel, dana: Sender) -> None:
    async with hotel.open():
        body = {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: wrong file_id or the file is temporarily unavailable",
        }
        hotel.loopback.fail("getFile", status=400, body=body)
        await dana.sends("a.csv", csv())
        assert (await dana.reads()).startswith("Send the file once more, please.")


async def test_a_telegram_that_does_not_answer_is_asked_again(hotel: Hotel, dana: Sender) -> None:
    async with hotel.open():
        hotel.loopback.fail("getFile", status=502, body="<html>Bad Gateway</html>")
        await dana.sends("a.csv", csv("204;Smith John;25.11.2026;29.11.2026"))
        assert (await dana.reads()).startswith("I read a.csv like this.")


async def test_a_guests_document_goes_to_people_and_is_not_opened(hotel: Hotel) -> None:
    async with hotel.open():
        aygun = Sender(hotel, "Aygün")
        await aygun.sends("passport.pdf", b"%PDF-1.4", caption="Mənim sənədim")
        await Desk(hotel, "Dana").sees_case(about="214")
        assert hotel.loopback.calls("getFile") == []
        assert await register(hotel) == []


async def test_a_colleague_of_another_department_brings_nothing_in(hotel: Hotel) -> None:
    async with hotel.open():
        erlan = Sender(hotel, "Erlan")
        await erlan.sends("a.csv", csv("204;Smith John;25.11.2026;29.11.2026"))
        assert hotel.loopback.calls("getFile") == []
        assert "Right" not in erlan.labels()


async def test_nothing_of_a_list_is_in_the_logs_and_nothing_private_on_disk(
    hotel: Hotel, dana: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    if hotel.database:
        pytest.skip("it reads the database's file, and a server keeps its own")
    caplog.set_level(logging.DEBUG, logger="bot")
    async with hotel.open():
        await dana.sends("travelline.csv", files.travelline())
        await dana.taps("Right")
        await dana.taps("Bring in")
        assert ("201", "Иванов", "expected") in await register(hotel)
    assert "Иванов" not in caplog.text
    assert "4510 123456" not in caplog.text
    on_disk = b"".join(one.read_bytes() for one in hotel.folder.rglob("*") if one.is_file())
    assert "Иванов".encode() in on_disk  # control: this would be seen
    assert "9991234567" not in caplog.text
    for private in ("4510 123456", "+7 (999) 123-45-67", "gost@example.com"):
        assert private.encode() not in on_disk


def test_the_lists_play_on_the_day_of_the_stories() -> None:
    assert date(2026, 11, 20).strftime("%A") == "Friday"
