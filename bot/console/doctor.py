"""qonaq doctor"""

from __future__ import annotations

import asyncio
import json
import textwrap
from argparse import Namespace
from collections.abc import Iterator, Sequence

from bot import doctor as examination
from bot.console.call import TROUBLE, WELL, Call
from bot.console.words import counted
from bot.doctor import Finding
from bot.doctor.finding import Level
from bot.logs import redacted

HEADS: tuple[tuple[Level, str], ...] = (
    ("mend", "To be mended, what stops guests first"),
    ("mind", "Worth a look"),
    ("ok", "In order"),
)
WIDTH, NAME = 100, 15


def doctor(call: Call, asked: Namespace) -> int:
    found = asyncio.run(examination.examine(call.environ, now=call.now))
    bad = any(one.level == "mend" for one in found)
    call.say(*([_json(found)] if asked.json else _page(found)))
    return TROUBLE if bad else WELL


def _json(found: Sequence[Finding]) -> str:
    n = {level: sum(one.level == level for one in found) for level, _ in HEADS}
    facts = {"well": not n["mend"], "mend": n["mend"], "mind": n["mind"], "ok": n["ok"]}
    return json.dumps({**facts, "findings": [one.facts() for one in found]}, ensure_ascii=False, indent=1)


def _page(found: Sequence[Finding]) -> Iterator[str]:
    for level, head in HEADS:
        if mine := [one for one in found if one.level == level]:
            yield f"{head}:"
            for one in mine:
                yield from _lines(one)
            yield ""
    yield _sum(found)


def _lines(one: Finding) -> Iterator[str]:
    indent = " " * (NAME + 2)
    said = textwrap.wrap(
        redacted(one.words), WIDTH - len(indent), break_long_words=False, break_on_hyphens=False
    )
    yield f"  {one.what:<{NAME}}{said[0]}"
    yield from (f"{indent}{line}" for line in said[1:])
    for n, line in enumerate(
        textwrap.wrap(redacted(one.cure), WIDTH - len(indent) - 3, break_on_hyphens=False)
    ):
        yield f"{indent}{'-> ' if n == 0 else '   '}{line}"


def _sum(found: Sequence[Finding]) -> str:
    mend, mind = (sum(one.level == level for one in found) for level in ("mend", "mind"))
    if not mend:
        return "All is well." if not mind else f"All is well; {counted(mind, 'thing')} worth a look."
    also = f", {mind} more worth a look" if mind else ""
    return f"{counted(mend, 'thing')} to be mended{also}."
