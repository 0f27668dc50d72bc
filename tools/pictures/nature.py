"""Scenes of the offers on the lake, in the forest and at the farm."""

from .animals import cow, goat, hen, pony, rabbit
from .backdrop import DAWN, DAY, EVENING, NIGHT, lakeside, pine, pines, shadow, tufts
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
    ROSE,
    RUST,
    SAND,
    SOFT,
    SUN,
    TAN,
    WOOD,
    clear,
    dark,
    mix,
    pale,
)
from .figures import Person, flower, person, rowing_boat
from .pen import Pen

ABOARD = ((-6.0, -28.0), (6.0, -28.0))  # feet of those who sit in a boat


def fishing(pen: Pen) -> None:
    lakeside(pen, DAWN, shore=620, water=270)
    pines(pen, DAWN, (50, 300, 200), (130, 296, 130), (920, 300, 210))
    pen.blob([(-80, 310), (30, 292), (190, 296), (230, 306), (60, 330), (-80, 340)], DAWN.ground)
    for x in (60, 220, 370):
        pen.box(x, 420, 20, 130, BARK)
    pen.box(-20, 398, 440, 26, WOOD, r=4)
    pen.box(-20, 418, 440, 10, dark(WOOD, 0.3), r=3)
    for x in range(20, 420, 46):
        pen.box(x, 398, 3, 20, dark(WOOD, 0.25))
    _angler(pen.at(330, 398))
    pen.line([(378, 296), (720, 120)], 6, BARK)
    pen.curve([(720, 120), (760, 240), (770, 400)], 2, SOFT)
    for r in (34, 58):
        pen.arc(770, 424, (r, r * 0.26), 0, 360, 2.5, clear(CARD, 0.8))
    pen.box(766, 376, 6, 18, INK, r=3)
    pen.wedge(769, 408, 15, 19, 180, 360, ROSE)
    pen.wedge(769, 408, 15, 19, 0, 180, CARD)
    for x, y, size, colour in ((640, 486, 1.1, SUN), (800, 476, 0.7, DEEP)):
        _fish(pen.at(x, y, size), colour)


def _angler(at: Pen) -> None:
    """Sits on the edge of the jetty, with a bucket behind."""
    at.box(-150, -54, 58, 54, SOFT, r=6)
    at.arc(-121, -54, (28, 30), 180, 360, 4, INK)
    at.line([(-8, -14), (62, -14), (66, 54)], 24, DEEP)
    at.line([(62, 62), (84, 62)], 16, INK)
    at.box(-36, -124, 62, 126, LEAF, r=26)
    at.disc(2, -152, 32, TAN)
    at.wedge(0, -156, 34, 32, 180, 360, HONEY)
    at.box(-44, -162, 92, 10, HONEY, r=5)
    at.disc(16, -146, 3, INK)
    at.arc(15, -140, (8, 7), 30, 130, 3, INK)
    at.line([(0, -98), (24, -70), (54, -100)], 18, dark(LEAF, 0.2))
    at.disc(56, -103, 10, TAN)


def _fish(at: Pen, colour: str) -> None:
    at.blob([(-50, 0), (-20, -22), (26, -18), (52, 0), (26, 18), (-20, 22)], clear(colour, 0.75))
    at.poly([(-40, 0), (-76, -22), (-68, 0), (-76, 22)], clear(colour, 0.75))
    at.disc(30, -4, 4, CARD)
    at.arc(8, 0, (10, 16), -60, 60, 3, clear(CARD, 0.6))


def horse_riding(pen: Pen) -> None:
    lakeside(pen, DAY, shore=368)
    pines(pen, DAY, (60, 440, 320), (160, 420, 210), (905, 438, 300), (815, 418, 200))
    pen.blob([(-60, 520), (240, 486), (560, 490), (1020, 470), (1020, 540), (-60, 560)], SAND)
    rider = Person(ROSE, DEEP, hands=((14, -58), (30, -56)), feet=((0, -8), (4, -7)), long_hair=True)
    pony(pen, 470, 506, 1.5, WOOD)
    person(pen, 446, 372, 196, rider, child=True)
    helmet = pen.at(446, 372 - 196 * 0.86, 196 / 100 * 1.3)
    helmet.wedge(0, -2, 14, 14, 180, 360, LEAF)
    helmet.box(-14, -4, 32, 4, LEAF, r=2)
    tufts(pen, DAY, (120, 480), (250, 464), (800, 476), (700, 458))
    flower(pen, 860, 484)
    flower(pen, 190, 500, CARD)


def sauna(pen: Pen) -> None:
    lakeside(pen, NIGHT, shore=400)
    pines(pen, NIGHT, (60, 450, 350), (160, 430, 230), (930, 450, 330))
    for x, y, r in (
        (434, 112, 20),
        (446, 84, 27),
        (474, 56, 35),
        (522, 28, 44),
        (584, 2, 52),
        (448, 108, 16),
    ):
        pen.disc(x, y, r, mix(NIGHT.sky, CARD, 0.5))
    pen.box(410, 130, 48, 90, BARK)
    pen.box(402, 122, 64, 16, dark(BARK))
    for row in range(8):
        y = 254 + row * 27
        pen.box(238, y, 444, 28, (WOOD, dark(WOOD, 0.1))[row % 2], r=13)
        for x in (262, 658):
            pen.disc(x, y + 14, 12, pale(WOOD, 0.4))
            pen.disc(x, y + 14, 6, WOOD)
    pen.poly([(196, 262), (330, 160), (590, 160), (724, 262)], RUST)
    pen.poly([(196, 262), (724, 262), (708, 248), (212, 248)], dark(RUST, 0.3))
    pen.box(412, 316, 104, 156, dark(BARK, 0.1), r=6)
    pen.box(420, 324, 88, 148, SUN, r=4)
    pen.disc(494, 402, 6, HONEY)
    for x in (300, 552):
        pen.disc(x + 38, 348, 70, clear(HONEY, 0.18))
        pen.box(x, 312, 76, 72, BARK, r=6)
        pen.box(x + 7, 319, 62, 58, HONEY, r=3)
        pen.box(x + 35, 319, 6, 58, BARK)
        pen.box(x + 7, 345, 62, 6, BARK)
    pen.box(380, 468, 168, 14, BARK, r=4)
    _bucket(pen.at(772, 490))
    pen.box(90, 438, 130, 14, WOOD, r=5)
    for x in (104, 194):
        pen.box(x, 450, 12, 44, BARK)
    for i, colour in enumerate((CARD, MINT, BLUSH)):
        pen.box(112, 424 - i * 15, 84, 16, colour, r=7)


def _bucket(at: Pen) -> None:
    at.oval(0, 0, 70, 8, clear(INK, 0.3))
    at.arc(0, -84, (54, 66), 180, 360, 7, SOFT)
    at.poly([(-60, -90), (60, -90), (46, 0), (-46, 0)], pale(WOOD, 0.3))
    for x in (-30, 0, 30):
        at.line([(x, -86), (x * 0.8, -2)], 2.5, WOOD)
    at.oval(0, -90, 60, 12, LAKE)
    for y, half in ((-68, 58), (-18, 50)):
        at.box(-half, y, 2 * half, 9, SOFT, r=3)
    at.line([(20, -92), (72, -168)], 9, BARK)
    for i in range(7):
        at.oval(-34 - i % 3 * 15, -112 - i * 9, 17, 12, (LEAF, dark(MINT, 0.3))[i % 2])


def boating(pen: Pen) -> None:
    lakeside(pen, EVENING, shore=640, water=282)
    pines(pen, EVENING, (50, 316, 230), (130, 310, 150), (925, 318, 240), (850, 310, 140))
    pen.blob([(-80, 320), (20, 304), (190, 308), (60, 332), (-80, 340)], EVENING.ground)
    pen.blob([(780, 318), (860, 306), (1040, 304), (1040, 346), (880, 334)], EVENING.ground)
    for i in range(7):
        x, y = 90 + i * 263 % 760, 372 + i * 23
        pen.curve([(x, y), (x + 20, y - 6), (x + 40, y), (x + 60, y - 6), (x + 80, y)], 3, clear(CARD, 0.5))
    rower = Person(CARD, DEEP, hands=((10, -52), (24, -56)), feet=ABOARD, skin=TAN, hair=INK)
    child = Person(HONEY, DEEP, hands=((-21, -50), (24, -82)), feet=ABOARD, long_hair=True)
    person(pen, 410, 486, 250, rower)
    person(pen, 588, 480, 190, child, child=True)
    _vest(pen.at(588, 480, 1.9))
    rowing_boat(pen, 490, 430, 1.55, ROSE)
    pen.line([(440, 376), (300, 482)], 10, BARK)
    pen.oval(286, 492, 34, 13, BARK)
    pen.oval(286, 496, 66, 11, clear(CARD, 0.45))
    for x in (70, 92, 112, 890, 912):
        pen.line([(x, 540), (x + 6, 440 + x % 5 * 12)], 5, LEAF)
        pen.oval(x + 6, 436 + x % 5 * 12, 6, 20, BARK)


def _vest(at: Pen) -> None:
    at.box(-13, -74, 26, 34, SUN, r=8)
    at.box(-13, -58, 26, 5, CARD)
    at.line([(0, -72), (0, -42)], 2, BARK)


def canoe_hire(pen: Pen) -> None:
    """Two paddle across the lake in the morning; three more canoes wait at the jetty."""
    lakeside(pen, DAY, shore=640, water=268)
    pines(pen, DAY, (60, 300, 190), (140, 296, 130), (900, 302, 230), (820, 298, 150))
    pen.blob([(-80, 310), (20, 292), (200, 294), (70, 324), (-80, 330)], DAY.ground)
    pen.blob([(760, 308), (860, 294), (1040, 292), (1040, 340), (880, 326)], DAY.ground)
    pen.box(690, 372, 300, 14, WOOD, r=4)
    for x in (720, 810, 900):
        pen.box(x, 384, 12, 40, BARK)
    for n, colour in enumerate((SUN, MINT, LAKE)):
        _canoe(pen.at(800, 418 + 26 * n, 0.8), dark(colour, 0.1))
    for n in range(6):
        x, y = 60 + n * 241 % 700, 370 + n * 26
        pen.curve([(x, y), (x + 20, y - 6), (x + 40, y), (x + 60, y - 6), (x + 80, y)], 3, clear(CARD, 0.5))
    front = Person(SUN, DEEP, hands=((30, -58), (8, -80)), feet=ABOARD, skin=TAN, hair=INK)
    back = Person(ROSE, DEEP, hands=((34, -50), (10, -76)), feet=ABOARD, long_hair=True)
    person(pen, 270, 508, 220, back)
    person(pen, 450, 508, 220, front)
    for x in (318, 500):
        pen.line([(x - 16, 338), (x + 32, 480)], 8, BARK)
        pen.oval(x + 38, 486, 12, 26, WOOD)
        pen.oval(x + 40, 500, 50, 8, clear(CARD, 0.5))
    _canoe(pen.at(360, 462, 1.7), RUST)


def _canoe(at: Pen, colour: str) -> None:
    """Long and low, with both ends raised; 320 units long, its waterline at the point."""
    at.oval(0, 14, 168, 8, clear(INK, 0.14))
    at.blob([(-168, -58), (-140, -34), (0, -28), (140, -34), (168, -58), (150, 2), (70, 14),
             (-70, 14), (-150, 2)], colour)  # fmt: skip
    at.curve([(-166, -56), (-136, -33), (0, -26), (136, -33), (166, -56)], 7, pale(colour, 0.5))
    at.curve([(-148, -14), (-60, -4), (60, -4), (148, -14)], 3, dark(colour, 0.3))


def paintball(pen: Pen) -> None:
    pen.box(0, 0, 960, 540, mix(DAY.sky, DAY.hills[0], 0.4))
    for i in range(12):
        pine(
            pen,
            i * 88 - 10,
            416 + i * 13 % 12,
            260 + i * 67 % 110,
            mix(DAY.hills[1], DAY.hills[2], i % 3 / 4),
        )
    pines(pen, DAY, (50, 450, 390), (160, 430, 270), (925, 450, 380), (815, 428, 250))
    pen.blob(
        [(-120, 620), (-60, 400), (220, 392), (480, 410), (760, 394), (1020, 402), (1080, 620)], DAY.ground
    )
    shadow(pen, 440, 500, 130)
    for x0, x1 in ((384, 344), (496, 536)):
        pen.line([(x0, 330), (x1, 498)], 15, BARK)
    for r, colour in ((166, WOOD), (156, CARD), (122, ROSE), (88, CARD), (54, ROSE), (22, CARD)):
        pen.disc(440, 230, r, colour)
    for x, y, size, colour in (
        (490, 180, 1.15, HONEY),
        (370, 268, 1, DEEP),
        (456, 316, 0.8, SUN),
        (352, 150, 0.6, LAKE),
    ):
        _splash(pen.at(x, y, size, x), colour)
    for x, y, size, colour in (
        (160, 300, 0.8, SUN),
        (880, 270, 0.8, HONEY),
        (600, 480, 0.6, LAKE),
        (240, 470, 0.6, ROSE),
    ):
        _splash(pen.at(x, y, size, y), colour)
    _player(pen.at(722, 500, 2.7))


def _splash(at: Pen, colour: str) -> None:
    for i, reach in enumerate((44, 58, 40, 66, 46, 60, 42, 54)):
        lobe = at.at(0, 0, 1, i * 45 + 9)
        lobe.line([(0, 0), (reach, 0)], 15, colour)
        lobe.disc(reach, 0, 8 + reach * 37 % 5, colour)
    at.disc(0, 0, 35, colour)
    for i, (reach, r) in enumerate(((78, 6), (70, 4), (88, 5))):
        at.at(0, 0, 1, i * 121 + 30).disc(reach, 0, r, colour)
    at.oval(-12, -13, 10, 6, clear(CARD, 0.45))


def _player(at: Pen) -> None:
    """Helmet and goggles, a few hits already, and the flag is won."""
    shadow(at, 0, 0, 26, 4)
    at.line([(-25, -84), (-29, -142)], 2.6, BARK)
    at.blob([(-29, -141), (-42, -144), (-56, -138), (-56, -118), (-42, -122), (-28, -118)], HONEY)
    who = Person(SUN, SOFT, hands=((-25, -86), (22, -44)), feet=((-10, 0), (10, 0)))
    person(at, 0, 0, 100, who)
    at.wedge(0, -87, 14, 14, 170, 370, LEAF)
    at.box(-13, -92, 26, 11, INK, r=5)
    at.line([(-8, -89), (-3, -89)], 1.6, clear(CARD, 0.7))
    for x, y, colour in ((4, -60, LAKE), (-4, -24, ROSE)):
        _splash(at.at(x, y, 0.13, x * 9), colour)


def petting_zoo(pen: Pen) -> None:
    lakeside(pen, DAY, shore=360)
    pines(pen, DAY, (60, 430, 310), (150, 410, 190), (915, 430, 280))
    _fence(pen, 350, 446)
    shadow(pen, 330, 492, 64)
    child = Person(HONEY, DEEP, hands=((-21, -46), (34, -58)), long_hair=True, skirt=True, skin=TAN, hair=INK)
    person(pen, 330, 490, 226, child, child=True)
    pen.curve([(406, 358), (424, 350), (436, 330)], 6, LEAF)
    for x, y in ((436, 328), (420, 342), (448, 344)):
        pen.oval(x, y, 13, 8, "#6aa553")
    goat(pen, 584, 494, 1.45)
    rabbit(pen, 150, 500, 0.95, pale(WOOD, 0.35))
    rabbit(pen, 840, 462, 0.8, CARD, flip=True)
    tufts(pen, DAY, (240, 510), (730, 508), (70, 470), (760, 452))


def _fence(pen: Pen, top: float, low: float) -> None:
    for y in (top + 20, top + 60):
        pen.box(-10, y, 980, 13, pale(WOOD, 0.3))
    for x in range(20, 960, 92):
        pen.box(x, top, 20, low - top, WOOD, r=5)


def small_farm(pen: Pen) -> None:
    lakeside(pen, DAWN, shore=350)
    pines(pen, DAWN, (930, 430, 310), (850, 410, 200))
    _barn(pen.at(230, 440))
    _fence(pen.at(430, 80), 320, 400)
    pen.blob([(-120, 640), (-60, 446), (300, 432), (700, 448), (1020, 430), (1080, 640)], "#c5d49a")
    cow(pen, 590, 500, 1.45)
    hen(pen, 300, 506, 0.95, CARD)
    hen(pen, 410, 520, 0.7, RUST, flip=True)
    for x, y in ((348, 522), (364, 514), (232, 520)):
        pen.oval(x, y, 9, 8, HONEY)
        pen.disc(x + 7, y - 8, 6, HONEY)
        pen.poly([(x + 12, y - 10), (x + 18, y - 7), (x + 12, y - 5)], SUN)
    flower(pen, 60, 510, CARD)
    flower(pen, 130, 496, CARD)
    flower(pen, 790, 490, BLUSH)


def _barn(at: Pen) -> None:
    at.poly([(-170, 0), (-170, -190), (-104, -268), (0, -314), (104, -268), (170, -190), (170, 0)], ROSE)
    at.line([(-184, -186), (-110, -274), (0, -322), (110, -274), (184, -186)], 18, dark(BARK, 0.2))
    at.box(-70, -148, 140, 150, CARD, r=4)
    at.box(-60, -138, 120, 140, dark(ROSE, 0.2))
    for points in (((-58, -136), (58, -4)), ((58, -136), (-58, -4)), ((0, -136), (0, 0))):
        at.line(points, 8, CARD)
    at.disc(0, -222, 34, CARD)
    at.disc(0, -222, 26, BARK)
    at.poly([(-20, -206), (0, -232), (20, -206)], HONEY)
    for x, tall in ((116, 66), (196, 58)):
        at.box(x, -tall, 88, tall, HONEY, r=10)
        for y in (-tall + 18, -tall + 38):
            at.box(x + 6, y, 76, 4, dark(HONEY, 0.2), r=2)


SCENES = (fishing, horse_riding, sauna, boating, canoe_hire, paintball, petting_zoo, small_farm)
