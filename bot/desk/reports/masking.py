"""A guest's words without what tells who they are: numbers, addresses and names become a dot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from bot.desk.stays.names import SON_OF, spelled

DOT = "•"
MOST = 300  # characters that are kept
PART = 3  # letters from which a word counts as a name
LONG = 5  # letters from which the last vowel may change
ENDING = 4  # letters that a language may glue to a name: Chiara, Chiaranın
_ADDRESS = re.compile(r"\S*@\S+|(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"[+#№]?\(?\w*\d\w*(?:[\s().,:/+-]{1,3}\w*\d\w*)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʻ`´-][^\W\d_]+)*")


def masked(words: str, *, names: Iterable[str] = ()) -> str:
    """What may be kept of them. `names` are those the desk knows, however they are spelled or inflected."""
    said = _NUMBER.sub(DOT, _ADDRESS.sub(DOT, " ".join(words[: 2 * MOST].split())))
    return nameless(said, names)[:MOST]


def nameless(words: str, names: Iterable[str]) -> str:
    """The words with a dot for each of the names."""
    known = {part for name in names for part in _parts(name)}
    known = {_stem(part) for part in known if len(part) >= PART and part not in SON_OF}
    return _WORD.sub(lambda found: DOT if _named(found[0], known) else found[0], words)


def _parts(name: str) -> list[str]:
    """Its words in plain letters; in an alphabet that we do not spell, as they stand."""
    bare = name.replace("-", " ")
    return (spelled(bare) or bare.casefold()).split()


def _stem(name: str) -> str:
    """Chiara is also in Чиаре and Chiarát."""
    return name[:-1] if len(name) >= LONG and name[-1] in "aeiou" else name


def _named(word: str, known: Set[str]) -> bool:
    return any(
        part.startswith(name) and len(part) - len(name) <= ENDING for part in _parts(word) for name in known
    )
