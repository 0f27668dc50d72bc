"""The dashboard, the rules and the runbook speak of figures and faults that there are, and of all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import patience
from bot.demo.telegram import DEMO_TOKEN
from bot.desk import alerts
from bot.doctor.finding import ORDER
from bot.metrics import Board, Tally, Watched
from bot.standing import Queue, Standing
from tests.console.conftest import Terminal
from tests.hotel import FRIDAY
from tests.texts.spoken import forms

DOCS = Path(__file__).parents[2] / "docs"
DASHBOARD: dict[str, Any] = json.loads((DOCS / "grafana" / "qonaq.json").read_text("utf-8"))
RULES: list[dict[str, Any]] = yaml.safe_load((DOCS / "grafana" / "alerts.yml").read_text("utf-8"))["groups"][
    0
]["rules"]
RUNBOOK, DOCTOR, MONITORING = (
    (DOCS / name).read_text("utf-8") for name in ("runbook.md", "doctor.md", "monitoring.md")
)
PAGE = 66  # lines
METRIC = re.compile(r"\b(?:qonaq|process)_\w+\b")
NO_TROUBLE = {"alert.still", "alert.well"}  # parts of others, and the answer to a press


async def everything() -> Standing:
    return Standing(inbox=Queue(1, FRIDAY), outbox={1: Queue(1, FRIDAY)})


@pytest.fixture
async def page() -> str:
    watched = Watched(free=1, off=1.0, copied=FRIDAY, troubles=dict.fromkeys(alerts.OVER, False))
    board = Board(
        Tally(),
        parts=lambda: {"database": True},
        silence=lambda: 1.0,
        look=everything,
        now=lambda: FRIDAY + timedelta(days=1),
        seconds=lambda: 0.0,
        watched=lambda: watched,
    )
    return (await board.page()).decode()


def exported(page: str) -> set[str]:
    """Every name that a query may use: counters with _total, the parts of a histogram."""
    families = dict(re.findall(r"(?m)^# TYPE (\w+) (\w+)", page))
    parts = {f"{name}_{end}" for name, kind in families.items() for end in _ends(kind)}
    return {name for name, kind in families.items() if kind != "histogram"} | parts


def _ends(kind: str) -> tuple[str, ...]:
    return ("bucket", "sum", "count") if kind == "histogram" else ()


def queries() -> Iterator[str]:
    yield from (target["expr"] for one in DASHBOARD["panels"] for target in one.get("targets", ()))


def names(expressions: Iterator[str] | list[str]) -> set[str]:
    return {name for one in expressions for name in METRIC.findall(re.sub(r'"[^"]*"', "", one))}


async def test_what_the_dashboard_and_the_rules_ask_for_is_exported(page: str) -> None:
    asked = names(queries()) | names([one["expr"] for one in RULES])
    assert asked - exported(page) == set()
    assert names(["rate(qonaq_no_such_total[5m])"]) - exported(page), "a wrong name would be noticed"


async def test_every_figure_of_ours_is_shown(page: str) -> None:
    ours = {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in exported(page) if name[:6] == "qonaq_"}
    shown = {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in names(queries())}
    assert ours - shown == set()


async def test_labels_in_queries_are_labels_of_the_figures(page: str) -> None:
    known = {"job", "le", *re.findall(r'(\w+)="', page), "lane", "reason", "clock", "severity", "part"}
    for query in (*queries(), *(one["expr"] for one in RULES)):
        assert set(re.findall(r'(\w+)(?:=~|!=|=)"', query)) <= known
        by = re.findall(r"by \(([^)]*)\)", query)
        assert {label.strip() for group in by for label in group.split(",")} <= known
        assert all(query.count(left) == query.count(right) for left, right in ("()", "[]", "{}")), query


def test_the_dashboard_can_be_read_and_its_panels_do_not_overlap() -> None:
    ids = [one["id"] for one in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    taken = set[tuple[int, int]]()
    for one in DASHBOARD["panels"]:
        at = one["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, one["title"]
        assert all(x < 24 for x, _ in cells)
        taken |= cells
        assert one["type"] == "row" or one["description"]


def test_each_rule_says_what_happened_and_how_much_it_matters() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "description"}


# --- The runbook: each alert, each rule, each fault of the doctor has its line ---------------------------


def unnamed(runbook: str, wanted: set[str]) -> set[str]:
    rows = "\n".join(line for line in runbook.splitlines() if line.startswith("|"))
    return {one for one in wanted if one not in rows}


def told() -> set[str]:
    """The first words of each alert, as an English owner reads them."""
    keys = (key for key in forms("en") if key.startswith("alert.") and key not in NO_TROUBLE)
    lasting = (key for key in keys if not key.endswith("_over"))
    firsts = (re.sub(r"</?b>", "", forms("en")[key][0]).split("{")[0] for key in lasting)
    return {" ".join(first.split()[:3]).rstrip(".,:") for first in firsts}


def test_every_alert_has_its_line() -> None:
    assert unnamed(RUNBOOK, told()) == set()
    assert unnamed(RUNBOOK, {f"`{kind}`" for kind in alerts.OVER}) == set()
    assert len(told()) > 15


def test_every_rule_has_its_line() -> None:
    assert unnamed(MONITORING, {f"`{one['alert']}`" for one in RULES}) == set()


def test_every_fault_that_the_doctor_knows_has_its_line() -> None:
    what_to_do = DOCTOR.split("## Each line, and what to do")[1]
    assert unnamed(what_to_do, {f"`{code}`" for code in ORDER}) == set()
    assert unnamed(what_to_do.replace("`disk.full`", ""), {f"`{code}`" for code in ORDER}) == {"`disk.full`"}


def test_at_night_one_page_is_enough() -> None:
    assert len(RUNBOOK.splitlines()) <= PAGE


def test_the_manual_names_every_measure_and_its_usual_value() -> None:
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| (\d+ \w+) \|", (DOCS / "settings.md").read_text("utf-8")))
    assert tuple(rows) == patience.NAMES
    assert all(
        patience.read(f"{name}={said.split()[0]}", []) == patience.USUAL for name, said in rows.items()
    )
    units = {name: said.split()[1] for name, said in rows.items()}
    assert units == dict.fromkeys(patience.MINUTES, "minutes") | {"disk": "megabytes", "backup": "days"}


# --- The token's file ---------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "said"), [(0o644, True), (0o600, False)])
def test_a_start_warns_of_a_token_that_everybody_may_read(
    mode: int,
    said: bool,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = tmp_path / "token.txt"
    kept.write_text(DEMO_TOKEN)
    kept.chmod(mode)
    monkeypatch.setattr("bot.app.main_loop", lambda config, demo: 0)
    monkeypatch.setattr("bot.logs.set_up", lambda level: None)
    terminal.environ["QONAQ_TELEGRAM_TOKEN_FILE"] = str(kept)
    assert terminal("run") == 0
    assert (f"chmod 600 {kept}" in caplog.text) is said
    assert DEMO_TOKEN not in caplog.text
