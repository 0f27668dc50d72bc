"""The long proofs, part by part, and one table of what they have seen: `python -m tools.prove`.

A part that has passed on this very state of the files is not run again, so what was cut short goes on where
it was. `--again` begins anew; `--part NAME` runs one; `--list` names them. What mostly waits for a clock runs
beside the others, and its output is shown when they have ended.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "build" / "proofs"
OF_THE_STATE = ("bot", "tests", "packages_catalog", "locales", "tools")


LONG = re.compile(r'"PROVE"|tests\.proofs')  # what a file that proves at length says
OWN = {"test_prove.py", "test_promises.py"}  # they speak of proofs and are none


@dataclass(frozen=True)
class Part:
    """The proofs of some places, but of those that another part has; or, of stories, all tests."""

    name: str
    places: Sequence[str]
    but: Sequence[str] = ()
    workers: int = 2
    dist: str = "worksteal"  # "load" begins with one each, where there are fewer than two
    env: tuple[tuple[str, str], ...] = ()
    whole: bool = False
    waits: bool = False  # mostly for clocks: it takes no core from the others

    def files(self) -> list[Path]:
        """Folders have all their proofs in it; a file is named by itself."""
        others = [ROOT / one for one in self.but]
        found = [path for place in self.places for path in _proofs(ROOT / place)]
        return [one for one in found if not any(one.is_relative_to(other) for other in others)]

    def command(self) -> list[str]:
        tests = self.places if self.whole else [str(one.relative_to(ROOT)) for one in self.files()]
        spread = ["-n", str(self.workers), "--dist", self.dist]
        told = ["-q", "--timeout", "1800", "--durations", "8"]
        return [sys.executable, "-m", "pytest", *told, *spread, *tests]


def _proofs(place: Path) -> list[Path]:
    files = [place] if place.is_file() else sorted(place.rglob("test_*.py"))
    return [one for one in files if LONG.search(one.read_text(encoding="utf-8")) and one.name not in OWN]


CRASH = "tests/crash/test_"
APART = ("steps", "kill", "two_processes", "kill_while_paying", "stop", "full_disk", "power", "network")

BOOKING = ("tests/desk/booking", "tests/pricing", "tests/desk/offers")
CASES = ("tests/desk/cases", "tests/desk/menu", "tests/desk/reports")
CATALOG = ("tests/desk/catalog", "tests/workbook")


def crash(*names: str) -> list[str]:
    return [f"{CRASH}{one}.py" for one in names]


PARTS = (
    Part("steps", crash("steps"), workers=4, dist="load"),
    Part("kills", crash("kill", "two_processes", "kill_while_paying"), workers=3),  # these mostly wait
    Part("network", crash("network"), waits=True),
    Part("stops", crash("stop")),
    Part("disks", crash("full_disk", "power"), workers=3),
    Part("arrivals", crash("duplicates")),
    Part("outages", ["tests/crash"], but=crash(*APART, "duplicates")),
    Part("telegram", ["tests/tg", "tests/db"]),
    Part("bookings", BOOKING),
    Part("cases", CASES[:1]),
    Part("screens", CASES[1:]),
    Part("catalog", CATALOG),
    Part("doors", ["tests"], but=["tests/crash", "tests/tg", "tests/db", *BOOKING, *CASES, *CATALOG]),
    Part("postgresql", ["tests/stories"], env=(("QONAQ_TEST_DATABASE", "postgresql"),), whole=True),
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
    asked_for = [one for one in PARTS if asked.part in (None, one.name)]
    failed = list(not_passed(asked_for, place))
    sys.stdout.write("\n" + "\n".join(table(place)) + "\n\n" + took(place) + "\n")
    doubts = [*failed, *doubtful(list(_rows(place)))] if asked.part is None else failed
    if doubts:
        sys.stdout.write(f"\nNot proved: {', '.join(doubts)}.\n")
    return 1 if doubts else 0


def _asked(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.prove", description=__doc__)
    parser.add_argument("--part", choices=[one.name for one in PARTS])
    parser.add_argument("--again", action="store_true", help="run also what has passed already")
    parser.add_argument("--list", action="store_true", help="name the parts")
    return parser.parse_args(given)


def not_passed(parts: Sequence[Part], place: Path) -> Iterator[str]:
    """Runs them: what waits beside the others, these one after the other."""
    to_do = [one for one in parts if not _passed_before(one, place)]
    beside = [Run.begin(one, place, log=place / f"{one.name}.log") for one in to_do if one.waits]
    try:
        for one in to_do:
            if not one.waits and not Run.begin(one, place).passed():
                yield one.name
        for run in beside:
            if not run.passed():
                yield run.part.name
    finally:
        for run in beside:
            run.process.terminate()


@dataclass
class Run:
    """A part under way; its output goes to the terminal, or into `log` until it has ended."""

    part: Part
    place: Path
    process: subprocess.Popen[bytes]
    began: float
    log: Path | None

    @classmethod
    def begin(cls, part: Part, place: Path, *, log: Path | None = None) -> Run:
        sys.stdout.write(f"== {part.name}{', beside the others' if log else ''}\n")
        sys.stdout.flush()
        kept = place / f"{part.name}.jsonl"
        kept.unlink(missing_ok=True)
        env = os.environ | {"PROVE": "1", "PROOFS_INTO": str(kept)} | dict(part.env)
        with ExitStack() as opened:
            out = opened.enter_context(log.open("wb")) if log else None
            process = subprocess.Popen(part.command(), cwd=ROOT, env=env, stdout=out, stderr=out)
        return cls(part, place, process, time.time(), log)

    def passed(self) -> bool:
        code, ended = self.process.wait(), time.time()
        if self.log:
            ended = self.log.stat().st_mtime  # it may have ended long before anybody asked
            sys.stdout.write(f"== {self.part.name}\n{self.log.read_text(encoding='utf-8', errors='replace')}")
        if code == 0:
            _done(self.part, self.place).write_text(json.dumps([self.began, ended]))
        return code == 0


def _passed_before(part: Part, place: Path) -> bool:
    if found := _done(part, place).exists():
        sys.stdout.write(f"== {part.name}: passed before, in {_minutes([_span(part, place)]):.1f} minutes\n")
    return found


def _done(part: Part, place: Path) -> Path:
    return place / f"{part.name}.done"


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
        caught = any(one["violations"] for one in _controls(rows, promise, injected))
        besides = "; ".join(one["told"] for one in found if one["told"])
        yield (
            f"| {promise} | {injected} | {trials} | {violations} | {_bound(trials, violations)} "
            f"| {'yes' if caught else 'no'} | {besides} |"
        )


def _controls(rows: Sequence[dict[str, Any]], promise: str, injected: str) -> list[dict[str, Any]]:
    """The broken desks of this injection; where it has none, those of its promise."""
    of_promise = [one for one in rows if one["control"] and one["promise"] == promise]
    return [one for one in of_promise if one["of"] == injected] or [
        one for one in of_promise if not one["of"]
    ]


def doubtful(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Promises that were broken, and those whose broken desk nobody has caught."""
    trials = [one for one in rows if not one["control"]]
    for promise, injected in dict.fromkeys((one["promise"], one["injected"]) for one in trials):
        theirs = [one for one in trials if (one["promise"], one["injected"]) == (promise, injected)]
        if any(one["violations"] for one in theirs):
            yield f"{promise}: {injected} (broken)"
        elif not any(one["violations"] for one in _controls(rows, promise, injected)):
            yield f"{promise}: {injected} (no control was caught)"


def took(place: Path) -> str:
    """The minutes of each part that has passed, and of all; what ran beside others is not counted twice."""
    spans = {one.name: _span(one, place) for one in PARTS if _done(one, place).exists()}
    each = ", ".join(f"{name} {_minutes([span]):.1f}" for name, span in spans.items())
    return f"Minutes: {each}; {_minutes(list(spans.values())):.1f} in all, on {os.cpu_count()} cores."


def _span(part: Part, place: Path) -> tuple[float, float]:
    began, ended = json.loads(_done(part, place).read_text())
    return began, ended


def _minutes(spans: Sequence[tuple[float, float]]) -> float:
    """In which at least one of them was under way."""
    spent = until = 0.0
    for began, ended in sorted(spans):
        spent += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return spent / 60


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
