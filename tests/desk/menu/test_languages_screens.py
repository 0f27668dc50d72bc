"""A manager at her phone: what languages lack, and every answer of the hotel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk import people, timers
from bot.desk.asked import Asked, Attached
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.learning import translated, translating
from bot.desk.menu import manager
from bot.desk.menu.manage import languages, translations, weekly
from bot.desk.stays.reading.read import read
from bot.desk.timers import Due
from bot.sheets.tables import xlsx
from tests.desk.menu.manager_phone import Phone, staffed
from tests.desk.tiny import tiny_facts
from tests.texts.test_screens import assert_begins_in_bold, assert_fits

pytestmark = pytest.mark.parametrize(
    "conn", ["sqlite"], indirect=True
)  # its statements run on both elsewhere
FILE = Attached("file-1", "texts-en.xlsx", 4_000)


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    """Her hotel's canoe has no English name, and a machine wrote its English benefit."""
    facts: Any = tiny_facts()
    del facts["offers"]["canoe"]["title"]["en"]
    facts["offers"]["canoe"]["auto"] = {"en": ["benefit"]}
    facts["hotel"]["hours"] = {"breakfast": [{"open": "07:30", "close": "10:30"}]}
    return staffed(conn, house, Catalog.model_validate(facts))(7, "Madina", "owner")


def opens(phone: Phone) -> None:
    who = people.managing(phone.conn, phone.house, phone.user)
    languages.typed_command(phone.conn, phone.house, phone._asked(kind="text"), who)


def waits(phone: Phone, words: str) -> bool:
    return manager.for_set_up(phone.conn, phone.house, phone._asked(kind="text", text=words))


def test_she_writes_what_is_missing_and_approves_what_a_machine_wrote(madina: Phone) -> None:
    opens(madina)
    assert "tx.overview" in madina.says()
    madina.presses_act("m_tx_lang", language="en")
    assert {"tx.weight_title", "tx.line"} <= set(madina.says())
    madina.presses_act("m_tx_one", kind="missing")
    madina.presses_act("m_tx_write")
    assert waits(madina, "A canoe trip on the lake at sunset")
    assert "tx.bad_too_long" in madina.says()
    assert waits(madina, "Canoe trip")
    assert madina.house.catalog.offers["canoe"].title["en"] == "Canoe trip"
    undo = madina.button("m_undo")
    opens(madina)
    madina.presses_act("m_tx_lang", language="en")
    madina.presses_act("m_tx_one", kind="auto")
    madina.presses_act("m_tx_ok")
    assert "tx.all_done" in madina.says()
    assert madina.house.catalog.offers["canoe"].auto == {}
    assert undo


def test_a_writing_is_undone_in_one_tap(madina: Phone) -> None:
    opens(madina)
    madina.presses_act("m_tx_lang", language="en")
    madina.presses_act("m_tx_one", kind="missing")
    madina.presses_act("m_tx_write")
    assert waits(madina, "Canoe trip")
    madina.presses_act("m_undo")
    assert "en" not in madina.house.catalog.offers["canoe"].title


def test_the_file_for_a_translator_goes_out_and_comes_back(madina: Phone) -> None:
    opens(madina)
    madina.presses_act("m_tx_lang", language="en")
    rows = translating.rows(madina.house.catalog, translated.look(madina.conn, madina.house), "en")
    assert len(rows) == 2
    rows[1][rows[0].index("to en")] = "Canoe {x}"
    assert sends(madina, rows)
    assert {"tx.mend", "tx.cell", "tx.bad_braces"} <= set(madina.says())
    rows[1][rows[0].index("to en")] = "Canoe trip"
    assert sends(madina, rows)
    assert "tx.read" in madina.says()
    brought = replace(madina._asked(kind="press"), brought=read(xlsx(rows, "Texts")))
    who = people.managing(madina.conn, madina.house, madina.user)
    facts = {"file": {"id": FILE.file_id, "name": FILE.name, "size": FILE.size}}
    translations.ACTS["m_tx_draft"](madina.conn, madina.house, brought, who, facts)
    assert any(one.act == "m_pub_yes" for one in madina.screen().choices)
    translations.ACTS["m_tx_bring"](madina.conn, madina.house, brought, who, facts)
    assert "tx.brought" in madina.says()
    assert madina.house.catalog.offers["canoe"].title["en"] == "Canoe trip"
    madina.presses_act("m_undo")
    assert "en" not in madina.house.catalog.offers["canoe"].title


def sends(phone: Phone, rows: list[list[str]]) -> bool:
    asked: Asked = phone._asked(kind="document", file=FILE, brought=read(xlsx(rows, "Texts")))
    return translations.offered(phone.conn, phone.house, asked)


def test_an_answer_is_read_changed_hidden_removed_and_brought_back(madina: Phone) -> None:
    to_answer(madina, "breakfast")
    madina.presses_act("m_kn_edit")
    madina.presses_act("m_kn_edit", part="answer")
    madina.presses_act("m_kn_write", language="en")
    assert waits(madina, "From 06:00–09:00 {opening}.")
    assert "kn.no_value" in madina.says()
    assert waits(madina, "From 06:00–09:00 daily.")
    assert {"kn.otherwise", "kn.against"} <= set(madina.says())
    assert madina.house.catalog.knowledge["breakfast"].answer["en"] == "From 07:30 to 10:30."
    madina.presses_act("m_kn_put")
    assert madina.house.catalog.knowledge["breakfast"].answer == {
        "en": "From 06:00–09:00 daily.",
        "az": "07:30-10:30.",
    }
    madina.presses_act("m_undo")
    assert madina.house.catalog.knowledge["breakfast"].answer["en"] == "From 07:30 to 10:30."
    to_answer(madina, "breakfast")
    madina.presses_act("m_kn_hide")
    assert madina.house.catalog.entry("breakfast") is None
    to_answer(madina, "breakfast")
    madina.presses_act("m_kn_hide")
    assert madina.house.catalog.entry("breakfast")
    to_answer(madina, "breakfast")
    madina.presses_act("m_kn_gone")
    assert "breakfast" not in madina.house.catalog.knowledge
    madina.presses_act("m_undo")
    assert madina.house.catalog.entry("breakfast")


def test_the_hotels_own_words_changed_leave_the_others_behind(madina: Phone) -> None:
    to_answer(madina, "wifi")
    madina.presses_act("m_kn_edit")
    madina.presses_act("m_kn_edit", part="answer")
    madina.presses_act("m_kn_write", language="az")
    assert waits(madina, "Parol qəbulda yazılıb.")
    assert madina.house.catalog.knowledge["wifi"].confirmed == madina.house.today
    (gap,) = translated.look(madina.conn, madina.house).of("en", "outdated")
    assert gap.place == ("knowledge", "wifi", "answer")
    opens(madina)
    madina.presses_act("m_tx_lang", language="en")
    madina.presses_act("m_tx_one", kind="outdated")
    madina.presses_act("m_tx_ok")
    assert translated.look(madina.conn, madina.house).of("en", "outdated") == []


def test_a_new_answer_is_looked_at_before_it_is_live(madina: Phone) -> None:
    to_subjects(madina)
    madina.presses_act("m_kn_new")
    assert waits(madina, "Do you have umbrellas?")
    assert waits(madina, "Yes, reception lends them for free.")
    madina.presses_act("m_prop_yes")
    assert any("umbrellas" in str(one.phrases) for one in madina.house.catalog.knowledge.values())


def to_subjects(phone: Phone) -> None:
    who = people.managing(phone.conn, phone.house, phone.user)
    manager.besides(phone.conn, phone.house, phone._asked(kind="text"), who, {})
    phone.presses_act("m_teach")
    phone.presses_act("m_kn")


def to_answer(phone: Phone, code: str) -> None:
    to_subjects(phone)
    phone.presses_act("m_kn_topic")
    phone.presses_act("m_kn_one", of=code)


def test_an_old_answer_is_true_still_with_one_tap_and_managers_hear_of_it_on_monday(madina: Phone) -> None:
    conn = madina.conn
    weekly.plan(conn, madina.house)
    due = timers.due_at(conn, madina.house, weekly.TIMER, "answers")
    assert due
    assert f"{madina.house.local(due):%a %H:%M}" == "Mon 10:00"
    madina.shut = replace(madina.shut, now=due + timedelta(days=364))
    weekly.fire(conn, madina.house, Due(1, weekly.TIMER, "answers", due))
    assert {"kn.week", "kn.week_line"} <= set(madina.says())
    madina.presses_act("m_answers", kind="old")
    madina.presses_act("m_answer", entry="wifi")
    madina.presses_act("m_answer_true")
    assert madina.house.catalog.knowledge["wifi"].confirmed == madina.house.today


def test_nobody_is_written_to_at_night_or_while_all_is_fresh(madina: Phone) -> None:
    conn, before = madina.conn, madina.house.now
    due = Due(1, weekly.TIMER, "answers", before)
    weekly.fire(conn, madina.house, due)
    madina.shut = replace(madina.shut, now=before + timedelta(days=364, hours=12))
    weekly.fire(conn, madina.house, due)
    later = timers.due_at(conn, madina.house, weekly.TIMER, "answers")
    assert later
    assert madina.house.local(later).hour == 9
    with pytest.raises(Exception, match="No row"):
        madina.letter()


def test_every_screen_of_languages_and_answers_fits(conn: Connection, house: House) -> None:
    """As long as texts come: 900 characters at most, and the point in bold."""
    facts: Any = tiny_facts()
    facts["offers"]["canoe"]["about"] = {"az": "Ə" * 600}
    facts["knowledge"]["wifi"]["answer"] = {"az": "Ö" * 600}
    phone = staffed(conn, house, Catalog.model_validate(facts))(7, "Madina", "owner")
    opens(phone)
    fits(phone)
    phone.presses_act("m_tx_lang", language="en")
    fits(phone)
    phone.presses_act("m_tx_one", kind="missing")
    fits(phone)
    phone.presses_act("m_tx_write")
    fits(phone)
    assert waits(phone, "x" * 700)
    fits(phone)
    to_answer(phone, "wifi")
    fits(phone)
    phone.presses_act("m_kn_edit")
    phone.presses_act("m_kn_edit", part="answer")
    phone.presses_act("m_kn_write", language="az")
    fits(phone)
    rows = [
        ["code", "field", "from az", "to en"],
        *(["offers/canoe", "about", "Ə" * 600, "x <b> 7"] for _ in range(20)),
    ]
    assert sends(phone, rows)
    fits(phone)


def fits(phone: Phone) -> None:
    assert_fits(phone.screen())
    assert_begins_in_bold(phone.screen())
