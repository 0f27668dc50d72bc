"""Turns what the understanding found into what the desk acts on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from bot.desk.asked import Heard
from bot.desk.catalog.model import Catalog
from bot.tg import bare
from bot.understanding import Understanding, Understood, decide
from bot.understanding.followups import followup
from bot.understanding.intents import SMALL_TALK
from bot.understanding.policy import COMPLAINT_FROM, danger, grounds

log = logging.getLogger(__name__)
QUESTION = re.compile(r"[^.!?;\n]+\?")
CLAUSE = re.compile(r",\s*|\s+(?:and|also|и|ещё|və|həm|және|әрі|és|valamint|ve|ayrıca|und)\s+", re.IGNORECASE)
A_QUESTION, MOST_PARTS = 2, 5  # words of one, and how many are looked at


@dataclass
class Hearing:
    """One understanding for the process, rebuilt when the catalog brings other phrases."""

    understanding: Understanding
    phrases: int | None  # a fingerprint of the hotel's own words; None until they are known by meaning

    @classmethod
    def load(cls, catalog: Catalog) -> Self:
        """Ready within a second: what the hotel says in its own words is known by meaning after `follow`."""
        return cls(Understanding.load(phrases(catalog)), None)

    def follow(self, catalog: Catalog) -> None:
        """Learn the hotel's words anew when they are others than before; slow, so not on the event loop."""
        own = list(phrases(catalog))
        if hash(tuple(own)) != self.phrases:
            self.understanding, self.phrases = self.understanding.joined(own), hash(tuple(own))

    def hear(self, text: str, hint: str | None) -> Heard:
        try:
            return self._heard(text, self.understanding.understand(text, hint=hint))
        except Exception:
            return _failed(text, hint)

    def at_once(self, text: str, hint: str | None) -> Heard | None:
        """What needs no more than letters, on the spot; else None. A complaint is worth a second look."""
        try:
            found = self.understanding.at_once(text, hint=hint)
        except Exception:
            return _failed(text, hint)
        return self._heard(text, found) if found and found.complaint < COMPLAINT_FROM else None

    def _heard(self, text: str, found: Understood) -> Heard:
        follows = followup(text, found.language)
        return Heard(
            language=found.language,
            decision=decide(found),
            entries=tuple((one.entry, one.probability) for one in found.candidates),
            complaint=found.complaint,
            risk=danger(found),
            risk_by=grounds(found),
            person=found.wants_person,
            also=self._questions(text, found.language) if found.complaint >= COMPLAINT_FROM else (),
            facet=follows.facet if follows else None,
            day=follows.day if follows else None,
        )

    def _questions(self, text: str, language: str) -> tuple[str, ...]:
        """The plain questions beside a complaint: asked as one, sure by themselves, and calm."""
        parts = [one for asked in QUESTION.findall(text) for one in CLAUSE.split(asked)]
        few = [one for one in parts if len(one.split()) >= A_QUESTION][:MOST_PARTS]
        heard = [self.understanding.understand(f"{one}?", hint=language) for one in few]
        calm = [one for one in heard if decide(one) == "answer" and one.candidates]
        names = dict.fromkeys(one.candidates[0].entry for one in calm)
        return tuple(name for name in names if name not in SMALL_TALK)


def _failed(text: str, hint: str | None) -> Heard:
    """Whatever is broken in there, words of danger are heard, and everybody else gets a person."""
    log.exception("the understanding failed; words of danger are still heard, the rest goes to people")
    return bare.heard(text, hint)


def phrases(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """How guests of this hotel ask: entries and offers, under the phrasebook's intent where there is one.

    What is hidden is not listened for: it would take the question from what can answer it.
    """
    for entry in (one for one in catalog.knowledge.values() if not one.draft):
        for language, lines in entry.phrases.items():
            yield from (
                (entry.id, language, line) for line in (*lines, entry.title.get(language, "")) if line
            )
    for offer in (one for one in catalog.offers.values() if one.active):
        name = offer.intent or offer.code
        for language, lines in offer.phrases.items():
            yield from ((name, language, line) for line in (*lines, offer.title.get(language, "")) if line)
