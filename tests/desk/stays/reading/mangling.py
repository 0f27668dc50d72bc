"""Files that no front desk would send: the six of the corpus, broken in every way that a seed draws."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.arrivals import files

Mangle = Callable[[random.Random, bytes], bytes]
NASTY = [
    *("=1+1", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "-2+3", "\x00", "\ufeff", "\u202e", "'", '"', '"""'),
    *("'; DROP TABLE stays; --", "<b>", "{0.__class__}", "%s%n", "\ud83d", "🦙" * 40, "é" + "\u0301" * 90),
    *("NaN", "inf", "1e400", "-1", "0", "99999999999999999999", "31.02.2026", "00.00.0000", "2026-13-45"),
    *("0+0", "99+99", "-5", "14.07–", "–", "14.07–13.07", "١٤.٠٧.٢٠٢٦", "²", "A" * 9000, "\t;,|\n", "Ⅷ"),
]  # fmt: skip


def flipped(draw: random.Random, content: bytes) -> bytes:
    broken = bytearray(content)
    for _ in range(draw.choice([1, 3, 20, 200])):
        broken[draw.randrange(len(broken))] = draw.randrange(256)
    return bytes(broken)


def cut(draw: random.Random, content: bytes) -> bytes:
    return content[: draw.randrange(len(content))]


def doubled(draw: random.Random, content: bytes) -> bytes:
    at, size = draw.randrange(len(content)), draw.choice([1, 10, 500])
    return content[:at] + content[at : at + size] * draw.choice([2, 50]) + content[at:]


def glued(draw: random.Random, content: bytes) -> bytes:
    other = draw.choice(list(files.ALL.values()))()
    return content[: draw.randrange(len(content))] + other[draw.randrange(len(other)) :]


def _cells(content: bytes) -> tuple[list[list[str]], str]:
    text = content.decode("utf-8", "replace") if content[:2] != b"PK" else files.travelline().decode("cp1251")
    separator = ";" if text.count(";") > text.count(",") else ","
    return [line.split(separator) for line in text.splitlines()], separator


def shuffled(draw: random.Random, content: bytes) -> bytes:
    """Cells and rows in any order, with strange ones among them, in any alphabet."""
    rows, separator = _cells(content)
    for row in draw.sample(rows, len(rows) // 2):
        draw.shuffle(row)
    for _ in range(draw.choice([1, 5, 40])):
        row = draw.choice(rows)
        row[draw.randrange(len(row))] = draw.choice(NASTY)
    if draw.random() < 0.3:
        draw.shuffle(rows)
    joined = "\n".join(draw.choice([separator, separator, ";", "\t"]).join(row) for row in rows)
    names = ["utf-8", "utf-16", "utf-16-le", "cp1251", "cp1254", "cp1250", "iso8859_2", "cp1252", "koi8-r"]
    return joined.encode(draw.choice(names), "replace")


def in_a_workbook(draw: random.Random, content: bytes) -> bytes:
    """The same in a workbook: formulas, errors, huge cells, numbers and days where they do not belong."""
    rows, _ = _cells(content)
    odd: list[object] = [1e308, -5, 46349, 2958466, 0.5, True, "=A1", "#REF!", 14.07, "x" * 30_000]

    def fill(sheet: Worksheet) -> None:
        for row in rows[:40]:
            kept = [
                one.translate(dict.fromkeys(range(32))).encode("utf-8", "replace").decode() for one in row
            ]
            sheet.append([draw.choice(odd) if draw.random() < 0.05 else one for one in kept[:50]])

    return files.workbook(fill)


def inside(draw: random.Random, content: bytes) -> bytes:
    """One part of a workbook broken, and packed again so that it opens."""
    if content[:2] != b"PK" or content not in _kept.values():
        return doubled(draw, content)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to,
    ):
        names = archive.namelist()
        victim = draw.choice(names)
        for name in names:
            part = archive.read(name)
            if name == victim:
                part = draw.choice([flipped, cut, doubled])(draw, part)
            if name != victim or draw.random() < 0.9:
                to.writestr(name, part)
    return out.getvalue()


MANGLES: tuple[Mangle, ...] = (
    flipped,
    cut,
    doubled,
    glued,
    shuffled,
    shuffled,
    in_a_workbook,
    inside,
    inside,
)


def mangled(seed: int) -> bytes:
    """One broken file for each seed."""
    draw = random.Random(seed)
    content = _made(draw.randrange(len(files.ALL)))
    for _ in range(draw.choice([1, 1, 2])):
        content = draw.choice(MANGLES)(draw, content) or b"x"
    return content


_kept: dict[int, bytes] = {}


def _made(which: int) -> bytes:
    if which not in _kept:
        _kept[which] = list(files.ALL.values())[which]()
    return _kept[which]


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose sheet is this."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(files.opera())) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to,
    ):
        for name in archive.namelist():
            to.writestr(name, xml if name.startswith("xl/worksheets/sheet") else archive.read(name))
    return out.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def _bombs() -> dict[str, Callable[[], bytes]]:
    """Small files that want to be large."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "haha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
    )
    cell = b'<c r="A1" t="inlineStr"><is><t>%s</t></is></c>'
    return {
        "a million columns": lambda: with_sheet(SHEET % (b'<row r="1">' + b"<c/>" * 1_000_000 + b"</row>")),
        "too many tags": lambda: with_sheet(SHEET % (b"<row>" + b"<c/>" * 2_000_000 + b"</row>")),
        "a million rows": lambda: with_sheet(SHEET % (b"<row><c><v>1</v></c></row>" * 1_000_000)),
        "the last cell": lambda: with_sheet(SHEET % b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "much space": lambda: with_sheet(b" " * 200_000_000),
        "a cell of 30 MB": lambda: with_sheet(SHEET % (b"<row>" + cell % (b"x" * 30_000_000) + b"</row>")),
        "laughs": lambda: with_sheet(laughs + b"]>" + SHEET % (b'<row r="1">' + cell % b"&l;" + b"</row>")),
        "deep": lambda: with_sheet(SHEET % (b"<row>" * 100_000 + b"</row>" * 100_000)),
        "a far file": lambda: with_sheet(b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + SHEET % b""),
        "many commas": lambda: b"," * 9_000_000,
        "many lines": lambda: b"a,b\n" * 2_000_000,
        "one quote": lambda: b'room,name,on\n214,"Smith,20.11.2026\n' + b"215,Nagy,21.11.2026\n" * 100_000,
        "nested quotes": lambda: b'"' * 5_000_000,
        "zeros": lambda: b"\0" * 9_000_000,
        "one word": lambda: b"a" * 9_000_000,
        "marks": lambda: ("room;name\n214;e" + "\u0301" * 3_000_000).encode(),
        "many events": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n" * 80_000,
        "open events": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 200_000,
        "folded": lambda: b"BEGIN:VCALENDAR\nSUMMARY:" + b"\n x" * 900_000,
        "deflated": lambda: b"PK\x03\x04" + zlib.compress(b"\0" * 50_000_000),
        "old excel": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000,
        "nothing": lambda: b"",
        "too large": lambda: b"a,b\n" * 3_000_000,
    }  # fmt: skip


BOMBS = {name: cache(make) for name, make in _bombs().items()}
