"""CSV and its relatives: which alphabet, which separator, which quotes."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from bot.desk.stays.reading.table import MOST_ROWS, Row, Table, Unreadable, row

SEPARATORS = (";", ",", "\t", "|")
LOOKED_AT = 40  # rows that decide about the separator
MOST_LINES_IN_A_CELL = 30  # more is a quotation mark that was never closed
DIRECTIVE = re.compile(r'^"?sep=(.)"?\r?\n', re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
PAGES = (0x00, 0x01, 0x02, 0x04, 0x20)
SAMPLE = 200_000  # bytes that decide about the alphabet
# The letters that speak for a code page, and how loudly.
LATIN = {
    "cp1254": {"ğışİŞĞ": 4, "çöüÇÖÜâî": 2},
    "cp1250": {"őűŐŰ": 4, "áéíóöúüÁÉÍÓÖÚÜ": 2, "čďěňřšťůýžąćęłńśźżăşţđĺľŕôä": 1},
    "iso8859_2": {"őűŐŰ": 4, "áéíóöúüÁÉÍÓÖÚÜ": 2, "čďěňřšťůýžąćęłńśźżăşţđĺľŕôä": 1},
    "cp1252": {"äöüßÄÖÜéèêàâçñåøæôîïë": 2},
}
CYRILLIC = re.compile(r"[Ѐ-ӿ]")


def read(content: bytes) -> Table | Unreadable:
    text = decoded(content)
    if text is None:
        return Unreadable("not_a_table")
    text = text.replace("\0", "")
    if told := DIRECTIVE.match(text):
        text = text[told.end() :]
    separator = told[1] if told and told[1] in SEPARATORS else _separator(text)
    try:
        rows = tuple(_rows(text, separator))
    except csv.Error:
        return Unreadable("quotes")
    if len(rows) > MOST_ROWS:
        return Unreadable("too_many", MOST_ROWS)
    if (open_at := _never_closed(text, separator)) and len(rows) < text.count("\n") // 2:
        return Unreadable("quotes", open_at)
    return Table(rows) if rows else Unreadable("empty")


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return iter(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _rows(text: str, separator: str) -> Iterator[Row]:
    found = 0
    for number, cells in enumerate(_records(text, separator), 1):
        if kept := row(number, cells):
            yield kept
            found += 1
        if found > MOST_ROWS:
            return


def _never_closed(text: str, separator: str) -> int:
    """The row whose quotation mark swallows the rest; 0 for none."""
    for number, cells in enumerate(_records(text, separator), 1):
        if any(one.count("\n") > MOST_LINES_IN_A_CELL for one in cells):
            return number
    return 0


def _separator(text: str) -> str:
    """The one that cuts most rows into the same number of cells, more than one."""
    lines = "\n".join(text.splitlines()[:LOOKED_AT])
    return max(SEPARATORS, key=lambda one: (_regular(lines, one), -SEPARATORS.index(one)))


def _regular(lines: str, separator: str) -> int:
    try:
        widths = Counter(len(cells) for cells in _records(lines, separator) if len(cells) > 1)
    except csv.Error:
        return 0
    width, times = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return times * 100 + width if width > 1 else 0


def decoded(content: bytes) -> str | None:
    """The text in whichever alphabet it was saved; None for what is no text."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    wide = _without_mark(content)
    if wide:
        return content.decode(wide, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(content) - 4:  # cut off inside the last letter
            return content.decode("utf-8", "replace")
    return _in_a_code_page(content)


def _without_mark(content: bytes) -> str | None:
    """UTF-16 that does not say so: every other byte is the number of a Latin or Cyrillic page."""
    head = content[:2000]
    if len(head) < 8 or 0 not in head:
        return None
    for name, pages in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if 0 in pages and sum(map(pages.count, PAGES)) > 0.9 * len(pages):
            return name
    return None


def _in_a_code_page(content: bytes) -> str | None:
    sample = content[:SAMPLE]
    if sample.count(0) > len(sample) // 50:
        return None
    best = max(("cp1251", *LATIN), key=lambda one: _likely(sample, one))
    return content.decode(best, "replace")


def _likely(sample: bytes, name: str) -> float:
    """How well the words look in that alphabet."""
    text = sample.decode(name, "replace")
    score = -3.0 * sum(ch == "\ufffd" or "\x80" <= ch <= "\x9f" for ch in text)
    for word in WORD.findall(text):
        if not word.isascii():
            score += _russian(word) if name == "cp1251" else _latin(word, LATIN[name])
    return score


def _russian(word: str) -> float:
    """Written in one alphabet, capitals only in front or throughout."""
    theirs = len(CYRILLIC.findall(word))
    if theirs < len(word):
        return -2.0 * len(word)
    usual = word.istitle() or word.islower() or word.isupper()
    return 2.0 * theirs if usual else -1.0 * theirs


def _latin(word: str, letters: dict[str, int]) -> float:
    marked = [ch for ch in word if not ch.isascii()]
    weights = {ch: weight for group, weight in letters.items() for ch in group}
    score = float(sum(weights.get(ch, -2) for ch in marked))
    return score if len(marked) * 2 <= len(word) + 1 else score - 2.0 * len(marked)
