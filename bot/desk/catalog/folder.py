"""The catalog as a folder of YAML files: read with every problem named, written back the same.

hotel.yaml · extras/<group>/<code>.yaml · packages/<code>.yaml · knowledge/<topic>.yaml · photos/
staff/ladder.yaml · staff/roster.yaml · staff/remedies.yaml · staff/replies.yaml
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.desk.catalog import bounds, writing, yaml
from bot.desk.catalog.check import findings
from bot.desk.catalog.issues import Issue, Where, broken, in_words, line_of, shown, suggest
from bot.desk.catalog.model import Catalog, Entry, Hotel, Offer
from bot.desk.catalog.recovery import Remedies
from bot.desk.catalog.replying import Replies
from bot.desk.catalog.schema import written
from bot.desk.catalog.staffing import Ladder, Roster

P = TypeVar("P", bound=BaseModel)
GROUPS = ("family", "active", "nature")
LAYOUT = "keep files as hotel.yaml, extras/<group>/, packages/, knowledge/ or staff/"
VERSION = "version.yaml"
TIME = (re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"), "is not a time", 'write it like "09:30"')
DATE = (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "is not a date", 'write it like "2026-07-14"')
PRICE = (re.compile(r"[0-9]{1,7}(\.[0-9]{1,3})?"), "is not a price", "write it like 30 or 30.50")
FORMS = {
    **dict.fromkeys(
        ("check_in", "check_out", "times", "open", "close", "from_time", "until_time", "shifts"), TIME
    ),  # the model would read "600" as 00:10
    **dict.fromkeys(("from", "until", "dates", "confirmed"), DATE),
    **dict.fromkeys(("price", "deposit", "amount", "round_to", "cost", "amounts", "each", "shift"), PRICE),
}


@dataclass
class _Found:
    """What was read so far, and where each part of it stands."""

    root: Path
    issues: list[Issue] = field(default_factory=list)
    hotel: Hotel | None = None
    offers: dict[str, Offer] = field(default_factory=dict)
    knowledge: dict[str, Entry] = field(default_factory=dict)
    ladder: Ladder = field(default_factory=Ladder)
    roster: Roster = field(default_factory=Roster)
    remedies: Remedies = field(default_factory=Remedies)
    replies: Replies = field(default_factory=Replies)
    origins: dict[Where, tuple[yaml.Source, Where]] = field(default_factory=dict)

    def place(self, where: Where) -> tuple[str, int]:
        """The file and line of a place in the catalog."""
        for size in range(len(where), 0, -1):
            if origin := self.origins.get(where[:size]):
                source, inner = origin
                return source.file, line_of(source.lines, inner + where[size:])
        return "hotel.yaml", 1


def read(folder: Path, *, today: date | None = None) -> tuple[Catalog | None, list[Issue]]:
    """The catalog, when nothing in it is broken; and everything to mend. Never raises.

    `today` is for what is stale; without it nothing is.
    """
    found = _Found(folder)
    paths, found.issues = bounds.readable(folder, files(folder))
    if not paths and broken(found.issues):
        return None, found.issues
    for path in paths:
        _read_file(found, path)
        if len(found.issues) > bounds.MOST_ISSUES:
            found.issues.append(Issue(named(folder, path), None, "there are many more", "mend these first"))
            return None, found.issues
    if found.hotel is None and not any(one.file == "hotel.yaml" for one in found.issues):
        found.issues.append(Issue("hotel.yaml", None, "the file is missing", "write it as README.md shows"))
    if found.hotel is None or broken(found.issues):
        return None, found.issues
    catalog = Catalog(
        hotel=found.hotel,
        offers=found.offers,
        knowledge=found.knowledge,
        ladder=found.ladder,
        roster=found.roster,
        remedies=found.remedies,
        replies=found.replies,
    )
    for one in findings(catalog, photos(folder), today=today):
        found.issues.append(Issue(*found.place(one.where), one.problem, one.fix, one.level))
    return (None if broken(found.issues) else catalog), found.issues


def photos(folder: Path) -> frozenset[str]:
    """The names of the pictures beside the catalog."""
    try:
        found = (folder / "photos").iterdir()
        return frozenset(one.name for one in found if one.is_file() and bounds.inside(folder, one))
    except OSError:
        return frozenset()


def base(folder: Path) -> int | None:
    """The version that an exported folder came from."""
    try:
        source, _ = yaml.read((folder / VERSION).read_bytes(), VERSION)
    except OSError:
        return None
    number = source.data.get("base") if source else None
    return int(number) if isinstance(number, str) and number.isascii() and number.isdecimal() else None


def write(catalog: Catalog, folder: Path, *, base: int | None = None) -> list[str]:
    """Write every file; returns the YAML files of the folder that this catalog does not have.

    An export names its version (`base`), and its files tell editors their format.
    """
    said = writing.files(catalog)
    if base is not None:
        said = {name: writing.hint(name) + content for name, content in said.items()}
        said |= {VERSION: writing.version(base), writing.SCHEMA: written()}
    for name, content in said.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    return [name for path in files(folder) if (name := named(folder, path)) not in said]


def files(folder: Path) -> list[Path]:
    """Every YAML file, in one order everywhere."""
    try:
        found = [one for one in folder.rglob("*.y*ml") if one.is_file() and one.name != VERSION]
    except OSError:
        return []
    return sorted(one for one in found if not any(p.startswith(".") for p in one.relative_to(folder).parts))


def named(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _read_file(found: _Found, path: Path) -> None:
    name = named(found.root, path)
    reader = _reader(Path(name))
    if reader is None:
        found.issues.append(Issue(name, None, "the file is not read", _home(Path(name)), "warning"))
        return
    try:
        with path.open("rb") as file:
            raw = file.read(yaml.MOST_BYTES + 1)
    except OSError as error:
        found.issues.append(
            Issue(name, None, f"the file cannot be opened ({error.strerror})", "allow reading it")
        )
        return
    source, issues = yaml.read(raw, name)
    found.issues += issues
    if source:
        reader(found, source)


def _home(name: Path) -> str:
    """Where a file that stands in the wrong place belongs."""
    if name.suffix == ".yml":
        return f"rename it to {name.stem}.yaml"
    if name.parts[0] == "extras" and len(name.parts) == 3:
        return suggest(name.parts[1], GROUPS, f"move it to extras/{'/, extras/'.join(GROUPS)}/")
    return LAYOUT


def _reader(name: Path) -> Callable[[_Found, yaml.Source], None] | None:
    if name.suffix != ".yaml":
        return None
    match name.parts:
        case ("hotel.yaml",):
            return _hotel
        case ("extras", group, _) if group in GROUPS:
            return _offer
        case ("packages", _):
            return _offer
        case ("knowledge", _):
            return _entries
        case ("staff", "ladder.yaml"):
            return _ladder
        case ("staff", "roster.yaml"):
            return _roster
        case ("staff", "remedies.yaml"):
            return _remedies
        case ("staff", "replies.yaml"):
            return _replies
    return None


def _hotel(found: _Found, source: yaml.Source) -> None:
    found.hotel = _model(found, source, Hotel, source.data, ())
    found.origins["hotel",] = (source, ())


def _ladder(found: _Found, source: yaml.Source) -> None:
    found.ladder = _model(found, source, Ladder, source.data, ()) or found.ladder
    found.origins["ladder",] = (source, ())


def _roster(found: _Found, source: yaml.Source) -> None:
    found.roster = _model(found, source, Roster, source.data, ()) or found.roster
    found.origins["roster",] = (source, ())


def _remedies(found: _Found, source: yaml.Source) -> None:
    found.remedies = _model(found, source, Remedies, source.data, ()) or found.remedies
    found.origins["remedies",] = (source, ())


def _replies(found: _Found, source: yaml.Source) -> None:
    found.replies = _model(found, source, Replies, source.data, ()) or found.replies
    found.origins["replies",] = (source, ())


def _offer(found: _Found, source: yaml.Source) -> None:
    offer = _model(found, source, Offer, source.data, ())
    if offer is None:
        return
    name = Path(source.file)
    group = "package" if name.parts[0] == "packages" else name.parts[1]
    _same(found, source, "code", offer.code, name.stem, "the file is named")
    _same(found, source, "group", offer.group, group, "the folder is for")
    if known := found.origins.get(("offers", offer.code)):
        found.issues.append(
            Issue(source.file, 1, f"{offer.code} is also in {known[0].file}", "keep one of the two")
        )
    found.offers[offer.code] = offer
    found.origins["offers", offer.code] = (source, ())


def _same(found: _Found, source: yaml.Source, key: str, given: str, wanted: str, because: str) -> None:
    if given != wanted:
        line = line_of(source.lines, (key,))
        problem = f"{key} is {given}, but {because} {wanted}"
        found.issues.append(Issue(source.file, line, problem, "make them the same"))


def _entries(found: _Found, source: yaml.Source) -> None:
    listed = source.data.get("entries")
    for key in source.data.keys() - {"entries"}:
        line = line_of(source.lines, (key,))
        found.issues.append(
            Issue(source.file, line, f"{key} is not a field here", "indent it under entries:")
        )
    if not isinstance(listed, list):
        found.issues.append(
            Issue(source.file, 1, "there is no list of entries", 'begin with "entries:" and "- id:"')
        )
        return
    for index, one in enumerate(listed):
        _entry(found, source, one, ("entries", index))


def _entry(found: _Found, source: yaml.Source, data: yaml.Data, where: Where) -> None:
    entry = _model(found, source, Entry, data, where)
    if entry is None:
        return
    if known := found.origins.get(("knowledge", entry.id)):
        first = f"{known[0].file}:{line_of(known[0].lines, known[1])}"
        line = line_of(source.lines, (*where, "id"))
        found.issues.append(Issue(source.file, line, f"{entry.id} is also in {first}", "keep one of the two"))
    found.knowledge[entry.id] = entry
    found.origins["knowledge", entry.id] = (source, where)


def _model(found: _Found, source: yaml.Source, model: type[P], data: yaml.Data, where: Where) -> P | None:
    """The data as a part of the catalog, or None after noting what does not fit."""
    forms = dict(_misformed(data, ()))
    problems = list(forms.items())
    part = None
    try:
        part = model.model_validate(data)
    except ValidationError as refused:
        problems += [
            (error["loc"], in_words(error, model)) for error in refused.errors() if error["loc"] not in forms
        ]
    for inner, (problem, fix) in problems:
        found.issues.append(Issue(source.file, line_of(source.lines, where + inner), problem, fix))
    return None if problems else part


def _misformed(data: yaml.Data, where: Where, name: str = "") -> Iterator[tuple[Where, tuple[str, str]]]:
    """Times, dates and prices that the model would read, but not as people mean them.

    `name` is that of the field, also of each value in its list.
    """
    if isinstance(data, str):
        pattern, problem, fix = FORMS.get(name, (None, "", ""))
        if pattern and not pattern.fullmatch(data):
            yield where, (f"{name} {shown(data)} {problem}" if data else f"{name} is empty", fix)
    elif isinstance(data, dict):
        for key, value in data.items():
            if not isinstance(value, str) or key in FORMS:
                yield from _misformed(value, (*where, key), key)
    else:
        for index, value in enumerate(data):
            if not isinstance(value, str) or name in FORMS:
                yield from _misformed(value, (*where, index), name)
