"""What is heard when the understanding itself has failed: words of danger, and nothing else."""

from __future__ import annotations

import re
from functools import cache

from bot.desk.asked import Heard
from bot.understanding import Decision
from bot.understanding.folding import fold, fold_for, squash
from bot.understanding.intents import LANGUAGES
from bot.understanding.lexicon import Lexicon

RISKS = ("medical", "fire", "self_harm", "lost_child", "harassment", "theft")  # the first that speaks wins
CYRILLIC = re.compile("[Ѐ-ӿ]")
NOTHING_ODD: frozenset[str] = frozenset()


@cache
def _lexicons() -> tuple[Lexicon, ...]:
    return tuple(Lexicon.of(language) for language in LANGUAGES)


def heard(text: str, hint: str | None) -> Heard:
    """Danger by the lexicons of every language; all else goes to a person."""
    language = hint if hint in LANGUAGES else None
    found: set[str] = set()
    for lexicon in _lexicons():
        words = _folded(lexicon.language, text).split()
        likely = language in (None, lexicon.language) or (
            lexicon.language in ("ru", "kk") and _cyrillic(text)
        )
        found |= lexicon.sections(words, likely=likely, odd=NOTHING_ODD)
    risk = next((one for one in RISKS if one in found), None)
    decision: Decision = "sensitive" if risk else "handoff"
    complaint = float("complaint" in found)
    return Heard(language or LANGUAGES[0], decision, complaint=complaint, risk=risk, person=risk is None)


def _cyrillic(text: str) -> bool:
    """Whatever the phone's own language is."""
    return bool(CYRILLIC.search(text))


def _folded(language: str, text: str) -> str:
    if language in ("ru", "kk"):
        return squash(fold(text))
    return fold_for(language, text)
