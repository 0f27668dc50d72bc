"""What a manager does often takes six taps at most, and one more takes it back.

A row is an edit as docs/chat-edits.md tells it: what is written stands as it is, what is tapped by its act.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.db import Connection
from bot.desk.catalog import journal
from bot.desk.catalog.pictures import Picture
from bot.desk.house import House
from bot.desk.people import Role
from tests.desk.menu.manager_phone import Phone, staffed

MOST = 6
Step = str | tuple[str, dict[str, object]] | Picture
EDITS: dict[str, Sequence[Step]] = {
    "a price": ("canoe 45", ("m_look", {"unit": 0}), ("m_publish", {})),
    "a text": (
        "canoe",
        ("m_words", {}),
        ("m_words_in", {"field": "about"}),
        "Along the shore with a guide.",
        ("m_words_put", {}),
    ),
    "a text in another language": (
        "canoe",
        ("m_words", {}),
        ("m_words_in", {"field": "place"}),
        ("m_words_in", {"tongue": "az"}),
        "böyük körpü",
        ("m_words_put", {}),
    ),
    "a photo": (Picture("new.jpg", 1280, 960), ("m_photos_put", {})),
    "hours": ("canoe", ("m_times", {}), "10:00, 16:00", ("m_times_put", {})),
    "a season": ("canoe", ("m_times", {}), ("m_season", {}), "01.06-30.09", ("m_times_put", {})),
    "an afternoon": ("canoe", ("m_pause", {}), ("m_pause_look", {}), ("m_pause_do", {})),
    "two days": ("canoe", ("m_pause", {}), "22.11-23.11", ("m_pause_do", {})),
    "no sale at all": ("canoe", ("m_pause", {}), ("m_sale_offer", {}), ("m_stop", {})),
    "today's places": (
        "canoe",
        ("m_card_more", {}),
        ("m_place", {}),
        ("m_place_day", {"day": "2026-11-20"}),
        "6",
        ("m_places_set", {}),
    ),
    "a new extra": (
        "/manage",
        ("m_sold", {}),
        ("m_new", {}),
        ("m_new_group", {"mode": "request"}),
        ("m_new_title", {"group": "family"}),
        "Portraits",
        "60",
        ("m_new_make", {}),
    ),
    "a copy": ("canoe", ("m_card_more", {}), ("m_copy", {})),
    "out of sight": ("canoe", ("m_card_more", {}), ("m_show", {}), ("m_show", {})),
    "the archive": ("canoe", ("m_card_more", {}), ("m_archive", {}), ("m_archive", {})),
}


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    phone: Callable[[int, str, Role], Phone] = staffed(conn, house)
    return phone(31, "Madina", "manager")


def plays(one: Phone, steps: Sequence[Step]) -> None:
    for step in steps:
        if step == "/manage":
            one.opens()
        elif isinstance(step, str):
            assert one.writes(step), step
        elif isinstance(step, Picture):
            assert one.sends(step, "canoe")
        else:
            one.presses_act(step[0], **step[1])


@pytest.mark.parametrize("edit", EDITS)
def test_a_common_edit_takes_six_taps_at_most_and_one_takes_it_back(madina: Phone, edit: str) -> None:
    before = madina.house.catalog
    plays(madina, EDITS[edit])
    assert 0 < madina.presses <= MOST, edit
    done = journal.recent(madina.conn, madina.house, 1)[0]
    assert done.actor == "Madina"
    madina.presses_act("m_undo", change=done.id)
    assert madina.says()[0] == "manager.undone"
    assert madina.house.catalog == before
    madina.presses_act("m_changes")
    assert len([key for key in madina.says() if key.startswith(("manager.did", "manage.did"))]) >= 2


def test_a_seventh_tap_would_be_seen(madina: Phone) -> None:
    """The control: who wanders through the screens first is over the limit."""
    plays(madina, ("/manage", ("m_sold", {}), ("m_sold_group", {"group": "active"}), ("m_card", {})))
    plays(madina, EDITS["a text in another language"])
    assert madina.presses > MOST


def test_every_common_edit_is_told_in_the_docs() -> None:
    page = (Path(__file__).parents[3] / "docs" / "chat-edits.md").read_text(encoding="utf-8")
    assert "test_manage_taps.py" in page
    assert page.count("\n| ") >= len(EDITS)
