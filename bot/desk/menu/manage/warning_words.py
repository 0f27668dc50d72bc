"""What the second look at a draft found, one sentence each, with what it touches."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.house import House
from bot.desk.menu.manage.diff_words import share, told
from bot.desk.menu.manager_screen import thing, title
from bot.desk.offers.second_look import Warn
from bot.say import At, Join, Local, Text, Value, text


def said(old: House, new: House, warn: Warn) -> Text:
    """`old` and `new` are the hotel with either catalog."""
    what = _what(old, new, warn)
    match warn.kind:
        case "far":
            return _far(old, new, warn)
        case "below_cost":
            return _below(new, warn)
        case "places":
            start = At(warn.start or new.now, "both")
            return text("warn.places", what=what, start=start, used=warn.n, size=warn.size)
        case "gone" | "booked":
            return text(f"warn.{warn.kind}", what=what, n=warn.n)
        case "words":
            spoken = Join([text(f"language.{one}") for one in warn.languages])
            return text("warn.words", what=what, languages=spoken)
    return text(f"warn.{warn.kind}", what=what)


def lines(old: House, new: House, found: Sequence[Warn]) -> list[Value]:
    return [said(old, new, one) for one in found]


def _below(new: House, warn: Warn) -> Text:
    assert warn.change  # noqa: S101  # a price stands somewhere
    *_, option, _, unit = warn.change.where
    named = thing(new, warn.subject, str(option), int(unit))
    cost = new.money(f"{warn.cost or 0:.2f}")
    return text("warn.below_cost", what=named, price=new.money(warn.change.after), cost=cost)


def _far(old: House, new: House, warn: Warn) -> Text:
    assert warn.change  # noqa: S101  # a step of a price is a change
    one = told(old, new, warn.change)
    move = text("manager.move", before=one.before or "–", after=one.after or "–")
    return text("warn.far", what=one.what, move=move, share=share(warn.n))


def _what(old: House, new: House, warn: Warn) -> Value:
    for here in (new, old):
        if here.catalog.offer(warn.subject):
            return title(here, warn.subject)
        if entry := here.catalog.knowledge.get(warn.subject):
            return Local(entry.title)
        if pool := here.hotel.resources.get(warn.subject):
            return Local(pool.title)
    return warn.subject
