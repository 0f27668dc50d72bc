"""staff/ladder.yaml and staff/roster.yaml: each problem at its line; the hours at which nobody answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.desk.catalog import folder
from bot.desk.catalog.check import check
from bot.desk.catalog.diff import diff
from bot.desk.catalog.staffing import Ladder, Person, Roster
from tests.desk.tiny import tiny_catalog

PHOTOS = frozenset({"canoe.png"})
LADDER = """\
hours:
  night:
    - open: "22:00"
      close: "07:00"
clocks:
  - severity: [S2]
    when: night
    acknowledge: 5
    silent: 20
steps:
  - call: [night, Dana, owner]
wait_minutes: 60
"""
ROSTER = """\
people:
  - name: "Dana"
    department: reception
    shifts:
      - open: "07:00"
        close: "22:00"
  - name: "Erlan"
    department: activities
    shifts:
      - days: [mon, tue, wed, thu, fri, sat, holiday]
        open: "22:00"
        close: "07:00"
        night: true
holidays:
  - from: "2026-12-31"
    until: "2027-01-02"
"""


def with_staff(place: Path, ladder: str = LADDER, roster: str = ROSTER) -> list[str]:
    folder.write(tiny_catalog(), place)
    (place / "photos").mkdir(exist_ok=True)
    (place / "photos" / "canoe.png").write_bytes(b"drawn elsewhere")
    (place / "staff").mkdir(exist_ok=True)
    (place / "staff" / "ladder.yaml").write_text(ladder)
    (place / "staff" / "roster.yaml").write_text(roster)
    return [f"{one.level} {one}" for one in folder.read(place)[1]]


def test_what_is_written_back_reads_the_same(tmp_path: Path) -> None:
    with_staff(tmp_path)
    first, _ = folder.read(tmp_path)
    assert first
    assert first.ladder.wait_minutes == 60
    assert [one.name for one in first.roster.people] == ["Dana", "Erlan"]
    folder.write(first, tmp_path / "again")
    (tmp_path / "again" / "photos").symlink_to(tmp_path / "photos")
    assert folder.read(tmp_path / "again")[0] == first
    assert [str(one).split(":")[0] for one in diff(tiny_catalog(), first)][:2] == [
        "ladder, hours, night",
        "ladder, clocks",
    ]


def test_the_hours_without_a_living_owner_are_named(tmp_path: Path) -> None:
    """Erlan's nights begin on every day but Sunday."""
    said = with_staff(tmp_path)
    alone = [one for one in said if "nobody is on duty" in one]
    assert alone[0] == (
        "warning staff/roster.yaml:1: nobody is on duty for reception: mon 00:00 to 07:00, sun 22:00 to mon"
        " 00:00; add a shift then, or write people into the steps for reception"
    )
    assert len(alone) == 3
    whole = ROSTER.replace("fri, sat, holiday", "fri, sat, sun, holiday")
    assert not [one for one in with_staff(tmp_path, roster=whole) if "nobody" in one]


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        (
            "when: nigth",
            "when: night",
            "staff/ladder.yaml:7: hours nigth are not described; did you mean night?",
        ),
        ("silnt: 20", "silent: 20", "staff/ladder.yaml:9: silnt is not a field here; did you mean silent?"),
        ('open: "2200"', 'open: "22:00"', 'staff/ladder.yaml:3: open "2200" is not a time; write it like'),
        (
            "call: [night, nobody]",
            "call: [night, Dana, owner]",
            'staff/ladder.yaml:11: step "nobody" is nobody',
        ),
        ("acknowledge: 0", "acknowledge: 5", 'staff/ladder.yaml:8: acknowledge "0" is too small; write 1 or'),
        ("severity: [S5]", "severity: [S2]", 'staff/ladder.yaml:6: severity "S5" is not known; '),
    ],
)
def test_each_mistake_in_the_ladder_has_its_line_and_its_fix(
    tmp_path: Path, wrong: str, right: str, expected: str
) -> None:
    said = with_staff(tmp_path, ladder=LADDER.replace(right, wrong))
    assert any(one.startswith(f"error {expected}") for one in said), said


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        (
            "department: recepton",
            "department: reception",
            "staff/roster.yaml:3: department recepton does not",
        ),
        ('name: "Dana"\n    d', 'name: "Erlan"\n    d', "staff/roster.yaml:7: Dana stands twice; put the"),
        (
            "days: [mon, funday, wed",
            "days: [mon, tue, wed",
            'staff/roster.yaml:10: days "funday" is not known',
        ),
        (
            'from: "31.12.2026"',
            'from: "2026-12-31"',
            'staff/roster.yaml:15: from "31.12.2026" is not a date;',
        ),
    ],
)
def test_each_mistake_in_the_roster_has_its_line_and_its_fix(
    tmp_path: Path, wrong: str, right: str, expected: str
) -> None:
    said = with_staff(tmp_path, roster=ROSTER.replace(right, wrong))
    assert any(one.startswith(f"error {expected}") for one in said), said


def test_danger_never_waits_for_working_hours() -> None:
    rules = {"hours": {"work": [{"open": "09:00", "close": "18:00"}]}}
    rules |= {"clocks": [{"within": "work", "acknowledge": 5}]}  # type: ignore[dict-item]  # of any shape
    catalog = tiny_catalog().model_copy(update={"ladder": Ladder.model_validate(rules)})
    assert [one.problem for one in check(catalog, PHOTOS)] == [
        "danger does not wait for working hours, and within: makes S1 wait"
    ]


def works(shifts: list[dict[str, Any]], moment: datetime, **more: Any) -> str | None:
    roster = Roster.model_validate({"people": [{"name": "Dana", "shifts": shifts, **more}]})
    zone = ZoneInfo("Europe/Budapest")
    found = roster.people[0].working(moment, zone, {date(2026, 12, 25)})
    return f"{found[0].astimezone(zone):%d.%m %H:%M}" if found else None


NIGHT = {"open": "22:00", "close": "07:00", "night": True}
SPLIT = [
    {"days": ["fri"], "open": "08:00", "close": "12:00"},
    {"days": ["fri"], "open": "16:00", "close": "20:00"},
]


@pytest.mark.parametrize(
    ("shifts", "local", "until"),
    [
        ([NIGHT], "2026-11-20 23:00", "21.11 07:00"),
        ([NIGHT], "2026-11-21 06:59", "21.11 07:00"),
        ([NIGHT], "2026-11-21 07:00", None),
        (SPLIT, "2026-11-20 09:00", "20.11 12:00"),
        (SPLIT, "2026-11-20 13:00", None),
        (SPLIT, "2026-11-20 17:00", "20.11 20:00"),
        (SPLIT, "2026-12-25 09:00", None),  # a Friday, and Christmas
        ([{"days": ["holiday"], "open": "10:00", "close": "14:00"}], "2026-12-25 11:00", "25.12 14:00"),
        ([{"dates": ["2026-11-21"], "open": "10:00", "close": "14:00"}], "2026-11-21 11:00", "21.11 14:00"),
        ([NIGHT], "2027-03-28 06:30", "28.03 07:00"),  # the night that has an hour less
        (
            [NIGHT, {"open": "07:00", "close": "09:00"}],
            "2026-11-21 03:00",
            "21.11 09:00",
        ),  # no gap: one shift
    ],
)
def test_a_shift_lasts_until_its_end_on_the_hotels_clock(
    shifts: list[dict[str, Any]], local: str, until: str | None
) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Budapest")).astimezone(UTC)
    assert works(shifts, moment) == until


def test_whoever_is_away_does_not_work(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    assert works([NIGHT], moment) == "21.11 07:00"
    assert works([NIGHT], moment, away=[{"from": "2026-11-18", "until": "2026-11-20"}]) is None
    assert Person.model_validate({"name": "Dana"}).working(moment, UTC, ()) is None
