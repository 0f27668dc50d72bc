"""A pen for flat shapes: everything is a polygon, so every figure can be moved, scaled, turned, mirrored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, cos, hypot, radians, sin

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 540
FINER = 4  # drawn four times as large, then reduced: smooth edges

Point = tuple[float, float]


@dataclass(frozen=True)
class Pen:
    """Draws in picture units (960 by 540); `at` hands out a pen with its own origin, size and turn."""

    sheet: ImageDraw.ImageDraw
    across: Point = (FINER, 0)
    down: Point = (0, FINER)
    origin: Point = (0, 0)

    def at(self, x: float, y: float, size: float = 1, turn: float = 0, flip: bool = False) -> Pen:
        c, s = size * cos(radians(turn)), size * sin(radians(turn))
        side = -1 if flip else 1
        return replace(
            self,
            across=self._vector(side * c, side * s),
            down=self._vector(-s, c),
            origin=self._place((x, y)),
        )

    def poly(self, points: Iterable[Point], colour: str) -> None:
        self.sheet.polygon([self._place(point) for point in points], fill=colour)

    def blob(self, points: Sequence[Point], colour: str) -> None:
        """A closed soft shape through the points."""
        self.poly(_softened([points[-1], *points, *points[:2]]), colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: str) -> None:
        self.poly(_bow(x, y, rx, ry, 0, 360), colour)

    def disc(self, x: float, y: float, r: float, colour: str) -> None:
        self.oval(x, y, r, r, colour)

    def wedge(self, x: float, y: float, rx: float, ry: float, start: float, end: float, colour: str) -> None:
        """The part of an oval cut off by its chord; degrees clockwise from three o'clock."""
        self.poly(_bow(x, y, rx, ry, start, end), colour)

    def box(self, x: float, y: float, w: float, h: float, colour: str, r: float = 0) -> None:
        r = min(r, w / 2, h / 2)
        corners = (
            (x + w - r, y + h - r, 0),
            (x + r, y + h - r, 90),
            (x + r, y + r, 180),
            (x + w - r, y + r, 270),
        )
        self.poly([p for cx, cy, turn in corners for p in _bow(cx, cy, r, r, turn, turn + 90)], colour)

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A stroke with round ends and joints."""
        for (x0, y0), (x1, y1) in pairwise(points):
            length = hypot(x1 - x0, y1 - y0) or 1
            nx, ny = (y0 - y1) / length * width / 2, (x1 - x0) / length * width / 2
            self.poly(
                [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)], colour
            )
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def curve(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A soft stroke through the points."""
        self.line(_softened([points[0], *points, points[-1]]), width, colour)

    def arc(self, x: float, y: float, r: Point, start: float, end: float, width: float, colour: str) -> None:
        self.line(_bow(x, y, r[0], r[1], start, end), width, colour)

    def ring(self, x: float, y: float, r: float, width: float, colour: str) -> None:
        self.arc(x, y, (r, r), 0, 360, width, colour)

    def spot(self, x: float, y: float) -> Point:
        """Where this pen's (x, y) lies on the sheet."""
        return self._place((x, y))

    def _place(self, point: Point) -> Point:
        x, y = self._vector(*point)
        return x + self.origin[0], y + self.origin[1]

    def _vector(self, x: float, y: float) -> Point:
        return x * self.across[0] + y * self.down[0], x * self.across[1] + y * self.down[1]


def blank() -> tuple[Image.Image, Pen]:
    """An empty large sheet and the pen for it."""
    sheet = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), "white")
    return sheet, Pen(ImageDraw.Draw(sheet, "RGBA"))


def rim(r: float, degrees: float) -> Point:
    """A place on a circle around the origin, clockwise from three o'clock."""
    return r * cos(radians(degrees)), r * sin(radians(degrees))


def _bow(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    steps = max(6, ceil(abs(end - start) / 4))
    turns = [radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + rx * cos(t), y + ry * sin(t)) for t in turns]


def _softened(points: Sequence[Point], steps: int = 12) -> list[Point]:
    """Catmull-Rom: from the second point to the last but one."""
    return [
        _between(*four, t=step / steps)
        for four in zip(points, points[1:], points[2:], points[3:], strict=False)
        for step in range(steps + 1)
    ]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def along(p: float, q: float, r: float, s: float) -> float:
        return q + t / 2 * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)))

    return along(a[0], b[0], c[0], d[0]), along(a[1], b[1], c[1], d[1])
