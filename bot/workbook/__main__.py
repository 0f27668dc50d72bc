"""A process of its own for one workbook: what a hostile file may cost is bounded here by the system, and the
desk's own memory stays small.

In: a line of JSON that says what to do, then bytes. `read`: a workbook, answered as JSON; `mark`: a workbook
and its issues, answered as that workbook; `write`: a catalog as JSON, answered as a workbook.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import date
from typing import Any

from bot.desk.catalog.issues import Issue
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.versions import canonical
from bot.workbook import marked, read, write

MOST_MEMORY = 768 * 1024 * 1024  # of address space, libraries included
MOST_SECONDS = 25


def main() -> None:
    with suppress(ImportError, ValueError, OSError):  # not on this platform, or bounded more closely already
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    said, _, content = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.buffer.write(answer(json.loads(said), content))


def answer(asked: dict[str, Any], content: bytes) -> bytes:
    match asked["do"]:
        case "read":
            return json.dumps(_read(content, asked)).encode()
        case "mark":
            issues = [Issue(*one) for one in asked["issues"]]
            return marked(content, issues, words=asked.get("words"), signs=asked.get("signs", ()))
        case "write":
            return write(Catalog.model_validate_json(content), base=asked["base"], words=asked.get("words"))
    raise ValueError(asked["do"])


def _read(content: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    photos = frozenset(asked["photos"]) or None
    found = read(content, photos=photos, today=date.fromisoformat(asked["today"]), heard=asked.get("heard"))
    issues = [one.packed() for one in found.issues]
    catalog = canonical(found.catalog) if found.catalog else None
    return {"catalog": catalog, "issues": issues, "base": found.base}


if __name__ == "__main__":
    main()
