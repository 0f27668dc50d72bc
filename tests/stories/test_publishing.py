"""Madina edits the catalog in a spreadsheet: three slips come back marked, then it is live, then undone."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.config import PROPERTY
from bot.db import Connection
from bot.demo.telegram import Sent
from bot.desk.catalog import versions
from bot.desk.catalog.edits import price_of
from bot.tg import files
from bot.workbook.__main__ import answer
from bot.workbook.marking import SIGN
from tests.hotel import Hotel, Phone, plain

BOATING = ("boating", "default", 0)
ENGLISH = re.compile(r"\b(?:the|is|not|and|write|price|of|to)\b")


class Editor(Phone):
    """Somebody's private chat with the bot, through which files go both ways."""

    async def sends(self, name: str, content: bytes) -> None:
        self.telegram.send_document(self.person, name, content)
        await self.hotel.settled()

    async def file(self) -> Sent:
        """The newest document that came."""
        await self.hotel.settled()
        return [one for one in self.from_bot() if one.document][-1]

    async def reads(self) -> str:
        return plain(await self.last())


@pytest.fixture
def madina(hotel: Hotel) -> Editor:
    return Editor(hotel, "Madina")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reader and writer, in a thread of ours: a process of its own takes a second to begin."""

    async def apart(reader: Sequence[str], content: bytes, seconds: float) -> bytes | int:
        said, _, rest = content.partition(b"\n")
        return await asyncio.to_thread(answer, json.loads(said), rest)

    monkeypatch.setattr(files, "apart", apart)


class Book:
    """A workbook as a spreadsheet program has it open."""

    def __init__(self, sent: Sent) -> None:
        import openpyxl

        assert sent.document
        self.name = sent.document.name
        self.sheets: Any = openpyxl.load_workbook(io.BytesIO(sent.document.content))

    def cell(self, sheet: str, offer: str, head: str) -> str:
        """The address of an offer's first cell under that heading."""
        page = self.sheets[sheet]
        column = next(cell.column for cell in page[1] if cell.value == head)
        row = next(cell.row for cell in page["A"] if cell.value == offer)
        return f"{sheet}!{page.cell(row, column).coordinate}"

    def put(self, cells: Mapping[str, str]) -> bytes:
        """Written over and saved."""
        for place, value in cells.items():
            sheet, _, cell = place.partition("!")
            self.sheets[sheet][cell] = value
        kept = io.BytesIO()
        self.sheets.save(kept)
        return kept.getvalue()

    def value(self, place: str) -> str:
        sheet, _, cell = place.partition("!")
        return str(self.sheets[sheet][cell].value)

    def marks(self, sign: str = SIGN) -> set[str]:
        """The cells that carry a comment with what to mend."""
        cells = ((page.title, cell) for page in self.sheets for row in page.iter_rows() for cell in row)
        return {f"{name}!{one.coordinate}" for name, one in cells if one.comment and sign in one.comment.text}


async def price(hotel: Hotel) -> tuple[int, int]:
    """The live version, and what the boat costs in it."""

    def look(conn: Connection) -> tuple[int, int]:
        n = versions.live_number(conn, PROPERTY)
        return n, int(price_of(versions.load(conn, PROPERTY, n), *BOATING))

    assert hotel.running
    return await hotel.running.db.read(look)


async def test_three_slips_come_back_marked_and_then_it_is_live_and_then_undone(
    hotel: Hotel, madina: Editor
) -> None:
    async with hotel.open():
        await madina.says("/catalog")
        book = Book(await madina.file())
        assert book.name == "catalog-1.xlsx"
        boat = book.cell("Prices", "boating", "Price")
        others = [book.cell("Prices", "sauna", "Price"), book.cell("Options", "fishing", "Duration")]
        right = [book.sheets[one.partition("!")[0]][one.partition("!")[2]].value for one in others]
        await madina.sends(book.name, book.put({boat: "fifty", others[0]: "8,5,0", others[1]: "an hour"}))
        shown = plain(await madina.sees("Mend 3 cells in catalog-1.xlsx and send it again"))
        assert all(one in shown for one in (boat, *others))
        back = Book(await madina.file())
        assert back.marks() == {boat, *others}
        assert (await price(hotel))[0] == 1
        await madina.sends(book.name, back.put({boat: "50", **dict(zip(others, right, strict=True))}))
        assert "Boating, per boat: AZN 45 → AZN 50 (+11%)" in await madina.reads()
        await _as_a_family(madina)
        await madina.taps("Publish")
        assert (await madina.reads()).startswith("Live now: version 2.")
        assert await price(hotel) == (2, 50)
        await madina.taps("Undo")
        assert await price(hotel) == (3, 45)


async def test_a_manager_who_reads_no_english_meets_none(hotel: Hotel, madina: Editor) -> None:
    """The workbook, its help, the three slips in the chat and in the cells, and what goes live."""
    async with hotel.open():
        await madina.says("/language")
        await madina.taps("Azərbaycanca")
        before = len(madina.from_bot())
        await madina.says("/catalog")
        book = Book(await madina.file())
        boat = book.cell("Prices", "boating", "Qiymət")
        slips = {boat: "əlli"}
        slips[book.cell("Offers", "boating", "Bron üsulu")] = "saatla"
        slips[book.cell("Schedules", "disco", "Başlama vaxtları")] = "axşam"
        right = {one: book.value(one) for one in slips} | {boat: "50"}
        await madina.sends(book.name, book.put(slips))
        said = plain(await madina.sees(f'{boat}: "əlli" qiymət deyil; belə yazın: 30 və ya 30.50'))
        assert all(one in said for one in slips)
        back = Book(await madina.file())
        assert back.marks(sign="Düzəldin:") == set(slips)
        assert [cell.value for cell in back.sheets["To mend"][1]] == ["Harada", "Nə səhvdir", "Nə etməli"]
        await madina.sends(book.name, back.put(right))
        await madina.taps("Dərc et")
        assert await price(hotel) == (2, 50)
        told = [plain(one) for one in madina.from_bot()[before:]]
        assert not [one for one in told if ENGLISH.search(one)]


async def _as_a_family(madina: Editor) -> None:
    """She looks with the eyes of a family that reads Hungarian; nothing can be booked there."""
    await madina.taps("Preview as a guest")
    await madina.says("2 adults, children 4 and 11, 21.11, hu")
    assert "the draft, not live yet" in plain(await madina.sees("They would be offered"))
    await madina.taps("See what they see")
    await madina.taps("Természet")
    shown = await madina.reads()
    assert shown.startswith("Preview, as a guest: nobody can book here.")
    assert "Csónakázás: 50 ₼" in shown
    await madina.taps("End the preview")
    await madina.taps("Open the draft")


async def test_an_hour_of_publishing_survives_a_restart(hotel: Hotel, madina: Editor) -> None:
    """The price that was taken back this evening comes back in the morning."""
    async with hotel.open():
        for said in ("/manage", "Boating 50"):
            await madina.says(said)
            await hotel.settled()
        await madina.taps("Publish")
        await madina.taps("Undo")
        assert await price(hotel) == (3, 45)
        await madina.taps("What changed")
        await madina.taps("All versions")
        await madina.taps("Version 2")
        await madina.taps("Go back to 2")
        await madina.taps("Set a time")
        await madina.says("21.11 06:00")
        await madina.sees("Goes live Sat 21 November, 06:00")
        assert (await price(hotel))[0] == 3
    hotel.clock.advance(hours=30)
    async with hotel.open():
        await madina.sees("Live now, as planned")
        assert await price(hotel) == (4, 50)
