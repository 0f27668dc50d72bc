"""Which word of a name is the surname: "SMITH/JOHN MR", "Nagy János", "Иванов И.И.", "Leyla Əliyeva"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.desk.stays.reading.words import plain

_TITLES = """
    mr mrs ms miss mx dr prof sir madam herr frau hr fr fam familie family mstr chd chld inf master
    господин госпожа г н жа семья ur urho ne bey hanim xanim bay bayan cenab ailesi csalad мырза ханым
"""
_PARTICLES = """
    van von der den de la le di da del dos du ter ten el al bin ibn st zu
"""
_INITIAL = re.compile(r"^(?:[^\W\d_]\.)+-?(?:[^\W\d_]\.?)?$|^[^\W\d_]$")
_MARK = re.compile(r"[*†!?#\"“”„]+|\(.*?\)|\d+\s*[+x]\s*\d*|\b\d+\b")
_SEVERAL = re.compile(r"\s*(?:;|\n|&|\s\+\s|\sи\s|\sand\s|\sés\s|\svə\s|\sund\s|\sve\s)\s*")
_FAMILY = re.compile(
    r"(?:ов|ова|ев|ева|ёв|ёва|ин|ина|ын|ына|ский|ская|цкий|цкая|енко|чук|юк|ян|дзе|швили)$|"
    r"(?:ov|ova|ev|eva|yev|yeva|ski|sky|skaya|enko|zade|zadə|li|lı|lu|lü|oglu|oğlu|ovic|escu|sson|sen|ian|yan)$",
    re.I,
)
_PATRONYMIC = re.compile(
    r"(?:ович|евич|ич|овна|евна|ична|оглы|кызы|улы|ұлы|қызы|ovich|evich|ovna|evna|oğlu|qızı|oglu|kizi|qizi)$",
    re.I,
)
_WIFE_OF = re.compile(r"^(?!rené$)\w{2,}né$", re.I)
# First names that are common where our hotels are; they only break ties.
_GIVEN = """
    john mary anna peter michael david james robert william sarah emma laura thomas paul mark maria
    julia lisa george daniel martin andrew chiara marco luca giulia sofia hans klaus stefan petra
    janos istvan laszlo jozsef zoltan gabor ferenc attila tamas zsolt tibor andras csaba bence balazs
    mate erzsebet ilona katalin eva zsuzsanna margit judit agnes andrea erika krisztina eszter reka
    dora иван александр сергей дмитрий андрей алексей михаил николай владимир павел олег игорь максим
    денис анна мария елена ольга наталья татьяна ирина светлана екатерина юлия дарья оксана людмила
    галина нина айгуль аружан нурлан ерлан бауыржан марат асель динара мадина айдос гульнара алия
    aygun leyla elcin rauf kamran nigar gunel sevinc resad tural elvin vusal orxan aysel ulviyye farid
    ilqar anar samir murad namiq zaur lale sebine mehmet ahmet mustafa ali ayse fatma emine huseyin
    hasan elif zeynep
"""


_KNOWN_TITLES, _KNOWN_PARTICLES, _KNOWN_GIVEN = (
    frozenset(one.split()) for one in (_TITLES, _PARTICLES, _GIVEN)
)


@dataclass(frozen=True)
class Name:
    surname: str
    given: str


def split(said: str, *, surname_first: bool) -> Name | None:
    """The first person a cell names; None when no letter is in it."""
    one = _first_of(_MARK.sub(" ", said))
    if "/" in one:
        family, _, rest = one.partition("/")
        return _name(_words(family), _words(rest.partition("/")[0]))
    if "," in one:
        family, _, rest = one.partition(",")
        return _name(_words(family), _words(rest.replace(",", " ")))
    words = _words(one)
    if len(words) < 2:
        return _name(words, [])
    at = _family_at(words, surname_first=surname_first)
    return _name(words[at], words[: at.start] + words[at.stop :])


def _first_of(said: str) -> str:
    """Of "John Smith, Anna Smith" the first; "Smith, John" is one person."""
    said = _SEVERAL.split(said.strip())[0] or said
    parts = [one.strip() for one in said.split(",") if one.strip()]
    if len(parts) > 1 and all(len(_words(one)) > 1 for one in parts):
        return parts[0]
    return said


def _words(said: str) -> list[str]:
    return [one for one in re.split(r"[\s,]+", said) if plain(one) and plain(one) not in _KNOWN_TITLES]


def _name(family: list[str], given: list[str]) -> Name | None:
    surname, rest = " ".join(map(_cased, family)), " ".join(map(_cased, given))
    if not surname:
        surname, rest = rest, ""
    return Name(surname[:80], rest[:80]) if any(ch.isalpha() for ch in surname) else None


def _cased(word: str) -> str:
    """SMITH is Smith, O'NEILL O'Neill; McDonald and DE stay as they are."""
    shout = len(word) > 2 and word.isupper() and not _INITIAL.match(word)
    if not shout or not word.isascii():
        return word
    return "".join(part[:1] + part[1:].lower() for part in re.split(r"([-'])", word))


def _family_at(words: list[str], *, surname_first: bool) -> slice:
    """Where the surname stands, by what the words themselves say, else by the column's habit."""
    told, vote = _told(words), _vote(words)
    if abs(vote) > 1:  # a name that we know as a given name stands at the other end
        surname_first = vote > 0
    at = told if told is not None else 0 if surname_first else len(words) - 1
    start = at
    while start > 0 and plain(words[start - 1]) in _KNOWN_PARTICLES:
        start -= 1
    while at < len(words) - 1 and plain(words[at]) in _KNOWN_PARTICLES:
        at += 1
    if at == 0 and len(words) > 2 and _WIFE_OF.search(words[0]):  # Kovácsné Szabó Ilona: both are hers
        at = 1
    return slice(start, at + 1)


def _told(words: list[str]) -> int | None:
    """The place of a surname that gives itself away; None when it does not."""
    initials = [bool(_INITIAL.match(one)) for one in words]
    if any(initials) and not all(initials):
        return initials.index(False)
    loud = [i for i, one in enumerate(words) if len(one) > 2 and one.isupper()]
    if len(loud) == 1 and not all(one.isupper() for one in words):
        return loud[0]
    if len(words) > 2 and _PATRONYMIC.search(words[-1]):
        return 0
    if len(words) == 3 and _PATRONYMIC.search(words[1]):
        return 2
    return None


def surname_first(names: Iterable[str], *, usual: bool) -> tuple[bool, bool]:
    """The habit of a column, and whether its names prove it: given names and endings vote."""
    votes = 0
    for said in names:
        words = _words(_first_of(_MARK.sub(" ", said)))
        if len(words) >= 2 and "/" not in said and "," not in said:
            votes += _vote(words)
    return (votes > 0, True) if votes else (usual, False)


def _vote(words: list[str]) -> int:
    """Above zero when the surname stands in front."""
    first, last = words[0], words[-1]
    by_given = (plain(last) in _KNOWN_GIVEN) - (plain(first) in _KNOWN_GIVEN)
    by_ending = bool(_FAMILY.search(first)) - bool(_FAMILY.search(last))
    return 2 * by_given + by_ending
