"""Give back what loading needed: a desk is idle most of the day."""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back() -> None:
    """Collect once, keep what stays out of later collections, and let glibc return its free pages."""
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim:
            trim(0)
