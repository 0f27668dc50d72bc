"""Two pictures drawn in code, so that a phone has something to send: a dripping tap and a sun."""

import struct
import zlib
from collections.abc import Callable
from functools import cache
from math import atan2, cos, hypot

Colour = tuple[int, int, int, int]
WALL, JOINT, METAL, SHINE = (
    (222, 232, 228, 255),
    (203, 216, 211, 255),
    (120, 134, 140, 255),
    (176, 188, 193, 255),
)
WATER, BASIN, SHADE = (90, 157, 196, 255), (250, 250, 246, 255), (214, 218, 212, 255)
CLEAR, SUN, FACE = (0, 0, 0, 0), (243, 180, 63, 255), (120, 74, 20, 255)


@cache
def tap() -> bytes:
    """A photograph, so to speak, of a tap that drips."""
    return _png(480, 360, _tap_at)


@cache
def sun() -> bytes:
    """A sticker: a smiling sun on nothing."""
    return _png(200, 200, _sun_at)


def _tap_at(x: int, y: int) -> Colour:
    if hypot((x - 240) / 1.9, y - 300) < 96 and y > 272:
        return BASIN if y < 330 - abs(x - 240) / 8 else SHADE
    if _drop(x, y, 306, 216) or _drop(x, y, 306, 252):
        return WATER
    if colour := _pipe_at(x, y):
        return colour
    return JOINT if x % 80 < 3 or y % 60 < 3 else WALL


def _pipe_at(x: int, y: int) -> Colour | None:
    """The spout is half a ring on a post, with a cross on top."""
    ring = hypot(x - 256, y - 150)
    spout = 38 < ring < 62 and y < 150
    post = 194 < x < 218 and 150 <= y < 282
    mouth = 294 < x < 318 and 150 <= y < 190
    handle = (150 < x < 262 and 96 < y < 110) or (199 < x < 213 and 96 < y < 126)
    if not (spout or post or mouth or handle):
        return None
    return SHINE if (post and x < 201) or (mouth and x < 301) or (spout and ring > 55) else METAL


def _drop(x: int, y: int, middle: int, top: int) -> bool:
    return hypot(x - middle, y - top) < 7 or (top - 14 < y < top and abs(x - middle) < (y - top + 14) / 2)


def _sun_at(x: int, y: int) -> Colour:
    far, turn = hypot(x - 100, y - 100), atan2(y - 100, x - 100)
    eye = hypot(abs(x - 100) - 20, y - 88) < 6
    smile = 27 < hypot(x - 100, y - 100) < 33 and y > 108
    if eye or smile:
        return FACE
    return SUN if far < 58 or (66 < far < 94 and cos(turn * 10) > 0.35) else CLEAR


def _png(width: int, height: int, colour_at: Callable[[int, int], Colour]) -> bytes:
    rows = (b"\x00" + bytes(part for x in range(width) for part in colour_at(x, y)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(b"".join(rows), 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
