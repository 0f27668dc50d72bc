"""Scenes of the family offers where children play."""

from .backdrop import DAY, lakeside, pines, room, shadow
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
    SAND,
    SUN,
    TAN,
    WOOD,
    clear,
    dark,
    pale,
)
from .figures import Person, balloon, bunting, duck, flower, heart, person, star
from .pen import Pen, rim


def kids_club(pen: Pen) -> None:
    room(pen, DAY, "#f4e9d2", window=(330, 120, 300, 180))
    bunting(pen, (-10, 30), (480, 34), 34)
    bunting(pen, (480, 34), (970, 30), 34)
    pen.oval(480, 480, 400, 46, pale(MINT, 0.35))
    blocks = (
        (190, 398, SUN),
        (280, 398, LAKE),
        (370, 398, HONEY),
        (235, 308, LEAF),
        (325, 308, ROSE),
        (280, 218, DEEP),
    )
    for i, (x, y, colour) in enumerate(blocks):
        pen.box(x, y, 86, 86, colour, r=8)
        pen.box(x + 10, y + 10, 66, 66, pale(colour, 0.22), r=6)
        (star, heart, _disc)[i % 3](pen, x + 43, y + 44, (28, 46, 24)[i % 3], CARD)
    pen.poly([(276, 218), (323, 150), (370, 218)], HONEY)
    one = Person(LEAF, DEEP, hands=((-26, -66), (19, -42)), skin=TAN, hair=INK)
    two = Person(ROSE, HONEY, hands=((-20, -44), (25, -70)), long_hair=True, skirt=True)
    person(pen, 545, 486, 215, one, child=True)
    person(pen, 705, 490, 195, two, child=True)
    pen.box(470, 318, 50, 50, ROSE, r=6)
    pen.disc(822, 455, 38, SUN)
    pen.wedge(822, 455, 38, 38, -60, 120, CARD)
    pen.disc(822, 455, 12, DEEP)


def _disc(pen: Pen, x: float, y: float, r: float, colour: str) -> None:
    pen.disc(x, y, r, colour)


def kids_party(pen: Pen) -> None:
    lakeside(pen, DAY, shore=380)
    pines(pen, DAY, (50, 430, 300), (915, 430, 300))
    bunting(pen, (60, 116), (905, 116), 62, 17)
    for x, y, r, colour in ((232, 132, 48, ROSE), (150, 206, 44, HONEY), (306, 212, 42, LAKE)):
        balloon(pen, x, y, r, colour, (232, 410))
    for x, y, r, colour in ((728, 130, 48, SUN), (654, 212, 42, DEEP), (810, 204, 44, BLUSH)):
        balloon(pen, x, y, r, colour, (728, 410))
    shadow(pen, 480, 524, 330, 12)
    pen.box(190, 420, 580, 110, CARD, r=8)
    for i in range(10):
        pen.wedge(219 + i * 58, 424, 29, 30, 0, 180, MINT if i % 2 else BLUSH)
    pen.box(176, 408, 608, 18, pale(WOOD, 0.3), r=8)
    _cake(pen.at(480, 408))
    _gift(pen.at(295, 408), LAKE, ROSE)
    _gift(pen.at(668, 408, 0.85), HONEY, LEAF)


def _cake(at: Pen) -> None:
    at.oval(0, -4, 124, 9, MIST)
    for half, low, high, body, icing in ((104, 0, 76, "#f2d9b8", BLUSH), (70, 76, 66, "#f6e4c9", CARD)):
        at.box(-half, -low - high, 2 * half, high, body, r=8)
        at.box(-half, -low - high, 2 * half, 22, icing, r=10)
        for i in range(5):
            at.disc(-half + half / 5 * (2 * i + 1), -low - high + 20, half / 5.4, icing)
    for i, x in enumerate((-44, -15, 15, 44)):
        at.box(x - 5, -180, 10, 40, (LAKE, SUN, LEAF, ROSE)[i], r=3)
        at.oval(x, -192, 6, 12, HONEY)
    for i in range(4):
        at.disc(-78 + i * 52, -30, 7, (SUN, LEAF, LAKE, HONEY)[i])


def _gift(at: Pen, paper: str, ribbon: str) -> None:
    at.box(-44, -74, 88, 74, paper, r=4)
    at.box(-8, -74, 16, 74, ribbon)
    at.box(-50, -86, 100, 18, dark(paper, 0.1), r=4)
    for side in (-1, 1):
        at.oval(side * 18, -98, 18, 11, ribbon)


def kids_pool(pen: Pen) -> None:
    lakeside(pen, DAY, shore=300, water=245)
    pines(pen, DAY, (60, 330, 220), (140, 320, 160), (900, 330, 230), (820, 318, 140))
    pen.blob([(-60, 620), (-40, 340), (220, 300), (520, 318), (800, 298), (1010, 340), (1010, 620)], SAND)
    pen.blob([(-60, 640), (-30, 380), (220, 334), (520, 350), (800, 332), (1010, 376), (1010, 640)], CARD)
    pen.blob(
        [(-60, 640), (-20, 396), (220, 352), (520, 368), (800, 350), (1000, 392), (1010, 640)], "#79c4c4"
    )
    for i in range(12):
        x, y = 40 + i * 311 % 860, 385 + i * 13
        pen.curve([(x, y), (x + 22, y - 8), (x + 44, y), (x + 66, y - 8), (x + 88, y)], 4, clear(CARD, 0.55))
    duck(pen, 400, 430, 1.35)
    pen.poly(
        [(240, 452), *((258 + i * 28, 452 + i % 2 * 9) for i in range(11)), (550, 482), (250, 482)], "#79c4c4"
    )
    for turn in range(180, 540, 36):
        pen.arc(745, 420, (88, 34), turn, turn + 18, 34, CARD)
        pen.arc(745, 420, (88, 34), turn + 18, turn + 36, 34, ROSE)
    _beach_ball(pen.at(170, 330), 42)


def _beach_ball(at: Pen, r: float) -> None:
    for i, colour in enumerate((SUN, CARD, LAKE, CARD, HONEY, CARD)):
        at.poly([(0, 0), *[rim(r, i * 60 + step * 10) for step in range(7)]], colour)
    at.disc(0, 0, r * 0.2, CARD)


def playground(pen: Pen) -> None:
    lakeside(pen, DAY, shore=385)
    pines(pen, DAY, (60, 440, 280), (150, 420, 180), (905, 440, 270))
    pen.blob([(120, 470), (480, 440), (850, 470), (820, 520), (480, 535), (140, 520)], SAND)
    _slide(pen)
    for x0, x1 in ((560, 520), (560, 596), (820, 784), (820, 860)):
        pen.line([(x0, 210), (x1, 486)], 12, SUN)
    pen.line([(548, 210), (832, 210)], 14, RUST)
    for x in (612, 662):
        pen.line([(x, 214), (x - 22, 404)], 3, INK)
    kid = Person(HONEY, LEAF, hands=((-9, -82), (14, -84)), feet=((18, -24), (28, -26)), long_hair=True)
    pen.box(578, 402, 74, 11, BARK, r=5)
    person(pen, 618, 462, 160, kid, child=True)
    for x in (726, 776):
        pen.line([(x, 214), (x, 404)], 3, INK)
    pen.box(714, 402, 74, 11, BARK, r=5)
    flower(pen, 900, 500)
    flower(pen, 60, 500, HONEY)


def _slide(pen: Pen) -> None:
    for x in (212, 300):
        pen.box(x, 196, 14, 290, WOOD, r=6)
    pen.poly([(180, 206), (263, 120), (346, 206)], LEAF)
    pen.poly([(263, 120), (346, 206), (263, 206)], dark(LEAF, 0.2))
    for y in range(318, 480, 36):
        pen.box(214, y, 98, 8, BARK, r=4)
    pen.box(200, 290, 126, 16, BARK, r=6)
    rider = Person(ROSE, DEEP, hands=((-18, -88), (18, -90)), skin=TAN, hair=INK)
    person(pen, 262, 340, 128, rider, child=True)
    pen.box(206, 262, 114, 12, HONEY, r=6)
    for x in (216, 238, 260, 282, 304):
        pen.box(x, 264, 6, 34, HONEY)
    pen.curve([(316, 296), (370, 340), (420, 440), (500, 478)], 30, DEEP)
    pen.curve([(318, 286), (374, 332), (424, 430), (502, 466)], 12, LAKE)


SCENES = (kids_club, kids_party, kids_pool, playground)
