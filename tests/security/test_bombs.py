"""Pictures that unpack to more than a computer holds: told by their first bytes, within bounds of memory.

Guests' pictures are never opened: they are passed on by their number. These are of managers.
"""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.proofs import PROVING, seen

BOMBS = 200 if PROVING else 12
MEGABYTES, SECONDS = 300, 20.0
PROMISE = "a picture takes no more memory than there is"
WEIGHED = """
import struct, sys
from bot.desk.catalog.pictures import Unfit
from bot.pictures import read
packed = sys.stdin.buffer
while head := packed.read(4):
    found = read(packed.read(struct.unpack(">I", head)[0]))
    print(found.why if isinstance(found, Unfit) else "ours")
print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""
OPENED = """
import io, struct, sys, warnings
from PIL import Image
warnings.simplefilter("ignore")
Image.MAX_IMAGE_PIXELS = None
Image.open(io.BytesIO(sys.stdin.buffer.read())).load()
print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int, height: int, *, colour: int = 2, bits: int = 8, more: bytes = b"", whole: bool = False
) -> bytes:
    """So large by its header; `whole`: and all of it is there, in a few kilobytes."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    row = 1 + width * {0: 1, 2: 3, 3: 1, 6: 4}[colour] * bits // 8
    data = _zeros(row * height) if whole else zlib.compress(b"\0" * 9_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _zeros(number: int) -> bytes:
    packer, kept = zlib.compressobj(1), []
    for _ in range(number >> 20):
        kept.append(packer.compress(bytes(1 << 20)))
    return b"".join(kept) + packer.compress(bytes(number & 0xFFFFF)) + packer.flush()


def gif(width: int, height: int, frames: int) -> bytes:
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + frame * frames + b"\x3b"


def bmp(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 3) + b"\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + bytes(500) + b"\xff\xd9"


def webp(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + size + b"VP8L" + struct.pack("<I", 4) + bytes(4)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def profile(megabytes: int) -> bytes:
    return chunk(b"iCCP", b"x\0\0" + _zeros(megabytes << 20))


def comment(megabytes: int) -> bytes:
    return chunk(b"zTXt", b"x\0\0" + _zeros(megabytes << 20))


Draw = random.Random
KINDS: Mapping[str, Callable[[Draw], bytes]] = {
    "a header of millions": lambda rng: png(rng.randint(4_001, 2**31 - 1), rng.randint(4_000, 2**31 - 1)),
    "no picture at all": lambda rng: png(rng.randint(0, 1), 2**31 - 1),
    "many colours": lambda rng: png(
        rng.randint(5_000, 60_000), rng.randint(5_000, 60_000), colour=6, bits=16
    ),
    "frames without end": lambda rng: gif(rng.randint(200, 900), 300, rng.randint(20_000, 60_000)),
    "a frame larger than all": lambda rng: gif(65_535, rng.randint(300, 65_535), 1),
    "a bitmap": lambda rng: bmp(
        rng.randint(5_000, 2**31 - 1), rng.choice((-1, 1)) * rng.randint(5_000, 2**30)
    ),
    "a photo": lambda rng: jpeg(rng.randint(9_000, 65_535), rng.randint(9_000, 65_535)),
    "a web picture": lambda rng: webp(rng.randint(5_000, 1 << 24), rng.randint(5_000, 1 << 24)),
    "colours of a gigabyte": lambda rng: png(
        400, 300, more=profile(rng.choice((64, 200)) if PROVING else 32)
    ),
    "a comment of a gigabyte": lambda rng: png(
        400, 300, more=comment(rng.choice((64, 200)) if PROVING else 32)
    ),
    "169 megapixels in 20 kB": lambda rng: (
        png(13_000, 13_000, colour=0, whole=True) if PROVING else png(13_000, 13_000)
    ),
    "as large as may be": lambda rng: png(4_000, 3_999, colour=6, whole=True),
}


def bombs(number: int) -> Iterator[bytes]:
    rng, kinds = random.Random(214), list(KINDS.values())
    for n in range(number):
        yield kinds[n % len(kinds)](rng)


def weighed(script: str, content: bytes) -> list[str]:
    """In a process of its own, so that nothing else is measured."""
    done = subprocess.run(
        [sys.executable, "-c", script], input=content, capture_output=True, check=True, timeout=600
    )
    return done.stdout.decode().split()


@pytest.mark.timeout(700)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_no_picture_takes_more_memory_than_its_reader_has() -> None:
    made = list(bombs(BOMBS))
    *said, peak = weighed(WEIGHED, b"".join(struct.pack(">I", len(one)) + one for one in made))
    assert len(said) == BOMBS
    assert all(len(one) < 2_000_000 for one in made), "they are small, and unpack to much"
    heavy = int(int(peak) // 1024 >= MEGABYTES)
    seen(
        PROMISE,
        injected="pictures that unpack to more",
        trials=BOMBS,
        violations=heavy,
        told=f"{int(peak) >> 10} MB",
    )
    assert set(said) <= {"bomb", "cut", "tiny", "not_photo", "moving", "big", "ours"}
    assert not heavy, peak


@pytest.mark.skipif(
    not PROVING or not Path("/proc/self/status").exists(), reason="it takes as long as all others"
)
def test_a_reader_that_looks_at_no_header_would_be_caught() -> None:
    """The positive control: 80 megapixels of four bytes each, in some kilobytes."""
    content = png(10_000, 8_000, colour=6, whole=True)
    peak = int(weighed(OPENED, content)[-1]) // 1024
    seen(PROMISE, injected="opened without a look", trials=1, violations=int(peak > MEGABYTES), control=True)
    assert peak > MEGABYTES
    assert io.BytesIO(content).getbuffer().nbytes < 2_000_000
