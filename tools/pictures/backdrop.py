"""Where the hotel stands: lake, hills and pines at four times of day, and a room with that view."""

from dataclasses import dataclass

from .colours import BARK, CARD, INK, SAND, clear, dark, mix, pale
from .pen import HEIGHT, WIDTH, Pen, Point


@dataclass(frozen=True)
class Hour:
    """One light: the sky, the sun or moon, three hills from far to near, water, ground and trees."""

    sky: str
    sun: str
    hills: tuple[str, str, str]
    lake: str
    ground: str
    pine: str
    sun_at: Point


DAWN = Hour(
    "#f8e6d6", "#fff6e6", ("#cfdcd0", "#a5c5b4", "#6fa48d"), "#b9dad3", "#dbe0c0", "#2f6d55", (690, 170)
)
DAY = Hour(
    "#e4f1ee", "#fdf0cf", ("#c2ddd4", "#97c4b3", "#5b9d84"), "#8fc8bf", "#cfdfae", "#1d5c46", (760, 110)
)
EVENING = Hour(
    "#f9d9b2", "#f2955a", ("#dcb198", "#a99f85", "#5f8069"), "#a3c2b0", "#9db082", "#234f3f", (640, 190)
)
NIGHT = Hour(
    "#1a3840", "#f6ecd0", ("#27504f", "#1f4443", "#183836"), "#2c6061", "#1f423a", "#102c26", (770, 100)
)


def lakeside(pen: Pen, hour: Hour, *, shore: float = 400, water: float = 285) -> None:
    """The whole view: sky, hills and pines down to `water`, the lake down to `shore`, ground below."""
    sky(pen, hour)
    hills(pen, hour, water)
    lake(pen, hour, water, shore)
    ground(pen, hour, shore)


def sky(pen: Pen, hour: Hour) -> None:
    pen.box(0, 0, WIDTH, HEIGHT, hour.sky)
    x, y = hour.sun_at
    for r in (170, 110):
        pen.disc(x, y, r, clear(hour.sun, 0.16))
    pen.disc(x, y, 54, hour.sun)
    if hour is NIGHT:
        pen.disc(x - 22, y - 12, 48, mix(hour.sky, hour.sun, 0.3))
        for i in range(26):
            pen.disc(i * 193 % 950 + 5, i * 71 % 210 + 12, 1.4 + i % 3 * 0.7, clear(hour.sun, 0.8))
    else:
        cloud(pen, 190, 92, 1, clear(CARD, 0.75))
        cloud(pen, 500, 62, 0.7, clear(CARD, 0.6))


def cloud(pen: Pen, x: float, y: float, size: float, colour: str) -> None:
    at = pen.at(x, y, size)
    at.blob(
        [(-80, 16), (-62, -4), (-36, -8), (-14, -30), (22, -24), (38, -8), (66, -8), (84, 14), (0, 20)],
        colour,
    )


def hills(pen: Pen, hour: Hour, water: float) -> None:
    far, mid, near = hour.hills
    w = water - 285
    pen.blob([(-90, 330 + w), (60, 190 + w), (230, 235 + w), (400, 150 + w), (600, 240 + w), (780, 175 + w),
              (1060, 260 + w), (1060, 340 + w)], far)  # fmt: skip
    pen.blob([(-90, 340 + w), (-20, 235 + w), (160, 215 + w), (330, 262 + w), (560, 250 + w), (760, 215 + w),
              (1000, 225 + w), (1060, 340 + w)], mid)  # fmt: skip
    for x in range(-10, 980, 17):
        rise = 22 + x * 37 % 29 + (24 if x < 330 or x > 690 else 0)
        pen.poly([(x - 11, water + 2), (x, water - rise), (x + 11, water + 2)], near)


def lake(pen: Pen, hour: Hour, water: float, shore: float) -> None:
    pen.box(0, water, WIDTH, shore - water + 60, hour.lake)
    pen.box(0, water, WIDTH, 5, clear(CARD, 0.35))
    for i in range(int((shore - water) / 13)):
        x, y = (i * 347 + 120) % 900, water + 16 + i * 13
        pen.box(x, y, 60 + i * 53 % 90, 3, clear(CARD, 0.4), r=2)
    x, _ = hour.sun_at
    for i in range(4):
        pen.box(x - 46 + i * 9, water + 12 + i * 15, 92 - i * 18, 4, clear(hour.sun, 0.7), r=2)


def ground(pen: Pen, hour: Hour, shore: float) -> None:
    pen.blob([(-120, 620), (-60, shore + 4), (220, shore - 8), (480, shore + 10), (760, shore - 6),
              (1020, shore + 2), (1080, 620)], hour.ground)  # fmt: skip
    pen.blob([(-120, 620), (-60, shore + 74), (260, shore + 60), (560, shore + 86), (1020, shore + 64),
              (1080, 620)], mix(hour.ground, hour.pine, 0.1))  # fmt: skip


def pine(pen: Pen, x: float, y: float, tall: float, colour: str) -> None:
    """One pine standing at (x, y), with its right side in shade."""
    at = pen.at(x, y, tall / 100)
    at.box(-4, -14, 8, 14, dark(BARK, 0.3))
    for base, top, half in ((-10, -52, 27), (-32, -76, 22), (-55, -100, 16)):
        at.poly([(-half, base), (0, top), (half, base), (0, base + 4)], colour)
        at.poly([(0, top), (half, base), (0, base + 4)], dark(colour, 0.28))


def pines(pen: Pen, hour: Hour, *trees: tuple[float, float, float]) -> None:
    for x, y, tall in trees:
        pine(pen, x, y, tall, hour.pine)


def tufts(pen: Pen, hour: Hour, *spots: Point) -> None:
    """Grass here and there."""
    for x, y in spots:
        for lean in (-8, 0, 8):
            pen.line([(x, y), (x + lean, y - 12 + abs(lean) / 2)], 3, mix(hour.ground, hour.pine, 0.4))


def room(pen: Pen, hour: Hour, wall: str = "#f3e6d6", *, window: tuple[float, float, float, float]) -> None:
    """A warm room; `window` (x, y, width, height) looks out on the lake."""
    x, y, w, h = window
    view = pen.at(x, y, w / WIDTH)
    lakeside(view, hour, shore=440, water=300)
    pines(view, hour, (90, 470, 250), (860, 480, 300))
    for side in (
        (0, 0, x, HEIGHT),
        (x + w, 0, WIDTH - x - w, HEIGHT),
        (x, 0, w, y),
        (x, y + h, w, HEIGHT - y - h),
    ):
        pen.box(*side, wall)
    for beam in (
        (x - 9, y - 9, w + 18, 11),
        (x - 9, y, 11, h),
        (x + w - 2, y, 11, h),
        (x + w / 2 - 4, y, 8, h),
    ):
        pen.box(*beam, CARD)
    pen.box(x - 22, y + h - 2, w + 44, 15, CARD, r=4)
    pen.box(x - 22, y + h + 9, w + 44, 4, clear(INK, 0.12))
    pen.box(0, 428, WIDTH, 112, dark(SAND, 0.12))
    pen.box(0, 422, WIDTH, 8, pale(wall, 0.6))
    for board in range(4):
        pen.box(0, 452 + board * 26, WIDTH, 2, clear(INK, 0.08))


def shadow(pen: Pen, x: float, y: float, rx: float, ry: float = 9) -> None:
    pen.oval(x, y, rx, ry, clear(INK, 0.16))
