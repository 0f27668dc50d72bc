"""The table of roles: nothing without a row, nothing in two, and the page says what the table says."""

from __future__ import annotations

import pytest

from bot.desk.menu import guest_acts, manager, roles, staff
from bot.desk.people import Colleague
from bot.desk.problems import NotManager, NotReception
from tests.desk.menu.role_matrix import PAGE, page

REGISTERED = {**staff.ACTS, **manager.ACTS}


def colleague(role: str, state: str = "active") -> Colleague:
    return Colleague(7, "Dana", "en", role, None, state)


def test_every_act_has_a_row_and_every_row_an_act() -> None:
    """Missing: see the docstring of bot/desk/menu/roles.py."""
    assert set(REGISTERED) - set(roles.ACTS) == set(), "no row: nobody may"
    assert set(roles.ACTS) - set(REGISTERED) == set(), "no such act"
    assert roles.twice() == []
    assert not set(roles.ACTS) & set(guest_acts.GUEST_ACTS)


def test_an_act_without_a_row_is_refused_to_the_owner_too() -> None:
    with pytest.raises(roles.NoRow, match=r"roles\.py"):
        roles.must(colleague("owner"), "open_every_safe")
    assert not roles.may("owner", "open_every_safe")


@pytest.mark.parametrize("state", ["asked", "declined", "left"])
def test_whoever_is_not_active_may_nothing(state: str) -> None:
    let = [one for one in (*roles.ACTS, *roles.COMMANDS) if _lets(colleague("owner", state), one)]
    assert let == []


def _lets(who: Colleague, name: str) -> bool:
    try:
        roles.must(who, name)
    except (NotManager, NotReception, roles.NotYourRole):
        return False
    return True


def test_what_the_table_must_always_say() -> None:
    """Said twice on purpose: a slip in a row is a leak."""
    managers = {name: who for name, who in roles.ACTS.items() if name.startswith("m_")}
    assert managers.pop("m_alert_look") == roles.OWNER
    assert all(who == roles.MANAGERS for who in managers.values())
    assert roles.ACTS["approve"] == roles.ACTS["decline"] == roles.OWNER
    assert all("owner" in who for who in (*roles.ACTS.values(), *roles.COMMANDS.values()))
    assert set(roles.IN_ORDER) == roles.EVERYBODY


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text() == page(), "stale: .venv/bin/python -m tests.desk.menu.role_matrix"
