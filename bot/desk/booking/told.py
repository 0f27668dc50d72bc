"""What an offer asks of a party beyond its ages: only what it needs, each thing once. Pure.

`Ask.told` is what the party has said: {"height": [178, None, 128], "allergies": "nuts", "licence": true, …}.
A size stands at its person's place: the grown-ups first, then the children as in `Party.ages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk.booking import unfit, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import obstacle
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Rules, Size
from bot.desk.problems import PERSON, DeskError
from bot.say import Choice, Value, text

SIZES: tuple[Size, ...] = ("height", "weight", "shoe", "clothes")
EDITION = "3"  # of the sentence a parent agrees to; another sentence is another edition
A_CHILD_IS_BELOW = {"height": 140, "weight": 60}  # under ten nobody is asked whether they are above it
UNASKED_AGE = 10
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True)
class Need:
    """One question; `who` are the people it is about, by their places in the party."""

    what: str  # height, weight, shoe, clothes, licence, consent, instruct, allergies
    who: tuple[int, ...] = ()


def missing(ask: Ask) -> Need | None:
    """The first thing that has to be asked yet."""
    return next((need for need in needs(ask) if not known(ask, need)), None)


def needs(ask: Ask) -> Iterator[Need]:
    """What this offer asks of this party, whether it has been told or not."""
    rules = ask.offer.rules
    for size in SIZES:
        if who := concerned(ask, size):
            yield Need(size, who)
    if rules.licence:
        yield Need("licence")
    if young := minors(ask):
        yield Need("consent", young)
    if rules.languages:
        yield Need("instruct")
    if rules.allergies:
        yield Need("allergies")


def known(ask: Ask, need: Need) -> bool:
    said = ask.told.get(need.what)
    if need.what in SIZES:
        return all(_at(said, place) is not None for place in need.who)
    if need.what == "consent":
        return said in (EDITION, False)
    return said is not None


def concerned(ask: Ask, size: Size) -> tuple[int, ...]:
    """Whose size it is about: everybody's where the staff need it, else theirs whom a limit may leave out."""
    rules, party = ask.offer.rules, ask.party
    every = range(party.people)
    if size in rules.sizes or size in ask.option.sizes:
        return tuple(every)
    low, high = bounds(rules, size)
    if low is None and high is None:
        return ()
    return tuple(place for place in every if _in_question(_age(party, place), size, low, high))


def bounds(rules: Rules, size: Size) -> Bounds:
    if size == "height":
        return rules.min_height_cm, rules.max_height_cm
    return (rules.min_weight_kg, rules.max_weight_kg) if size == "weight" else (None, None)


def _in_question(age: int | None, size: Size, low: int | None, high: int | None) -> bool:
    """A grown-up is not asked about a child's height, nor a small child whether it is too heavy."""
    small = A_CHILD_IS_BELOW[size]
    grown = age is None or age >= UNASKED_AGE
    below = low is not None and (low > small or age is not None)
    above = high is not None and (high < small or grown)
    return below or above


def minors(ask: Ask) -> tuple[int, ...]:
    """The children who need a parent's consent."""
    under, party = ask.offer.rules.consent_under or 0, ask.party
    return tuple(party.adults + place for place, age in enumerate(party.ages) if age < under)


def unmet(ask: Ask) -> DeskError | None:
    """The first thing that was told and does not fit, with what fits instead."""
    for size in SIZES:
        if refusal := _out_of_bounds(ask, size):
            return refusal
    for what, kind in (("licence", unfit.NeedsLicence), ("swims", unfit.NeedsSwimmer)):
        if _wanted(ask.offer.rules, what) and ask.told.get(what) is False:
            return kind(extra=ask.title, **_instead(ask), ways=_ways(ask))
    if minors(ask) and ask.told.get("consent") is False:
        return _no_consent(ask)
    if ask.offer.rules.languages and ask.told.get("instruct") == "":
        return unfit.NotInLanguage(extra=ask.title, ways=[PERSON, *_ways(ask)[:-1]])
    return None


def _wanted(rules: Rules, what: str) -> bool:
    return rules.licence if what == "licence" else rules.swimming


def _out_of_bounds(ask: Ask, size: Size) -> DeskError | None:
    low, high = bounds(ask.offer.rules, size)
    below = [place for place, value in _values(ask, size) if low is not None and value < low]
    above = [place for place, value in _values(ask, size) if high is not None and value > high]
    kinds = (unfit.TooShort, unfit.TooTall) if size == "height" else (unfit.TooLight, unfit.TooHeavy)
    if below:
        return _left_out(ask, kinds[0], below, min=low or 0)
    return _left_out(ask, kinds[1], above, max=high or 0) if above else None


def _values(ask: Ask, size: Size) -> list[tuple[int, int]]:
    """The sizes that were told, with whose they are, where there is a bound for them."""
    if bounds(ask.offer.rules, size) == (None, None):
        return []
    said = ask.told.get(size)
    return [(n, value) for n in range(ask.party.people) if (value := _at(said, n)) is not None]


def _left_out(ask: Ask, kind: type[DeskError], out: list[int], **limit: Value) -> DeskError:
    """The others may go, if the rules let them; and what takes everybody."""
    rest = without(ask, out)
    names: Value = rest.party.said() if rest else ""
    theirs = [ways.book(rest, text("button.book_others"))] if rest else []
    return kind(extra=ask.title, names=names, **limit, **_instead(ask), ways=[*theirs, *_ways(ask)])


def without(ask: Ask, out: list[int]) -> Ask | None:
    """The same for the others, with what they have told; None where the rules would not let them go."""
    left = [place for place in range(ask.party.people) if place not in out]
    if not left:
        return None
    fewer = ask.by(only(ask.party, left)).knowing(
        {
            key: [_at(said, place) for place in left] if key in SIZES else said
            for key, said in ask.told.items()
        }
    )
    return None if obstacle(fewer) else fewer


def only(party: Party, places: Sequence[int]) -> Party:
    """Those of the party who stand at these places."""
    young = [place - party.adults for place in places if place >= party.adults]
    births = [party.births[n] if n < len(party.births) else None for n in young]
    return Party(len(places) - len(young), tuple(party.ages[n] for n in young), tuple(births))


def _instead(ask: Ask) -> dict[str, Value]:
    other = _other(ask)
    return {"alternative": other.title if other else ""}


def _other(ask: Ask) -> Ask | None:
    """The hotel's own alternative, if it takes the whole party as far as it is known."""
    offer = ways.alternative(ask.house, ask.offer)
    options = offer.options if offer else ()
    found = (Ask(ask.house, offer, one, ask.party, None, told=ask.told) for one in options if offer)
    return next((one for one in found if not obstacle(one) and not _fails(one)), None)


def _fails(ask: Ask) -> bool:
    """What was told is already enough to know that it does not fit."""
    rules = ask.offer.rules
    if any(_wanted(rules, what) and ask.told.get(what) is False for what in ("licence", "swims")):
        return True
    return any(
        (low is not None and value < low) or (high is not None and value > high)
        for size in SIZES
        for low, high in [bounds(rules, size)]
        for _, value in _values(ask, size)
    )


def _ways(ask: Ask) -> list[Choice]:
    other = _other(ask)
    return [*([ways.see(other.offer)] if other else []), ways.people(ask), ways.ideas(ask.offer), PERSON]


def _no_consent(ask: Ask) -> DeskError:
    """The way on comes back to the same question."""
    open_still = {key: said for key, said in ask.told.items() if key != "consent"}
    again = ways.book(ask.knowing(open_still), text("button.consent_later"))
    under = ask.offer.rules.consent_under or 0
    return unfit.NeedsConsent(extra=ask.title, age=under, ways=[again, *_ways(ask)])


def _at(said: Any, place: int) -> Any:
    return said[place] if isinstance(said, list) and place < len(said) else None


def _age(party: Party, place: int) -> int | None:
    """None for a grown-up."""
    return None if place < party.adults else party.ages[place - party.adults]


def with_sizes(ask: Ask, need: Need, values: list[Any]) -> Mapping[str, Any]:
    """What is known once these sizes have been told."""
    line = [_at(ask.told.get(need.what), place) for place in range(ask.party.people)]
    for place, value in zip(need.who, values, strict=True):
        line[place] = value
    return {**ask.told, need.what: line}
