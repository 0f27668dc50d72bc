"""docs/promises.md: each test that it names exists, each proof's promise stands on it, and has a control."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "promises.md"
PROVES = {"seen", "proves"}
Proof = tuple[Path, str, bool]  # where, what is promised, whether it is a control


def named(tree: ast.Module, name: str) -> str | None:
    """The text behind a module's constant, here or where it is imported from."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in node.targets
        ):
            return str(node.value.value) if isinstance(node.value, ast.Constant) else None
        if isinstance(node, ast.ImportFrom) and any(one.name == name for one in node.names):
            path = ROOT / f"{(node.module or '').replace('.', '/')}.py"
            return named(ast.parse(path.read_text(encoding="utf-8")), name)
    return None


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Of `seen` and `proves`, under whatever name they were imported."""
    ours = {
        one.asname or one.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "tests.proofs"
        for one in node.names
        if one.name in PROVES
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ours:
            yield node


def proofs(path: Path) -> Iterator[Proof]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in calls(tree):
        first = call.args[0]
        said = first.value if isinstance(first, ast.Constant) else named(tree, ast.unparse(first))
        assert isinstance(said, str), f"{path.name}:{call.lineno} does not name its promise"
        control = next((one.value for one in call.keywords if one.arg == "control"), None)
        yield path, said, not (control is None or ast.unparse(control) == "False")


@pytest.fixture(scope="module")
def all_proofs() -> list[Proof]:
    tests = ROOT / "tests"
    own = {tests / "proofs.py", Path(__file__)}
    files = [one for one in tests.rglob("*.py") if one not in own]
    return [one for path in files if "tests.proofs" in path.read_text("utf-8") for one in proofs(path)]


def test_every_test_of_the_page_exists() -> None:
    paths = re.findall(r"`(tests/[\w/]+\.py)`", PAGE.read_text(encoding="utf-8"))
    assert len(paths) > 30
    assert [one for one in paths if not (ROOT / one).exists()] == []


def test_every_promise_stands_on_the_page_beside_its_test(all_proofs: list[Proof]) -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    missing = {
        f"{path.relative_to(ROOT)}: {said}"
        for path, said, control in all_proofs
        if not control
        and not any(f"| {said} |" in row and str(path.relative_to(ROOT)) in row for row in rows)
    }
    assert sorted(missing) == []


def test_every_promise_has_a_control(all_proofs: list[Proof]) -> None:
    controlled = {said for _, said, control in all_proofs if control}
    assert {said for _, said, _ in all_proofs} - controlled == set()
    assert len(controlled) > 20


def test_a_promise_without_a_control_would_be_found(tmp_path: Path) -> None:
    bare = tmp_path / "test_bare.py"
    bare.write_text(
        'from tests.proofs import proves as shows\n\n\n@shows("all is well", injected="x")\ndef f(): ...\n'
    )
    assert list(proofs(bare)) == [(bare, "all is well", False)]
