"""The ladder and the roster in words: on screens, and for each change in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.desk.catalog.staffing import EVERY_DAY, ROLES, Shift
from bot.say import Day, Join, Span, Text, Value, Week, text


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
    return text("roster.shift", days=days, open=f"{shift.open:%H:%M}", close=f"{shift.close:%H:%M}")


def told(before: Mapping[str, Any], after: Mapping[str, Any]) -> Text:
    """One change of the ladder or the roster in words, for the journal too."""
    match after["kind"]:
        case "minutes":
            place = {"severity": after["severity"], "clock": text(f"ladder.name_{after['clock']}")}
            spans = {"before": span(before["value"]), "after": span(after["value"])}
            return text("ladder.did_minutes", **place, **spans)
        case "step":
            names = [named(one["value"]) if one["value"] else "—" for one in (before, after)]
            facts = {"severity": after["severity"], "before": names[0], "after": names[1]}
            return text("ladder.did_step", number=after["step"] + 1, **facts)
        case "holiday":
            key = "ladder.did_holiday" if after["value"] else "ladder.did_workday"
            return text(key, day=Day(date.fromisoformat(after["day_of"])))
        case "shift":
            key = "ladder.did_shift" if after["value"] else "ladder.did_shift_gone"
            return text(key, name=after["name"], shift=shift_said(Shift.model_validate(after["shift"])))
    return text("ladder.did_roster", count=len(after["part"].get("people", [])))
