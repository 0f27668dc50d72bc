"""How serious a case is and who gets it."""

from __future__ import annotations

import pytest

from bot.desk.cases.triage import COMPLAINTS, DEPARTMENTS, SEVERE, triage
from bot.desk.house import House

RISKS = {"medical", "fire", "lost_child", "harassment", "theft", "self_harm"}


@pytest.mark.parametrize(
    ("kind", "category", "severity", "department"),
    [
        ("sensitive", "medical", "S1", "duty"),
        ("sensitive", None, "S1", "duty"),
        ("complaint", "leak", "S2", "engineering"),
        ("complaint", "no_hot_water", "S2", "engineering"),
        ("complaint", "rude_staff", "S2", "duty"),
        ("complaint", "insects", "S2", "housekeeping"),
        ("complaint", "dirty_room", "S3", "housekeeping"),
        ("complaint", "noise", "S3", "reception"),
        ("complaint", "bad_food", "S3", "restaurant"),
        ("complaint", "complaint_general", "S3", "reception"),
        ("complaint", None, "S3", "reception"),
        ("complaint", "never heard of", "S3", "reception"),
        ("request", "towels", "S3", "housekeeping"),
        ("person", None, "S3", "reception"),
        ("question", None, "S4", "reception"),
        ("question", "leak", "S4", "engineering"),
        ("booking", None, "S4", "reception"),
    ],
)
def test_a_case_gets_its_severity_and_its_department(
    house: House, kind: str, category: str | None, severity: str, department: str
) -> None:
    """In a hotel without that department it is reception's."""
    expected = department if department in house.hotel.departments else "reception"
    judged = triage(house, kind, category)
    assert (judged.severity, judged.department) == (severity, expected)


@pytest.mark.parametrize("kind", ["complaint", "sensitive", "question", "person", "booking", "request"])
def test_whatever_it_is_somebody_has_it_and_there_is_a_clock_for_it(house: House, kind: str) -> None:
    for category in (*DEPARTMENTS, *RISKS, None, "", "x"):
        judged = triage(house, kind, category)
        assert judged.department in house.hotel.departments
        assert judged.severity in house.hotel.clocks


def test_an_unusable_room_is_a_complaint_and_a_wish_is_none() -> None:
    assert SEVERE <= COMPLAINTS
    assert not {"towels", "bedding", "cleaning"} & COMPLAINTS
    assert not RISKS & COMPLAINTS
