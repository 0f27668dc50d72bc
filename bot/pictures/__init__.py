"""Pictures that people send: made ours in a process whose memory and time are bounded, or refused.

What comes out is a JPEG of at most 1280 pixels, upright, in sRGB, and with nothing in it but the picture:
no place, no camera, no preview of what was cut away.
"""

from __future__ import annotations

from bot.pictures.reading import Ours, read

__all__ = ["Ours", "read"]
