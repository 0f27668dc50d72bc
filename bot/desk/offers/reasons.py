"""Why an idea fits this party: short, true, from the catalog's own facts, the most telling first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.desk.booking import sessions
from bot.desk.booking.ask import Ask
from bot.desk.booking.price import quote
from bot.desk.offers.fitting import by_the_hour, made_for
from bot.desk.offers.wanted import Wanted, likes
from bot.say import At, Local, Span, Text, Value, text

MOST = 3
LITTLE = 2  # years: nobody counts them to a stranger
NOON, LUNCH, EVENING = 12, 14, 18  # o'clock
SHORT = 60  # minutes
Reason = Callable[[Ask, Wanted], Text | None]


def of(ask: Ask, wanted: Wanted, *, whole: bool) -> tuple[Value, ...]:
    """One at least: what the hotel itself says for it where little else does."""
    found: list[Value] = [*islice(_reasons(ask, wanted, whole=whole), MOST)]
    return tuple(found if len(found) > 1 else [*found, Local(ask.offer.benefit)])


def _reasons(ask: Ask, wanted: Wanted, *, whole: bool) -> Iterator[Text]:
    if reason := _ages(ask, wanted):
        yield reason
    if not whole and _together(ask):
        yield text("idea.why_meanwhile")
    for look in REASONS:
        if reason := look(ask, wanted):
            yield reason


def _ages(ask: Ask, wanted: Wanted) -> Text | None:
    """Made for these children; or else everybody may come, the youngest too."""
    ages = made_for(ask.offer, ask.party)
    if ages and max(ages) <= LITTLE:
        return text("idea.why_little")
    if ages:
        return text("idea.why_made", n=len(ages), ages=", ".join(str(age) for age in sorted(set(ages))))
    family = bool(ask.party.ages) and ask.party.adults > 0
    return text("idea.why_all") if family and _together(ask) else None


def _together(ask: Ask) -> bool:
    """People come to it, at an hour; a thing that is lent or arranged is for whoever needs it."""
    return (by_the_hour(ask) or ask.offer.mode == "hours") and (ask.option.duration or 0) >= SHORT


def _calm(ask: Ask, wanted: Wanted) -> Text | None:
    """For whoever wants it quiet, and for grown-ups by themselves."""
    asked = wanted.like == "calm" or (wanted.like is None and not wanted.party.ages)
    if not asked or "calm" not in likes(ask.offer) or ask.start is None or not by_the_hour(ask):
        return None
    return text(f"idea.why_calm_{_part(ask, ask.start)}")


def _part(ask: Ask, start: datetime) -> str:
    hour = ask.house.local(start).hour
    return "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"


def _alone(ask: Ask, wanted: Wanted) -> Text | None:
    """A place of one's own: one price, and there is only one of it."""
    whole = ask.option.pricing == "booking" and by_the_hour(ask) and (ask.option.duration or 0) >= SHORT
    return text("idea.why_own") if whole and _only_one(ask) else None


def _only_one(ask: Ask) -> bool:
    used = [ask.house.hotel.resources[use.resource] for use in ask.option.uses]
    return ask.option.capacity == 1 or any((one.capacity or len(one.units)) == 1 for one in used)


def _dry(ask: Ask, wanted: Wanted) -> Text | None:
    return text("idea.why_dry") if ask.offer.suits.dry else None


def _back(ask: Ask, wanted: Wanted) -> Text | None:
    """Home by lunch, or before the evening: for families and for who wants rest."""
    if ask.start is None or not by_the_hour(ask) or not ask.option.duration:
        return None
    end = sessions.end(ask.house, ask.offer, ask.option, ask.start)
    start, over = ask.house.local(ask.start), ask.house.local(end)
    same = start.date() == over.date()
    lunch = start.hour < NOON and over.time() <= start.replace(hour=LUNCH, minute=0).time()
    early = over.time() <= start.replace(hour=EVENING, minute=0).time()
    long = end - ask.start >= timedelta(minutes=SHORT)
    return text("idea.why_back", time=At(end)) if same and long and (lunch or early) else None


def _short(ask: Ask, wanted: Wanted) -> Text | None:
    length = ask.option.duration
    timed = ask.start is not None and by_the_hour(ask)
    return text("idea.why_short", length=Span(length)) if timed and length and length < SHORT else None


def _two(ask: Ask, wanted: Wanted) -> Text | None:
    """An evening for two who came without children."""
    two = ask.party.adults == 2 and not ask.party.ages and "evening" in likes(ask.offer)
    evening = by_the_hour(ask) and ask.start is not None and _part(ask, ask.start) == "evening"
    return text("idea.why_two") if two and evening else None


def _free(ask: Ask, wanted: Wanted) -> Text | None:
    cost = quote(ask.house, ask.offer, ask.option, ask.party, ask.start)
    return None if cost.total.minor else text("idea.why_free")


def _ours(ask: Ask, wanted: Wanted) -> Text | None:
    """Nobody has to know how: a person arranges it."""
    return text("idea.why_arranged") if ask.offer.mode == "request" else None


REASONS: tuple[Reason, ...] = (_two, _calm, _alone, _dry, _back, _short, _free, _ours)
