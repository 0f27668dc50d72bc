"""A picture's bytes in, ours out. Whatever can be told from the first bytes is told before any decoding."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.desk.catalog.pictures import (
    LEAST,
    LONGEST_SIDE,
    MOST_BYTES,
    MOST_PIXELS,
    MOST_PIXELS_WHOLE,
    Unfit,
    Why,
)

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "MPO")  # MPO: two shots in a JPEG, as some phones do
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX")
QUALITY = 85
PAPER = (255, 255, 255)  # under what is transparent
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
MOST_TIMES = 8  # one side longer than the other


@dataclass(frozen=True)
class Ours:
    content: bytes
    width: int
    height: int


class _Refused(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def read(raw: bytes) -> Ours | Unfit:
    """The picture as we keep it, or why it cannot be kept. Never raises but MemoryError."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit is looked at first, and says what to do
    try:
        _first_bytes(raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata, which we leave out
            return _ours(_upright(_opened(raw)))
    except _Refused as refused:
        return Unfit(refused.why)


def _first_bytes(raw: bytes) -> None:
    head = raw[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if len(raw) > MOST_BYTES:
        raise _Refused("big")
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC:
        raise _Refused("heic")
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        raise _Refused("drawing")


def _opened(raw: bytes) -> Image:
    """The header alone: nothing is decoded before its numbers have been looked at."""
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except Exception:  # Pillow raises many kinds on damaged files
        raise _Refused("cut" if _begins_well(raw) else "not_photo") from None
    width, height = image.size
    if width * height > (MOST_PIXELS if image.format in ("JPEG", "MPO") else MOST_PIXELS_WHOLE):
        raise _Refused("bomb")
    if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
        raise _Refused("moving")
    if min(width, height) < LEAST or max(width, height) > MOST_TIMES * min(width, height):
        raise _Refused("tiny")
    if image.mode not in MODES:
        raise _Refused("cmyk" if image.mode in ("CMYK", "YCCK") else "not_photo")
    return image


def _begins_well(raw: bytes) -> bool:
    return raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _upright(image: Image) -> Image:
    """Small enough, the right way up, in sRGB."""
    from PIL import Image as images
    from PIL import ImageOps

    try:
        image.draft(
            "RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2)
        )  # a JPEG is decoded at a fraction of its size
        profile = image.info.get("icc_profile")
        if image.mode in ("1", "P", "PA"):
            image = image.convert("RGBA")
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), images.Resampling.LANCZOS)
        turned = ImageOps.exif_transpose(image)
    except MemoryError:
        raise
    except Exception:  # as above: it begins like a picture and does not end like one
        raise _Refused("cut") from None
    return _in_srgb(_flat(turned), profile)


def _flat(image: Image) -> Image:
    from PIL import Image as images

    if image.mode not in ("RGBA", "LA"):
        return image.convert("RGB")
    whole = images.new("RGB", image.size, PAPER)
    whole.paste(image.convert("RGB"), mask=image.getchannel("A"))
    return whole


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    """Phones take pictures in wider colours; without their profile they would look pale."""
    if not profile:
        return image
    from PIL import ImageCms

    with suppress(Exception):  # a damaged profile: the colours are as they are
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(image, found, ImageCms.createProfile("sRGB"))
        return changed or image
    return image


def _ours(image: Image) -> Ours:
    from PIL import Image as images

    bare = images.new("RGB", image.size)
    bare.paste(image)  # the pixels, and nothing that came with them
    kept = io.BytesIO()
    bare.save(kept, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Ours(kept.getvalue(), *image.size)
