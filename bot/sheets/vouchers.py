"""The drawing of a voucher, a picture that a guest shows and staff scan. Pillow is loaded when needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

WIDTH, MARGIN = 900, 60
INK, PALE, PAPER, BAND = "#1f2933", "#5b6770", "#ffffff", "#2f7d6b"
HOTEL, TITLE, LINE, REF, FOOT = 38, 58, 40, 64, 34  # sizes of letters, for a phone held at arm's length
CODE = 560
QUIET = 4  # modules of white around a code, as its standard wants
TITLE_LINES, LINE_LINES = 2, 2


@dataclass(frozen=True)
class Voucher:
    """`lines`: when, who, where; `foot` says what to do with it."""

    hotel: str
    title: str
    lines: Sequence[str]
    ref: str
    foot: str
    url: str


def picture(voucher: Voucher) -> bytes:
    """A PNG, as high as its words need."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, 2400), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle([0, 0, WIDTH, 24], BAND)
    y = 60
    for words, size, bold, most in _rows(voucher):
        y = _row(pen, y, words, size, bold=bold, most=most)
    image.paste(_code(voucher.url), ((WIDTH - CODE) // 2, y))
    y = _row(pen, y + CODE + 8, voucher.foot, FOOT, bold=False, most=LINE_LINES)
    out = BytesIO()
    image.crop((0, 0, WIDTH, y + MARGIN)).quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def _rows(voucher: Voucher) -> Iterator[tuple[str, int, bool, int]]:
    yield voucher.hotel, HOTEL, False, 1
    yield voucher.title, TITLE, True, TITLE_LINES
    for n, line in enumerate(voucher.lines):
        yield line, LINE, n == 0, LINE_LINES
    yield voucher.ref, REF, True, 1


def _row(pen: Any, y: int, words: str, size: int, *, bold: bool, most: int) -> int:
    """Centred, on as many lines as it may have; the height at which the next begins."""
    font = _font(size, bold=bold)
    for line in _wrapped(pen, words, font, most):
        pen.text((WIDTH / 2, y), line, INK if bold else PALE, font, anchor="ma")
        y += round(size * 1.3)
    return y + round(size * 0.35)


def _wrapped(pen: Any, words: str, font: Any, most: int) -> list[str]:
    """Cut between words; what does not fit on the last line ends in dots."""
    lines, room = [""], WIDTH - 2 * MARGIN
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    last = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], *([_cut(pen, last, font, room)] if last else [])]


def _cut(pen: Any, words: str, font: Any, room: int) -> str:
    kept = words
    while kept and pen.textlength(kept if kept == words else f"{kept}…", font) > room:
        kept = kept[:-1]
    return kept if kept == words else f"{kept.rstrip()}…"


def _font(size: int, *, bold: bool) -> Any:
    from PIL import ImageFont

    name = "QonaqSans-Bold.ttf" if bold else "QonaqSans.ttf"
    return ImageFont.truetype(str(Path(__file__).with_name(name)), size)


def _code(url: str) -> Any:
    """Never a Micro QR code: phone cameras do not read those. Whole pixels to a module, the rest is white."""
    import segno
    from PIL import Image, ImageDraw

    rows = [list(row) for row in segno.make_qr(url, error="m").matrix]
    side = CODE // (len(rows) + 2 * QUIET)
    edge = (CODE - side * len(rows)) // 2
    image = Image.new("RGB", (CODE, CODE), PAPER)
    pen = ImageDraw.Draw(image)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                x, y = edge + across * side, edge + down * side
                pen.rectangle([x, y, x + side - 1, y + side - 1], "#000000")
    return image
