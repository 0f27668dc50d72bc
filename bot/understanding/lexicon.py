"""Word patterns that must be noticed whatever else is understood; README.md gives the format."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from sys import intern
from zlib import crc32

from bot.understanding.folding import fold_for
from bot.understanding.intents import RISK_OF

_FOLDER = Path(__file__).parent / "lexicon"
_GAP = 4  # words that ".." may skip
_WINDOW = 14  # words between the outermost parts joined by "&"
_WHOLE = "cry"  # the section whose patterns count only when the message says nothing else
_FORGIVING = frozenset(RISK_OF.values())
_FUZZY_FROM = 6  # shorter words have too many innocent neighbours; a stem, ending as it likes, needs one more

Sequenced = tuple[tuple[int, tuple[str, ...]], ...]  # (words that may be skipped before it, atoms) …
Present = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line: parts that must all be there, near each other; a guard hides what it covers."""

    section: str
    guard: bool
    own_language_only: bool
    parts: tuple[Sequenced, ...]

    @property
    def tells_in_any_language(self) -> bool:
        """A lone stem may be an innocent word elsewhere: Hungarian fire is Turkish salt."""
        return not self.own_language_only and sum(map(len, self.parts)) > 1


class Lexicon:
    """The patterns of one language."""

    def __init__(self, language: str, lines: Iterable[str]) -> None:
        self.language = language
        self._classes: dict[str, list[str]] = {}
        self._guards: dict[str, dict[str, list[Pattern]]] = defaultdict(lambda: defaultdict(list))
        self._index: dict[str, list[Pattern]] = defaultdict(list)
        self._atoms: set[str] = set()
        self._sets: dict[tuple[str, ...], tuple[str, ...]] = {}  # equal alternatives are kept once
        self._read(lines)
        self._sets.clear()
        self._longest = max((len(atom) for atom in self._atoms), default=0)
        self._misspelt = _deletions_of(self._alarming())

    @classmethod
    def of(cls, language: str) -> "Lexicon":
        """The lexicon that ships for this language."""
        return cls(language, (_FOLDER / f"{language}.txt").read_text("utf-8").splitlines())

    def _read(self, lines: Iterable[str]) -> None:
        section = ""
        for raw in lines:
            line = raw.split("#", 1)[0].strip()
            if line.startswith("["):
                section = line.strip("[]")
            elif "=" in line:
                name, _, words = line.partition("=")
                self._classes[name.strip()] = [w for word in words.split() for w in self._expand(word)]
            elif line:
                self._add(section, line)

    def _add(self, section: str, line: str) -> None:
        guard, own = line.startswith("- "), line.startswith("? ")
        body = line[2:] if guard or own else line
        for parts in product(*(self._sequence(part) for part in body.split("&"))):
            self._file(Pattern(section, guard, own, tuple(filter(None, parts))))

    def _file(self, pattern: Pattern) -> None:
        for part in pattern.parts:
            for _, atoms in part:
                self._atoms.update(atoms)
        index = self._guards[pattern.section] if pattern.guard else self._index
        for atom in min((part[0][1] for part in pattern.parts), key=len):
            index[atom].append(pattern)

    def _sequence(self, part: str) -> list[Sequenced]:
        """Every wording of one part: steps parted by "..", each with alternatives of one word or more."""
        steps = [[w.split() for w in step.split("|") if w.strip()] for step in part.split("..")]
        return [self._wording(chosen) for chosen in product(*map(self._grouped, filter(None, steps)))]

    @staticmethod
    def _grouped(alternatives: Sequence[Sequence[str]]) -> list[list[list[str]]]:
        """Single words share one step; a phrase is a step run of its own."""
        single = [words[0] for words in alternatives if len(words) == 1]
        phrases = [[[word] for word in words] for words in alternatives if len(words) > 1]
        return [[single], *phrases] if single else phrases

    def _wording(self, chosen: Iterable[Sequence[Sequence[str]]]) -> Sequenced:
        wording: list[tuple[int, tuple[str, ...]]] = []
        for run in chosen:
            for n, words in enumerate(run):
                gap = _GAP if wording and not n else 0
                atoms = tuple(dict.fromkeys(a for word in words for a in self._expand(word)))
                wording.append((gap, self._sets.setdefault(atoms, atoms)))
        return tuple(wording)

    def _expand(self, word: str) -> list[str]:
        """A class name into its atoms, or one word folded; "*" keeps its place at the end."""
        if word.startswith("@"):
            return self._classes[word]
        star = "*" if word.endswith("*") else ""
        return [intern(fold_for(self.language, word.rstrip("*")).replace(" ", "") + star)]

    def _alarming(self) -> set[str]:
        """The atoms for which a slip of the finger is forgiven: those of the sensitive sections."""
        patterns = {id(p): p for found in self._index.values() for p in found if p.section in _FORGIVING}
        return {a for p in patterns.values() for part in p.parts for _, atoms in part for a in atoms}

    def sections(self, words: Sequence[str], *, likely: bool, odd: frozenset[str]) -> frozenset[str]:
        """The sections that speak about this message.

        Words are folded as this language is; `likely` says the message may be in it (else one word is no
        proof), `odd` are the words no phrase knows, which may therefore be slips.
        """
        present = self._present(words, odd)
        candidates = {id(p): p for atom in present for p in self._index.get(atom, ())}.values()
        found: set[str] = set()
        hidden: dict[str, Present] = {}
        for pattern in candidates:
            if pattern.section in found or not (likely or pattern.tells_in_any_language):
                continue
            if pattern.section not in hidden:
                hidden[pattern.section] = self._less_guarded(present, pattern.section)
            covered = _covers(pattern, hidden[pattern.section])
            if covered and (pattern.section != _WHOLE or len(covered) == len(words)):
                found.add(pattern.section)
        return frozenset(found)

    def _less_guarded(self, present: Present, section: str) -> Present:
        covered: set[int] = set()
        guards = self._guards[section]
        for atom in guards.keys() & present.keys():
            for guard in guards[atom]:
                covered.update(_covers(guard, present) or ())
        if not covered:
            return present
        left = {atom: [n for n in places if n not in covered] for atom, places in present.items()}
        return {atom: places for atom, places in left.items() if places}

    def _present(self, words: Sequence[str], odd: frozenset[str]) -> Present:
        present: Present = defaultdict(list)
        for place, word in enumerate(words):
            for atom in {*self._atoms_of(word), *(self._nearly(word) if word in odd else ())}:
                present[atom].append(place)
        return dict(present)

    def _atoms_of(self, word: str) -> Iterator[str]:
        if word in self._atoms:
            yield word
        for length in range(2, min(len(word), self._longest) + 1):
            if (stem := word[:length] + "*") in self._atoms:
                yield stem

    def _nearly(self, word: str) -> Iterator[str]:
        for length in range(_FUZZY_FROM - 1, min(len(word), self._longest + 1) + 1):
            start = word[:length]
            for variant in (start, *_deletions(start)):
                known = self._misspelt.get(variant, ())
                for atom in (known,) if isinstance(known, str) else known:
                    whole = start if atom.endswith("*") else word
                    if _one_slip(atom.rstrip("*"), whole):
                        yield atom


class KnownWords:
    """Which folded words the phrases use, in a small bit table: a known word is not somebody's slip."""

    def __init__(self, bits: bytes = bytes(1 << 17)) -> None:
        self._bits = bytearray(bits)

    def learn(self, phrases: Iterable[str]) -> None:
        """Know the words of these phrases."""
        for phrase in phrases:
            for word in phrase.encode("ascii").split():
                place = crc32(word) & 0xFFFFF
                self._bits[place >> 3] |= 1 << (place & 7)

    @property
    def bits(self) -> bytes:
        return bytes(self._bits)

    def __contains__(self, word: str) -> bool:
        place = crc32(word.encode("ascii")) & 0xFFFFF
        return bool(self._bits[place >> 3] >> (place & 7) & 1)


def _covers(pattern: Pattern, present: Present) -> set[int] | None:
    """The places a pattern takes, or None; parts joined by "&" may come in any order."""
    places: set[int] = set()
    for part in pattern.parts:
        run = _run(part, present)
        if run is None:
            return None
        places |= run
    return places if max(places) - min(places) <= _WINDOW else None


def _run(part: Sequenced, present: Present) -> set[int] | None:
    """The first ordered run of a part."""
    if present.keys().isdisjoint(part[0][1]):  # nearly always: told before anything is built
        return None
    starts = sorted({n for atom in part[0][1] for n in present.get(atom, ())})
    for start in starts:
        if (run := _follow(part, present, start)) is not None:
            return run
    return None


def _follow(part: Sequenced, present: Present, start: int) -> set[int] | None:
    run, last = {start}, start
    for gap, atoms in part[1:]:
        near = [n for atom in atoms for n in present.get(atom, ()) if last < n <= last + 1 + gap]
        if not near:
            return None
        last = min(near)
        run.add(last)
    return run


def _deletions(word: str) -> Iterator[str]:
    return (word[:n] + word[n + 1 :] for n in range(1, len(word)))


def _deletions_of(atoms: Iterable[str]) -> dict[str, str | tuple[str, ...]]:
    """Every long atom under each spelling with one letter dropped, to find slips without comparing all.

    Most spellings lead to one atom, which then stands alone: thousands of tuples are a megabyte.
    """
    table: dict[str, str | tuple[str, ...]] = {}
    for atom in sorted(atoms):
        stem = atom.rstrip("*")
        if len(stem) >= _FUZZY_FROM + (stem != atom):
            for variant in (stem, *_deletions(stem)):
                known = table.get(variant, ())
                table[variant] = (*((known,) if isinstance(known, str) else known), atom) if known else atom
    return table


def _one_slip(right: str, written: str) -> bool:
    """Whether one letter was changed, dropped, added or swapped with its neighbour (never the first)."""
    if abs(len(right) - len(written)) > 1 or right[0] != written[0]:
        return False
    n = next((i for i, (a, b) in enumerate(zip(right, written, strict=False)) if a != b), None)
    if n is None:
        return True
    tails = (right[n + 1 :], written[n + 1 :]), (right[n:], written[n + 1 :]), (right[n + 1 :], written[n:])
    swapped = right[n : n + 2] == written[n : n + 2][::-1] and right[n + 2 :] == written[n + 2 :]
    return swapped or any(a == b for a, b in tails)
