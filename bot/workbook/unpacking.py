"""A workbook's cells, read without trust: bounded before anything is parsed, no entities, formulas named."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree.ElementTree import iterparse
from xml.parsers import expat

from bot.desk.catalog.told import Told, told
from bot.sheets import archive
from bot.sheets.archive import Bounds
from bot.workbook.kinds import EPOCH, Fault, Formula, Value
from bot.workbook.pages import Grid

MOST_BYTES = 10_000_000
MOST_ROWS = 30_000  # of a sheet
MOST_EMPTY = 60_000  # rows that only a slip of the hand put there are not looked through
MOST_CELLS = 300_000
MOST_COLUMNS = 200
MOST_SHEETS = 40
MOST_MERGED = 200
BOUNDS = Bounds(tags=2_600_000)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCK = "EncryptedPackage".encode("utf-16-le")
DATED = re.compile(r"[dmyhs]", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
DAYLESS = frozenset({18, 19, 20, 21, 45, 46, 47})
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Refused(Exception):
    """The file, or a sheet of it, is not read at all."""

    def __init__(self, place: str, problem: Told, fix: Told) -> None:
        super().__init__(problem)
        self.place, self.problem, self.fix = place, problem, fix


@dataclass
class Parts:
    """What the cells of every sheet refer to."""

    strings: list[str] = field(default_factory=list)
    dates: dict[int, str] = field(default_factory=dict)  # by style: "date" or "time"
    epoch: datetime = EPOCH
    cells: int = 0


def grids(data: bytes) -> list[Grid]:
    """Every sheet, hidden ones too; Refused when the file is not to be read."""
    try:
        return _grids(_opened(data))
    except Refused:
        raise
    except Exception:  # a file from anywhere, in a library's hands: whatever it raises, the file is to blame
        raise Refused("workbook", told("issue.file_damaged"), told("fix.save_anew")) from None


def _opened(data: bytes) -> zipfile.ZipFile:
    again = told("fix.save_xlsx")
    if len(data) > MOST_BYTES:
        raise Refused("workbook", told("issue.file_large", number=10), told("fix.no_pictures"))
    if data.startswith(OLE):
        if LOCK in data:
            raise Refused("workbook", told("issue.file_locked"), told("fix.no_password"))
        raise Refused("workbook", told("issue.file_old"), again)
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # zipfile raises more than BadZipFile on a broken directory
        raise Refused("workbook", told("issue.no_workbook"), again) from None
    names = {one.filename for one in file.infolist()}
    if any("vbaproject" in one.lower() for one in names):
        raise Refused("workbook", told("issue.file_macros"), told("fix.no_macros"))
    if "[Content_Types].xml" not in names:
        raise Refused("workbook", told("issue.no_excel"), again)
    if any("externallink" in one.lower() for one in names):
        fix = told("fix.no_links")
        raise Refused("workbook", told("issue.file_links"), fix)
    if large := archive.too_large(file, BOUNDS):
        raise Refused("workbook", told("issue.file_much", what=large), told("fix.fresh_changes"))
    return file


def _grids(file: zipfile.ZipFile) -> list[Grid]:
    main = _main(file)
    links = _links(file, main)
    parts = _parts(file, main, links)
    found = []
    for name, part in _sheets(file, main, links):
        if not name.startswith("To mend"):
            found.append(Grid(name, _rows(file, name, part, parts)))
    return found


def _xml(file: zipfile.ZipFile, part: str) -> Iterator[tuple[str, Any]]:
    """Each element as it ends. A first pass, of a tenth of the time, refuses a document type: no entities."""
    guard = expat.ParserCreate()
    guard.StartDoctypeDeclHandler = _refuse
    with file.open(part) as source:
        guard.ParseFile(source)
    with file.open(part) as source:
        for _, element in iterparse(source, events=("end",)):  # noqa: S314 - as above
            yield element.tag.rpartition("}")[2], element


def _refuse(*_: object) -> None:
    raise ValueError("a document type")


def _attribute(element: Any, name: str) -> str:
    """Whatever its namespace is."""
    return next((one for key, one in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _main(file: zipfile.ZipFile) -> str:
    for tag, element in _xml(file, "_rels/.rels"):
        if tag == "Relationship" and element.get("Type", "").endswith("/officeDocument"):
            return str(normpath(element.get("Target", "").lstrip("/")))
    raise Refused("workbook", told("issue.no_excel"), told("fix.save_xlsx"))


def _links(file: zipfile.ZipFile, main: str) -> dict[str, tuple[str, str]]:
    """By id: the kind and the name of a part."""
    rels = join(dirname(main), "_rels", main.rpartition("/")[2] + ".rels")
    found = {}
    for tag, element in _xml(file, rels):
        if tag == "Relationship" and element.get("TargetMode") != "External":
            target = element.get("Target", "")
            name = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(main), target))
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], name)
    return found


def _sheets(
    file: zipfile.ZipFile, main: str, links: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    found = []
    for tag, element in _xml(file, main):
        if tag == "sheet":
            kind, part = links.get(_attribute(element, "id"), ("", ""))
            if kind == "worksheet":
                found.append((element.get("name", "").strip(), part))
    if len(found) > MOST_SHEETS:
        raise Refused(
            "workbook",
            told("issue.file_sheets", number=len(found)),
            told("fix.keep_at_most", number=MOST_SHEETS),
        )
    return iter(found)


def _parts(file: zipfile.ZipFile, main: str, links: Mapping[str, tuple[str, str]]) -> Parts:
    parts = Parts()
    for kind, name in links.values():
        if kind == "sharedStrings":
            parts.strings = list(_strings(file, name))
        elif kind == "styles":
            parts.dates = _dates(file, name)
    for tag, element in _xml(file, main):
        if tag == "workbookPr" and element.get("date1904") in ("1", "true"):
            parts.epoch = EPOCH + timedelta(days=1462)
    return parts


def _strings(file: zipfile.ZipFile, part: str) -> Iterator[str]:
    for tag, element in _xml(file, part):
        if tag == "si":
            yield _text(element)
            element.clear()


def _text(element: Any) -> str:
    """Of a string with or without runs; how it is pronounced is no part of it."""
    said = []
    for one in element:
        tag = one.tag.rpartition("}")[2]
        if tag == "t":
            said.append(one.text or "")
        elif tag == "r":
            said += [inner.text or "" for inner in one if inner.tag.rpartition("}")[2] == "t"]
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(said))


ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _dates(file: zipfile.ZipFile, part: str) -> dict[int, str]:
    """The styles that show a number as a day or a time."""
    formats: dict[int, str] = {}
    found: dict[int, str] = {}
    for tag, element in _xml(file, part):
        if tag == "numFmt":
            formats[int(element.get("numFmtId", 0))] = element.get("formatCode", "")
        elif tag == "cellXfs":
            kinds = [_dated(int(one.get("numFmtId", 0)), formats) for one in element]
            found = {at: kind for at, kind in enumerate(kinds) if kind}
    return found


def _dated(number: int, formats: Mapping[int, str]) -> str:
    if number in formats:
        code = QUOTED.sub("", formats[number].split(";")[0])
        if not DATED.search(code) or "General" in code or "E+" in code:
            return ""
        return (
            "date"
            if re.search(r"[dy]", code, re.IGNORECASE) or not re.search("[hs]", code, re.IGNORECASE)
            else "time"
        )
    return ("time" if number in DAYLESS else "date") if number in BUILT_IN_DATES else ""


def _rows(file: zipfile.ZipFile, sheet: str, part: str, parts: Parts) -> list[tuple[int, dict[int, Value]]]:
    found: dict[int, dict[int, Value]] = {}
    merged: list[str] = []
    number = seen = 0
    for tag, element in _xml(file, part):
        if tag == "row":
            seen += 1
            number = int(element.get("r", number + 1))
            if cells := dict(_cells(element, parts)):
                found[number] = cells
                parts.cells += len(cells)
            element.clear()
            _bounded(sheet, seen, len(found), parts.cells)
        elif tag == "mergeCell":
            merged.append(element.get("ref", ""))
    for one in merged[:MOST_MERGED]:
        _unmerge(found, one)
    return sorted(found.items())


def _bounded(sheet: str, seen: int, rows: int, cells: int) -> None:
    if seen > MOST_EMPTY:
        problem = told("issue.sheet_empty_rows", number=f"{MOST_EMPTY:,}")
        raise Refused(sheet, problem, told("fix.empty_rows"))
    if rows > MOST_ROWS:
        raise Refused(sheet, told("issue.sheet_rows", number=f"{MOST_ROWS:,}"), told("fix.exports_rows"))
    if cells > MOST_CELLS:
        raise Refused(sheet, told("issue.book_cells", number=f"{MOST_CELLS:,}"), told("fix.fresh_changes"))


def _cells(row: Any, parts: Parts) -> Iterator[tuple[int, Value]]:
    at = -1
    for element in row:
        where = CELL.fullmatch(element.get("r", ""))
        at = column(where[1]) if where else at + 1
        if at >= MOST_COLUMNS:
            return
        value = _value(element, parts)
        if value is not None and value != "":
            yield at, value


def column(letters: str) -> int:
    """A is 0, AB is 27."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number - 1


def _value(element: Any, parts: Parts) -> Value | None:
    raw = None
    for one in element:
        tag = one.tag.rpartition("}")[2]
        if tag == "f":
            return Formula()
        if tag in ("v", "is"):
            raw = _text(one) if tag == "is" else one.text or ""
    return None if raw is None else _typed(element, raw, parts)


def _typed(element: Any, raw: str, parts: Parts) -> Value:
    match element.get("t", "n"):
        case "s":
            return parts.strings[int(raw)]
        case "str" | "inlineStr":
            return raw
        case "b":
            return raw.strip() in ("1", "true")
        case "e":
            return Fault(raw)
        case "d":
            return datetime.fromisoformat(raw.strip())
    return _number(raw, parts.dates.get(int(element.get("s", 0)), ""), parts.epoch)


def _number(raw: str, kind: str, epoch: datetime) -> Value:
    number = float(raw)
    if not kind or not 0 <= number < 3_000_000:
        return number
    moment = epoch + timedelta(seconds=round(number * 86_400))
    if number < 1 or (kind == "time" and number < 2):
        return moment.time()
    return moment if moment.time() != datetime.min.time() else moment.date()


def _unmerge(found: dict[int, dict[int, Value]], ref: str) -> None:
    """What stands in the first of merged cells stands in each of them."""
    corners = [CELL.fullmatch(one) for one in ref.split(":")]
    if len(corners) != 2 or not corners[0] or not corners[1]:
        return
    (left, top), (right, bottom) = ((column(one[1]), int(one[2])) for one in corners if one)
    value = found.get(top, {}).get(left)
    if value is None:
        return
    for number in range(top, min(bottom, top + MOST_MERGED) + 1):
        if number in found:
            for at in range(left, min(right, left + MOST_MERGED) + 1):
                found[number].setdefault(at, value)
