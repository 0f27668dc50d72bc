"""Which characters a text of the hotel may hold: what people see, nothing that hides or reorders."""

from __future__ import annotations

import unicodedata

JOINERS = frozenset("\u200c\u200d")  # Persian, Indic and emoji need them
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def hidden(text: str, allowed: str = "\n") -> str | None:
    """The first control, bidi or surrogate character, as U+XXXX."""
    if text.isprintable():  # nearly every text: none of these is printable
        return None
    for one in text:
        if unicodedata.category(one) in HIDDEN and one not in allowed and one not in JOINERS:
            return f"U+{ord(one):04X}"
    return None
