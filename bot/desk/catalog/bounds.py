"""How much a catalog's folder may hold, and that what stands in it is really there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.desk.catalog.issues import Issue
from bot.desk.catalog.yaml import MOST_BYTES

MOST_FILES = 5_000
MOST_MEGABYTES = 32  # of all files together: two thousand offers in seven languages have eight
MOST_ISSUES = 200  # then the rest of the files waits until these are mended


def inside(root: Path, path: Path) -> bool:
    """Whether a file is where it seems to be: a link may lead to somebody else's."""
    return not path.is_symlink() or path.resolve().is_relative_to(root.resolve())


def readable(root: Path, paths: Sequence[Path]) -> tuple[list[Path], list[Issue]]:
    """The files to read, and why others are not; none when all of them together are too much."""
    if len(paths) > MOST_FILES:
        return [], [
            _too_much(root, paths, f"more than {MOST_FILES:,} files stand here", "keep the catalog's own")
        ]
    if sum(min(_size(one), MOST_BYTES) for one in paths) > MOST_MEGABYTES * 1_000_000:
        problem = f"the files together are larger than {MOST_MEGABYTES} MB"
        return [], [_too_much(root, paths, problem, "keep the catalog's own, and texts short")]
    linked = [one for one in paths if not inside(root, one)]
    issues = [
        Issue(_name(root, one), None, "the file is a link out of the folder", "put the file itself here")
        for one in linked
    ]
    return [one for one in paths if one not in linked], issues


def _too_much(root: Path, paths: Sequence[Path], problem: str, fix: str) -> Issue:
    """Named by the folder in which most of it stands."""
    return Issue(_fullest(root, paths), None, problem, fix)


def _fullest(root: Path, paths: Iterable[Path]) -> str:
    sizes: dict[str, int] = {}
    for one in paths:
        place = one.parent.relative_to(root).as_posix()
        sizes[place] = sizes.get(place, 0) + _size(one) + 1
    return max(sizes, key=lambda place: sizes[place])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
