"""Bounds on what a small packed file may unpack to: nothing of it is parsed before it fits them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

CHUNK = 1 << 18


@dataclass(frozen=True)
class Bounds:
    """How much a workbook may hold: of parts, of bytes, of tags that become objects."""

    parts: int = 500
    unpacked: int = 64_000_000
    sheet: int = 40_000_000
    part: int = 8_000_000  # styles, relations, themes
    tags: int = 1_200_000
    tags_a_row: int = 40_000


def too_large(archive: zipfile.ZipFile, bounds: Bounds) -> str | None:
    """What is too much, in words; None when all fits. zipfile never unpacks more than a part names."""
    parts = archive.infolist()
    if len(parts) > bounds.parts:
        return f"{len(parts)} parts"
    if (size := sum(part.file_size for part in parts)) > bounds.unpacked:
        return f"{size // 1_000_000} MB"
    return next((found for part in parts if (found := _bomb(archive, part, bounds))), None)


def _bomb(archive: zipfile.ZipFile, part: zipfile.ZipInfo, bounds: Bounds) -> str | None:
    if not part.filename.endswith((".xml", ".rels")):
        return None
    rows = part.filename.startswith("xl/worksheets/") or part.filename.endswith("sharedStrings.xml")
    if part.file_size > (bounds.sheet if rows else bounds.part):
        return f"{part.file_size // 1_000_000} MB in {part.filename[:60]}"
    tags = in_row = 0
    with archive.open(part) as source:
        while chunk := source.read(CHUNK):
            tags += chunk.count(b"<")
            pieces = chunk.split(b"row")
            in_row = pieces[-1].count(b"<") + (in_row if len(pieces) == 1 else 0)
            if (
                tags > bounds.tags
                or max(in_row, *(one.count(b"<") for one in pieces)) > bounds.tags_a_row * 4
            ):
                return f"too many cells in {part.filename[:60]}"
    return None
