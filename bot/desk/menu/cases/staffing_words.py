"""Ladder, roster and remedies in words: on screens, and for each change in the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.desk.catalog.staffing import EVERY_DAY, ROLES, DutyHours, Shift
from bot.money import Money
from bot.say import Day, Days, Join, Local, Span, Text, Value, Week, text

Facts = Mapping[str, Any]
LAST = 3  # days that somebody else has


def named(step: str) -> Value:
    """A role in the reader's language; a person or a department as it is written."""
    return text(f"ladder.step_{step}") if step in ROLES else step


def span(minutes: int | None) -> Value:
    return Span(minutes) if minutes else text("ladder.none")


def shift_said(shift: Shift) -> Value:
    """ "Mon–Fri 07:00–15:00"."""
    week = [n for n, day in enumerate(EVERY_DAY[:7]) if day in shift.days]
    days: Value = Join([Day(one) for one in shift.dates]) if shift.dates else Week(week) if week else ""
    if not shift.dates and not week:
        days = text("roster.holidays")
    said = text("roster.shift", days=days, open=f"{shift.open:%H:%M}", close=f"{shift.close:%H:%M}")
    last = shift.but[-LAST:]
    return text("roster.shift_but", shift=said, days=Join([Day(one) for one in last])) if last else said


def hours_said(parts: Sequence[DutyHours]) -> Value:
    """ "Mon–Fri 08:00–12:30, 14:00–20:00"."""
    return Join([part_said(one) for one in parts])


def part_said(one: DutyHours) -> Value:
    return shift_said(Shift(days=one.days, open=one.open, close=one.close))


def packed_hours(parts: Sequence[DutyHours]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in parts]


def _unpacked(kept: Sequence[Mapping[str, Any]]) -> list[DutyHours]:
    return [DutyHours.model_validate(one) for one in kept]


def _titled(facts: Facts) -> Value:
    """A remedy as it is called: by its own name, else by its kind."""
    return Local(facts["title"]) if facts["title"] else text(f"remedy.kind_{facts['of']}")


def _amounts(kept: Sequence[Sequence[Any]]) -> Value:
    found = [Money(minor, currency) for minor, currency in kept if minor]
    return Join(found) if found else text("price.free")


def _limit(kept: Sequence[Any]) -> Value:
    """At once, and in a shift."""
    each, shift = (text("remedies.no_limit") if one is None else Money(*one) for one in kept)
    return text("remedies.limit_pair", each=each, shift=shift)


def told(before: Facts, after: Facts) -> Text:
    """One change of the ladder, the roster or the remedies in words, for the journal too."""
    said = _told(before, after)
    if "hours" in after:
        return text("ladder.did_for", department=hours_said(_unpacked(after["hours"])), what=said)
    return text("ladder.did_for", department=Local(after["for"]), what=said) if "for" in after else said


def _told(before: Facts, after: Facts) -> Text:
    found = WORDS.get(after["kind"])
    if found:
        return found(before, after)
    return text("ladder.did_roster", count=len(after["part"].get("people", [])))


def _minutes(before: Facts, after: Facts) -> Text:
    place = {"severity": after["severity"], "clock": text(f"ladder.name_{after['clock']}")}
    spans = {"before": span(before["value"]), "after": span(after["value"])}
    return text("ladder.did_minutes", **place, **spans)


def _step(before: Facts, after: Facts) -> Text:
    names = [named(one["value"]) if one["value"] else "—" for one in (before, after)]
    facts = {"severity": after["severity"], "before": names[0], "after": names[1]}
    return text("ladder.did_step", number=after["step"] + 1, **facts)


def _as_all(before: Facts, after: Facts) -> Text:
    return text("ladder.did_own" if after["value"] else "ladder.did_as_all", severity=after["severity"])


def _holiday(before: Facts, after: Facts) -> Text:
    key = "ladder.did_holiday" if after["value"] else "ladder.did_workday"
    return text(key, day=Day(date.fromisoformat(after["day_of"])))


def _shift(before: Facts, after: Facts) -> Text:
    key = "ladder.did_shift" if after["value"] else "ladder.did_shift_gone"
    return text(key, name=after["name"], shift=shift_said(Shift.model_validate(after["shift"])))


def _part(before: Facts, after: Facts) -> Text:
    (part,) = _unpacked([after["part_of"]])
    return text("ladder.did_hours" if after["value"] else "ladder.did_hours_gone", hours=part_said(part))


def _swap(before: Facts, after: Facts) -> Text:
    """Whose turn goes to whom, and what comes back for it."""
    names = {"name": after["name"], "other": after["other"]}
    if not after["value"]:
        names = {"name": after["other"], "other": after["name"]}
    first = text("roster.did_swap", shift=shift_said(Shift.model_validate(after["shift"])), **names)
    if "back" not in after:
        return first
    back = shift_said(Shift.model_validate(after["back"]))
    second = text("roster.did_swap", name=names["other"], other=names["name"], shift=back)
    return text("roster.did_swap_both", first=first, second=second)


def _away(before: Facts, after: Facts) -> Text:
    key = "roster.did_away" if after["value"] else "roster.did_back"
    days = Days(date.fromisoformat(after["from"]), date.fromisoformat(after["until"]))
    return text(key, name=after["name"], days=days)


def _cost(before: Facts, after: Facts) -> Text:
    costs = {"before": _amounts(before["value"]), "after": _amounts(after["value"])}
    return text("remedies.did_cost", title=_titled(after), **costs)


def _remedy(before: Facts, after: Facts) -> Text:
    key = "remedies.did_back" if after["value"] else "remedies.did_gone"
    return text(key, title=_titled(after))


def _new(before: Facts, after: Facts) -> Text:
    return text("remedies.did_new" if after["value"] else "remedies.did_gone", title=_titled(after))


def _for(before: Facts, after: Facts) -> Text:
    return text("remedies.did_for", title=_titled(after), severities=", ".join(after["value"]))


def _faults(before: Facts, after: Facts) -> Text:
    return text("remedies.did_for", title=_titled(after), severities=faults_said(after["value"]))


def faults_said(found: Sequence[str]) -> Value:
    """For which kinds of trouble a remedy is meant: none named is all."""
    return Join([text(f"guess.{one}") for one in found]) if found else text("remedies.any_fault")


def _most(before: Facts, after: Facts) -> Text:
    most = {"before": _limit(before["value"]), "after": _limit(after["value"])}
    return text("remedies.did_limit", role=text(f"role.{after['role']}"), **most)


def _order(before: Facts, after: Facts) -> Text:
    return text("replies.did_order", title=Local(after["title"]))


WORDS: Mapping[str, Callable[[Facts, Facts], Text]] = {
    "minutes": _minutes,
    "step": _step,
    "as_all": _as_all,
    "holiday": _holiday,
    "shift": _shift,
    "hours_part": _part,
    "swap": _swap,
    "away": _away,
    "remedy_cost": _cost,
    "remedy": _remedy,
    "remedy_new": _new,
    "remedy_for": _for,
    "remedy_faults": _faults,
    "limit": _most,
    "reply_order": _order,
}
