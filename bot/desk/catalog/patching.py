"""Bringing files to another catalog and touching as little as can be: comments and order are people's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from bot.desk.catalog import folder, writing, yaml
from bot.desk.catalog.issues import Where
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.yaml import Data

Files: TypeAlias = dict[str, str | None]  # name → content; None: the file has to go
Swap: TypeAlias = tuple[Where, str, str]  # a text at a place: as it is, and as it must be
ANSWERS = "knowledge/"


def brought(place: Path, found: Catalog, wanted: Catalog) -> Files:
    """What to write so that the folder, which is `found`, becomes `wanted`."""
    old, new = writing.contents(found), writing.contents(_in_order(wanted, found))
    here = {folder.named(place, path): path.read_bytes() for path in folder.files(place)}
    names = [name for name in new if name not in old or writing.words(old[name]) != writing.words(new[name])]
    gone = [name for name in old if name not in new]
    if any(one.startswith(ANSWERS) for one in (*names, *gone)) and _answers(here) != _answers(old):
        names += [one for one in new if one.startswith(ANSWERS)]  # answers stand in files of other names
        gone += [one for one in here if one.startswith(ANSWERS) and one not in new]
    written = {name: _written(here.get(name), old.get(name, {}), new[name]) for name in names}
    return {**written, **dict.fromkeys((one for one in gone if one in here), None)}


def _in_order(wanted: Catalog, found: Catalog) -> Catalog:
    """The same catalog with its answers in the order in which the files have them."""
    codes = [*(one for one in found.knowledge if one in wanted.knowledge), *wanted.knowledge]
    return wanted.model_copy(update={"knowledge": {one: wanted.knowledge[one] for one in codes}})


def _answers(files: Mapping[str, object]) -> set[str]:
    return {one for one in files if one.startswith(ANSWERS)}


def _written(raw: bytes | None, old: dict[str, Any], new: dict[str, Any]) -> str:
    """The file with only the changed texts changed; written anew where more than texts changed."""
    if raw is None:
        return writing.text(new)
    swaps = list(_swaps(writing.words(old), writing.words(new), ()))
    certain = [one for one in swaps if one]
    patched = _patched(raw, certain) if len(certain) == len(swaps) else None
    return patched or _hint(raw) + writing.text(new)


def _hint(raw: bytes) -> str:
    """The line for editors, where the file begins with one."""
    first, line, _ = raw.decode("utf-8-sig", "replace").partition("\n")
    return first + line if first.startswith(writing.HINT) else ""


def _swaps(old: Data, new: Data, where: Where) -> Iterator[Swap | None]:
    """Each text that differs; None where more than a text does."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for key in old:
            yield from _swaps(old[key], new[key], (*where, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _swaps(one, other, (*where, index))
    elif old != new:
        yield (where, old, new) if isinstance(old, str) and isinstance(new, str) else None


def _patched(raw: bytes, swaps: list[Swap]) -> str | None:
    """The file with each text replaced on its line; None when that cannot be done surely."""
    source, _ = yaml.read(raw, "")
    text = raw.decode("utf-8-sig", "replace")
    if source is None or any('"' in new or "\\" in new for _, _, new in swaps):
        return None
    lines = text.split("\n")
    wanted: Data = source.data
    for where, old, new in swaps:
        at = source.lines.get(where, 0) - 1
        said = re.compile(rf"""(?<![\w.])(["']?){re.escape(old)}\1(?![\w.])""")
        if at < 0 or len(said.findall(lines[at])) != 1:
            return None
        lines[at] = said.sub(lambda found, new=new: f"{found[1]}{new}{found[1]}", lines[at])  # type: ignore[misc]  # bound now
        wanted = _with(wanted, where, new)
    patched = "\n".join(lines)
    read, _ = yaml.read(patched.encode(), "")
    return patched if read and read.data == wanted else None


def _with(data: Data, where: Where, value: str) -> Data:
    """The data with one text replaced."""
    if not where:
        return value
    step, rest = where[0], where[1:]
    if isinstance(data, dict):
        return {key: _with(one, rest, value) if key == step else one for key, one in data.items()}
    if isinstance(data, list):
        return [_with(one, rest, value) if index == step else one for index, one in enumerate(data)]
    return data
