"""Scenes of the offers for going out: transfers, excursions, evenings, rentals."""

from .backdrop import DAWN, DAY, EVENING, NIGHT, ground, lakeside, pines, shadow, sky, tufts
from .colours import (
    BARK,
    BLUSH,
    CARD,
    DEEP,
    HONEY,
    INK,
    LAKE,
    LEAF,
    MIST,
    PAPER,
    ROSE,
    RUST,
    SAND,
    SOFT,
    SUN,
    TAN,
    WOOD,
    clear,
    dark,
    pale,
)
from .figures import GAY, Person, car, person, sack, star, wheel
from .pen import Pen, rim


def transfer(pen: Pen) -> None:
    lakeside(pen, DAWN, shore=350)
    _plane(pen.at(250, 118, 1.15, -14))
    ground(pen, DAWN, 390)
    pines(pen, DAWN, (70, 430, 200), (905, 432, 300), (815, 418, 190))
    pen.box(0, 440, 960, 100, "#b9b3a6")
    for x in range(-20, 960, 120):
        pen.box(x, 500, 64, 7, CARD, r=3)
    _van(pen.at(500, 484, 1.35))


def _plane(at: Pen) -> None:
    at.line([(-330, 0), (-150, 0)], 4, clear(CARD, 0.9))
    at.poly([(-112, -8), (-142, -58), (-114, -58), (-72, -12)], SUN)
    at.blob([(-126, -6), (-90, -24), (30, -26), (96, -16), (124, 2), (96, 18), (0, 22), (-90, 12)], CARD)
    at.wedge(96, -2, 26, 14, -80, 20, DEEP)
    for x in range(-66, 70, 24):
        at.disc(x, -6, 5, LAKE)
    at.poly([(6, 4), (42, 4), (-30, 70), (-58, 70)], dark(MIST, 0.25))


def _van(at: Pen) -> None:
    at.oval(0, 0, 215, 11, clear(INK, 0.18))
    at.poly([(20, -176), (84, -176), (120, -160), (166, -96), (204, -78), (206, -24), (20, -24)], PAPER)
    at.box(-206, -176, 260, 156, PAPER, r=22)
    at.box(-206, -70, 412, 22, LEAF)
    at.box(-206, -36, 414, 18, SOFT, r=8)
    for x in (-186, -98, -10):
        at.box(x, -154, 78, 58, LAKE, r=8)
        at.poly([(x + 10, -98), (x + 36, -152), (x + 52, -152), (x + 26, -98)], clear(CARD, 0.35))
    at.poly([(80, -154), (112, -152), (152, -96), (80, -96)], LAKE)
    at.box(184, -76, 22, 18, HONEY, r=6)
    at.box(-208, -84, 12, 20, ROSE, r=4)
    at.line([(74, -168), (74, -40)], 3, dark(PAPER, 0.25))
    for x in (-122, 122):
        wheel(at, x, -26, 36)


def group_excursion(pen: Pen) -> None:
    lakeside(pen, DAY, shore=365)
    pines(pen, DAY, (60, 440, 320), (155, 420, 200), (915, 440, 260))
    pen.blob([(-40, 520), (200, 478), (500, 492), (1000, 456), (1010, 520), (500, 560), (-40, 570)], SAND)
    guide = Person(SUN, DEEP, hands=((-20, -44), (25, -80)), skin=TAN, hair=INK)
    pen.line([(738, 366), (738, 104)], 7, BARK)
    pen.blob(
        [(740, 108), (790, 98), (838, 116), (880, 106), (880, 170), (838, 180), (790, 162), (740, 172)], SUN
    )
    star(pen, 808, 138, 21, CARD)
    clothes = (
        (LEAF, SOFT, True, BARK),
        (HONEY, DEEP, False, INK),
        (LAKE, BARK, True, WOOD),
        (ROSE, SOFT, False, BARK),
    )
    for i, (shirt, legs, long, hair) in enumerate(clothes):
        who = Person(
            shirt, legs, hands=((-21, -48), (20, -52)), feet=((-11, 0), (9, 0)), hair=hair, long_hair=long
        )
        x, tall = 268 + i * 112, (236, 250, 226, 244)[i]
        shadow(pen, x, 502 - i * 4, 46)
        sack(pen.at(x - 27, 502 - tall * 0.38), 0, 0, tall / 330, (SUN, ROSE, DEEP, HONEY)[i])
        person(pen, x, 502 - i * 4, tall, who)
    shadow(pen, 694, 484, 50)
    person(pen, 694, 484, 268, guide)
    tufts(pen, DAY, (120, 468), (850, 448))


def individual_excursion(pen: Pen) -> None:
    lakeside(pen, EVENING, shore=372)
    pines(pen, EVENING, (60, 440, 300), (900, 436, 300), (812, 418, 190))
    pen.blob([(60, 570), (180, 470), (330, 410), (300, 380), (350, 366), (380, 384), (420, 420), (420, 480),
              (470, 570)], pale(SAND, 0.2))  # fmt: skip
    walkers = (
        (236, 506, 250, Person(DEEP, BARK, hands=((-21, -42), (20, -44)), back=True, pack=SUN)),
        (
            336,
            502,
            232,
            Person(ROSE, DEEP, hands=((-20, -44), (22, -42)), back=True, pack=LEAF, long_hair=True),
        ),
    )
    for x, y, tall, who in walkers:
        shadow(pen, x, y, 50)
        person(pen, x, y, tall, who)
    _compass(pen.at(630, 330))


def _compass(at: Pen) -> None:
    at.disc(6, 10, 160, clear(INK, 0.14))
    at.ring(0, -176, 24, 10, RUST)
    at.disc(0, 0, 158, HONEY)
    at.disc(0, 0, 138, CARD)
    at.ring(0, 0, 112, 3, SAND)
    for i in range(24):
        at.line([rim(118, i * 15), rim(130 if i % 6 else 106, i * 15)], 4 if i % 6 == 0 else 2.5, SOFT)
    needle = at.at(0, 0, 1, 32)
    needle.poly([(-20, 0), (0, -104), (20, 0)], ROSE)
    needle.poly([(-20, 0), (0, 104), (20, 0)], DEEP)
    needle.poly([(0, 0), (0, -104), (20, 0)], dark(ROSE))
    needle.poly([(0, 0), (0, 104), (20, 0)], dark(DEEP))
    at.disc(0, 0, 13, HONEY)


def disco(pen: Pen) -> None:
    lakeside(pen, NIGHT, shore=400)
    for tip, colour in ((60, ROSE), (270, HONEY), (480, LAKE), (690, SUN), (900, BLUSH)):
        pen.poly([(480, 150), (tip - 90, 540), (tip + 90, 540)], clear(colour, 0.28))
    pines(pen, NIGHT, (40, 450, 320), (925, 450, 320))
    pen.poly([(180, 540), (300, 440), (660, 440), (780, 540)], "#31575b")
    for i in range(18):
        column, row = i % 6, i // 6
        if (column + row) % 2:
            y, half = 442 + row * 33, 180 + row * 40
            pen.box(480 - half + column * half / 3, y, half / 3, 30, clear(GAY[i % 6], 0.55))
    clothes = ((SUN, DEEP, -1, BARK), (LAKE, ROSE, 1, INK), (HONEY, LEAF, -1, WOOD), (ROSE, SOFT, 1, BARK))
    for i, (shirt, legs, side, hair) in enumerate(clothes):
        hands = ((-26, -92), (24, -60)) if side < 0 else ((-25, -58), (25, -94))
        who = Person(
            shirt, legs, hands=hands, feet=((-12, 0), (12, 0)), hair=hair, long_hair=side > 0, skirt=side > 0
        )
        person(pen, 270 + i * 140, 506 + i % 2 * 10, 218, who)
    _mirror_ball(pen.at(480, 134))


def _mirror_ball(at: Pen) -> None:
    at.line([(0, -140), (0, -80)], 4, MIST)
    at.disc(0, 0, 96, clear(CARD, 0.12))
    at.disc(0, 0, 80, "#8fb4b6")
    tints = (MIST, "#b9d3d2", CARD, "#6f9da2", HONEY, "#a7c6c6", BLUSH)
    for row in range(-4, 5):
        y = row * 17
        half = (78**2 - (abs(y) + 6) ** 2) ** 0.5 if abs(y) < 70 else 26
        for column in range(-4, 4):
            x, width = column * half / 4, half / 4
            at.box(x + 1.5, y - 7, width - 3, 14, tints[(row * 5 + column * 3) % 7], r=2)
    for x, y, r in ((-128, -40, 16), (132, -56, 20), (118, 60, 13), (-112, 66, 12)):
        star(at, x, y, r, "#fdf0cf", 4)


def event_tickets(pen: Pen) -> None:
    sky(pen, NIGHT)
    pen.box(0, 0, 960, 540, "#2a4a4c")
    for x in (250, 710):
        pen.poly([(x, -20), (360, 470), (600, 470)], clear(HONEY, 0.2))
    pen.oval(480, 462, 300, 34, clear(HONEY, 0.35))
    pen.box(0, 448, 960, 92, BARK)
    pen.oval(480, 466, 260, 26, clear(HONEY, 0.35))
    for i in range(5):
        for x, side in ((i * 46 - 20, 1), (934 - i * 46, -1)):
            pen.blob([(x, -40), (x + 46, -40), (x + 52 - side * i * 2, 250), (x + 46, 456),
                      (x, 456), (x - 6, 250)], (ROSE, dark(ROSE, 0.16))[i % 2])  # fmt: skip
    for i in range(9):
        pen.wedge(i * 120, -6, 66, 84, 0, 180, (dark(ROSE, 0.16), ROSE)[i % 2])
        pen.arc(i * 120, -6, (66, 84), 0, 180, 5, HONEY)
    _saz(pen.at(418, 350, 0.98, 24))
    _ticket(pen.at(660, 404, 1, -9), pale(HONEY, 0.3))
    _ticket(pen.at(672, 360, 1, 5), CARD)


def _saz(at: Pen) -> None:
    """A long-necked lute of the Caucasus, its bowl around the origin."""
    at.box(-9, -290, 18, 250, BARK, r=4)
    at.blob(
        [(0, -110), (52, -44), (76, 36), (54, 100), (0, 122), (-54, 100), (-76, 36), (-52, -44)],
        dark(WOOD, 0.2),
    )
    at.blob([(0, -92), (42, -34), (62, 36), (44, 90), (0, 108), (-44, 90), (-62, 36), (-42, -34)], "#dca768")
    at.disc(0, 20, 15, BARK)
    at.box(-26, 70, 52, 9, BARK, r=3)
    for x in (-4, 0, 4):
        at.line([(x, 74), (x, -284)], 1.4, CARD)
    for y in range(-262, -110, 22):
        at.box(-9, y, 18, 2.5, HONEY)
    for i in range(3):
        at.line([(-9, -282 + i * 15), (-24, -286 + i * 15)], 6, HONEY)
        at.line([(9, -282 + i * 15), (24, -286 + i * 15)], 6, HONEY)


def _ticket(at: Pen, paper: str) -> None:
    at.box(-96, -48, 192, 96, paper, r=8)
    for y in range(-32, 38, 12):
        at.box(44.5, y, 3, 6, SOFT)
    star(at, -52, 0, 28, SUN)
    for y, wide in ((-18, 50), (-2, 44), (14, 32)):
        at.box(-16, y, wide, 7, DEEP, r=3)
    at.box(62, -26, 14, 52, LAKE, r=3)


def car_rental(pen: Pen) -> None:
    lakeside(pen, DAY, shore=372)
    pines(pen, DAY, (60, 440, 300), (150, 420, 190))
    pen.blob([(-60, 500), (200, 462), (560, 470), (1020, 446), (1020, 520), (480, 548), (-60, 560)], SAND)
    car(pen, 380, 492, 1.6, SUN)
    _key(pen.at(800, 220, 1.25, 24))


def _key(at: Pen) -> None:
    at.disc(4, 6, 92, clear(INK, 0.1))
    at.disc(0, 0, 92, clear(CARD, 0.92))
    at.ring(0, -48, 17, 6, SOFT)
    at.box(-30, -40, 60, 58, INK, r=18)
    at.box(-8, 14, 16, 62, SOFT, r=4)
    for y in (34, 50, 64):
        at.box(4, y, 15, 8, SOFT, r=2)
    at.disc(0, -20, 8, HONEY)
    at.disc(0, 3, 8, LAKE)


def scooter_rental(pen: Pen) -> None:
    lakeside(pen, EVENING, shore=378)
    pines(pen, EVENING, (70, 440, 310), (165, 424, 190), (905, 440, 280))
    pen.blob(
        [(-60, 500), (200, 466), (560, 474), (1020, 450), (1020, 530), (480, 548), (-60, 560)],
        pale(SAND, 0.2),
    )
    _scooter(pen.at(420, 494, 1.45))
    _helmet(pen.at(770, 420))


def _scooter(at: Pen) -> None:
    body = DEEP
    at.oval(0, 0, 165, 9, clear(INK, 0.2))
    at.line([(112, -34), (82, -168)], 10, SOFT)
    for x in (-100, 112):
        wheel(at, x, -30, 31)
    at.blob([(-150, -66), (-138, -96), (-96, -112), (-34, -104), (-16, -66), (4, -36), (60, -36), (60, -20),
             (-40, -20), (-64, -38), (-100, -70)], body)  # fmt: skip
    at.poly([(96, -150), (72, -130), (44, -36), (52, -20), (70, -24), (104, -110)], body)
    at.blob([(66, -58), (104, -74), (144, -56), (148, -40), (110, -52)], dark(body))
    at.blob([(-140, -104), (-120, -120), (-50, -118), (-22, -108), (-34, -96), (-120, -96)], BARK)
    at.curve([(54, -166), (78, -172), (100, -166)], 8, INK)
    at.box(78, -158, 26, 22, body, r=10)
    at.disc(102, -148, 11, HONEY)
    at.line([(64, -170), (52, -196)], 4, INK)
    at.disc(50, -202, 12, SOFT)
    at.box(-158, -78, 14, 12, ROSE, r=4)
    at.curve([(-128, -80), (-86, -86), (-48, -78)], 4, pale(body, 0.45))


def _helmet(at: Pen) -> None:
    at.oval(0, 62, 92, 9, clear(INK, 0.18))
    at.blob(
        [(-84, 54), (-90, -10), (-54, -74), (10, -86), (70, -54), (88, 0), (76, 20), (24, 24), (6, 58)], SUN
    )
    at.blob([(0, -40), (62, -40), (92, -4), (84, 26), (20, 26)], INK)
    at.curve([(24, -24), (58, -22), (76, -2)], 5, clear(CARD, 0.5))
    at.curve([(-80, -8), (-46, -56), (8, -68)], 8, CARD)
    star(at, -46, 22, 17, CARD)


SCENES = (
    transfer, group_excursion, individual_excursion, disco, event_tickets, car_rental, scooter_rental,
)  # fmt: skip
