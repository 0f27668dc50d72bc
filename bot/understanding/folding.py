"""One spelling for many: case, diacritics, alphabets and emphasis folded away before anything is compared."""

import re
import unicodedata

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya", "ә": "a", "і": "i", "ң": "n", "ғ": "g", "ү": "u", "ұ": "u", "қ": "k",
    "ө": "o", "һ": "h", "є": "e", "ї": "i", "ў": "u",
}  # fmt: skip
# İ and I both end as i: that is how the Turkish and Azerbaijani dotted-i trap disappears.
_LATIN = {"ə": "e", "ı": "i", "ß": "ss", "ø": "o", "æ": "a", "œ": "o", "đ": "d", "ł": "l"}
_SIGNS = {"🆘": " sos ", "🚑": " ambulance ", "🤬": " !! ", "😡": " !! ", "’": "'", "ʻ": "'"}
_LETTERS = str.maketrans({**_CYRILLIC, **_LATIN, **_SIGNS})
_APOSTROPHE = re.compile(r"(?<=[a-z])'(?=[a-z])")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_RUNS = re.compile(r"([a-z])\1+")

# Russian and Kazakh are typed in Latin letters in many ways; every way ends in the same spelling here.
_SQUASH = [
    (re.compile(r"shch|sch|sh"), "sh"),
    (re.compile(r"dzh|zh|dj"), "j"),
    (re.compile(r"kh|x"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"ng"), "n"),
    (re.compile(r"ts|tc"), "c"),
    (re.compile(r"q"), "k"),
    (re.compile(r"w"), "u"),
    (re.compile(r"y"), "i"),
    (re.compile(r"i?e"), "e"),
]


def fold(text: str) -> str:
    """Lower-case ASCII words parted by single spaces; "хееелп!" and "HELP" differ only by alphabet habits."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    composed = lowered.translate(_LETTERS)
    bare = composed
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFD", composed) if not unicodedata.combining(c))
    joined = _APOSTROPHE.sub("", bare)
    return _RUNS.sub(r"\1", _NOT_LETTERS.sub(" ", joined)).strip()


def squash(folded: str) -> str:
    """The common spelling of Russian and Kazakh words however they were put into Latin letters."""
    for pattern, plain in _SQUASH:
        folded = pattern.sub(plain, folded)
    return _RUNS.sub(r"\1", folded)


def fold_for(language: str, text: str) -> str:
    """Fold as phrases of this language are folded."""
    return respell(language, fold(text))


def respell(language: str, folded: str) -> str:
    """What folding leaves to each language: one spelling for what is typed in several ways."""
    if language in {"ru", "kk"}:
        return squash(folded)
    if language == "de":
        return folded.replace("ue", "u").replace("oe", "o").replace("ae", "a")
    return folded


# Russian and Kazakh in Latin letters, put back into the alphabet that the encoder has read most of.
_BACK = {
    "ru": {
        **{
            "tsya": "тся",
            "t'sya": "ться",
            "shch": "щ",
            "sch": "щ",
            "sh": "ш",
            "ch": "ч",
            "zh": "ж",
            "kh": "х",
        },
        **{"ts": "ц", "tz": "ц", "yo": "ё", "jo": "ё", "yu": "ю", "ju": "ю", "ya": "я", "ja": "я", "ye": "е"},
        **{"je": "е", "ai": "ай", "'": "ь"},
    },
    "kk": {
        **{"gh": "ғ", "ng": "ң", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ya": "я", "yu": "ю", "q": "қ"},
        **{
            "ğ": "ғ",
            "ǵ": "ғ",
            "ş": "ш",
            "ç": "ч",
            "ä": "ә",
            "á": "ә",
            "ö": "ө",
            "ó": "ө",
            "ü": "ү",
            "ú": "ү",
        },
        **{"ū": "ұ", "ñ": "ң", "ń": "ң", "ı": "ы", "i": "і", "w": "у", "j": "ж", "'": ""},
    },
}
_BACK_LONGEST_FIRST = {
    language: re.compile("|".join(map(re.escape, sorted(spelt, key=len, reverse=True))))
    for language, spelt in _BACK.items()
}
_LETTER_BACK = dict(zip("abvgdeziklmnoprstufhcxqwj", "абвгдезиклмнопрстуфхцхквж", strict=True))
_VOWELS = frozenset("аеёиоуыэюяәіөүұ")
_LATIN_WORD = re.compile(r"[a-zğǵşçäáöóüúūñńı']+")


def cyrillic(language: str, text: str) -> str:
    """Russian or Kazakh that was typed in Latin letters, in Cyrillic; any other text as it is."""
    if language not in _BACK:
        return text
    lowered = text.lower()
    latin = sum("a" <= c <= "z" for c in lowered)
    if latin <= sum("а" <= c <= "ӿ" for c in lowered):
        return text
    return _LATIN_WORD.sub(lambda found: _back(language, found[0]), lowered)


def _back(language: str, word: str) -> str:
    spelt = _BACK[language]
    word = _BACK_LONGEST_FIRST[language].sub(lambda found: spelt[found[0]], word)
    letters: list[str] = []
    for place, letter in enumerate(word):
        after_vowel = bool(letters) and letters[-1] in _VOWELS
        glides = letter == "y" or (letter == "j" and place == len(word) - 1)
        if after_vowel and (glides or (language == "kk" and letter in "iі")):
            letters.append("й")
        elif letter == "y":
            letters.append("ы" if letters else "й")
        else:
            letters.append(_LETTER_BACK.get(letter, letter))
    return "".join(letters)
