"""What every column of every table holds of people: the one place, and what erasing and export go by.

tests/desk/privacy/test_columns.py fails on a column that is missing here, and on one that is here and gone.
"""

from collections.abc import Iterator, Mapping

from bot.schema.privacy.guests import GUESTS
from bot.schema.privacy.held import KINDS, Held
from bot.schema.privacy.hotel import OF_THE_HOTEL
from bot.schema.privacy.said import SAID

OF_GUESTS: Mapping[str, Held] = {**GUESTS, **SAID}
HELD: Mapping[str, Held] = {**OF_GUESTS, **OF_THE_HOTEL}

__all__ = ["HELD", "KINDS", "OF_GUESTS", "Held", "page"]


def page() -> Iterator[str]:
    """The tables of docs/privacy.md, line by line."""
    for title, tables in (("Of guests", OF_GUESTS), ("Of staff and the hotel", OF_THE_HOTEL)):
        yield f"### {title}"
        yield ""
        yield "| table | columns | kind | kept | erasing a guest |"
        yield "|---|---|---|---|---|"
        for name, held in tables.items():
            for (kind, erasing), columns in _alike(held).items():
                yield f"| `{name}` | {' '.join(columns)} | {kind} | {held.kept} | {erasing} |"
        yield ""


def _alike(held: Held) -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for column, kind in held.kinds.items():
        if column != "property_id":
            found.setdefault((kind, held.erases(column)), []).append(f"`{column}`")
    return found
