"""Pictures that people send: ours are small, upright and bare; what cannot be one is told why."""

from __future__ import annotations

import io
import struct
import time
import zlib
from collections.abc import Callable
from functools import lru_cache

import pytest
from PIL import Image, ImageDraw

from bot.desk.catalog.pictures import LONGEST_SIDE, MOST_BYTES, WHYS, Unfit
from bot.pictures import Ours, read
from tests.texts.spoken import forms


@lru_cache
def photo(kind: str = "JPEG", mode: str = "RGB", width: int = 1600, height: int = 1200) -> bytes:
    """A sky over a lake, with a mark in the upper left corner."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill=(250, 20, 20))
    kept = io.BytesIO()
    image.convert(mode).save(kept, kind)
    return kept.getvalue()


def opened(found: Ours | Unfit) -> Image.Image:
    assert isinstance(found, Ours), found
    return Image.open(io.BytesIO(found.content))


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    kept = io.BytesIO()
    frames[0].save(kept, kind, save_all=True, append_images=frames[1:])
    return kept.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 900 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9_000))


BAD: dict[str, Callable[[], bytes]] = {
    "big": lambda: b"\xff\xd8\xff" + b"\0" * MOST_BYTES,
    "bomb": bomb,
    "not_photo": lambda: b"PK\x03\x04 a list of arrivals",
    "moving": lambda: moving("GIF"),
    "cmyk": lambda: photo(mode="CMYK"),
    "cut": lambda: photo()[: len(photo()) // 2],
    "tiny": lambda: photo(width=1, height=1),
    "drawing": lambda: b'\xef\xbb\xbf<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
}


@pytest.mark.parametrize("why", BAD)
def test_what_cannot_be_a_photo_is_refused_at_once_with_its_reason(why: str) -> None:
    began = time.process_time()
    assert read(BAD[why]()) == Unfit(why)  # type: ignore[arg-type]  # the names of BAD are reasons
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (moving("PNG"), "moving"),
        (moving("WEBP"), "moving"),
        (photo(width=3000, height=210), "tiny"),
        (b"", "not_photo"),
        (b"\x89PNG\r\n\x1a\n", "cut"),
    ],
)
def test_other_disguises_are_seen_through(raw: bytes, why: str) -> None:
    assert read(raw) == Unfit(why)  # type: ignore[arg-type]  # as above


def test_every_reason_has_a_text_with_a_way() -> None:
    said = [forms("en")[f"picture.{why}"][0] for why in WHYS]
    assert all(one.startswith(("<b>Send", "<b>Save")) for one in said)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")])
def test_every_usual_kind_becomes_a_small_jpeg(kind: str, mode: str) -> None:
    shown = opened(read(photo(kind, mode)))
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (LONGEST_SIDE, 960))


def test_nothing_is_left_of_where_and_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera of Aygün", 6  # who made it; lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    kept = io.BytesIO()
    Image.open(io.BytesIO(photo())).save(kept, "JPEG", exif=exif, comment=b"room 214")
    raw = kept.getvalue()
    assert b"Camera of" in raw
    assert b"room 214" in raw
    found = read(raw)
    shown = opened(found)
    assert isinstance(found, Ours)
    assert (b"Camera of" in found.content, b"room 214" in found.content) == (False, False)
    assert (dict(shown.getexif()), shown.size) == ({}, (960, LONGEST_SIDE))
    red, green, _ = shown.getpixel((900, 40))  # type: ignore[misc]  # the mark has turned to the upper right
    assert red > 200 > green


def test_the_same_picture_is_the_same_file() -> None:
    first, second = read(photo()), read(photo())
    assert first == second
