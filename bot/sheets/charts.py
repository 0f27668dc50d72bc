"""The drawing of charts, with Pillow, which reportlab brings; loaded only when one is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, log10
from pathlib import Path
from typing import Any

SIZE = WIDTH, HEIGHT = 1200, 750  # a phone shows it about 360 wide: letters must be large
LEFT, RIGHT, TOP, BOTTOM = 100, 1170, 190, 670
TITLE, SMALL = 40, 30
INK, PALE, PAPER = "#1f2933", "#d9dee3", "#ffffff"
COLOURS = ("#2f7d6b", "#e3a72f", "#c8452f", "#5a5f9e")  # told apart also by who sees no red or green
WIDEST = 160  # of a bar
STEPS = 4  # lines across
NICE = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Bars:
    """Stacked bars, from the ground up, and a line across at a level to compare with."""

    title: str
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int]]]  # a name, and a value for each bar
    level: tuple[str, float] | None = None

    @property
    def top(self) -> int:
        """A round number that holds the highest bar and the level."""
        totals = [sum(values) for values in zip(*(values for _, values in self.series), strict=True)]
        highest = max([*totals, self.level[1] if self.level else 0, STEPS])
        ten = int(10 ** int(log10(highest / STEPS)))
        return STEPS * next(one * ten for one in NICE if one * ten * STEPS >= highest)


def png(bars: Bars) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    _heading(pen, bars)
    _lines(pen, bars)
    _bars(pen, bars)
    _level(pen, bars)
    out = BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _font(size: int, *, bold: bool = False) -> Any:
    from PIL import ImageFont

    name = "QonaqSans-Bold.ttf" if bold else "QonaqSans.ttf"
    return ImageFont.truetype(str(Path(__file__).with_name(name)), size)


def _heading(pen: Any, bars: Bars) -> None:
    """The title, and under it what each colour means, on as many lines as that takes."""
    size = TITLE
    while size > SMALL and pen.textlength(bars.title, _font(size, bold=True)) > WIDTH - 60:
        size -= 2
    pen.text((30, 22), bars.title, INK, _font(size, bold=True))
    x, y, font = 30, 86, _font(SMALL)
    named = [*zip((name for name, _ in bars.series), COLOURS, strict=False)]
    for name, colour in [*named, *([(bars.level[0], INK)] if bars.level else [])]:
        wide = 44 + pen.textlength(name, font) + 36
        if x + wide > WIDTH and x > 30:
            x, y = 30, y + 44
        _key(pen, x, y, colour, line=colour == INK)
        pen.text((x + 44, y), name, INK, font)
        x += int(wide)


def _key(pen: Any, x: int, y: int, colour: str, *, line: bool) -> None:
    if line:
        pen.line([(x, y + 19), (x + 32, y + 19)], colour, 4)
    else:
        pen.rectangle([x, y + 5, x + 28, y + 33], colour)


def _height(bars: Bars, value: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / bars.top


def _lines(pen: Any, bars: Bars) -> None:
    font = _font(SMALL)
    for n in range(STEPS + 1):
        value = bars.top * n // STEPS
        y = _height(bars, value)
        pen.line([(LEFT, y), (RIGHT, y)], INK if n == 0 else PALE, 2)
        pen.text((LEFT - 14, y), str(value), INK, font, anchor="rm")


def _bars(pen: Any, bars: Bars) -> None:
    across = (RIGHT - LEFT) / max(1, len(bars.labels))
    half = min(across * 0.35, WIDEST / 2)
    font = _font(SMALL)
    widest = max((pen.textlength(label, font) for label in bars.labels), default=0)
    every = ceil((widest + 16) / across)
    for n, label in enumerate(bars.labels):
        middle = LEFT + (n + 0.5) * across
        _bar(pen, bars, n, middle - half, middle + half)
        if n % every == 0:
            pen.text((middle, BOTTOM + 14), label, INK, font, anchor="ma")


def _bar(pen: Any, bars: Bars, n: int, left: float, right: float) -> None:
    under = 0
    for (_, values), colour in zip(bars.series, COLOURS, strict=False):
        if values[n]:
            high, low = _height(bars, under + values[n]), _height(bars, under)
            pen.rectangle([left, high, max(left + 1, right), max(high, low - 1)], colour)
        under += values[n]


def _level(pen: Any, bars: Bars) -> None:
    if bars.level is None:
        return
    y = _height(bars, bars.level[1])
    for x in range(LEFT, RIGHT, 24):
        pen.line([(x, y), (min(x + 14, RIGHT), y)], INK, 4)
