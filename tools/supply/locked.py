"""The locks: every package in one version, with the hashes of all its files. requirements/<what>.txt"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
# The file of each, and the extra of pyproject.toml that it is for; `build` is what makes our own package.
LOCKS = {"build": None, "run": "", "postgres": "postgres", "dev": "dev", "train": "train"}
IN_PLACE = "editables>=0.5,<1"  # what hatchling asks for when it installs us where we stand
PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\\n]*[^\s\\]))?")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})\b")


@dataclass(frozen=True)
class Pin:
    """One version of one package, for the computers that `marker` names; empty: for all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def path(lock: str) -> Path:
    return ROOT / "requirements" / f"{lock}.txt"


def read(text: str) -> list[Pin]:
    """Continued lines are one; comments say who wants it and do not count."""
    bare = re.sub(r"(?m)^\s*#.*\n?", "", text).replace("\\\n", " ")
    lines = [line.strip() for line in bare.splitlines() if line.strip()]
    return [_pin(line) for line in lines]


def _pin(line: str) -> Pin:
    found = PIN.match(line)
    if found is None:
        raise ValueError(f"not pinned to one version: {line[:60]}")
    marker = (found[3] or "").partition("--hash")[0].strip()
    return Pin(canonicalize_name(found[1]), found[2], marker, tuple(HASH.findall(line)))


def wanted(extra: str | None, project: str) -> Iterator[Requirement]:
    """What pyproject.toml asks for, with what its extras bring along. None: what builds it."""
    whole = tomllib.loads(project)
    if extra is None:
        yield from map(Requirement, (*whole["build-system"]["requires"], IN_PLACE))
        return
    facts = whole["project"]
    own = canonicalize_name(facts["name"])
    yield from map(Requirement, facts["dependencies"])
    waiting, seen = [extra] if extra else [], set[str]()
    while waiting:
        this = waiting.pop()
        seen.add(this)
        for one in map(Requirement, facts["optional-dependencies"][this]):
            if canonicalize_name(one.name) == own:
                waiting += one.extras - seen
            else:
                yield one


def flaws(lock: str, text: str, project: str) -> list[str]:
    """What keeps this lock from being one: no hash, no pin, or not what pyproject.toml asks for."""
    try:
        pins = read(text)
    except ValueError as problem:
        return [f"{lock}: {problem}"]
    found = [f"{lock}: {one.name} {one.version} has no hash" for one in pins if not one.hashes]
    by_name: dict[str, list[Pin]] = {}
    for one in pins:
        by_name.setdefault(one.name, []).append(one)
    for asked in wanted(LOCKS[lock], project):
        here = by_name.get(canonicalize_name(asked.name), [])
        if not any(asked.specifier.contains(one.version, prereleases=True) for one in here):
            found.append(f"{lock}: {asked} is not in it; run `make lock`")
    return found


def all_flaws() -> list[str]:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    return [
        flaw
        for lock in LOCKS
        for flaw in (
            flaws(lock, path(lock).read_text("utf-8"), project)
            if path(lock).exists()
            else [f"{lock}: there is no {path(lock).name}; run `make lock`"]
        )
    ]
