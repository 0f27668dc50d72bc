"""What the desk says, before language and channel.

A `Say` names texts by key and carries typed values (money, moments, the hotel's own texts). It is kept as
JSON in the letter and put into a language only when the letter is sent (`bot/speech.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.money import Money

SURNAME_FIRST = frozenset({"hu"})
NEAR = {"kk": ("ru",)}  # what nearly everybody who reads the one reads too


@dataclass(frozen=True)
class Local:
    """A text of the hotel in its languages; which of them a reader gets says `chain`."""

    texts: Mapping[str, str]


def chain(reader: str, default: str) -> Iterator[str]:
    """The languages in which a reader may get a text: theirs, a near one, the hotel's.

    "pt-BR" is read as "pt" where there is no text for it.
    """
    yield reader
    plain = reader.replace("_", "-").partition("-")[0].lower()
    yield plain
    yield from NEAR.get(plain, ())
    yield default


def read_in(texts: Mapping[str, str], reader: str, default: str) -> str | None:
    """The language of the text that this reader gets; any that has words before none at all."""
    return next((one for one in (*chain(reader, default), *texts) if texts.get(one, "").strip()), None)


def in_words(texts: Mapping[str, str], reader: str, default: str) -> str:
    """The text as this reader gets it; empty only where it is empty in every language."""
    found = read_in(texts, reader, default)
    return texts[found] if found else ""


@dataclass(frozen=True)
class Filled:
    """A text of the hotel with {names} in it and their values; a sentence that lacks one is left out."""

    texts: Mapping[str, str]
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Text:
    """One message of `locales/` by key; `n` chooses the plural form.

    `language` is that of the text itself, whatever its reader speaks: for who reads none of ours.
    """

    key: str
    params: Mapping[str, Value] = field(default_factory=dict)
    n: int | None = None
    language: str | None = None


@dataclass(frozen=True)
class Day:
    """A date in the hotel's calendar, with its weekday."""

    day: date


@dataclass(frozen=True)
class Days:
    """From one date to another, both in it, with the year and without weekdays."""

    first: date
    last: date


@dataclass(frozen=True)
class Month:
    """A month by name, with its year; any day of it."""

    first: date


@dataclass(frozen=True)
class Grid:
    """A month as a table of weeks, and under each day that is sold how many places are free."""

    first: date
    free: Mapping[int, int]  # by the day of the month


@dataclass(frozen=True)
class At:
    """A moment shown on the hotel's clock. style: time, date (with weekday), both, stamp."""

    moment: datetime
    style: str = "time"


@dataclass(frozen=True)
class Week:
    """Weekdays, 0 is Monday; a run of them as from–to."""

    days: Sequence[int]


@dataclass(frozen=True)
class Span:
    """A length of time in minutes."""

    minutes: int


@dataclass(frozen=True)
class Join:
    """Several values in a row. how: lines, comma, dot, or."""

    parts: Sequence[Value]
    how: str = "comma"


@dataclass(frozen=True)
class Bold:
    """The first sentence of `of` in bold, the rest as it is: for texts of the hotel."""

    of: Value


@dataclass(frozen=True)
class Named:
    """A person by both names, in the order of the reader's language."""

    surname: str
    name: str

    def read_in(self, language: str) -> str:
        names = (self.surname, self.name) if language in SURNAME_FIRST else (self.name, self.surname)
        return " ".join(names).strip()


@dataclass(frozen=True)
class Spoken:
    """Said in this language, whoever reads it: a guest's screen that a manager looks at."""

    of: Value
    language: str


Value = (
    str
    | int
    | Money
    | Local
    | Filled
    | Text
    | Day
    | Days
    | Month
    | Grid
    | At
    | Week
    | Span
    | Join
    | Bold
    | Named
    | Spoken
)


def text(key: str, /, **params: Value) -> Text:
    """A message by key; a parameter `n` also chooses the plural form."""
    n = params.pop("n", None)
    return Text(key, params, n if isinstance(n, int) else None)


@dataclass(frozen=True)
class Choice:
    """A button: what it says, and the act (with its facts) that a press asks for."""

    label: Value
    act: str
    args: Mapping[str, Any] = field(default_factory=dict)
    url: str | None = None


def choice(label: Value, act: str, **args: Any) -> Choice:
    return Choice(label, act, args)


@dataclass(frozen=True)
class File:
    """A document made at sending: `content` is text."""

    name: str
    content: str


@dataclass(frozen=True)
class Say:
    """One message: paragraphs, then rows of buttons (one choice a row unless rows pair short ones)."""

    body: Sequence[Value]
    choices: Sequence[Choice] = ()
    photo: str | None = None  # file name in the catalog's photos/
    file: File | None = None
    lasting: bool = False  # carries a promise, a price agreed or a number: never edited away by a press
    grid: int = 0  # so many of the first choices stand seven in a row: the days of a month


def say(
    *body: Value | None,
    choices: Sequence[Choice | None] = (),
    photo: str | None = None,
    lasting: bool = False,
) -> Say:
    """Paragraphs and buttons; what is None is left out."""
    kept = tuple(b for b in body if b is not None)
    return Say(kept, tuple(c for c in choices if c is not None), photo, lasting=lasting)


def pack(value: Value) -> Any:  # noqa: C901  # one return for each kind of value
    """JSON for a value; `unpack` gives it back."""
    match value:
        case str() | int():
            return value
        case Money(minor, currency):
            return {"money": [minor, currency]}
        case Local(texts):
            return {"local": dict(texts)}
        case Filled(texts, values):
            return {"filled": dict(texts), "values": {k: pack(v) for k, v in values.items()}}
        case Text(key, params, n, language):
            said = {"text": key, "params": {k: pack(v) for k, v in params.items()}, "n": n}
            return {**said, "language": language} if language else said
        case Day(day):
            return {"day": day.isoformat()}
        case Days(first, last):
            return {"from": first.isoformat(), "to": last.isoformat()}
        case Month(first):
            return {"month": first.isoformat()}
        case Grid(first, free):
            return {"grid": first.isoformat(), "free": {str(day): n for day, n in free.items()}}
        case At(moment, style):
            return {"at": moment.isoformat(), "style": style}
        case Week(days):
            return {"week": list(days)}
        case Span(minutes):
            return {"span": minutes}
        case Join(parts, how):
            return {"join": [pack(p) for p in parts], "how": how}
        case Bold(of):
            return {"bold": pack(of)}
        case Named(surname, name):
            return {"surname": surname, "name": name}
        case Spoken(of, language):
            return {"spoken": pack(of), "language": language}
    raise TypeError(f"cannot say {value!r}")


def unpack(raw: Any) -> Value:  # noqa: C901  # one return for each kind of value
    match raw:
        case str() | int():
            return raw
        case {"money": [minor, currency]}:
            return Money(minor, currency)
        case {"local": texts}:
            return Local(texts)
        case {"filled": texts, "values": values}:
            return Filled(texts, {k: unpack(v) for k, v in values.items()})
        case {"text": key, "params": params, "n": n}:
            return Text(key, {k: unpack(v) for k, v in params.items()}, n, raw.get("language"))
        case {"day": day}:
            return Day(date.fromisoformat(day))
        case {"from": first, "to": last}:
            return Days(date.fromisoformat(first), date.fromisoformat(last))
        case {"month": first}:
            return Month(date.fromisoformat(first))
        case {"grid": first, "free": free}:
            return Grid(date.fromisoformat(first), {int(day): n for day, n in free.items()})
        case {"at": moment, "style": style}:
            return At(datetime.fromisoformat(moment), style)
        case {"week": days}:
            return Week(days)
        case {"span": minutes}:
            return Span(minutes)
        case {"join": parts, "how": how}:
            return Join([unpack(p) for p in parts], how)
        case {"bold": of}:
            return Bold(unpack(of))
        case {"surname": surname, "name": name}:
            return Named(surname, name)
        case {"spoken": of, "language": language}:
            return Spoken(unpack(of), language)
    raise TypeError(f"not a value: {raw!r}")


def pack_say(said: Say) -> dict[str, Any]:
    return {
        "body": [pack(b) for b in said.body],
        "choices": [
            {"label": pack(c.label), "act": c.act, "args": dict(c.args), "url": c.url} for c in said.choices
        ],
        "photo": said.photo,
        "file": [said.file.name, said.file.content] if said.file else None,
        "lasting": said.lasting,
        "grid": said.grid,
    }


def unpack_say(raw: Mapping[str, Any]) -> Say:
    choices = [Choice(unpack(c["label"]), c["act"], c["args"], c["url"]) for c in raw["choices"]]
    file = File(*raw["file"]) if raw["file"] else None
    body = [unpack(b) for b in raw["body"]]
    return Say(body, choices, raw["photo"], file, raw.get("lasting", False), raw.get("grid", 0))
