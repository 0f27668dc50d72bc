"""The animals of the stables and the farm, all looking right, standing at (x, y)."""

from .colours import BARK, BLUSH, CARD, HONEY, INK, LEAF, PAPER, ROSE, SAND, SUN, clear, dark, mix, pale
from .pen import Pen, Point


def pony(pen: Pen, x: float, y: float, size: float, coat: str, *, flip: bool = False) -> None:
    """A saddled pony, 260 units long; the rider's seat is near (-16, -130)."""
    at, mane = pen.at(x, y, size, flip=flip), dark(BARK, 0.4)
    at.oval(0, 0, 110, 8, clear(INK, 0.16))
    at.blob([(-84, -118), (-112, -112), (-124, -70), (-110, -24), (-126, -16), (-138, -66), (-122, -120),
             (-92, -132)], mane)  # fmt: skip
    _legs(at, ((-66, -8), (58, 10)), dark(coat, 0.22), 19, INK)
    _legs(at, ((-78, 4), (44, 0)), coat, 21, INK)
    at.blob([(-92, -122), (-40, -126), (20, -124), (62, -128), (74, -92), (56, -62), (0, -52),
             (-60, -56), (-94, -76)], coat)  # fmt: skip
    at.poly([(28, -122), (88, -204), (122, -180), (72, -92)], coat)
    at.blob([(86, -206), (112, -208), (138, -180), (156, -152), (148, -134), (128, -138), (104, -160),
             (84, -176)], coat)  # fmt: skip
    at.blob([(132, -158), (152, -158), (158, -146), (146, -132), (128, -140)], pale(coat, 0.45))
    at.poly([(88, -200), (92, -232), (108, -206)], coat)
    at.blob([(98, -214), (84, -216), (58, -186), (30, -142), (26, -118), (44, -126), (66, -160),
             (88, -188)], mane)  # fmt: skip
    at.blob([(96, -214), (108, -210), (116, -188), (104, -194)], mane)
    at.disc(118, -182, 4.5, INK)
    at.disc(150, -150, 2.2, INK)
    at.line([(112, -152), (136, -180)], 4, ROSE)
    at.line([(122, -164), (78, -152), (24, -161)], 3.5, ROSE)
    at.box(-46, -134, 66, 38, ROSE, r=9)
    at.blob([(-44, -136), (-36, -146), (-14, -138), (10, -146), (18, -136), (0, -122), (-30, -122)], BARK)


def _legs(at: Pen, pairs: tuple[Point, ...], coat: str, width: float, hoof: str) -> None:
    for top, shift in pairs:
        at.line([(top, -74), (top + shift, -14)], width, coat)
        at.box(top + shift - width / 2, -14, width + 2, 14, hoof, r=4)


def cow(pen: Pen, x: float, y: float, size: float) -> None:
    at = pen.at(x, y, size)
    at.oval(0, 0, 120, 8, clear(INK, 0.16))
    at.curve([(-102, -128), (-120, -100), (-116, -58)], 6, CARD)
    at.oval(-116, -50, 8, 15, BARK)
    _legs(at, ((-60, 4), (62, 4)), dark(CARD, 0.2), 19, BARK)
    at.oval(-30, -54, 26, 18, BLUSH)
    _legs(at, ((-84, 0), (44, 0)), CARD, 21, BARK)
    at.blob(
        [
            (-106, -130),
            (-40, -138),
            (30, -134),
            (88, -138),
            (100, -96),
            (82, -58),
            (0, -50),
            (-80, -54),
            (-110, -80),
        ],
        CARD,
    )
    at.blob([(-84, -132), (-30, -136), (-24, -104), (-58, -88), (-88, -102)], BARK)
    at.blob([(10, -96), (46, -104), (54, -72), (22, -60), (2, -76)], BARK)
    for ear in (-1, 1):
        at.blob(
            [(108 + ear * 30, -176), (108 + ear * 58, -186), (108 + ear * 62, -172), (108 + ear * 36, -160)],
            BARK,
        )
        at.curve([(108 + ear * 22, -194), (108 + ear * 34, -206), (108 + ear * 30, -222)], 8, HONEY)
    at.blob([(72, -192), (108, -202), (144, -192), (146, -150), (136, -116), (80, -116), (70, -150)], CARD)
    at.blob([(74, -192), (104, -200), (104, -160), (84, -148), (71, -160)], BARK)
    at.blob([(70, -126), (108, -136), (146, -126), (142, -100), (108, -92), (74, -100)], BLUSH)
    at.disc(89, -164, 9, CARD)
    for side in (-1, 1):
        at.disc(108 + side * 19, -164, 5.5, INK)
        at.disc(108 + side * 15, -116, 4, dark(ROSE, 0.3))
    at.arc(108, -112, (13, 9), 30, 150, 3, dark(ROSE, 0.3))
    at.box(96, -88, 24, 7, ROSE, r=3)
    at.wedge(108, -66, 13, 18, 180, 360, HONEY)
    at.disc(108, -64, 5, HONEY)


def goat(pen: Pen, x: float, y: float, size: float) -> None:
    """Looks left, towards whoever feeds it."""
    at, coat = pen.at(x, y, size, flip=True), PAPER
    at.oval(0, 0, 92, 7, clear(INK, 0.16))
    at.blob([(-80, -112), (-100, -132), (-98, -112), (-84, -98)], coat)
    _legs(at, ((-52, 2), (48, 2)), dark(coat, 0.22), 14, BARK)
    _legs(at, ((-66, 0), (34, 0)), coat, 16, BARK)
    at.blob(
        [(-84, -114), (-30, -116), (36, -116), (66, -104), (58, -66), (0, -54), (-60, -56), (-88, -78)], coat
    )
    at.blob([(-60, -115), (-10, -117), (-6, -92), (-40, -84), (-62, -96)], mix(SAND, BARK, 0.35))
    at.poly([(26, -114), (62, -164), (92, -142), (64, -80)], coat)
    for lean in (0, 13):
        at.curve([(64 + lean, -172), (56 + lean, -196), (38 + lean, -208)], 9, mix(SAND, BARK, 0.5))
    at.blob([(58, -172), (84, -178), (112, -156), (124, -134), (114, -122), (92, -128), (68, -144)], coat)
    at.blob([(60, -160), (34, -156), (28, -144), (46, -142), (64, -148)], mix(SAND, BARK, 0.35))
    at.poly([(96, -126), (112, -122), (100, -98)], mix(SAND, BARK, 0.35))
    at.disc(88, -156, 4.5, INK)
    at.disc(117, -134, 2.4, ROSE)
    at.arc(106, -132, (8, 6), 40, 140, 2.5, BARK)
    at.line([(56, -100), (78, -122)], 7, LEAF)
    at.disc(74, -100, 8, HONEY)


def rabbit(pen: Pen, x: float, y: float, size: float, fur: str, *, flip: bool = False) -> None:
    at = pen.at(x, y, size, flip=flip)
    at.oval(4, 0, 66, 6, clear(INK, 0.16))
    at.disc(-56, -26, 15, pale(fur, 0.7))
    at.blob([(-56, -22), (-44, -64), (0, -74), (36, -54), (44, -8), (20, 0), (-40, 0)], fur)
    at.oval(-22, -22, 28, 24, dark(fur, 0.08))
    for ear, shade in ((0, dark(fur, 0.12)), (1, fur)):
        lean = at.at(28 + ear * 10, -96, 1, -22 + ear * 16)
        lean.oval(0, -30, 11, 34, shade)
        lean.oval(0, -28, 5, 24, BLUSH)
    at.oval(40, -80, 34, 29, fur)
    at.disc(52, -86, 4.5, INK)
    at.oval(73, -78, 5, 4, ROSE)
    at.disc(50, -70, 6, clear(ROSE, 0.35))
    at.oval(30, -4, 20, 8, pale(fur, 0.3))


def hen(pen: Pen, x: float, y: float, size: float, feathers: str, *, flip: bool = False) -> None:
    at = pen.at(x, y, size, flip=flip)
    at.oval(0, 0, 52, 6, clear(INK, 0.16))
    for leg in (-8, 12):
        at.line([(leg, -30), (leg, -3), (leg + 12, -3)], 5, SUN)
    at.blob([(-70, -112), (-52, -96), (-20, -78), (20, -92), (30, -128), (52, -128), (56, -70), (36, -28),
             (-16, -22), (-54, -50)], feathers)  # fmt: skip
    at.disc(42, -124, 22, feathers)
    for i, (dx, dy) in enumerate(((28, -146), (42, -151), (55, -144))):
        at.disc(dx, dy, 8 + i % 2 * 2, ROSE)
    at.poly([(60, -130), (80, -120), (60, -114)], SUN)
    at.oval(60, -104, 6, 10, ROSE)
    at.disc(48, -128, 4, INK)
    at.blob([(-36, -74), (0, -78), (22, -62), (0, -42), (-30, -50)], dark(feathers, 0.12))
