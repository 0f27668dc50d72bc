"""Bytes → table, whatever the file is called and whoever made it."""

from __future__ import annotations

from bot.desk.stays.reading import calendar, delimited, sheet
from bot.desk.stays.reading.table import MOST_BYTES, Table, Unreadable

ZIPPED, OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
MOST_OF_A_CALENDAR = 3_000_000
OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
)


def read(content: bytes) -> Table | Unreadable:
    """The rows of an Excel workbook, a CSV file or a calendar, told by what is in it. Never raises."""
    if len(content) > MOST_BYTES:
        return Unreadable("too_big")
    if not content.strip():
        return Unreadable("empty")
    if content.startswith(OLD_EXCEL):
        return Unreadable("old_excel")
    if content.startswith(ZIPPED):
        return sheet.read(content)
    if content.startswith(OTHERS):
        return Unreadable("not_a_table")
    if b"BEGIN:VCALENDAR" in content[:200].upper():
        return calendar.read(content) if len(content) <= MOST_OF_A_CALENDAR else Unreadable("too_big")
    return delimited.read(content)
