"""Two managers and a proposed answer: nobody decides about words they have not seen, none are lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.house import House
from bot.desk.learning import proposals
from bot.desk.learning.proposals import Proposal
from bot.desk.menu import manager_answers, manager_proposals
from tests.desk.menu.manager_phone import Phone, staffed

pytestmark = pytest.mark.parametrize(
    "conn", ["sqlite"], indirect=True
)  # its statements run on both elsewhere
SWANS = "By the jetty, at nine."


@pytest.fixture
def managers(conn: Connection, house: House) -> tuple[Phone, Phone]:
    """Madina and Zoltán, each with the same proposal on the screen."""
    phone = staffed(conn, house)
    madina, zoltan = phone(7, "Madina", "owner"), phone(8, "Zoltán", "manager")
    who = people.managing(conn, house, 7)
    proposals.begin(conn, madina.house, who, near=[], phrases={"en": ["Swans?"]}, answer={"en": SWANS})
    looks(madina)
    looks(zoltan)
    return madina, zoltan


def looks(phone: Phone) -> None:
    who = people.managing(phone.conn, phone.house, phone.user)
    manager_proposals.first(phone.conn, phone.house, phone._asked(kind="text"), who, {})


def the_one(phone: Phone) -> Proposal:
    (found,) = proposals.waiting(phone.conn, phone.house)
    return found


def mends_answer(phone: Phone, words: str) -> None:
    phone.presses_act("m_prop_mend")
    phone.presses_act("m_prop_words", part="answer")
    assert phone.writes(words)


@pytest.mark.parametrize("act", ["m_prop_yes", "m_prop_no", "m_prop_join", "m_prop_mend"])
def test_who_looks_at_older_words_decides_nothing(managers: tuple[Phone, Phone], act: str) -> None:
    madina, zoltan = managers
    mends_answer(zoltan, "Feeding them is not allowed.")
    madina.presses_act(act)
    assert madina.says()[:2] == ["teach.proposal", "teach.changed"]
    assert madina.said("teach.says").params["words"] == "Feeding them is not allowed."
    assert the_one(madina).state == "proposed"
    madina.presses_act("m_prop_yes")
    assert [
        one.answer for one in madina.house.catalog.knowledge.values() if "Swans?" in str(one.phrases)
    ] == [{"en": "Feeding them is not allowed."}]


def test_an_older_list_of_answers_joins_nothing(managers: tuple[Phone, Phone]) -> None:
    madina, zoltan = managers
    madina.presses_act("m_prop_join")
    zoltan.presses_act("m_prop_mend")
    zoltan.presses_act("m_prop_words", part="phrase")
    assert zoltan.writes("Where do the swans sleep?")
    madina.presses_act("m_prop_joined")
    assert "teach.changed" in madina.says()
    assert "swans" not in str(madina.house.catalog.knowledge)


def write_answer(phone: Phone) -> None:
    phone.presses_act("m_prop_mend")
    phone.presses_act("m_prop_words", part="answer")


def write_language(phone: Phone) -> None:
    phone.presses_act("m_prop_write")


@pytest.mark.parametrize("begins", [write_answer, write_language])
def test_words_for_what_has_changed_since_take_nothings_place(
    managers: tuple[Phone, Phone], begins: Callable[[Phone], None]
) -> None:
    madina, zoltan = managers
    begins(madina)
    mends_answer(zoltan, "Feeding them is not allowed.")
    assert madina.writes("Körpünün yanında, saat doqquzda.")
    assert "teach.changed" in madina.says()
    kept = the_one(madina)
    assert (kept.answer, list(kept.phrases)) == ({"en": "Feeding them is not allowed."}, ["en"])


def test_a_translation_is_not_lost_to_another_guess_of_the_language(managers: tuple[Phone, Phone]) -> None:
    madina, zoltan = managers
    madina.presses_act("m_prop_mend")
    madina.presses_act("m_prop_tongue")
    zoltan.presses_act("m_prop_write")
    assert zoltan.writes("Qu quşları?")
    assert zoltan.writes("Körpünün yanında.")
    madina.presses_act("m_prop_tongue", language="az")
    assert "teach.changed" in madina.says()
    assert the_one(madina).answer == {"en": SWANS, "az": "Körpünün yanında."}


def rewords_wifi(phone: Phone, words: str) -> None:
    who = people.managing(phone.conn, phone.house, phone.user)
    wifi = {"entry": "wifi", "kind": "old"}
    manager_answers.answer(phone.conn, phone.house, phone._asked(kind="text"), who, wifi)
    phone.presses_act("m_answer_words")
    assert phone.writes(words)


def test_other_languages_come_back_only_beside_the_words_they_were_kept_for(
    managers: tuple[Phone, Phone],
) -> None:
    """What guests are told in Azerbaijani is not true any more once somebody has written the answer anew."""
    madina, zoltan = managers
    rewords_wifi(madina, "The password: on your key card.")
    rewords_wifi(zoltan, "There is no Wi-Fi this week.")
    version = madina.house.version
    madina.presses_act("m_answer_keep")
    assert madina.says()[:2] == ["teach.read", "teach.changed"]
    assert "m_answer_words" in madina.acts()
    assert madina.house.version == version
    assert madina.house.catalog.knowledge["wifi"].answer == {"en": "There is no Wi-Fi this week."}


def test_other_languages_come_back_by_one_tap(managers: tuple[Phone, Phone]) -> None:
    """The control of the one before."""
    madina, _ = managers
    before = madina.house.catalog.knowledge["wifi"].answer
    rewords_wifi(madina, "The password: on your key card.")
    madina.presses_act("m_answer_keep")
    kept = madina.house.catalog.knowledge["wifi"].answer
    assert kept == {**before, "en": "The password: on your key card."}
