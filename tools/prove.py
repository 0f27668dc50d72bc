"""The long proofs, part by part, and one table of what they have seen: `python -m tools.prove`.

A part that has passed on this very state of the files is not run again, so what was cut short goes on where
it was. `--again` begins anew; `--part NAME` runs one; `--list` names them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "build" / "proofs"
OF_THE_STATE = ("bot", "tests", "packages_catalog", "locales", "tools")


@dataclass(frozen=True)
class Part:
    name: str
    tests: Sequence[str]
    workers: int = 2
    env: tuple[tuple[str, str], ...] = ()

    def command(self) -> list[str]:
        spread = ["-n", str(self.workers), "--dist", "loadgroup"] if self.workers else []
        return [sys.executable, "-m", "pytest", "-q", "--timeout", "1800", *spread, *self.tests]


PARTS = (
    Part("steps", ["tests/crash/test_steps.py"]),
    Part("kills", ["tests/crash/test_kill.py", "tests/crash/test_two_processes.py"], workers=0),
    Part("stops", ["tests/crash/test_stop.py", "tests/crash/test_full_disk.py"]),
    Part("outages", ["tests/crash", "--ignore=tests/crash/test_steps.py", "--ignore=tests/crash/test_kill.py",
                     "--ignore=tests/crash/test_two_processes.py", "--ignore=tests/crash/test_stop.py",
                     "--ignore=tests/crash/test_full_disk.py"]),
    Part("doors", ["tests/tg/test_webhook.py", "tests/tg/test_mutated.py", "tests/desk/stays",
                   "tests/desk/test_forged_buttons.py", "tests/desk/test_postgres.py"]),
    Part("bookings", ["tests/desk/booking", "tests/pricing", "tests/desk/offers"]),
    Part("cases", ["tests/desk/cases", "tests/desk/menu", "tests/desk/reports"]),
    Part("catalog", ["tests/desk/catalog", "tests/workbook"]),
    Part("postgresql", ["tests/stories"], env=(("QONAQ_TEST_DATABASE", "postgresql"),)),
)  # fmt: skip


def main(given: Sequence[str] | None = None) -> int:
    asked = _asked(given)
    if asked.list:
        sys.stdout.write("".join(f"{one.name}\n" for one in PARTS))
        return 0
    place = KEPT / _state()
    if asked.again:
        _forget(place)
    place.mkdir(parents=True, exist_ok=True)
    failed = [one.name for one in PARTS if asked.part in (None, one.name) and not _passed(one, place)]
    sys.stdout.write("\n" + "\n".join(table(place)) + "\n")
    if failed:
        sys.stdout.write(f"\nNot proved: {', '.join(failed)}.\n")
    return 1 if failed else 0


def _asked(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.prove", description=__doc__)
    parser.add_argument("--part", choices=[one.name for one in PARTS])
    parser.add_argument("--again", action="store_true", help="run also what has passed already")
    parser.add_argument("--list", action="store_true", help="name the parts")
    return parser.parse_args(given)


def _passed(part: Part, place: Path) -> bool:
    done = place / f"{part.name}.done"
    if done.exists():
        sys.stdout.write(f"== {part.name}: passed before, in {done.read_text()} s\n")
        return True
    kept, began = place / f"{part.name}.jsonl", time.monotonic()
    kept.unlink(missing_ok=True)
    sys.stdout.write(f"== {part.name}\n")
    sys.stdout.flush()
    env = os.environ | {"PROVE": "1", "QONAQ_PROOFS": str(kept)} | dict(part.env)
    code = subprocess.run(part.command(), cwd=ROOT, env=env, check=False).returncode
    if code == 0:
        done.write_text(f"{time.monotonic() - began:.0f}")
    return code == 0


def table(place: Path) -> Iterator[str]:
    """A row for each promise and what was done to it; the controls of the same promise beside it."""
    rows = list(_rows(place))
    yield "| promise | injected | trials | violations | 95 % bound | control caught | besides |"
    yield "|---|---|---:|---:|---:|---|---|"
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        if not row["control"]:
            told.setdefault((row["promise"], row["injected"]), []).append(row)
    for (promise, injected), found in told.items():
        trials = sum(one["trials"] for one in found)
        violations = sum(one["violations"] for one in found)
        caught = any(one["violations"] for one in rows if one["control"] and one["promise"] == promise)
        besides = "; ".join(one["told"] for one in found if one["told"])
        yield (
            f"| {promise} | {injected} | {trials} | {violations} | {_bound(trials, violations)} "
            f"| {'yes' if caught else 'no'} | {besides} |"
        )


def _bound(trials: int, violations: int) -> str:
    """The rule of three: with none in N trials, at most 3/N with 95 % confidence."""
    return f"{3 / trials:.1e}" if trials and not violations else "–"


def _rows(place: Path) -> Iterator[dict[str, Any]]:
    for part in PARTS:
        kept = place / f"{part.name}.jsonl"
        if kept.exists():
            yield from map(json.loads, kept.read_text(encoding="utf-8").splitlines())


def _state() -> str:
    """A name for the files as they are: what was proved of others is proved anew."""
    found = hashlib.sha256()
    for folder in OF_THE_STATE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def _forget(place: Path) -> None:
    for path in place.glob("*") if place.is_dir() else ():
        path.unlink()


if __name__ == "__main__":
    sys.exit(main())
