"""Workbooks that no program would write: the tiny hotel's, broken in every way that a seed draws."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from bot.workbook.pages import Grid, letter
from tests.workbook.editing import laid, tiny

Mangle = Callable[[random.Random, bytes], bytes]
NASTY: list[Any] = [
    *("=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "-2+3", "\u202e", "'", '"""', "json:[", "json:{}"),
    *("\ufeff", "<b>", "{0.__class__}", "🦙" * 40, "é" + "\u0301" * 90, "NaN", "inf"),
    *("1e400", "-1", "0", "9" * 30),
    *("31.02.2026", "2026-13-45", "99:99", "mon-mon", "٣٠", "²", "A" * 9000, "a\nb\nc"),
    *("json:" + "[" * 5000, 1e308, -5, 46349, 2958466, 0.5, True, "#REF!", 14.07, "x" * 30_000, "1/2"),
    *("offers / canoe", " / / ", "hotel", "json:null", "json:1", 'json:{"a": 1}', "ADULT", "CHILD 2"),
    *("every day", "en: x", "1: 1; 2: 2", None, None),
]  # fmt: skip


def flipped(draw: random.Random, content: bytes) -> bytes:
    broken = bytearray(content)
    for _ in range(draw.choice([1, 3, 20, 200])):
        broken[draw.randrange(len(broken))] = draw.randrange(256)
    return bytes(broken)


def cut(draw: random.Random, content: bytes) -> bytes:
    return content[: draw.randrange(1, len(content))]


def doubled(draw: random.Random, content: bytes) -> bytes:
    at, size = draw.randrange(len(content)), draw.choice([1, 10, 500])
    return content[:at] + content[at : at + size] * draw.choice([2, 50]) + content[at:]


def swapped(draw: random.Random, content: bytes) -> bytes:
    """A few digits or letters of the markup replaced: references, types, numbers."""
    out = content
    for old, new in draw.sample(SWAPS, 2):
        parts = out.split(old)
        if len(parts) > 1:
            at = draw.randrange(1, len(parts))
            out = old.join(parts[:at]) + new + old.join(parts[at:])
    return out


SWAPS = [
    (b't="s"', b't="n"'), (b't="s"', b't="b"'), (b't="s"', b't="d"'), (b't="n"', b't="s"'),
    (b"<v>1", b"<v>99999999"), (b'r="A', b'r="ZZZ'), (b"<row ", b"<raw "), (b"</row>", b""),
    (b'r="2"', b'r="-2"'), (b"<v>", b"<f>1</f><v>"), (b'r="3"', b'r="x"'), (b"<c ", b"<c><c "),
    (b"<t>", b"<t>&x;"), (b"<?xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><?xml"), (b"rId1", b"rId99"),
    (b'numFmtId="49"', b'numFmtId="14"'), (b".xml", b".xlm"), (b"worksheet", b"chartsheet"),
]  # fmt: skip


def inside(draw: random.Random, content: bytes) -> bytes:
    """One part broken, and packed again so that it opens."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(tiny())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        victim = draw.choice([one for one in names if one.endswith((".xml", ".rels"))])
        for name in names:
            part = old.read(name)
            if name == victim:
                part = draw.choice([flipped, cut, doubled, swapped, swapped, swapped])(draw, part)
            if name != victim or draw.random() < 0.9:
                new.writestr(name, part)
    return out.getvalue()


@dataclass
class Sheet:
    """Of a workbook in memory: a program that reads and saves one takes twenty times as long."""

    name: str
    rows: list[dict[int, Any]]

    @property
    def wide(self) -> int:
        return max((at for row in self.rows for at in row), default=0) + 1


def refilled(draw: random.Random, content: bytes) -> bytes:
    """Cells with something else in them, rows and sheets gone, twice or elsewhere."""
    book = [Sheet(one.name, _padded(one)) for one in laid()]
    for _ in range(draw.choice([1, 3, 30])):
        sheet = draw.choice(book)
        row = 0 if draw.random() < 0.02 else draw.randrange(1, len(sheet.rows) + 2)
        sheet.rows += [{} for _ in range(row + 1 - len(sheet.rows))]
        sheet.rows[row][draw.randrange(sheet.wide)] = draw.choice(NASTY)
    _moved(draw, book)
    return saved(book)


def _padded(grid: Grid) -> list[dict[int, Any]]:
    """Every row up to the last, also those that are empty."""
    found = {number: dict(cells) for number, cells in grid.rows}
    return [found.get(number, {}) for number in range(1, max(found, default=0) + 1)]


def _moved(draw: random.Random, book: list[Sheet]) -> None:
    sheet = draw.choice(book)
    match draw.randrange(20):
        case 0:
            at = draw.randrange(len(sheet.rows) or 1)
            del sheet.rows[at : at + draw.choice([1, 5])]
        case 1:
            out = draw.randrange(sheet.wide)
            sheet.rows = [
                {at - (at > out): one for at, one in row.items() if at != out} for row in sheet.rows
            ]
        case 2:
            sheet.name = draw.choice(["Offers", "Prise", "x", "Текст"])
        case 3:
            sheet.rows.append(dict(draw.choice(sheet.rows or [{}])))
        case 4:
            book[book.index(sheet)] = Sheet("x", [])


def saved(book: Sequence[Sheet]) -> bytes:
    """The package of the tiny hotel with these sheets in it."""
    parts = {f"xl/worksheets/sheet{n}.xml": _xml(one) for n, one in enumerate(book, 1)}
    parts["xl/workbook.xml"] = _named(book)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name, part in {**_frame(), **parts}.items():
            new.writestr(name, part)
    return out.getvalue()


@cache
def _frame() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(tiny())) as old:
        return {name: old.read(name) for name in old.namelist()}


def _named(book: Sequence[Sheet]) -> bytes:
    """The list of the sheets, with their names as they are now."""
    names = iter(book)
    listed = _frame()["xl/workbook.xml"].decode()
    return re.sub(r'(<sheet [^>]*?name=")[^"]*', lambda it: it[1] + escape(next(names).name), listed).encode()


def _xml(sheet: Sheet) -> bytes:
    rows = "".join(
        f'<row r="{number}">{"".join(_cell(at, number, one) for at, one in sorted(row.items()))}</row>'
        for number, row in enumerate(sheet.rows, 1)
        if row
    )
    return SHEET % rows.encode("utf-8", "replace")


def _cell(at: int, number: int, value: Any) -> str:
    where = f'r="{letter(at)}{number}"'
    match value:
        case None:
            return ""
        case bool():
            return f'<c {where} t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f"<c {where}><v>{value}</v></c>"
        case str() if value.startswith("="):
            return f"<c {where}><f>{escape(value[1:])}</f><v>0</v></c>"
        case str() if value.startswith("#"):
            return f'<c {where} t="e"><v>{escape(value)}</v></c>'
    return f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


MANGLES: tuple[Mangle, ...] = (flipped, cut, doubled, inside, inside, inside, refilled, refilled, refilled)


def mangled(seed: int) -> bytes:
    """One broken workbook for each seed."""
    draw = random.Random(seed)
    return draw.choice(MANGLES)(draw, tiny()) or b"x"


NS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = b"<worksheet " + NS + b"><sheetData>%s</sheetData></worksheet>"
CELL = b'<c r="A%d" t="inlineStr"><is><t>%s</t></is></c>'


@cache
def first_sheet() -> str:
    return "xl/worksheets/sheet1.xml"


def with_sheet(xml: bytes, more: dict[str, bytes] | None = None) -> bytes:
    """A workbook whose first sheet is this."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(tiny())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == first_sheet() else old.read(name))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def laughs() -> bytes:
    entities = b'<!ENTITY a "haha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
    )
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&l;</t></is></c></row>'
    return with_sheet(b"<!DOCTYPE x [" + entities + b"]>" + SHEET % row)


def many_parts() -> bytes:
    return with_sheet(SHEET % b"", {f"xl/media/{n}.txt": b"x" for n in range(3_000)})


def rows(n: int) -> bytes:
    return with_sheet(
        SHEET % b"".join(b'<row r="%d">%s</row>' % (k, CELL % (k, b"zone")) for k in range(1, n))
    )


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a workbook": (lambda: b"code,title\ncanoe,Canoe\n" * 9, "this is not a workbook"),
    "nothing": (lambda: b"", "this is not a workbook"),
    "an old one": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "of the old kind, .xls"),
    "a locked one": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900 + "EncryptedPackage".encode("utf-16-le"),
        "locked with a password",
    ),
    "macros": (lambda: with_sheet(SHEET % b"", {"xl/vbaProject.bin": b"x" * 99}), "holds macros"),
    "links": (
        lambda: with_sheet(SHEET % b"", {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "draws on other files",
    ),
    "another archive": (lambda: _zip({"content.xml": b"<x/>"}), "not an Excel workbook"),
    "too large": (lambda: b"PK\x03\x04" + b"x" * 11_000_000, "larger than 10 MB"),
    "much space": (lambda: with_sheet(SHEET % (b" " * 65_000_000)), "far too much"),
    "many parts": (many_parts, "far too much"),
    "a hundred thousand rows": (lambda: rows(100_001), "more than 30,000 rows"),
    "a million tags": (
        lambda: with_sheet(SHEET % (b"<row>" + b"<c/>" * 3_000_000 + b"</row>")),
        "far too much",
    ),
    "empty rows": (lambda: with_sheet(SHEET % (b"<row/>" * 100_000)), "delete the empty rows"),
    "a cell of 9 MB": (
        lambda: with_sheet(SHEET % (b"<row>" + CELL % (1, b"x" * 9_000_000) + b"</row>")),
        "",
    ),
    "laughs": (laughs, "damaged"),
    "a far file": (lambda: with_sheet(b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + SHEET % b""), "damaged"),
    "deep": (lambda: with_sheet(SHEET % (b"<row>" * 100_000 + b"</row>" * 100_000)), ""),
    "an empty sheet": (lambda: with_sheet(SHEET % b""), "the row of headers is missing"),
    "the last cell": (
        lambda: with_sheet(SHEET % b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "headers is missing",
    ),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()
