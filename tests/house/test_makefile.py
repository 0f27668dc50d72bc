"""`make run` and `make test` do what the README says, also with the make that macOS has."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()

# What GNU make learned after 3.81.
TOO_NEW = re.compile(
    r"\.ONESHELL|\.SHELLFLAGS|\.EXTRA_PREREQS|&:|\$\(file |\$\(let |\$\(intcmp |\S\s*(?:::?|!)="
)


def make(*words: str) -> list[str]:
    done = subprocess.run(
        ["make", *words], cwd=ROOT, capture_output=True, text=True, timeout=20, env={"PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_make_run_sets_up_and_opens_the_desk() -> None:
    assert make("-n", "run", "ARGS=--port 8080") == ["tools/setup", ".venv/bin/qonaq run --port 8080"]


def test_make_test_checks_everything_and_ends_with_pytest() -> None:
    lines = make("-n", "test")
    assert lines[0] == "tools/setup dev"
    order = [
        "ruff format --check",
        "ruff check",
        "mypy",
        "lint-imports",
        "qonaq check packages_catalog",
        "pytest -n 2",
    ]
    found = [next(i for i, line in enumerate(lines) if step in line) for step in order]
    assert found == sorted(found)
    assert found[-1] == len(lines) - 1


def test_make_alone_lists_every_target() -> None:
    targets = re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)
    assert [line.split()[1] for line in make()] == targets
    everyday = {"run", "test", "prove", "bench", "fmt", "clean", "help"}
    assert everyday | {"audit", "lock", "sbom", "understanding", "meanings", "pictures"} == set(targets)


def test_the_makefile_speaks_the_language_of_make_3_81() -> None:
    assert not TOO_NEW.search(MAKEFILE)


@pytest.mark.parametrize("line", [".ONESHELL:", "a b &: c", "$(file >x,y)", "NOW != date", "A ::= b"])
def test_newer_make_is_noticed(line: str) -> None:
    assert TOO_NEW.search(line)


def test_cleaning_spares_the_hotels_data() -> None:
    assert not re.search(r"\bdata\b", " ".join(make("-n", "clean")))


@pytest.mark.parametrize("program", [".ci/run", "tools/setup"])
def test_programs_may_be_run(program: str) -> None:
    assert (ROOT / program).stat().st_mode & 0o111
