"""Who and what returns from picture to picture: people, toys, cars, animals."""

from dataclasses import dataclass
from itertools import pairwise

from .colours import (
    BARK,
    BLUSH,
    CARD,
    DEEP,
    HONEY,
    INK,
    LAKE,
    LEAF,
    MINT,
    MIST,
    ROSE,
    RUST,
    SKIN,
    SOFT,
    SUN,
    WOOD,
    clear,
    dark,
    mix,
    pale,
)
from .pen import Pen, Point

GAY = (SUN, HONEY, DEEP, ROSE, LEAF, LAKE)


@dataclass(frozen=True)
class Person:
    """Clothes and pose; hands and feet are places in a body of 100 units whose feet stand at (0, 0)."""

    shirt: str = SUN
    trousers: str = DEEP
    hair: str = BARK
    skin: str = SKIN
    hands: tuple[Point, Point] = ((-19, -42), (19, -42))
    feet: tuple[Point, Point] = ((-7, 0), (7, 0))
    long_hair: bool = False
    skirt: bool = False
    back: bool = False
    pack: str = ""


def person(pen: Pen, x: float, y: float, tall: float, who: Person, *, child: bool = False) -> None:
    at = pen.at(x, y, tall / 100)
    for (fx, fy), hip in zip(who.feet, (-5, 5), strict=True):
        at.line([(hip, -40), (fx, fy - 4)], 9, who.skin if who.skirt else who.trousers)
        at.line([(fx - 1, fy - 2.5), (fx + 4, fy - 2.5)], 6, INK)
    if who.long_hair:
        at.box(-13, -92, 26, 32, who.hair, r=11)
    for (hx, hy), shoulder in zip(who.hands, (-9.5, 9.5), strict=True):
        at.line([(shoulder, -67), (hx, hy)], 7.5, dark(who.shirt, 0.1))
        at.disc(hx, hy, 4, who.skin)
    at.box(-13, -74, 26, 38, who.shirt, r=9)
    if who.skirt:
        at.poly([(-11, -48), (11, -48), (18, -24), (-18, -24)], who.trousers)
    if who.pack:
        at.box(-14, -72, 28, 32, who.pack, r=8)
        at.box(-10, -58, 20, 14, dark(who.pack), r=5)
    _head(at.at(0, -86, 1.3 if child else 1), who)


def _head(at: Pen, who: Person) -> None:
    at.box(-4, 4, 8, 12, dark(who.skin, 0.08), r=3)
    at.disc(0, 0, 12, who.skin)
    if who.back:
        at.disc(0, -1, 12.4, who.hair)
        return
    at.wedge(0, -1, 12.8, 12.8, 172, 368, who.hair)
    for side in (-4.5, 4.5):
        at.disc(side, 2, 1.3, INK)
        at.disc(side * 1.6, 5.5, 1.9, clear(ROSE, 0.5))
    at.arc(0, 4, (3.4, 3), 25, 155, 1.3, INK)


def balloon(pen: Pen, x: float, y: float, r: float, colour: str, held: Point) -> None:
    pen.curve([(x, y + r), ((x + held[0]) / 2 + 8, (y + held[1]) / 2 + r / 2), held], 2, SOFT)
    pen.poly([(x - 7, y + r * 1.28), (x, y + r), (x + 7, y + r * 1.28)], dark(colour))
    pen.oval(x, y, r, r * 1.18, colour)
    pen.oval(x - r * 0.35, y - r * 0.45, r * 0.2, r * 0.3, clear(CARD, 0.5))


def bunting(pen: Pen, start: Point, end: Point, sag: float, count: int = 11, flag: float = 1) -> None:
    spots = [
        (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t))
        for t in (i / count for i in range(count + 1))
    ]
    pen.line(spots, 3, BARK)
    for i, ((x0, y0), (x1, y1)) in enumerate(pairwise(spots)):
        low = ((x0 + x1) / 2, (y0 + y1) / 2 + 40 * flag)
        pen.poly([(x0 + 5, y0), (x1 - 5, y1), low], GAY[i % len(GAY)])


def star(pen: Pen, x: float, y: float, r: float, colour: str, points: int = 5) -> None:
    at = pen.at(x, y)
    rays = [at.at(0, 0, 1, 180 / points * i) for i in range(2 * points)]
    tips = [ray.spot(0, -r if i % 2 == 0 else -r * 0.45) for i, ray in enumerate(rays)]
    pen.sheet.polygon(tips, fill=colour)


def heart(pen: Pen, x: float, y: float, size: float, colour: str) -> None:
    at = pen.at(x, y, size / 100)
    at.disc(-23, -18, 27, colour)
    at.disc(23, -18, 27, colour)
    at.poly([(-46, -4), (0, 50), (46, -4), (22, -24), (-22, -24)], colour)


def wheel(pen: Pen, x: float, y: float, r: float, hub: str = MIST) -> None:
    pen.disc(x, y, r, INK)
    pen.disc(x, y, r * 0.56, hub)
    pen.disc(x, y, r * 0.2, SOFT)


def car(
    pen: Pen, x: float, y: float, size: float, colour: str, *, flip: bool = False, seat: bool = False
) -> None:
    """A small family car, 300 units long, wheels standing at (x, y)."""
    at = pen.at(x, y, size, flip=flip)
    at.oval(0, 0, 165, 10, clear(INK, 0.18))
    at.blob([(-98, -66), (-72, -118), (-30, -136), (40, -134), (78, -110), (108, -64)], colour)
    at.box(-152, -78, 304, 58, colour, r=24)
    at.box(-152, -40, 304, 20, dark(colour), r=10)
    at.poly([(-78, -74), (-58, -110), (-24, -122), (-4, -122), (-4, -74)], MIST)
    at.poly([(8, -74), (8, -122), (40, -120), (66, -102), (84, -74)], MIST)
    if seat:
        child_seat(at.at(-36, -74, 0.62))
    at.poly([(20, -74), (44, -120), (54, -114), (34, -74)], clear(CARD, 0.5))
    at.box(-26, -62, 20, 5, dark(colour, 0.4), r=2)
    at.box(132, -66, 18, 14, HONEY, r=6)
    at.box(-152, -66, 14, 16, ROSE, r=5)
    for side in (-88, 90):
        wheel(at, side, -22, 30)


def child_seat(at: Pen) -> None:
    """A child in its seat, seen from the side, sitting at the origin."""
    at.box(-26, -58, 18, 60, SUN, r=8)
    at.box(-26, -14, 52, 16, SUN, r=8)
    at.box(-12, -38, 22, 30, HONEY, r=8)
    at.line([(-8, -34), (8, -14)], 4, DEEP)
    at.disc(-1, -52, 17, SKIN)
    at.wedge(-2, -53, 18, 17, 160, 350, BARK)
    at.disc(6, -50, 2, INK)


def duck(pen: Pen, x: float, y: float, size: float, flip: bool = False) -> None:
    """A yellow bathing duck, 200 units long, floating at (x, y)."""
    at, yellow = pen.at(x, y, size, flip=flip), "#f6c84f"
    at.blob([(-104, -44), (-84, -56), (-40, -40), (20, -52), (76, -46), (96, -10), (60, 26), (-40, 28),
             (-88, 4)], yellow)  # fmt: skip
    at.disc(52, -84, 44, yellow)
    at.blob([(-50, -20), (-8, -32), (26, -16), (0, 10), (-42, 6)], mix(yellow, SUN, 0.35))
    at.blob([(88, -86), (126, -88), (128, -76), (96, -66), (84, -74)], SUN)
    at.disc(66, -96, 7, INK)
    at.disc(68.5, -98.5, 2.4, CARD)


def teddy(pen: Pen, x: float, y: float, size: float, fur: str = WOOD) -> None:
    """A sitting bear, 200 units tall, its seat at (x, y)."""
    at, belly = pen.at(x, y, size), pale(fur, 0.45)
    for side in (-1, 1):
        at.line([(side * 40, -80), (side * 66, -46)], 32, dark(fur))
        at.disc(side * 42, -186, 20, fur)
        at.disc(side * 42, -186, 10, belly)
    at.oval(0, -54, 56, 60, fur)
    at.oval(0, -48, 36, 42, belly)
    for side in (-1, 1):
        at.disc(side * 48, -14, 24, fur)
        at.disc(side * 50, -12, 13, belly)
    at.oval(0, -142, 58, 52, fur)
    at.oval(0, -126, 26, 20, belly)
    for side in (-1, 1):
        at.disc(side * 24, -152, 5.5, INK)
    at.oval(0, -134, 9, 6.5, INK)
    at.arc(0, -126, (9, 7), 20, 160, 3, INK)


def bicycle(pen: Pen, x: float, y: float, size: float, colour: str) -> None:
    """A bicycle, 300 units long, wheels standing at (x, y)."""
    at = pen.at(x, y, size)
    at.oval(0, 0, 160, 9, clear(INK, 0.16))
    back, front, pedals, saddle, head = (-92, -58), (92, -58), (-16, -58), (-42, -132), (64, -140)
    for hub in (back, front):
        at.ring(*hub, 54, 9, INK)
        for turn in range(0, 180, 30):
            spoke = at.at(*hub, 1, turn)
            spoke.line([(-50, 0), (50, 0)], 1.4, SOFT)
    at.line([back, saddle, head, pedals, back], 9, colour)
    at.line([saddle, pedals], 9, colour)
    at.line([front, head, (56, -166)], 9, colour)
    at.curve([(44, -168), (66, -172), (86, -160)], 8, INK)
    at.line([saddle, (-46, -146)], 8, SOFT)
    at.box(-72, -158, 54, 14, INK, r=7)
    at.disc(*pedals, 15, SOFT)
    at.line([(-28, -40), (-4, -76)], 6, INK)


def rowing_boat(pen: Pen, x: float, y: float, size: float, colour: str = SUN) -> None:
    """An open boat, 320 units long, its waterline at (x, y); what sits in it is drawn before."""
    at = pen.at(x, y, size)
    at.oval(0, 16, 170, 12, clear(INK, 0.14))
    at.blob([(-164, -52), (-110, -38), (0, -32), (110, -38), (164, -52), (132, 6), (60, 18),
             (-60, 18), (-132, 6)], colour)  # fmt: skip
    at.curve([(-160, -50), (-100, -36), (0, -30), (100, -36), (160, -50)], 9, pale(colour, 0.55))
    at.curve([(-144, -20), (-60, -6), (60, -6), (144, -20)], 3, dark(colour, 0.3))
    at.blob([(-150, 14), (-80, 8), (0, 14), (80, 8), (150, 14), (80, 26), (-80, 26)], clear(MIST, 0.7))


def sack(pen: Pen, x: float, y: float, size: float, colour: str = LEAF) -> None:
    """A rucksack, 100 units tall, standing at (x, y)."""
    at = pen.at(x, y, size)
    at.box(-34, -112, 68, 24, HONEY, r=12)
    at.box(-40, -94, 80, 94, colour, r=20)
    at.box(-28, -48, 56, 38, dark(colour, 0.2), r=10)
    at.box(-40, -72, 80, 8, pale(colour, 0.4))
    at.box(-5, -74, 10, 16, HONEY, r=3)


def flower(pen: Pen, x: float, y: float, colour: str = BLUSH) -> None:
    pen.line([(x, y), (x, y - 18)], 2.5, LEAF)
    for dx, dy in ((-5, 0), (5, 0), (0, -5), (0, 5)):
        pen.disc(x + dx, y - 20 + dy, 4.5, colour)
    pen.disc(x, y - 20, 3.5, HONEY)


def house(pen: Pen, x: float, y: float, size: float) -> None:
    """The hotel: a wooden lodge, 300 units wide, standing at (x, y)."""
    at = pen.at(x, y, size)
    at.box(-130, -120, 260, 120, CARD)
    at.box(-130, -52, 260, 52, pale(WOOD, 0.25))
    at.poly([(-160, -112), (-70, -200), (70, -200), (160, -112)], RUST)
    at.poly([(-52, -118), (0, -184), (52, -118)], pale(HONEY, 0.5))
    at.box(-14, -152, 28, 26, DEEP, r=4)
    for left in (-108, -58, 32, 82):
        at.box(left, -102, 28, 34, DEEP, r=3)
        at.box(left, -40, 28, 26, MINT, r=3)
    at.box(-16, -50, 32, 50, LEAF, r=4)
    at.line([(-128, -56), (128, -56)], 6, BARK)
