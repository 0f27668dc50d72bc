"""What an answer says in passing of what has hours or a price of its own: the pool's hours in two places.

A sentence speaks of what it calls by its title. Where it names several, and one of them has no hours, nobody
can tell whose they are, and nothing is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.desk.catalog import figures
from bot.desk.catalog.issues import Finding, Where
from bot.desk.catalog.model import Catalog, Entry
from bot.desk.catalog.placeholders import HOURS, texts_of
from bot.desk.catalog.told import Name, Told, told
from bot.speech import SENTENCE

WORD = re.compile(r"[^\W\d_]+")
STEM, ENDING = 4, 3  # letters of a word that stand, and how many a case may change or add


@dataclass(frozen=True)
class Subject:
    """What a language calls by this title; `of` names an entry, an offer, or the entry of an offer."""

    title: tuple[str, ...]
    of: frozenset[str]
    fact: str
    hours: frozenset[str]
    costs: frozenset[Decimal]
    name: str | None = None  # that stands for the hours in a text


@dataclass
class Elsewhere:
    """One catalog's titles. A language is read when the first of its texts names hours or a price."""

    catalog: Catalog
    _read: dict[str, Mapping[str, Sequence[Subject]]] = field(default_factory=dict)

    def findings(self, entry: Entry, words: str, where: Where) -> Iterator[Finding]:
        """`where` ends with the field and the language of the words."""
        if not any(self._open(entry, words)):
            return
        for sentence in SENTENCE.split(words):
            hours, costs = self._open(entry, sentence)
            if hours or costs:
                named = self._named(entry, sentence, str(where[3]))
                yield from _other_hours(hours, named, where)
                yield from _other_costs(costs, named, where, self.catalog.hotel.currency)

    def _open(self, entry: Entry, sentence: str) -> tuple[list[str], list[Decimal]]:
        """What it names of which nothing of its own decides."""
        hotel = self.catalog.hotel
        hours, costs = figures.hours_in(sentence), figures.prices_in(sentence, hotel.currency)
        if not (hours or costs):
            return [], []
        offer = self.catalog.offer(entry.offer) if entry.offer else None
        own = figures.spans_of(hotel, entry) or (offer and figures.hours_of(offer))
        apart, spared = figures.apart(entry), figures.costs_apart(entry)
        return (
            [one for one in hours if not own and one not in apart],
            [one for one in costs if not offer and one not in spared],
        )

    def _named(self, entry: Entry, sentence: str, language: str) -> list[Subject]:
        """The longest titles win: the children's pool is not the pool."""
        if language not in self._read:
            self._read[language] = _by_first_letters(self._subjects(language))
        words = _words(sentence)
        found = [
            (range(at, at + len(one.title)), one)
            for at, word in enumerate(words)
            for one in self._read[language].get(word[:STEM], ())
            if _stands(one.title, words[at:])
        ]
        widest = [one for place, one in found if not any(set(place) < set(other) for other, _ in found)]
        return [one for one in widest if not {entry.id, entry.offer} & one.of]

    def _subjects(self, language: str) -> Iterator[Subject]:
        for offer in self.catalog.offers.values():
            if title := _words(offer.title.get(language, "")):
                hours, costs = figures.hours_of(offer), figures.costs_of(offer)
                yield Subject(title, frozenset({offer.code}), offer.code, frozenset(hours), frozenset(costs))
        for entry in self.catalog.knowledge.values():
            if not entry.draft and (title := _words(entry.title.get(language, ""))):
                yield self._subject(entry, title, language)

    def _subject(self, entry: Entry, title: tuple[str, ...], language: str) -> Subject:
        """Its hours are the hotel's, or its offer's, or what its own answer says."""
        offer, hotel = self.catalog.offer(entry.offer) if entry.offer else None, self.catalog.hotel
        fixed = figures.spans_of(hotel, entry)
        texts = (words[language] for _, words in texts_of(entry) if language in words)
        said = {one for words in texts for one in figures.hours_in(words)} - figures.apart(entry)
        return Subject(
            title,
            frozenset({entry.id, *([entry.offer] if entry.offer else [])}),
            f"hours: {entry.id} in hotel.yaml" if fixed else entry.id,
            frozenset(fixed or (figures.hours_of(offer) if offer else said)),
            frozenset(figures.costs_of(offer) if offer else ()),
            f"{{{HOURS}{entry.id}}}" if fixed else None,
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text.casefold()))


def _by_first_letters(subjects: Iterator[Subject]) -> Mapping[str, Sequence[Subject]]:
    found = defaultdict[str, list[Subject]](list)
    for one in subjects:
        found[one.title[0][:STEM]].append(one)
    return found


def _stands(title: Sequence[str], words: Sequence[str]) -> bool:
    return len(title) <= len(words) and all(map(_like, title, words))


def _like(word: str, said: str) -> bool:
    """The same but for an ending."""
    stem = word[: max(STEM, len(word) - ENDING)]
    return said.startswith(stem) and abs(len(said) - len(word)) <= ENDING


def _other_hours(said: Sequence[str], named: Sequence[Subject], where: Where) -> Iterator[Finding]:
    if not named or not all(one.hours for one in named):
        return
    known = {hours for one in named for hours in one.hours}
    for hours in (one for one in said if one not in known):
        fact, theirs = named[0].fact, tuple(sorted(named[0].hours))
        problem = told("issue.says_hours", field=Name(where[2]), said=hours, fact=fact, hours=theirs)
        yield Finding(where, problem, _fix(named[0].name or ", ".join(theirs), hours), "warning")


def _other_costs(
    said: Sequence[Decimal], named: Sequence[Subject], where: Where, currency: str
) -> Iterator[Finding]:
    if not named or not all(one.costs for one in named):
        return
    known = {cost for one in named for cost in one.costs}
    for cost in (one for one in said if one not in known):
        costs = ", ".join(f"{one:f}" for one in sorted(named[0].costs))
        facts = {"field": Name(where[2]), "currency": currency, "offer": named[0].fact}
        problem = told("issue.says_price", said=f"{cost:f}", costs=costs, **facts)
        yield Finding(where, problem, _fix(costs, f"{cost:f}"), "warning")


def _fix(what: str, said: str) -> Told:
    return told("fix.write_or_apart_if", what=what, field=Name("apart"), value=f'["{said}"]')
