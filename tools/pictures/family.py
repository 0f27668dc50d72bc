"""Scenes of the family offers: for the smallest, and for all together."""

from .backdrop import DAWN, DAY, EVENING, NIGHT, ground, lakeside, pines, room, shadow, tufts
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
    MOSS,
    PAPER,
    ROSE,
    SAND,
    SKIN,
    SOFT,
    SUN,
    WOOD,
    clear,
    dark,
    mix,
    pale,
)
from .figures import (
    Person,
    bicycle,
    car,
    flower,
    heart,
    person,
    star,
    teddy,
    wheel,
)
from .pen import Pen, rim


def baby_cot(pen: Pen) -> None:
    room(pen, NIGHT, "#e9dfd2", window=(56, 70, 230, 170))
    pen.oval(560, 478, 330, 40, pale(LAKE, 0.45))
    shadow(pen, 560, 470, 250, 12)
    pen.box(345, 352, 430, 52, CARD, r=14)
    teddy(pen, 690, 372, 0.5)
    pen.box(345, 340, 300, 70, BLUSH, r=26)
    pen.box(345, 372, 430, 44, pale(BLUSH, 0.5), r=8)
    for left in range(374, 770, 36):
        pen.box(left, 292, 12, 140, pale(WOOD, 0.35), r=6)
    pen.box(330, 284, 460, 18, WOOD, r=9)
    pen.box(330, 418, 460, 22, WOOD, r=9)
    for left in (322, 776):
        pen.box(left, 236, 22, 234, dark(WOOD, 0.08), r=11)
        pen.disc(left + 11, 236, 15, WOOD)
    pen.curve([(333, 236), (330, 110), (400, 60), (520, 62)], 8, BARK)
    for i, (x, low) in enumerate(((450, 150), (520, 180), (590, 146))):
        pen.line([(520, 66), (x, 92), (x, low - 18)], 2.5, SOFT)
        star(pen, x, low, 25, (HONEY, LAKE, ROSE)[i])


def stroller(pen: Pen) -> None:
    lakeside(pen, DAY, shore=390)
    pines(pen, DAY, (70, 440, 270), (170, 420, 190), (890, 430, 240))
    pen.blob([(-60, 480), (240, 452), (560, 462), (1020, 440), (1020, 510), (480, 540), (-60, 560)], SAND)
    shadow(pen, 490, 492, 170, 12)
    at = pen.at(490, 300)
    at.curve([(120, -20), (190, -66), (236, -78)], 13, INK)
    for low, high in (((-84, 150), (76, 40)), ((92, 150), (-70, 40))):
        at.line([low, high], 12, SOFT)
    at.wedge(0, 0, 140, 104, 0, 180, DEEP)
    at.wedge(-2, 0, 140, 130, 180, 292, LEAF)
    at.poly([(-2, 0), (-142, 0), (50, -120)], LEAF)
    for tip in ((-94, -96), (-30, -128)):
        at.line([(-2, 0), tip], 3, MOSS)
    at.disc(34, -26, 34, SKIN)
    at.wedge(34, -30, 36, 34, 190, 350, HONEY)
    for x in (24, 46):
        at.disc(x, -22, 3, INK)
    at.arc(35, -16, (8, 7), 20, 160, 3, INK)
    at.box(-142, -6, 284, 22, pale(DEEP, 0.35), r=10)
    heart(at, 0, 58, 44, BLUSH)
    for x in (-92, 100):
        wheel(at, x, 148, 42, HONEY)
    tufts(pen, DAY, (250, 440), (770, 432), (860, 520), (120, 510))


def nanny(pen: Pen) -> None:
    room(pen, EVENING, window=(90, 80, 300, 210))
    pen.oval(480, 484, 380, 42, pale(BLUSH, 0.35))
    pen.line([(852, 470), (852, 190)], 8, BARK)
    pen.box(816, 462, 72, 12, BARK, r=6)
    pen.disc(852, 210, 120, clear(HONEY, 0.22))
    pen.poly([(812, 214), (830, 136), (874, 136), (892, 214)], HONEY)
    pen.box(630, 266, 190, 150, MOSS, r=40)
    pen.box(600, 360, 250, 90, dark(MOSS, 0.06), r=26)
    pen.box(640, 348, 170, 54, pale(MOSS, 0.2), r=18)
    for x in (622, 812):
        pen.box(x, 440, 16, 34, BARK, r=5)
    teddy(pen, 728, 356, 0.5)
    shadow(pen, 450, 490, 130)
    grown = Person(DEEP, SUN, hands=((-22, -40), (20, -44)), long_hair=True, skirt=True)
    child = Person(HONEY, LEAF, hands=((-24, -62), (21, -44)), skin=SKIN, hair=dark(WOOD, 0.2))
    person(pen, 390, 490, 340, grown)
    person(pen, 512, 490, 210, child, child=True)
    pen.box(286, 326, 64, 48, ROSE, r=4)
    pen.box(292, 331, 52, 38, CARD, r=2)
    heart(pen, 318, 352, 24, ROSE)
    pen.disc(312, 354, 12, SKIN)


def paediatrician(pen: Pen) -> None:
    room(pen, DAY, "#e8f0ea", window=(90, 70, 270, 190))
    pen.box(240, 438, 560, 24, WOOD, r=10)
    pen.box(262, 460, 516, 90, pale(WOOD, 0.3))
    teddy(pen, 470, 440, 1.6)
    pen.arc(470, 268, (74, 60), 20, 160, 11, INK)
    pen.curve([(470, 328), (478, 372), (534, 392), (596, 350), (610, 322)], 10, INK)
    pen.disc(612, 306, 25, SOFT)
    pen.disc(612, 306, 15, MIST)
    heart(pen, 640, 190, 112, ROSE)
    pen.curve([(602, 166), (608, 154), (622, 150)], 7, clear(CARD, 0.7))
    _plaster(pen.at(420, 182, 1, -28))
    pen.arc(702, 352, (34, 26), 180, 360, 12, BARK)
    pen.box(630, 352, 146, 92, LEAF, r=16)
    pen.disc(703, 398, 30, CARD)
    pen.box(696, 378, 14, 40, SUN, r=2)
    pen.box(683, 391, 40, 14, SUN, r=2)


def _plaster(at: Pen) -> None:
    at.box(-34, -12, 68, 24, "#f2c79b", r=12)
    at.box(-11, -12, 22, 24, "#e0a978")
    for x, y in ((-5, -4), (5, -4), (-5, 5), (5, 5)):
        at.disc(x, y, 1.8, CARD)


def kids_menu(pen: Pen) -> None:
    pen.box(0, 0, 960, 540, PAPER)
    for row in range(6):
        for column in range(10):
            if (row + column) % 2:
                pen.box(column * 96, row * 96, 96, 96, mix(PAPER, MINT, 0.5))
    for at_x, tool in ((228, _fork), (742, _spoon)):
        tool(pen.at(at_x, 282))
    pen.oval(486, 300, 206, 206, clear(INK, 0.14))
    pen.disc(480, 288, 206, CARD)
    pen.disc(480, 288, 154, mix(CARD, MIST, 0.6))
    for i in range(13):
        pen.arc(
            372 + i * 18,
            186 - 30 * (1 - ((i - 6) / 6) ** 2),
            (15, 22),
            20 + i * 30,
            300 + i * 30,
            9,
            "#f0c869",
        )
    for x in (424, 536):
        pen.disc(x, 258, 34, CARD)
        pen.disc(x, 258, 18, "#f4b13e")
        pen.disc(x + 4, 260, 7, INK)
    pen.disc(480, 306, 21, ROSE)
    pen.disc(474, 299, 6, clear(CARD, 0.6))
    pen.arc(480, 306, (86, 76), 24, 156, 24, "#c7683f")
    pen.arc(480, 300, (82, 72), 40, 80, 5, clear(CARD, 0.4))
    for x in (376, 584):
        pen.disc(x, 324, 21, LEAF)
        pen.disc(x, 324, 16, "#d6e8b4")
        for dx, dy in ((-5, -4), (5, -4), (0, 6)):
            pen.disc(x + dx, 324 + dy, 2.2, MOSS)
    _juice(pen.at(846, 128))


def _fork(at: Pen) -> None:
    at.box(-6, -20, 12, 170, SOFT, r=6)
    at.box(-26, -60, 52, 46, SOFT, r=20)
    for x in (-26, -5, 16):
        at.box(x, -130, 10, 90, SOFT, r=5)


def _spoon(at: Pen) -> None:
    at.box(-6, -40, 12, 190, SOFT, r=6)
    at.oval(0, -84, 32, 48, SOFT)
    at.oval(0, -86, 22, 36, pale(SOFT, 0.3))


def _juice(at: Pen) -> None:
    at.disc(4, 6, 66, clear(INK, 0.14))
    at.disc(0, 0, 64, MIST)
    at.disc(0, 0, 52, SUN)
    at.disc(0, 0, 44, HONEY)
    at.line([(8, 8), (62, -64)], 11, ROSE)


def family_excursion(pen: Pen) -> None:
    lakeside(pen, DAWN, shore=372)
    pines(pen, DAWN, (60, 450, 330), (160, 420, 220), (905, 450, 320), (812, 418, 210))
    pen.blob([(250, 560), (390, 470), (560, 420), (500, 384), (560, 366), (600, 384), (650, 424), (640, 480),
              (720, 560)], SAND)  # fmt: skip
    hikers = (
        (394, 506, 262, Person(LEAF, SOFT, hands=((-22, -42), (18, -44)), back=True, pack=SUN), False),
        (
            486,
            510,
            172,
            Person(HONEY, DEEP, hands=((-22, -66), (21, -64)), back=True, pack=ROSE, long_hair=True),
            True,
        ),
        (
            576,
            506,
            246,
            Person(LAKE, DEEP, hands=((-19, -44), (24, -46)), back=True, pack=LEAF, long_hair=True),
            False,
        ),
        (
            672,
            512,
            150,
            Person(ROSE, SOFT, hands=((-22, -62), (22, -58)), back=True, pack=DEEP, hair=INK),
            True,
        ),
    )
    for x, y, tall, who, child in hikers:
        shadow(pen, x, y, tall * 0.2, 7)
        person(pen, x, y, tall, who, child=child)
    pen.line([(352, 392), (336, 510)], 5, BARK)
    tufts(pen, DAWN, (250, 470), (780, 480), (140, 520))
    for x in (220, 300, 800):
        flower(pen, x, 500 + x % 3 * 8)


def sports_kit(pen: Pen) -> None:
    lakeside(pen, DAY, shore=380)
    pines(pen, DAY, (70, 440, 310), (170, 420, 190), (900, 430, 250))
    bicycle(pen, 400, 492, 1.5, SUN)
    at = pen.at(722, 372, 1.15, 24)
    at.line([(0, 30), (0, 104)], 13, BARK)
    at.oval(0, -30, 54, 68, LEAF)
    at.oval(0, -30, 43, 57, PAPER)
    for i in range(-3, 4):
        reach = (1 - (i / 4) ** 2) ** 0.5
        at.line([(i * 11, -30 - 55 * reach), (i * 11, -30 + 55 * reach)], 1.8, SOFT)
        at.line([(-41 * reach, -30 + i * 14), (41 * reach, -30 + i * 14)], 1.8, SOFT)
    shadow(pen, 848, 482, 60, 8)
    _football(pen.at(848, 432), 50)
    pen.disc(752, 484, 17, "#d7e06a")
    pen.arc(740, 484, (12, 14), -60, 60, 2.5, CARD)


def _football(at: Pen, r: float) -> None:
    at.disc(0, 0, r, CARD)
    for i in range(5):
        turned = at.at(0, 0, r / 50, i * 72 - 90)
        turned.line([(18, 0), (34, 0)], 3, INK)
        turned.poly([(33, 0), (40, -13), (48, -12), (48, 12), (40, 13)], INK)
    at.poly([rim(r * 0.36, i * 72 - 90) for i in range(5)], INK)
    at.arc(0, 0, (r, r), 0, 360, 2.5, INK)


def family_transfer(pen: Pen) -> None:
    lakeside(pen, DAWN, shore=350)
    ground(pen, DAWN, 390)
    pines(pen, DAWN, (80, 432, 270), (172, 418, 180), (890, 432, 290))
    pen.box(0, 440, 960, 100, "#b9b3a6")
    for x in range(-20, 960, 120):
        pen.box(x, 500, 64, 7, CARD, r=3)
    at = pen.at(480, 484, 1.75)
    at.box(-48, -142, 100, 14, BARK, r=3)
    at.box(-42, -168, 44, 28, SUN, r=5)
    at.box(6, -160, 36, 20, HONEY, r=5)
    at.box(-26, -174, 12, 8, BARK, r=3)
    car(pen, 480, 484, 1.75, DEEP, seat=True)


SCENES = (
    baby_cot, stroller, nanny, paediatrician, kids_menu, family_excursion, sports_kit, family_transfer,
)  # fmt: skip
