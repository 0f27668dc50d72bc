"""qonaq check"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.console.call import TROUBLE, WELL, Call, Refused
from bot.console.words import counted
from bot.desk.catalog import folder
from bot.desk.catalog.issues import Issue, broken
from bot.desk.catalog.model import Catalog


def check(call: Call, asked: Namespace) -> int:
    """Every problem as `file:line: problem; fix`, then one line that counts."""
    place = call.folder(asked.folder)
    catalog, issues = read(place, shown=asked.folder, today=call.now().date())
    where = "" if asked.folder else f"{place}: "  # nobody named it: say which one it is
    call.say(*issues, where + _count(catalog, issues))
    return TROUBLE if broken(issues) else WELL


def read(
    place: Path, shown: str | None = None, today: date | None = None
) -> tuple[Catalog | None, list[Issue]]:
    """The folder's catalog and issues; files are named from where the person stands."""
    if not place.is_dir():
        raise Refused(f"{place} is not a folder. Name the folder that holds hotel.yaml.")
    catalog, issues = folder.read(place, today=today)
    ahead = Path(shown or ".")
    return catalog, [
        Issue((ahead / one.file).as_posix(), one.line, one.problem, one.fix, one.level) for one in issues
    ]


def _count(catalog: Catalog | None, issues: Sequence[Issue]) -> str:
    errors = sum(one.level == "error" for one in issues)
    parts = [counted(errors, "error")] if errors else []
    if len(issues) > errors:
        parts.append(counted(len(issues) - errors, "warning"))
    said = ", ".join(parts) or "no problems"
    if catalog is None:
        return said
    return f"{counted(len(catalog.offers), 'offer')}, {_entries(catalog)}: {said}"


def _entries(catalog: Catalog) -> str:
    return counted(len(catalog.knowledge), "entry", "entries")
