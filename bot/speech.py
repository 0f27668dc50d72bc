"""Puts what the desk says into a language: gettext for sentences, CLDR for dates, amounts and spans.

Texts become HTML (`<b> <i> <blockquote>`); every value from a person is escaped. A line with an empty
placeholder is left out. Placeholders are `{name}` and nothing else: an edited text can do no harm.
"""

from __future__ import annotations

import html
import re
from calendar import Calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, get_day_names
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_precision
from babel.units import format_unit

from bot.money import Money
from bot.say import (
    At,
    Bold,
    Day,
    Days,
    Filled,
    Grid,
    Join,
    Local,
    Month,
    Named,
    Span,
    Spoken,
    Text,
    Value,
    Week,
    chain,
    in_words,
)

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
TAG = re.compile(r"<[^>]*>")
SENTENCE = re.compile(r"(?<=[.!?…])\s")
LABEL = 24  # characters of a button that a 360 px phone shows
CLDR = {"en": "en_GB", "ru": "ru", "az": "az", "kk": "kk", "hu": "hu", "tr": "tr", "de": "de"}
DATES = {
    "en": "EEE d MMMM",
    "ru": "EEE, d MMMM",
    "az": "d MMMM, EEEE",
    "kk": "d MMMM, EEEE",
    "hu": "MMMM d., EEEE",
    "tr": "d MMMM EEEE",
    "de": "EEE, d. MMMM",
}
SPANS = {  # CLDR's short "2 ó" reads thin, and "2 sa. 30 dk." ends a sentence in the middle
    "hu": {"hour": "óra", "minute": "perc"},
    "tr": {"hour": "saat", "minute": "dk"},
}
WHOLE_DAYS = {"de"}  # CLDR's short "3 Tg." is of offices
BARE_DATES = {"hu": "MMMM d.", "de": "d. MMMM"}
NBSP = "\u00a0"
# CLDR's narrow signs; Babel knows only the wide ones. English and Turkish keep the code (VOICE 13).
SIGNS = {"AZN": "₼", "KZT": "₸", "HUF": "Ft", "RUB": "₽", "TRY": "₺", "EUR": "€", "GEL": "₾", "UAH": "₴"}


def ru_plural(n: int) -> int:
    """The classic three forms of Russian for whole numbers."""
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2


def two_forms(n: int) -> int:
    """One, and everything else."""
    return int(n != 1)


PLURALS: Mapping[str, Callable[[int], int]] = {"ru": ru_plural}


@dataclass(frozen=True)
class Language:
    """The sentences of one language by key; several strings where the language has plural forms."""

    code: str
    messages: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, path: Path) -> Language:
        """What is in the file; the same bytes are parsed once (a fifth of a second for all languages)."""
        return cls(path.parent.parent.name, _messages(path.read_bytes()))

    def sentence(self, key: str, n: int | None) -> str | None:
        forms = self.messages.get(key)
        if not forms:
            return None
        form = PLURALS.get(self.code, two_forms)(n) if n is not None else 0
        return forms[min(form, len(forms) - 1)]


@lru_cache(maxsize=32)
def _messages(content: bytes) -> Mapping[str, tuple[str, ...]]:
    catalog = read_po(BytesIO(content))
    return {str(m.id if isinstance(m.id, str) else m.id[0]): _strings(m.string) for m in catalog if m.id}


def _strings(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(v) for v in value)  # type: ignore[attr-defined]  # babel: str or tuple


@dataclass(frozen=True)
class Speech:
    """All languages of `locales/`, and the hotel's zone and default language for this rendering."""

    languages: Mapping[str, Language]
    default: str = "en"

    @classmethod
    def load(cls, folder: Path) -> Speech:
        files = sorted(folder.glob("*/LC_MESSAGES/qonaq.po"))
        return cls({lang.code: lang for lang in map(Language.read, files)})

    @property
    def spoken(self) -> tuple[str, ...]:
        return tuple(self.languages)

    def voice(self, language: str, zone: str, default: str = "en") -> Voice:
        """A voice speaks one language on one clock; for an unknown one a near one, or the hotel's."""
        chosen = next((one for one in chain(language, default) if one in self.languages), default)
        return Voice(self, chosen, ZoneInfo(zone), default)


@dataclass(frozen=True)
class Voice:
    speech: Speech
    language: str
    zone: ZoneInfo
    default: str

    def html(self, value: Value) -> str:
        """The value as HTML, escaped where it came from people."""
        match value:
            case Text(key, params, n, language):
                return replace(self, language=language or self.language)._text(key, params, n)
            case Spoken(of, language):
                return replace(self, language=language).html(of)
            case Filled(texts, values):
                return " ".join(self._sentences(texts, values))
            case Bold(Filled(texts, values)):
                head, *rest = self._sentences(texts, values) or [""]
                return "\n".join([f"<b>{head}</b>", " ".join(rest)]).strip() if head else ""
            case Bold(of):
                return _bold_first(self.html(of))
            case Grid(first, free):
                return f"<pre>{table(first, free, self._cldr)}</pre>"
            case Join(parts, how):
                return self._join([self.html(p) for p in parts], how)
            case _:
                return html.escape(self._plain(value), quote=False)

    def label(self, value: Value) -> str:
        """The value as a button's plain text; a date leaves its weekday out where both do not fit."""
        match value:
            case Day(day):
                return button_date(day, self.language)
            case At(moment, "date"):
                return button_date(moment.astimezone(self.zone).date(), self.language)
            case At(moment, "both"):
                return button_start(moment.astimezone(self.zone), self.language)
            case Spoken(of, language):
                return replace(self, language=language).label(of)
        return html.unescape(TAG.sub("", self.html(value))).replace("\n", " ").strip()

    def _plain(self, value: Value) -> str:  # noqa: C901  # one return for each kind of value
        match value:
            case str():
                return value
            case int():
                return str(format_decimal(value, locale=self._cldr))
            case Money():
                return money(value, self._cldr)
            case Local(texts):
                return self._of_hotel(texts)
            case Day(day):
                return full_date(day, self.language)
            case Days(first, last):
                return stretch(first, last, self.language)
            case Month(first):
                return str(format_skeleton("yMMMM", first, locale=self._cldr))
            case At(moment, style):
                return self._at(moment.astimezone(self.zone), style)
            case Week(days):
                return weekdays(days, self.language)
            case Span(minutes):
                return span(minutes, self._cldr)
            case Named():
                return value.read_in(self.language)
        raise TypeError(f"cannot put {value!r} into words")

    def _of_hotel(self, texts: Mapping[str, str]) -> str:
        return in_words(texts, self.language, self.default)

    def _sentences(self, texts: Mapping[str, str], values: Mapping[str, Value]) -> list[str]:
        """Those that have all they name."""
        known = {name: self.html(value) for name, value in values.items()}
        said = html.escape(self._of_hotel(texts), quote=False)
        return [filled for one in SENTENCE.split(said) if (filled := _fill(one, known))]

    @property
    def _cldr(self) -> str:
        return CLDR.get(self.language, "en_GB")

    def _text(self, key: str, params: Mapping[str, Value], n: int | None) -> str:
        sentence = self._sentence(key, n)
        values = {name: self.html(value) for name, value in params.items()}
        if n is not None:
            values.setdefault("n", html.escape(self._plain(n)))
        lines = [_fill(line, values) for line in sentence.split("\n")]
        return "\n".join(line for line in lines if line is not None).strip("\n")

    def _sentence(self, key: str, n: int | None) -> str:
        for code in (self.language, self.default, "en"):
            lang = self.speech.languages.get(code)
            if lang and (found := lang.sentence(key, n)):
                return found
        return key

    def _at(self, local: datetime, style: str) -> str:
        clock = f"{local:%H:%M}"
        match style:
            case "time":
                return clock
            case "date":
                return full_date(local.date(), self.language)
            case "stamp":
                return f"{bare_date(local.date(), self.language)}, {clock}"
        return f"{full_date(local.date(), self.language)}, {clock}"

    def _join(self, parts: list[str], how: str) -> str:
        kept = [part for part in parts if part]
        if how == "or" and len(kept) > 1:
            return f"{', '.join(kept[:-1])} {self._sentence('word.or', None)} {kept[-1]}"
        return {"lines": "\n", "dot": " · ", "blank": "\n\n"}.get(how, ", ").join(kept)


def _fill(line: str, values: Mapping[str, str]) -> str | None:
    """The line with its placeholders filled in; None when one of them is empty."""
    names = PLACEHOLDER.findall(line)
    if any(values.get(name) == "" for name in names):
        return None
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), line)


def _bold_first(text: str) -> str:
    head, *rest = SENTENCE.split(text, maxsplit=1)
    return "\n".join([f"<b>{head}</b>", *rest])


@lru_cache(maxsize=512)
def money(value: Money, cldr: str) -> str:
    """By CLDR, to the currency's last digit; whole amounts without decimals, a letter code set off by a
    no-break space."""
    major = value.major
    whole = major == major.to_integral_value()
    decimals = "" if whole else f".{'0' * get_currency_precision(value.currency)}"
    pattern = re.sub(r"\.0+", decimals, Locale.parse(cldr).currency_formats["standard"].pattern)
    major = Decimal(int(major)) if whole else major
    shown = format_currency(major, value.currency, pattern, locale=cldr, currency_digits=False)
    if cldr not in ("en_GB", "tr"):
        shown = shown.replace(value.currency, SIGNS.get(value.currency, value.currency))
    return re.sub(r"([A-Za-z])(?=\d)", rf"\1{NBSP}", str(shown)).replace(" ", NBSP)


def full_date(day: date, language: str) -> str:
    return str(format_date(day, DATES.get(language, DATES["en"]), locale=CLDR.get(language, "en_GB")))


def stretch(first: date, last: date, language: str) -> str:
    """The months short, what both dates share said once: "28 Oct – 3 Nov 2026"."""
    said = str(format_interval(first, last, "yMMMd", locale=CLDR.get(language, "en_GB")))
    return said.replace("\u2009", " ")


def bare_date(day: date, language: str) -> str:
    pattern = BARE_DATES.get(language, "d MMMM")
    return str(format_date(day, pattern, locale=CLDR.get(language, "en_GB")))


def button_date(day: date, language: str) -> str:
    """With its weekday where both fit on a button."""
    full = full_date(day, language)
    return full if len(full) <= LABEL else bare_date(day, language)


def button_start(local: datetime, language: str) -> str:
    """Date and time, with the weekday where all of it fits on a button."""
    clock = f"{local:%H:%M}"
    full = f"{full_date(local.date(), language)}, {clock}"
    return full if len(full) <= LABEL else f"{bare_date(local.date(), language)}, {clock}"


def table(first: date, free: Mapping[int, int], cldr: str) -> str:
    """Weeks by the locale: the days, and under each that is sold the free places; a dash where it is full."""
    monday = int(Locale.parse(cldr).first_week_day)
    names = get_day_names("short", "stand-alone", locale=cldr)
    rows = [[str(names[(monday + n) % 7]).replace(".", "") for n in range(7)]]
    months = Calendar(monday).monthdayscalendar(first.year, first.month)
    for week in (one for one in months if any(day in free for day in one)):
        rows.append([str(day or "") for day in week])
        rows.append([str(free[day] or "–") if day in free else "" for day in week])
    return "\n".join("".join(f"{cell:>4}" for cell in row).rstrip() for row in rows)


def weekdays(days: Sequence[int], language: str) -> str:
    """Mon–Fri, Sun: short where the language has short names that are read (VOICE 13)."""
    locale = CLDR.get(language, "en_GB")
    wide = language in ("az", "hu", "kk", "tr")
    names = get_day_names("wide" if wide else "abbreviated", "stand-alone", locale=locale)
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join("–".join(dict.fromkeys((names[run[0]], names[run[-1]]))) for run in runs)


def span(minutes: int, cldr: str) -> str:
    """Days, hours and minutes, short: the long names are missing in some languages."""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (left, "minute")]
    said = [_lasting(n, unit, cldr) for n, unit in parts if n]
    return " ".join(said or [_lasting(0, "minute", cldr)]).replace(" ", NBSP)


def _lasting(n: int, unit: str, cldr: str) -> str:
    if word := SPANS.get(cldr, {}).get(unit):
        return f"{n} {word}"
    length: Literal["short", "long"] = "long" if unit == "day" and cldr in WHOLE_DAYS else "short"
    return str(format_unit(n, f"duration-{unit}", length=length, locale=cldr))
