"""What must not be in the repository, and what must."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Patterns are written so that they do not find themselves.
UNWANTED = {
    "a path of one machine": r"(?<![\w.:/-])/(?:home|Users|root|work|farm)/[\w.]",
    "a word about how it was made": r"(?i)\bsub[a]gent|cla[u]de|chat[g]pt|\bthis[ ]session\b|\bas an[ ]ai\b",
    "a package index": r"(?i)inde[x]-url|find-li[n]ks|art[i]factory|dev[p]i\b|/simpl[e]/",
    "a bot token": r"\b\d{6,}:[A-Za-z0-9_-]{30,}",
    "a private key": r"-----BEGI[N] [A-Z ]*PRIVATE",
}
# A token that opens nothing says so.
PRETENDED = re.compile(r"(?i)demo|example|loopback|not-?a-?real|AAAAAAAA|secret|test")


def tracked() -> list[Path]:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, timeout=20)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def unwanted(text: str) -> Iterator[str]:
    for what, pattern in UNWANTED.items():
        for found in re.finditer(pattern, text):
            if not (what == "a bot token" and PRETENDED.search(found[0])):
                yield f"{what}: {found[0][:12]}…"


def is_a_guests_words(path: Path) -> bool:
    """Guests may say what they like, and the shipped phrases record it."""
    return path.is_relative_to(ROOT / "bot" / "understanding" / "phrases")


def test_nothing_unwanted_is_in_the_repository() -> None:
    found = []
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" not in raw and not is_a_guests_words(path):
            found += [f"{path.relative_to(ROOT)}: {what}" for what in unwanted(raw.decode(errors="replace"))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'DATA = "/' + 'home/aygun/data"',
        "pip install --index" + "-url https://example.org qonaq",
        "TOKEN=71234567" + "89:AAHkq3yT0bWcXe5Z1uVnMf8LrPdJsGoQi2A",
        "written by a sub" + "agent",
    ],
)
def test_what_is_unwanted_is_noticed(line: str) -> None:
    assert list(unwanted(line))


def test_a_token_of_the_loopback_may_stand_in_a_test() -> None:
    assert not list(unwanted("1000000000:" + "DEMO-TOKEN-THAT-OPENS-NOTHING-AT-ALL"))


def test_no_compiled_texts_databases_or_settings_are_kept() -> None:
    kept = [p.name for p in tracked() if p.suffix in {".mo", ".pyc", ".sqlite3", ".db"} or p.name == ".env"]
    assert kept == []


# --- Length: the one number that follows quality everywhere ----------------------------------------------


def modules() -> list[Path]:
    return [path for path in (ROOT / "bot").rglob("*.py") if "migrations" not in path.parts]


def functions(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{node.name}:{node.lineno}"


def test_functions_are_short() -> None:
    sized = [
        (n, f"{path.relative_to(ROOT)} {name}")
        for path in modules()
        for n, name in functions(path.read_text())
    ]
    lengths = sorted(n for n, _ in sized)
    assert [name for n, name in sized if n > 50] == []
    assert lengths[int(len(lengths) * 0.9)] <= 25


def test_modules_are_short() -> None:
    assert [str(path.relative_to(ROOT)) for path in modules() if path.read_text().count("\n") > 350] == []


def test_a_long_function_is_noticed() -> None:
    assert [n for n, _ in functions("def long():\n" + "    pass\n" * 60)] == [61]


# --- What a newcomer looks for --------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_shows_how_to_begin(command: str) -> None:
    assert command in (ROOT / "README.md").read_text()


def test_the_changelog_knows_this_version() -> None:
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "bot" / "__init__.py").read_text())
    assert version
    assert f"## [{version[1]}]" in (ROOT / "CHANGELOG.md").read_text()


def test_decisions_are_dated_and_say_what_was_rejected() -> None:
    for record in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        text = record.read_text()
        assert re.search(r"^Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE), record.name
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Rejected")), record.name
