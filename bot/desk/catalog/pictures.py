"""What becomes of a picture that a manager sends: a file of ours, or why it cannot be one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000  # of a JPEG, which is decoded at a fraction of its size
MOST_PIXELS_WHOLE = 16_000_000  # of the other kinds: all of them are in memory at once
LEAST = 200  # pixels of the shorter side
LONGEST_SIDE = 1280
MOST_OF_OFFER = 10  # pictures, as in the model and in an album

Why = Literal["big", "bomb", "not_photo", "moving", "cmyk", "cut", "tiny", "drawing", "heic", "gone", "slow"]
WHYS: tuple[Why, ...] = (
    *("big", "bomb", "not_photo", "moving", "cmyk", "cut"),
    *("tiny", "drawing", "heic", "gone", "slow"),
)


@dataclass(frozen=True)
class Picture:
    """It is kept under this name, which is the hash of its content."""

    name: str
    width: int
    height: int


@dataclass(frozen=True)
class Unfit:
    why: Why
