"""A difference between two catalogs in the manager's words: titles, fields, amounts, how much more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.desk.catalog.diff import Change, unit_label
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu.manager_screen import thing, title
from bot.say import Day, Join, Local, Span, Text, Value, text

WHOLE = 2  # ("offers", code): the whole of it is new, or gone
BRIEF = 44  # characters of a value on a screen
AROUND = 14  # characters before the place where two long texts part
LANGUAGES = ("en", "ru", "az", "kk", "hu", "tr", "de")
QUIET = ("options", "units", "default", "rules", "knowledge", "hotel", "photos")
AMOUNTS = ("price", "deposit", "amount", "staff_hour", "round_to", "partner", "cost")
MINUTES = ("duration", "notice_minutes", "decide_minutes", "hold_minutes", "hold_ceiling_minutes")
FIELDS = frozenset(
    (
        *("title", "benefit", "about", "place", "included", "bring", "note", "photo", "active", "archived"),
        *("order", "department", "price", "prices", "deposit", "capacity", "duration", "schedule", "times"),
        *("days", "from", "until", "min_age", "max_age", "min_people", "max_people", "notice_minutes"),
        *("forward_days", "cancel", "free_hours", "fee_percent", "components", "choose", "phrases", "answer"),
        *("details", "simple", "confirmed", "closed", "hours", "discounts", "seasons", "resources", "name"),
        *("check_in", "check_out", "reception_phone", "emergency_number", "tiers", "percent", "cost"),
        *("with_adult_under", "weather", "in_house", "alternative", "alt", "languages", "rooms", "mode"),
        *("ladder", "roster", "remedies", "replies"),
    )
)
DATE = re.compile(r"20\d\d-\d\d-\d\d")


@dataclass(frozen=True)
class Told:
    """One difference: what it is of, the two values, and the share of a price."""

    what: Value
    before: Value | None
    after: Value | None
    percent: int | None = None
    key: str = ""

    def line(self) -> Text:
        if self.key:
            return text(self.key, what=self.what)
        move = text("manager.move", before=self.before or "–", after=self.after or "–")
        if not self.percent:
            return text("pub.line", what=self.what, move=move)
        return text("pub.line_share", what=self.what, move=move, share=share(self.percent))


def share(percent: int) -> Text:
    """+11%, with a real minus."""
    return text(f"manager.percent_{'down' if percent < 0 else 'up'}", percent=abs(percent))


def told(old: House, new: House, change: Change, *, brief: int = BRIEF) -> Told:
    """`old` and `new` are the hotel with either catalog."""
    what = _what(old, new, change)
    if len(change.where) == WHOLE and change.before is None:
        return Told(what, None, change.after, key="folder.added")
    if len(change.where) == WHOLE and change.after is None:
        return Told(what, change.before, None, key="folder.removed")
    before, after = cut(change.before, change.after, brief)
    field = _field(change)
    return Told(what, _value(new, field, before), _value(new, field, after), change.percent)


def lines(house: House, new: Catalog, changes: Sequence[Change]) -> list[Value]:
    """One line each, from what is live to `new`."""
    there = replace(house, catalog=new)
    return [told(house, there, one).line() for one in changes]


def listed(found: Sequence[Value], n: int) -> list[Value]:
    """One paragraph; what is not shown of `n` is counted."""
    more = [text("folder.more", n=n - len(found))] if n > len(found) else []
    return [Join([*found, *more], "lines")] if found else []


def cut(before: str | None, after: str | None, most: int) -> tuple[str | None, str | None]:
    """Two long texts from shortly before the place where they part."""
    one, other = (" ".join((said or "").split()) for said in (before, after))
    if max(len(one), len(other)) <= most:
        return one or None, other or None
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    since = max(0, same - AROUND) if min(len(one), len(other)) else 0
    return _window(one, since, most), _window(other, since, most)


def _window(words: str, since: int, most: int) -> str | None:
    shown = words[since : since + most].strip()
    head, tail = "…" if since else "", "…" if since + most < len(words) else ""
    return f"{head}{shown}{tail}" if words else None


def _field(change: Change) -> str:
    """The field that the value is of; a text in a language is its field's."""
    names = [str(one) for one in change.where]
    return next((one for one in reversed(names) if one not in LANGUAGES), "")


def called(house: House, where: Sequence[str]) -> Value:
    """A place in the live catalog by the names that a person knows."""
    return _what(house, house, Change(tuple(where), "", None, None))


def _what(old: House, new: House, change: Change) -> Value:
    kind, *rest = map(str, change.where)
    if kind == "offers":
        here = new if rest[0] in new.catalog.offers else old
        return Join([*_sold(here, rest)])
    if kind == "knowledge":
        here = new if rest[0] in new.catalog.knowledge else old
        return Join([Local(here.catalog.knowledge[rest[0]].title), *_named(rest[1:])])
    return Join(_named([kind, *rest]))


def _sold(house: House, where: Sequence[str]) -> list[Value]:
    """ "Stroller, One day, per day", then the fields."""
    offer = house.catalog.offers[where[0]]
    option = offer.option(where[2]) if len(where) > 2 and where[1] == "options" else None
    if option is None:
        return [title(house, offer.code), *_named(where[1:])]
    labels = [unit_label(one.type, one.min_age) for one in option.units]
    unit = labels.index(where[4]) if len(where) > 4 and where[3] == "units" and where[4] in labels else None
    rest = where[5:] if unit is not None else where[3:]
    own = rest[:-1] if unit is not None and rest[-1:] in (("price",), ["price"]) else rest
    return [thing(house, offer.code, option.code, unit), *_named(own)]


def _named(steps: Sequence[str]) -> list[Value]:
    return [_step(one) for one in steps if one not in QUIET]


def _step(name: str) -> Value:
    if name in LANGUAGES:
        return text(f"language.{name}")
    if name in FIELDS:
        return text(f"field.{name}")
    return name.replace("_", " ") if name.islower() else name


def _value(house: House, field: str, said: str | None) -> Value | None:
    if said is None:
        return None
    if field in AMOUNTS and re.fullmatch(r"\d+(\.\d+)?", said):
        return house.money(said)
    if field in MINUTES and said.isdecimal():
        return Span(int(said))
    if said in ("yes", "no"):
        return text(f"word.{said}")
    return Day(date.fromisoformat(said)) if DATE.fullmatch(said) else said
