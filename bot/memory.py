"""Give back what loading needed: a desk is idle most of the day."""

from __future__ import annotations

import ctypes
import gc
import sys

M_ARENA_MAX = -8  # of glibc's malloc.h


def keep_small() -> None:
    """One heap for all threads: each of its own would keep unused pages. Before threads start."""
    if sys.platform == "linux":
        option = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
        if option:
            option(M_ARENA_MAX, 1)


def give_back() -> None:
    """Collect once, keep what stays out of later collections, and let glibc return its free pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # an update makes thousands of short-lived objects, and no cycles
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim:
            trim(0)
