"""Opening hours of the hotel's own things: plain functions over hotel.yaml's `hours`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.desk.catalog.model import WEEKDAYS, Hours
from bot.say import Join, Value, Week, text


def on(hours: Sequence[Hours], day: date) -> Hours | None:
    """What holds on a day; None when it is closed."""
    name = WEEKDAYS[day.weekday()]
    return next((one for one in reversed(hours) if name in one.days), None)


def span(one: Hours) -> str:
    return f"{one.open:%H:%M}–{one.close:%H:%M}"


def next_open(hours: Sequence[Hours], after: date) -> date | None:
    """The first day after this one on which it is open."""
    ahead = (after + timedelta(days=step) for step in range(1, 8))
    return next((day for day in ahead if on(hours, day)), None)


def whole_week(hours: Sequence[Hours]) -> Value:
    """One span when every day is alike, else each with its weekdays."""
    spans: dict[str, list[int]] = {}
    for number, name in enumerate(WEEKDAYS):
        if found := next((one for one in reversed(hours) if name in one.days), None):
            spans.setdefault(span(found), []).append(number)
    if list(map(len, spans.values())) == [7]:
        return next(iter(spans))
    return Join([text("hours.on", days=Week(days), hours=said) for said, days in spans.items()])
