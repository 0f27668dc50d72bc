"""Surnames as people write them: capitals, marks, alphabets and a slip of the finger make no other person."""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "",
    "э": "e", "ю": "iu", "я": "ia", "ә": "a", "і": "i", "ң": "n", "ғ": "g", "ү": "u", "ұ": "u", "қ": "k",
    "ө": "o", "һ": "h", "є": "e", "ї": "i", "ў": "u", "ґ": "g",
}  # fmt: skip
_LATIN = {"ə": "a", "ı": "i", "ß": "ss", "ø": "o", "æ": "a", "œ": "o", "đ": "d", "ł": "l", "þ": "t"}
_LETTERS = str.maketrans({**_CYRILLIC, **_LATIN})
_LOOKS = str.maketrans("АВЕКМНОРСТХУІЅЈасеорхуіѕј", "ABEKMHOPCTXYISJaceopxyisj")  # Cyrillic, Latin
_JOINED = re.compile(r"['’ʻ`´-]")
_NOT_LETTERS = re.compile(r"[^a-z]+")
# One sound, many spellings: Джексенбаев, Jeksenbayev and Dzheksenbaev are one family.
_SOUNDS = [
    (re.compile(r"shch|sch|sh"), "s"),
    (re.compile(r"dzh|dj|zh|j"), "z"),
    (re.compile(r"kh|gh|x"), "h"),
    (re.compile(r"tch|ch|cz|cs"), "c"),
    (re.compile(r"ts|tz|tc"), "c"),
    (re.compile(r"sz"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"q|ck"), "k"),
    (re.compile(r"w"), "v"),
    (re.compile(r"y"), "i"),
    (re.compile(r"[aeo]"), "a"),  # Məmmədova, Mammadova, Mamedova
    (re.compile(r"ia|ai|iu"), "a"),
    (re.compile(r"i+"), "i"),
]
_RUNS = re.compile(r"([a-z])\1+")
LONG = 5  # letters from which one slip is forgiven
PART = 4  # letters of a part that stands for a double name
SON_OF = frozenset({"oglu", "ogly", "qizi", "kizi", "kyzy", "uulu"})


def spelled(name: str) -> str:
    """Lower-case ASCII words: "Məmmədova" is "mammadova", "О’Нил" is "onil"."""
    lowered = _JOINED.sub("", unicodedata.normalize("NFKC", name).lower()).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return _NOT_LETTERS.sub(" ", bare).strip()


def compared(name: str) -> str:
    """By which two writings of a name are one; a name in an alphabet that we do not spell as it stands."""
    return spelled(name) or _bare(name)


def sounds(word: str) -> str:
    """The common spelling of one spelled word, however it came into Latin letters."""
    for pattern, plain in _SOUNDS:
        word = pattern.sub(plain, word)
    return _RUNS.sub(r"\1", word)


def alike(said: str, surname: str) -> bool:
    """Whether a guest who says this means this surname, or a part of a double one.

    One slip is forgiven in a longer one.
    """
    theirs, known = spelled(said), _known(surname)
    if not known:
        return _bare(said) == _bare(surname) != ""
    return any(_near(word, one) for word in {theirs, *theirs.split()} for one in known)


def _known(surname: str) -> set[str]:
    """The surname in one, and each part of it that is a name by itself: not "de la", not "oglu"."""
    parts = spelled(surname.replace("-", " ")).split()
    whole = {spelled(surname), "".join(parts)} - {""}
    return whole | {one for one in parts if len(one) >= PART and one not in SON_OF}


def _bare(name: str) -> str:
    """A name in an alphabet that we do not spell: as it stands."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _near(one: str, other: str) -> bool:
    if one == other or (sounds(one) == sounds(other) and len(sounds(other)) > 1):
        return True
    return (
        len(other) >= LONG
        and len(one) >= LONG
        and (_one_slip(one, other) or _one_slip(sounds(one), sounds(other)))
    )


def _one_slip(one: str, other: str) -> bool:
    """One letter too many, too few, wrong, or two that changed places."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < LONG:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    left, right = one[start:], other[start:]
    swapped = left[1:2] + left[:1] + left[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped == right


def namesakes(one: str, other: str) -> bool:
    """The same name by sound or by looks: "Дана" is Dana, and so is "Dаnа" with two letters of Cyrillic."""
    looks = spelled(one.translate(_LOOKS)) == spelled(other.translate(_LOOKS)) != ""
    return looks or spelled(one) == spelled(other) != ""
