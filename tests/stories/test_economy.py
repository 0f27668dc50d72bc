"""What guests look at, cannot have and book is what the manager sees of it a minute later."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.db import Connection
from bot.desk.house import House
from bot.desk.menu.manage import economy
from bot.desk.reports.economy import report as whole
from bot.desk.reports.economy.report import Report
from bot.desk.reports.periods import Period
from bot.tg import files
from tests.hotel import Hotel, Phone, plain


async def test_a_large_report_is_read_beside_the_writer(
    hotel: Hotel, madina: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year of 21,000 bookings takes most of a second, in which no guest should wait."""
    monkeypatch.setattr(economy, "MANY", -1)
    called, looked = list[Period](), list[Any]()
    report, look = whole.report, files._looked

    def counted(conn: Connection, house: House, period: Period) -> Report:
        called.append(period)
        return report(conn, house, period)

    def beside(conn: Connection, *facts: Any) -> object:
        looked.append(found := look(conn, *facts))
        return found

    monkeypatch.setattr(whole, "report", counted)
    monkeypatch.setattr(files, "_looked", beside)
    async with hotel.open():
        await madina.says("/report")
        await madina.last()
        await madina.taps("What extras bring")
        await madina.sees("No extra was booked for these days.")
    assert [one.period for one in looked] == called


async def test_the_manager_sees_what_an_extra_brings_and_where_guests_leave(
    hotel: Hotel, aygun: Phone, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await aygun.says("/start")
        for label in ("Xidmət seç", "Ailə üçün"):
            await aygun.last()
            await aygun.taps(label)
            await hotel.settled()
        while "Körpə çarpayısı" not in aygun.labels():
            await aygun.taps("Davamını göstər")
            await hotel.settled()
        await aygun.taps("Körpə çarpayısı")
        await aygun.last()
        await madina.says("/report")
        await madina.last()
        await madina.taps("What extras bring")
        shown = await madina.sees("No extra was booked for these days.")
        assert shown.photo
        assert Image.open(BytesIO(shown.photo.content)).size == (1200, 750)
        await madina.taps("Extra by extra")
        said = plain(await madina.sees("Baby cot"))
        assert "Free" in said
        await madina.taps("Baby cot")
        assert "Card 1 → begun 0" in plain(await madina.sees("Kept for: a good night's sleep"))
        await madina.taps("What extras bring")
        await madina.taps("As a spreadsheet")
        sent = await madina.sees("All figures of the extras")
        assert sent.document
        assert "Lost guest" in load_workbook(BytesIO(sent.document.content)).sheetnames
