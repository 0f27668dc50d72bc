"""The drawing of the cards. reportlab and segno are loaded only when something is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

PLAIN, BOLD = "QonaqSans", "QonaqSans-Bold"
MM = 72 / 25.4
WIDTH, HEIGHT = 105 * MM, 148.5 * MM  # A6, as four of them fill an A4 page
A_PAGE = 4
CODE = 56 * MM
MARGIN = 8 * MM
LINE, LINES = 6.2 * MM, 37.2 * MM  # one of them at most, and all together
QUIET = 4  # modules of white around a code, as its standard wants


@dataclass(frozen=True)
class Card:
    """`lines` are the same sentence in the hotel's languages; `foot` may say how long the card is good."""

    hotel: str
    room: str
    url: str
    lines: Sequence[str]
    foot: Sequence[str] = ()


def pdf(cards: Sequence[Card], *, title: str) -> bytes:
    """One document; the letters of every language that the desk speaks are embedded in it."""
    from reportlab.pdfgen.canvas import Canvas

    _fonts()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(2 * WIDTH, 2 * HEIGHT), invariant=True)
    canvas.setTitle(title)
    canvas.setCreator("Qonaq")
    for start in range(0, len(cards), A_PAGE):
        _page(canvas, cards[start : start + A_PAGE])
    canvas.save()
    return out.getvalue()


def _fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in {PLAIN, BOLD} - set(pdfmetrics.getRegisteredFontNames()):
        pdfmetrics.registerFont(TTFont(name, str(Path(__file__).with_name(f"{name}.ttf"))))


def _page(canvas: Any, cards: Sequence[Card]) -> None:
    for place, card in enumerate(cards):
        canvas.saveState()
        canvas.translate(WIDTH * (place % 2), HEIGHT * (1 - place // 2))
        _card(canvas, card)
        canvas.restoreState()
    _cuts(canvas)
    canvas.showPage()


def _cuts(canvas: Any) -> None:
    canvas.setStrokeGray(0.7)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 3)
    canvas.line(WIDTH, 0, WIDTH, 2 * HEIGHT)
    canvas.line(0, HEIGHT, 2 * WIDTH, HEIGHT)


def _card(canvas: Any, card: Card) -> None:
    """From the top: the hotel, the room, the code, the sentence in each language."""
    _centred(canvas, card.hotel, HEIGHT - 17 * MM, BOLD, 15)
    _centred(canvas, card.room, HEIGHT - 34 * MM, BOLD, 36)
    _code(canvas, card.url, (WIDTH - CODE) / 2, HEIGHT - 40 * MM - CODE)
    size = min(10.5, *(_fitting(line, PLAIN, 10.5) for line in card.lines)) if card.lines else 0
    at = HEIGHT - 40 * MM - CODE - 5 * MM
    for line in card.lines:
        _centred(canvas, line, at, PLAIN, size)
        at -= min(LINE, LINES / len(card.lines))
    canvas.setFillGray(0.35)
    for n, line in enumerate(reversed(card.foot)):
        _centred(canvas, line, 8 * MM + n * 4.2 * MM, PLAIN, 8)
    canvas.setFillGray(0)


def _centred(canvas: Any, words: str, y: float, font: str, size: float) -> None:
    """On one line, smaller where it would not fit."""
    canvas.setFont(font, _fitting(words, font, size))
    canvas.drawCentredString(WIDTH / 2, y, words)


def _fitting(words: str, font: str, size: float) -> float:
    """The size at which the words fit on one line of a card, at most the given one."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    room, wide = WIDTH - 2 * MARGIN, stringWidth(words, font, size)
    return float(size * min(1, room / wide)) if wide else size


def _code(canvas: Any, url: str, x: float, y: float) -> None:
    """Never a Micro QR code: phone cameras do not read those."""
    import segno

    rows = [list(row) for row in segno.make_qr(url, error="m").matrix]
    module = CODE / (len(rows) + 2 * QUIET)
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        across = 0
        for dark, run in groupby(row):
            n = len(list(run))
            if dark:
                left, low = x + (QUIET + across) * module, y + CODE - (QUIET + down + 1) * module
                path.rect(left, low, n * module, module)
            across += n
    canvas.drawPath(path, stroke=0, fill=1)
