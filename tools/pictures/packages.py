"""Composed scenes of the packages."""

from .backdrop import DAY, EVENING, lakeside, pines, shadow, tufts
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
    ROSE,
    SAND,
    SOFT,
    SUN,
    TAN,
    WOOD,
    clear,
    dark,
    pale,
)
from .figures import Person, balloon, bicycle, bunting, duck, flower, house, person, rowing_boat, sack
from .pen import Pen


def family_week(pen: Pen) -> None:
    """Seven flags for seven days, the lodge, a family of four on the shore."""
    lakeside(pen, DAY, shore=375)
    pines(pen, DAY, (40, 430, 330), (410, 408, 200), (925, 440, 320))
    house(pen, 222, 428, 1.15)
    pen.line([(436, 100), (436, 436)], 7, BARK)
    bunting(pen, (436, 108), (922, 122), 36, 7, 1.35)
    pen.blob(
        [(206, 430), (238, 430), (300, 462), (480, 484), (1020, 476), (1020, 570), (380, 556), (236, 492)],
        SAND,
    )
    family = (
        (470, 500, 252, Person(LEAF, SOFT, hands=((-22, -44), (20, -46)), skin=TAN, hair=INK), False),
        (562, 504, 158, Person(HONEY, DEEP, hands=((-22, -66), (22, -62)), skin=TAN, hair=INK), True),
        (652, 500, 238, Person(ROSE, DEEP, hands=((-22, -40), (22, -48)), long_hair=True, skirt=True), False),
        (742, 506, 136, Person(SUN, LAKE, hands=((-24, -74), (23, -70)), long_hair=True, skirt=True), True),
    )
    for x, y, tall, who, child in family:
        shadow(pen, x, y, tall * 0.22, 7)
        person(pen, x, y, tall, who, child=child)
    balloon(pen, 800, 262, 36, ROSE, (774, 412))
    duck(pen, 860, 470, 0.4, flip=True)
    for x in (40, 100, 350, 400):
        flower(pen, x, 500 + x % 7 * 3, (BLUSH, CARD)[x // 50 % 2])


def active_weekend(pen: Pen) -> None:
    """A bicycle, a rucksack, a boat on the water, walkers on the far shore."""
    lakeside(pen, EVENING, shore=410)
    pines(pen, EVENING, (50, 450, 350), (150, 428, 220), (925, 450, 330))
    rower = Person(CARD, DEEP, hands=((12, -54), (24, -56)), feet=((-6, -28), (6, -28)), skin=TAN, hair=INK)
    person(pen, 536, 384, 112, rower)
    rowing_boat(pen, 550, 358, 0.66, ROSE)
    pen.line([(546, 330), (484, 378)], 5, BARK)
    pen.blob([(-60, 520), (240, 490), (560, 496), (1020, 474), (1020, 560), (-60, 570)], pale(SAND, 0.2))
    bicycle(pen, 300, 506, 1.3, DEEP)
    hikers = (
        Person(SUN, BARK, hands=((-20, -44), (24, -50)), pack=LEAF, back=True),
        Person(LAKE, SOFT, back=True, pack=ROSE, long_hair=True, hands=((-24, -50), (20, -44))),
    )
    for x, who, tall in ((672, hikers[0], 262), (764, hikers[1], 244)):
        shadow(pen, x, 498, 50)
        person(pen, x, 498, tall, who)
    pen.line([(717, 368), (724, 500)], 5, BARK)
    sack(pen, 552, 510, 1, HONEY)
    tufts(pen, EVENING, (210, 470), (870, 470))


def lake_days(pen: Pen) -> None:
    """A jetty with two deck chairs under a parasol, a boat, a rod."""
    lakeside(pen, DAY, shore=640, water=275)
    pines(pen, DAY, (50, 310, 240), (132, 304, 150), (922, 310, 250), (846, 304, 150))
    pen.blob([(-80, 316), (20, 300), (200, 304), (60, 332), (-80, 340)], DAY.ground)
    pen.blob([(770, 312), (860, 300), (1040, 300), (1040, 340), (880, 330)], DAY.ground)
    for i in range(6):
        x, y = 600 + i * 131 % 300, 350 + i * 29
        pen.curve([(x, y), (x + 18, y - 6), (x + 36, y), (x + 54, y - 6)], 3, clear(CARD, 0.55))
    rowing_boat(pen, 808, 400, 0.85, ROSE)
    for x in (90, 300, 520):
        pen.box(x, 470, 24, 90, BARK)
    pen.poly([(-20, 440), (570, 440), (610, 478), (-20, 478)], WOOD)
    pen.poly([(-20, 478), (610, 478), (610, 494), (-20, 494)], dark(WOOD, 0.3))
    for x in range(10, 580, 52):
        pen.line([(x, 441), (x + 18 + x / 40, 477)], 2.5, dark(WOOD, 0.25))
    _parasol(pen.at(270, 452))
    _deck_chair(pen.at(180, 456), SUN)
    _deck_chair(pen.at(380, 456), LAKE)
    pen.line([(510, 458), (606, 236)], 5, BARK)
    pen.curve([(606, 236), (636, 320), (632, 496)], 2, SOFT)
    pen.disc(632, 500, 9, ROSE)
    duck(pen, 738, 492, 0.42, flip=True)


def _parasol(at: Pen) -> None:
    at.line([(0, 0), (0, -310)], 9, BARK)
    at.wedge(0, -210, 190, 110, 180, 360, ROSE)
    for start, end in ((-190, -114), (-38, 38), (114, 190)):
        at.poly([(start, -210), (end, -210), (0, -320)], CARD)
    for i in range(5):
        at.wedge(-152 + i * 76, -211, 38, 16, 0, 180, CARD if i % 2 == 0 else ROSE)
    at.disc(0, -322, 9, HONEY)


def _deck_chair(at: Pen, cloth: str) -> None:
    at.line([(-70, -128), (64, 8)], 8, BARK)
    at.line([(58, -62), (-50, 8)], 8, BARK)
    at.curve([(-66, -122), (-34, -66), (8, -40), (56, -60)], 17, cloth)
    at.curve([(-62, -118), (-30, -64), (8, -38), (52, -57)], 4, MIST)


SCENES = (family_week, active_weekend, lake_days)
