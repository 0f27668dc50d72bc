"""Which of the seven languages a message is in, from letters, n-grams and what the chat spoke before."""

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

from bot.understanding.folding import fold
from bot.understanding.intents import LANGUAGES

_WORD = re.compile(r"[^\W\d_]+")
_BUCKETS = 1 << 14
_SMOOTHING = 0.4
_OVERLAP = 0.4  # n-grams of one word repeat each other's evidence
_HINT = 4.0  # nats: about one word; a clear sentence in another language outweighs it
_LETTER = 4.0
# Letters few of the seven languages have; each language sharing one gets the evidence.
_LETTERS = {
    "ə": "az", "ğ": "az tr", "ş": "az tr", "ı": "az tr", "ç": "az tr", "ö": "az tr hu de", "ü": "az tr hu de",
    "ő": "hu", "ű": "hu", "á": "hu", "é": "hu", "í": "hu", "ó": "hu", "ú": "hu", "ä": "de", "ß": "de",
    "қ": "kk", "ң": "kk", "ғ": "kk", "ү": "kk", "ұ": "kk", "һ": "kk", "і": "kk", "ө": "kk", "ә": "kk",
    "ё": "ru", "щ": "ru", "ъ": "ru",
}  # fmt: skip
_CYRILLIC_ONLY = ("ru", "kk")
_KAZAKH_LETTERS = frozenset("қңғүұһіөә")
# Little words that carry no topic; with a few words before us they tell more than any n-gram.
_LITTLE = {
    "en": "the is are where what when how can could do does you we i my our an and for to of at please have"
    " there it",
    "ru": "где как когда сколько можно есть ли у вас нас мне на в во с и не что это для по до какой какая"
    " какие здесь тут вы мы я он она они нам меня куда кто спасибо пожалуйста нужен нужна нужно да нет"
    " привет здравствуйте а gde kak kogda skolko mozhno est u vas nas mne chto eto dlya kuda spasibo"
    " pozhaluista nuzhno net",
    "kk": "бар жоқ жок ма ме ба бе па пе қайда кайда қалай калай қашан кашан қанша канша неше нешеде нешеге"
    " керек үшін және мен біз сіз бұл осы емес екен рахмет рақмет салем сәлем иә бере болады бола"
    " мумкин qayda qaida kayda kaida kalai qalai neshe neshede kerek zhok joq rahmet bolady bola ma me"
    " ba be pa pe",
    "az": "var bir nə ne harada hardadır harda neçədə neçədədir neçə üçün ucun və bu necə nece yoxdur olar"
    " mənim bizim bizə mənə zəhmət olmasa salam sağ olun bəli xeyr haradadır hansı",
    "tr": "var bir ne nerede nerde kaç kaçta için ve bu nasıl mı mi mu mü yok lütfen bize bana bizim"
    " merhaba evet hayır teşekkürler hangi nereye değil",
    "hu": "a az van hol mikor mennyi hogy egy és nem kérem szeretnék lehet itt mi ki merre hova köszönöm"
    " igen vagy hogyan meddig milyen ez",
    "de": "der die das ist sind wo wann wie ich wir ein eine und für mit bitte haben sie gibt es im am den"
    " dem nicht kein keine danke ja nein kann können was zum",
}
_OWNERS = {
    word: frozenset(language for language, words in _LITTLE.items() if word in words.split())
    for words in _LITTLE.values()
    for word in words.split()
}
_LITTLE_WORD = 2.5  # nats
_PLAIN_CYRILLIC = 6.0  # nats for Russian when neither a letter nor a little word is Kazakh
_SHORT = 3  # words up to which the chat's language decides unless letters or little words contradict
_NO_HINT = "en"


def _grams(folded: str) -> Iterable[int]:
    return (gram for word in folded.encode("ascii").split() for gram in _of_word(word))


@lru_cache(maxsize=1024)
def _of_word(word: bytes) -> "array[int]":
    padded = b" " + word + b" "
    grams = [padded[n : n + size] for size in (2, 3) for n in range(len(padded) - size + 1)]
    return array("H", [crc32(gram) & 0x3FFF for gram in (padded, *grams)])


Ranking = list[tuple[str, float]]


class LanguageSense:
    """Log-likelihoods of n-grams per language, learnt from folded phrases: Latin-script Russian counts."""

    def __init__(self, logs: Mapping[str, Sequence[float]]) -> None:
        self._logs = logs

    @classmethod
    def of(cls, table: Iterable[Iterable[float]]) -> "LanguageSense":
        """From the rows that `learn` made, in the order of LANGUAGES."""
        return cls({language: array("f", row) for language, row in zip(LANGUAGES, table, strict=True)})

    def rank(self, text: str, *, hint: str | None = None) -> tuple[Ranking, Ranking]:
        """Languages from likely to unlikely, scored in nats: with the hint, and by the words alone."""
        lowered = text.replace("İ", "i").lower()
        base = _base(hint)
        if not any(c.isalpha() for c in lowered):
            nothing = [(base if base in LANGUAGES else _NO_HINT, 0.0)]
            return nothing, [(_NO_HINT, 0.0)]
        heard = [_OWNERS[word] for word in set(_WORD.findall(lowered)) if word in _OWNERS]
        grams = list(_grams(fold(text)))
        scores = {
            language: self._score(language, lowered, grams) + _LITTLE_WORD * sum(language in o for o in heard)
            for language in _open_to(lowered)
        }
        if "kk" in scores and not _kazakh(lowered, heard):
            scores["ru"] += _PLAIN_CYRILLIC if len(scores) == len(_CYRILLIC_ONLY) else 0.0
        alone = _ranked(scores)
        if base in scores:
            scores[base] += _HINT
        ranked = _ranked(scores)
        if base in LANGUAGES and _follows(base, text, lowered, heard):
            ranked = [(base, ranked[0][1]), *(pair for pair in ranked if pair[0] != base)]
        return ranked, alone

    def _score(self, language: str, lowered: str, grams: Sequence[int]) -> float:
        letters = sum(
            _LETTER for letter, owners in _LETTERS.items() if letter in lowered and language in owners
        )
        logs = self._logs[language]
        return letters + _OVERLAP * sum(logs[gram] for gram in grams)


def _ranked(scores: Mapping[str, float]) -> Ranking:
    return sorted(scores.items(), key=lambda pair: -pair[1])


def _open_to(lowered: str) -> tuple[str, ...]:
    cyrillic = sum("а" <= c <= "ӿ" for c in lowered)
    latin = sum("a" <= c <= "ɏ" for c in lowered)
    return _CYRILLIC_ONLY if cyrillic > latin else LANGUAGES


def _kazakh(lowered: str, heard: Sequence[frozenset[str]]) -> bool:
    """Whether a letter or a little word that only Kazakh has speaks."""
    return bool(_KAZAKH_LETTERS & set(lowered)) or any("kk" in o and "ru" not in o for o in heard)


def _follows(base: str, text: str, lowered: str, heard: Sequence[frozenset[str]]) -> bool:
    """Whether a message is too short to tell, so that it is in the chat's language."""
    words = _WORD.findall(text)
    if len(words) > _SHORT or any(base not in owners for owners in heard):
        return False
    if len(words) > 1 and all(word.istitle() for word in words):
        return True  # a name, whose letters say where the guest is from, not what they speak
    if base not in _open_to(lowered):
        return False
    foreign = (owners for letter, owners in _LETTERS.items() if letter in lowered)
    return all(base in owners for owners in foreign)


def learn(folded: Sequence[str]) -> "array[float]":
    """How likely each n-gram is in a language, as logarithms, from its folded phrases."""
    counts = array("I", bytes(4 * _BUCKETS))
    for word, n in Counter(word for phrase in folded for word in phrase.encode("ascii").split()).items():
        for gram in _of_word(word):
            counts[gram] += n
    total = math.log(sum(counts) + _SMOOTHING * _BUCKETS)
    return array("f", (math.log(count + _SMOOTHING) - total for count in counts))


def _base(hint: str | None) -> str:
    return (hint or "").replace("_", "-").split("-")[0].lower()
