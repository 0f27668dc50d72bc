"""Answers against the catalog's own facts and each other: hours, prices and phones that differ, old answers,
numbers that a translation has otherwise. All are warnings: a person decides which of the two is true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.desk.catalog import figures
from bot.desk.catalog.elsewhere import Elsewhere
from bot.desk.catalog.figures import apart
from bot.desk.catalog.issues import Finding, Where
from bot.desk.catalog.model import Catalog, Entry, Hotel, Offer
from bot.desk.catalog.placeholders import NAME, texts_of
from bot.desk.catalog.told import Name, told

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
PHONE = re.compile(r"\+\d[\d ()\u00a0-]{7,}\d")
SAYS = re.compile(r" says (.+?), and .+? (?:is|costs|starts at) (.+)$")
BY_CLOCK = {"checkin_time": "check_in", "checkout_time": "check_out"}


def check_truth(catalog: Catalog, today: date | None) -> Iterator[Finding]:
    """What guests are told today; a draft is read by nobody yet."""
    elsewhere = Elsewhere(catalog)
    for entry in catalog.knowledge.values():
        if not entry.draft:
            yield from _stale(catalog.hotel, entry, today)
            yield from _numbers(catalog.hotel, entry)
            yield from _contradictions(elsewhere, entry)


def stale(hotel: Hotel, entry: Entry, today: date) -> bool:
    """Confirmed too long ago to be relied on."""
    return not entry.draft and entry.confirmed + timedelta(days=hotel.confirm_days) < today


def contradicting(catalog: Catalog) -> set[str]:
    """The entries that say other hours, prices or phones than the catalog."""
    elsewhere = Elsewhere(catalog)
    told = (one for one in catalog.knowledge.values() if not one.draft)
    return {entry.id for entry in told if _contradictions(elsewhere, entry)}


def against(catalog: Catalog, entry: Entry) -> list[tuple[str, str]]:
    """What this entry, as it would be, says against the catalog: its words, and the catalog's."""
    found = (SAYS.search(one.problem) for one in _contradictions(Elsewhere(catalog), entry))
    return [(one[1], one[2]) for one in found if one]


def _contradictions(elsewhere: Elsewhere, entry: Entry) -> list[Finding]:
    """Each once, where the first language says it: the others mostly say the same."""
    found = [
        one
        for field, texts in texts_of(entry)
        for language, words in texts.items()
        for one in _words(elsewhere, entry, words, ("knowledge", entry.id, field, language))
    ]
    return list({one.problem: one for one in reversed(found)}.values())[::-1]


def _stale(hotel: Hotel, entry: Entry, today: date | None) -> Iterator[Finding]:
    if today and stale(hotel, entry, today):
        days = (today - entry.confirmed).days
        problem = told("issue.stale", name=entry.id, days=days)
        fix = told("fix.confirm", field=Name("confirmed"), day=today.isoformat())
        yield Finding(("knowledge", entry.id, "confirmed"), problem, fix, "warning")


def _words(elsewhere: Elsewhere, entry: Entry, words: str, where: Where) -> Iterator[Finding]:
    catalog = elsewhere.catalog
    offer = catalog.offer(entry.offer) if entry.offer else None
    yield from _phone(catalog.hotel, words, where)
    if hours := figures.spans_of(catalog.hotel, entry):
        yield from _other_hours(entry, words, where, hours, f"hours: {entry.id} in hotel.yaml", "{hours}")
    elif offer and (hours := figures.hours_of(offer)):
        yield from _other_hours(entry, words, where, hours, offer.code, "{hours}")
    if offer:
        yield from _prices(catalog.hotel, entry, offer, words, where)
    if offer and entry.id in (offer.code, offer.intent):
        yield from _starts(entry, offer, words, where)
    if entry.id in BY_CLOCK and where[2] == "answer":
        yield from _clock(catalog.hotel, entry, words, where)
    yield from elsewhere.findings(entry, words, where)


def _phone(hotel: Hotel, words: str, where: Where) -> Iterator[Finding]:
    for number in PHONE.findall(words):
        if _digits(number) != _digits(hotel.reception_phone):
            problem = told(
                "issue.says_phone",
                field=Name(where[2]),
                said=number,
                fact=Name("reception_phone"),
                value=hotel.reception_phone,
            )
            yield Finding(where, problem, told("fix.write_if_reception", what="{phone}"), "warning")


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _other_hours(
    entry: Entry, words: str, where: Where, hours: set[str], fact: str, name: str
) -> Iterator[Finding]:
    for said in figures.hours_in(words):
        if said not in hours and said not in apart(entry):
            facts = {"field": Name(where[2]), "said": said, "fact": fact}
            problem = told("issue.says_hours", hours=tuple(sorted(hours)), **facts)
            fix = told("fix.write_or_apart_if", what=name, field=Name("apart"), value=f'["{said}"]')
            yield Finding(where, problem, fix, "warning")


def _starts(entry: Entry, offer: Offer, words: str, where: Where) -> Iterator[Finding]:
    known = {
        time for option in offer.options for time in (*figures.times_of(option), *figures.ends_of(option))
    }
    for said in dict.fromkeys(time.zfill(5) for time in figures.ALONE.findall(words)) if known else ():
        if said not in known and said not in apart(entry):
            starts = ", ".join(sorted(figures.all_times(offer)))
            problem = told(
                "issue.says_start", field=Name(where[2]), said=said, offer=offer.code, starts=starts
            )
            yield Finding(
                where,
                problem,
                told("fix.write_or_apart", what="{times}", field=Name("apart"), value=f'["{said}"]'),
                "warning",
            )


def _prices(hotel: Hotel, entry: Entry, offer: Offer, words: str, where: Where) -> Iterator[Finding]:
    known = figures.costs_of(offer)
    for said in figures.prices_in(words, hotel.currency):
        if said not in known | figures.costs_apart(entry):
            costs = ", ".join(f"{one:f}" for one in sorted(known))
            problem = told(
                "issue.says_price",
                field=Name(where[2]),
                said=f"{said:f}",
                currency=hotel.currency,
                offer=offer.code,
                costs=costs,
            )
            fix = told("fix.write_or_apart_if", what="{price}", field=Name("apart"), value=f'["{said:f}"]')
            yield Finding(where, problem, fix, "warning")


def _clock(hotel: Hotel, entry: Entry, words: str, where: Where) -> Iterator[Finding]:
    """The first sentence of an answer about check-in or check-out names the hotel's own hour."""
    fact = BY_CLOCK[entry.id]
    hour = f"{getattr(hotel, fact):%H:%M}"
    said = figures.ALONE.findall(re.split(r"(?<=[.!?…])\s", words, maxsplit=1)[0])
    if said and hour not in {one.zfill(5) for one in said} | apart(entry):
        facts = {"field": Name(where[2]), "said": said[0], "fact": Name(fact)}
        problem = told("issue.says_phone", value=hour, **facts)
        yield Finding(where, problem, told("fix.write_this", what=f"{{{fact.replace('_', '')}}}"), "warning")


def _numbers(hotel: Hotel, entry: Entry) -> Iterator[Finding]:
    """A translation has the numbers, and the names, of the hotel's own language."""
    for field, texts in texts_of(entry):
        if hotel.default_language in texts:
            yield from _translated(hotel.default_language, texts, ("knowledge", entry.id, field))


def _translated(default: str, texts: Mapping[str, str], where: Where) -> Iterator[Finding]:
    meant = numbers_in(texts[default])
    for language, words in texts.items():
        said = numbers_in(words)
        if said != meant:
            only = [told("issue.only_in", what=one, language=language) for one in sorted(said - meant)]
            lacks = [told("issue.only_in", what=one, language=default) for one in sorted(meant - said)]
            differ: tuple[str, ...] = (*only, *lacks)
            problem = told("issue.numbers", field=Name(where[2]), numbers=differ[:3])
            yield Finding((*where, language), problem, told("fix.same_in_both"), "warning")


def numbers_in(words: str) -> set[str]:
    """Numbers as they count, however the language writes them, and the names that stand for some."""
    plain = figures.GROUPED.sub("", NAME.sub(" ", words))
    numbers = {one.replace(",", ".").lstrip("0") or "0" for one in NUMBER.findall(plain)}
    numbers -= {"1"}  # an article in some languages
    return numbers | {f"{{{name}}}" for name in NAME.findall(words)}
