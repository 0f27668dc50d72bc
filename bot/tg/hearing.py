"""Turns what the understanding found into what the desk acts on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from bot.desk.asked import Heard
from bot.desk.catalog.model import Catalog
from bot.understanding import Understanding, decide


@dataclass
class Hearing:
    """One understanding for the process, rebuilt when the catalog brings other phrases."""

    understanding: Understanding
    phrases: int  # a fingerprint of the hotel's own words

    @classmethod
    def load(cls, catalog: Catalog) -> Self:
        own = list(phrases(catalog))
        return cls(Understanding.load(own), hash(tuple(own)))

    def follow(self, catalog: Catalog) -> None:
        """Learn the hotel's words anew when they are others than before; slow, so not on the event loop."""
        own = list(phrases(catalog))
        if hash(tuple(own)) != self.phrases:
            self.understanding, self.phrases = Understanding.load(own), hash(tuple(own))

    def hear(self, text: str, hint: str | None) -> Heard:
        found = self.understanding.understand(text, hint=hint)
        return Heard(
            language=found.language,
            decision=decide(found),
            entries=tuple((one.entry, one.probability) for one in found.candidates),
            complaint=found.complaint,
            risk=found.risk,
            person=found.wants_person,
        )


def phrases(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """How guests of this hotel ask: entries and offers, under the phrasebook's intent where there is one."""
    for entry in catalog.knowledge.values():
        for language, lines in entry.phrases.items():
            yield from (
                (entry.id, language, line) for line in (*lines, entry.title.get(language, "")) if line
            )
    for offer in catalog.offers.values():
        name = offer.intent or offer.code
        for language, lines in offer.phrases.items():
            yield from ((name, language, line) for line in (*lines, offer.title.get(language, "")) if line)
