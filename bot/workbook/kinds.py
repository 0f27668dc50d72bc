"""What may stand in a cell: how a value is written there, and read from whatever a program made of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from bot.desk.catalog.characters import hidden
from bot.desk.catalog.issues import shown
from bot.desk.catalog.parts import WEEKDAYS
from bot.desk.catalog.told import Told, told

Said: TypeAlias = "str | list[str] | dict[str, str] | list[dict[str, str]]"
LONGEST = 30_000  # characters; a cell of Excel holds 32,767
EVERY_DAY = "every day"
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\ufeff"), " ")
ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
AMOUNT = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,3})?")
CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?::00)?(?: ?([AaPp])\.?[Mm]\.?)?")
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
TIER = re.compile(r"([0-9]{1,4}) ?\+? ?[:=] ?([0-9.,]+)( further)?", re.IGNORECASE)
LABELLED = re.compile(r"([a-z]{2}) ?: ?(.+)", re.DOTALL)
WORDS, PARTS, LINES = re.compile(r"[,;\n]"), re.compile(r"[;\n]"), re.compile(r"\n")
RAN = re.compile(r"([a-z]{3}) ?[-–] ?([a-z]{3})")
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a day in a cell has no zone


@dataclass(frozen=True)
class Formula:
    """A cell that is computed: its value is not taken, a person pastes it."""


@dataclass(frozen=True)
class Fault:
    """A cell that shows #REF! or the like."""

    said: str


Value: TypeAlias = "str | float | bool | date | datetime | time | Formula | Fault"


@dataclass(frozen=True)
class Kind:
    """Of one value; `many` of them stand in one cell."""

    name: str
    many: bool = False
    choices: tuple[str, ...] = ()


class Unfit(Exception):
    """A cell does not hold what it should; in words for whoever filled it in."""

    def __init__(self, problem: Told, fix: Told) -> None:
        super().__init__(problem)
        self.problem, self.fix = problem, fix


def survives(text: str) -> bool:
    """True for a text that every program gives back as it got it."""
    plain = text.isascii() and text.isprintable()
    return (
        text == text.strip()
        and len(text) <= LONGEST
        and (plain or (hidden(text) is None and "\ufffe" not in text and "\uffff" not in text))
        and not ESCAPED.search(text)
    )


def cell(kind: Kind, said: Said) -> str | None:
    """What to write, or None when the cell cannot say it."""
    text = _joined(kind, said)
    if not text or not survives(text):
        return None
    try:
        return text if value(kind, text) == said else None
    except Unfit:
        return None


def value(kind: Kind, found: Value) -> Said:
    """What a cell says; Unfit when that is not what belongs there."""
    if isinstance(found, Formula):
        raise Unfit(told("issue.formula"), told("fix.paste_value"))
    if isinstance(found, Fault):
        raise Unfit(told("issue.stands", value=found.said), told("fix.value"))
    text = tidy(found)
    if isinstance(text, str) and (sign := hidden(text)):
        raise Unfit(told("issue.hidden", sign=sign), told("fix.remove"))
    if kind.name == "texts":
        return _texts(text)
    if kind.name == "tiers":
        return _tiers(text)
    return _list(kind, text) if kind.many else _one(kind, text)


def tidy(found: Value) -> Value:
    """Without what a program or a slip of the hand left around it."""
    if isinstance(found, str):
        return (
            found.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u00a0\u2007\u2009\u202f\ufeff\u200b")
        )
    return found


def empty(found: Value | None) -> bool:
    return found is None or tidy(found) == ""


def _joined(kind: Kind, said: Said) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, dict):
        return "\n".join(f"{language}: {words}" for language, words in said.items())
    if kind.name == "tiers":
        return "; ".join(_tier(one) for one in said if isinstance(one, dict))
    between = {"text": "\n", "amount": "; "}.get(kind.name, ", ")
    return between.join(one for one in said if isinstance(one, str))


def _list(kind: Kind, found: Value) -> list[str]:
    if not isinstance(found, str):
        return [_one(kind, found)]
    by = {"text": LINES, "amount": PARTS}.get(kind.name, WORDS)
    parts = [str(tidy(one)) for one in by.split(found)]
    if kind.choices[:7] == WEEKDAYS:
        parts = [day for one in parts for day in _days(one.lower(), kind.choices)]
    return [_one(kind, one) for one in parts if one]


def _days(said: str, known: tuple[str, ...]) -> list[str]:
    """ "mon-fri" is five days."""
    if said == EVERY_DAY:
        return list(known)
    ran = RAN.fullmatch(said)
    if not ran or ran[1] not in WEEKDAYS or ran[2] not in WEEKDAYS:
        return [said]
    first, last = WEEKDAYS.index(ran[1]), WEEKDAYS.index(ran[2])
    return [WEEKDAYS[(first + n) % 7] for n in range((last - first) % 7 + 1)]


def _one(kind: Kind, found: Value) -> str:
    return READERS.get(kind.name, _text)(kind, found)


def _text(kind: Kind, found: Value) -> str:
    match found:
        case bool():
            return "yes" if found else "no"
        case float():
            return _number(found)
        case date():
            raise _dated(found)
        case time():
            return f"{found:%H:%M}"
    return str(found)


def _dated(found: date, otherwise: Told | None = None) -> Unfit:
    """3-12 that a program took for a day."""
    day, month = found.day, found.month
    problem = told("issue.dated", day=f"{found:%Y-%m-%d}")
    fix = told("fix.as_text", one=f"{day}-{month}", two=f"{month}-{day}")
    return Unfit(problem, told("fix.text_and", then=otherwise) if otherwise else fix)


def _number(found: float) -> str:
    """4500.1 as a program keeps it is 4500.1; 0.30000000000000004 is 0.3."""
    if found != found or abs(found) > 1e15:
        raise Unfit(told("issue.no_number", value=str(found)), told("fix.number"))
    said = f"{round(Decimal(repr(found)), 6):f}"
    return (said.rstrip("0").rstrip(".") if "." in said else said) or "0"


def _code(kind: Kind, found: Value) -> str:
    return _text(kind, found).translate(SPACES).strip()


def _whole(kind: Kind, found: Value) -> str:
    if isinstance(found, date):
        raise _dated(found, told("fix.number_again"))
    said = _code(kind, found)
    if re.fullmatch(r"[0-9]{1,9}(?:[.,]0+)?", said):
        return re.split("[.,]", said)[0]
    raise Unfit(told("issue.no_whole", value=shown(said)), told("fix.digits", example="12"))


def _amount(kind: Kind, found: Value) -> str:
    fix = told("fix.like_price")
    if isinstance(found, date):
        raise _dated(found, fix)
    if isinstance(found, float):
        return _number(found) if found >= 0 else _no_price(_number(found), fix)
    said = _pointed(found) if isinstance(found, str) else ""
    return said if AMOUNT.fullmatch(said) else _no_price(str(found), fix)


def _pointed(found: str) -> str:
    """Without spaces between thousands, with a point before the part of one."""
    said = found.translate(SPACES).replace(" ", "")
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", said):
        problem = told(
            "issue.either", value=shown(said), one=said.replace(",", ""), two=said.replace(",", ".")
        )
        raise Unfit(problem, told("fix.no_comma"))
    if said.count(",") == 1 and said.rfind(",") > said.rfind("."):
        return said.replace(".", "").replace(",", ".")
    return said.replace(",", "") if "." in said else said


def _no_price(said: str, fix: Told) -> str:
    raise Unfit(told("issue.no_price", value=shown(said)), fix)


def _time(kind: Kind, found: Value) -> str:
    if isinstance(found, time):
        return f"{found:%H:%M}"
    if isinstance(found, datetime) and (found.hour or found.minute):
        return f"{found:%H:%M}"
    if isinstance(found, float) and 0 <= found < 1:
        return f"{EPOCH + timedelta(minutes=round(found * 1440) % 1440):%H:%M}"
    clock = CLOCK.fullmatch(str(found).translate(SPACES).strip())
    if clock:
        hour, half = int(clock[1]), (clock[3] or "").lower()
        hour = hour % 12 + (12 if half == "p" else 0) if half and 1 <= hour <= 12 else hour
        if hour < 24 and int(clock[2]) < 60:
            return f"{hour:02}:{clock[2]}"
    raise Unfit(told("issue.no_time", value=shown(found)), told("fix.like", example="09:30"))


def _date(kind: Kind, found: Value) -> str:
    fix = told("fix.like", example="2026-07-14")
    if isinstance(found, date):  # a moment is one too
        return f"{found:%Y-%m-%d}"
    if isinstance(found, float) and 30_000 < found < 80_000:
        return f"{EPOCH + timedelta(days=int(found)):%Y-%m-%d}"
    said = str(found).translate(SPACES).strip()
    if dotted := DOTTED.fullmatch(said):
        said = f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}"
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said[:10]) and said[10:] in (
            "",
            " 00:00:00",
            "T00:00:00",
        ):
            return date.fromisoformat(said[:10]).isoformat()
    except ValueError:
        pass
    raise Unfit(told("issue.no_date", value=shown(found)), fix)


YES = {"yes", "true", "1", "да", "bəli", "иә", "igen", "evet", "ja", "x", "✓"}
NO = {"no", "false", "0", "нет", "xeyr", "жоқ", "nem", "hayır", "nein", "-", "–"}


def _flag(kind: Kind, found: Value) -> str:
    said = _text(kind, found).lower() if not isinstance(found, date) else str(found)
    if said in YES or said in NO:
        return "yes" if said in YES else "no"
    raise Unfit(told("issue.no_yes", value=shown(said)), told("fix.yes_no"))


def _choice(kind: Kind, found: Value) -> str:
    said = _code(kind, found)
    return next((one for one in kind.choices if one.lower() == said.lower().replace(" ", "_")), said)


def _texts(found: Value) -> dict[str, str]:
    """Lines that begin with a language: "en: weekend"."""
    said: dict[str, str] = {}
    last = ""
    for line in _text(Kind("text"), found).split("\n"):
        if labelled := LABELLED.fullmatch(str(tidy(line))):
            last = labelled[1]
            said[last] = labelled[2]
        elif not last:
            raise Unfit(
                told("issue.no_tongue", value=shown(line)), told("fix.line_each", example="en: weekend")
            )
        else:
            said[last] += f"\n{line}"
    return said


def _tier(one: dict[str, str]) -> str:
    return f"{one.get('at_least')}: {one.get('price')}{' further' if one.get('further') == 'yes' else ''}"


def _tiers(found: Value) -> list[dict[str, str]]:
    """ "5: 40; 10: 35" is 40 each from five on and 35 from ten on."""
    said = []
    for part in PARTS.split(_text(Kind("text"), found).translate(SPACES)):
        tier = TIER.fullmatch(part.strip())
        if not tier:
            raise Unfit(told("issue.no_tier", value=shown(part)), told("fix.like", example="5: 40; 10: 35"))
        step = {"at_least": str(int(tier[1])), "price": _amount(Kind("amount"), tier[2])}
        said.append(step | ({"further": "yes"} if tier[3] else {}))
    return said


READERS: dict[str, Callable[[Kind, Value], str]] = {
    "text": _text,
    "code": _code,
    "int": _whole,
    "amount": _amount,
    "time": _time,
    "date": _date,
    "bool": _flag,
    "choice": _choice,
}
