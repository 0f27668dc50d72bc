"""A text that somebody edited is no program: `{name}` is filled in, and everything else stays as it is."""

from __future__ import annotations

import ast
import html
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.say import Filled, Text, Value
from bot.speech import Language, Speech, Voice
from tests.corpus.naughty import PLACES
from tests.proofs import PROVING, seen

FUZZED = 10_000 if PROVING else 500
SEED = 214
PROMISE = "a text that somebody edited is no program"
ROOT = Path(__file__).parents[2]
NAMES = {"name": "Max", "words": "a {name} & {room}", "room": "214", "empty": ""}
PARTS = (
    *(
        "{name}",
        "{words}",
        "{room}",
        "{n}",
        "{other}",
        "{",
        "}",
        "{{",
        "}}",
        "{0}",
        "{}",
        "!r",
        ":>1000000000}",
    ),
    *(".__class__}", "[0]}", "{name.", "{name!s}", "{name:", "%(name)s", "%s", "${name}", "\\N{DIGIT ONE}"),
    *("x", " ", ".", "{name }", "{ name}", "{NAME}", "{na\u200bme}", "{words}{words}", "{_x}", "{n!r:>{n}}"),
)
PLAIN = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def voice(message: str) -> Voice:
    return Speech({"en": Language("en", {"key": (message,)})}).voice("en", "Asia/Baku")


def by_hand(message: str, values: Mapping[str, str]) -> str:
    """Each plain name once, from left to right; what is filled in is not looked at again."""
    return PLAIN.sub(lambda found: html.escape(values.get(found[1], found[0]), quote=False), message)


def messages(tries: int) -> Iterator[str]:
    yield from PLACES
    rng = random.Random(SEED)
    for _ in range(tries - len(PLACES)):
        yield "".join(rng.choices(PARTS, k=rng.randint(1, 9)))


def test_nothing_but_plain_names_is_filled_in() -> None:
    wrong = []
    for one in messages(FUZZED):
        said = voice(one).html(Text("key", dict(NAMES), 3))
        if said != by_hand(one, NAMES | {"n": "3"}).strip("\n"):
            wrong.append(f"{one!r}: {said!r}")
        assert len(said) < 2_000
    seen(PROMISE, injected="format strings in a translation", trials=FUZZED, violations=len(wrong))
    assert wrong == []


def test_nor_in_the_hotels_own_texts() -> None:
    values: dict[str, Value] = {"name": "Max", "words": NAMES["words"], "room": "214"}
    for one in messages(FUZZED):
        said = voice("x").html(Filled({"en": one}, values))
        assert not any(sign in said for sign in ("<class", "built-in", "method", "MappingProxy", "0x7f"))
        assert len(said) < 2_000


def test_what_a_guest_typed_is_never_filled_in_again() -> None:
    """Their words stand beside a name that is: "{room}" of theirs stays that."""
    said = voice("{name}, {room}: {words}").html(
        Text("key", {"name": "{room}", "room": "214", "words": "{name}"})
    )
    assert said == "{room}, 214: {name}"


def test_a_text_that_python_formats_would_be_caught() -> None:
    """The positive control: `str.format` reaches into whatever it is given."""
    caught = [one for one in messages(300) if not _formatted_safely(one)]
    seen(PROMISE, injected="str.format", trials=300, violations=len(caught), control=True)
    assert caught


def _formatted_safely(message: str) -> bool:
    if "1000000000" in message:
        return False  # a gigabyte
    try:
        return message.format("x", name="Max", words="x", room="214", n=3) == by_hand(
            message, {"name": "Max", "words": "x", "room": "214", "n": "3"}
        )
    except (ValueError, KeyError, IndexError, AttributeError):
        return False


def test_python_formats_only_what_stands_in_the_code() -> None:
    """`.format` on a name in capitals, a constant; never on what came from a file, a sheet or a chat."""
    found = [one for path in (ROOT / "bot").rglob("*.py") for one in _formats(path)]
    assert found == []


def _formats(path: Path) -> Iterator[str]:
    words = path.read_text("utf-8")
    for one in ast.walk(ast.parse(words)) if ".format" in words else ():
        if not isinstance(one, ast.Call) or not isinstance(one.func, ast.Attribute):
            continue
        of = one.func.value
        ours = isinstance(of, ast.Constant) or ast.unparse(of).partition("[")[0].rpartition(".")[2].isupper()
        listed = path.name in (
            "ledgers.py",
            "rules.py",
        )  # a tuple of statements, a table of Telegram's own words
        if one.func.attr in ("format", "format_map") and not ours and not listed:
            yield f"{path.relative_to(ROOT)}:{one.lineno}"
