"""What the workbook calls things, in one language for its reader and in all of them for what comes back."""

from __future__ import annotations

from bot.desk.catalog.columns import COLUMNS, FIELDS, VALUES
from bot.desk.catalog.help_words import HELPS
from bot.say import Text
from bot.speech import Speech, Voice

NAMES = (*(f"column.{one}" for one in sorted(COLUMNS)), *(f"fact.{one}" for one in sorted(FIELDS)))
NAMES += tuple(f"cell.{one}" for one in sorted(VALUES))
KEYS = (*NAMES, *HELPS)
SIGN = "help.mend_sign"


def words(voice: Voice) -> dict[str, str]:
    """By key, with the {names} still in them."""
    return {key: voice.label(Text(key)) for key in KEYS}


def heard(speech: Speech) -> dict[str, list[str]]:
    """The keys that a word of any language may stand for."""
    found: dict[str, list[str]] = {}
    for language in speech.languages.values():
        for key in NAMES:
            if word := language.sentence(key, None):
                found.setdefault(word, []).append(key)
    return found


def signs(speech: Speech) -> list[str]:
    """How a comment of ours begins, in every language."""
    return [word for one in speech.languages.values() if (word := one.sentence(SIGN, None))]
