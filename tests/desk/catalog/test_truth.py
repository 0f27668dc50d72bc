"""Answers that contradict the catalog, are old, or count otherwise in another language; by file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import shipped
from bot.desk.catalog import folder
from bot.desk.catalog.check import check
from bot.desk.catalog.figures import prices_in
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.truth import contradicting
from bot.speech import SENTENCE
from tests.desk.catalog.test_check import PHOTOS, said
from tests.desk.tiny import both, entry, tiny_catalog, tiny_facts

TODAY = date(2026, 11, 20)


def answering(code: str, en: str, az: str | None = None, **more: Any) -> dict[str, Any]:
    """The tiny hotel with one answer of these words; breakfast is served from 07:00 to 10:00."""
    facts = tiny_facts()
    facts["hotel"]["hours"] = {"breakfast": [{"open": "07:00", "close": "10:00"}]}
    facts["knowledge"] = {code: {**entry(code, both("Title", "Başlıq"), both(en, az or en)), **more}}
    return facts


@pytest.mark.parametrize(
    ("code", "words", "offer", "expected"),
    [
        (
            "breakfast",
            "Breakfast is 07:30–10:30.",
            None,
            "says 07:30–10:30, and hours: breakfast in hotel.yaml is",
        ),
        (
            "canoe_hire",
            "A canoe costs 45 ₼.",
            "canoe",
            "says 45 AZN, and canoe costs 0, 20, 40; write {price}",
        ),
        ("canoe_hire", "A canoe costs AZN 45.00.", "canoe", "says 45.00 AZN, and canoe costs"),
        (
            "canoe_hire",
            "Open 09:00-18:00.",
            "canoe",
            "says 09:00–18:00, and canoe is 10:00–16:30; write {hours}",
        ),
        (
            "canoe",
            "Trips start at 11:00.",
            "canoe",
            "says 11:00, and canoe starts at 10:00, 15:00; write {times}",
        ),
        ("spa", "Call +994 24 555 09 09.", None, "says +994 24 555 09 09, and reception_phone is"),
        (
            "checkin_time",
            "Rooms are ready from 15:00.",
            None,
            "says 15:00, and check_in is 14:00; write {checkin}",
        ),
        ("checkout_time", "Leave by 11:00.", None, "says 11:00, and check_out is 12:00; write {checkout}"),
    ],
)
def test_a_contradiction_is_a_warning(code: str, words: str, offer: str | None, expected: str) -> None:
    facts = answering(code, words, **({"offer": offer} if offer else {}))
    found = [one for one in said(facts) if "says the same" not in one]
    assert len(found) == 1, found
    assert found[0].startswith(f"warning knowledge/{code}/answer/en: answer {expected}")
    assert contradicting(Catalog.model_validate(facts)) == {code}


@pytest.mark.parametrize(
    ("code", "words", "more"),
    [
        ("breakfast", "Breakfast is 07:00–10:00.", {}),
        ("breakfast", "Breakfast is {hours}.", {}),
        ("canoe_hire", "A canoe costs 40 ₼, a child 20 ₼.", {"offer": "canoe"}),
        ("canoe_hire", "The ferry costs 45 ₼.", {"offer": "canoe", "apart": ["45"]}),
        ("canoe_hire", "The office is open 09:00–18:00.", {"offer": "canoe", "apart": ["09:00–18:00"]}),
        ("canoe", "Trips start at 10:00 and end at 11:30.", {"offer": "canoe"}),
        ("wifi", "Wi-Fi costs 45 ₼ and is slow 07:30–10:30.", {}),
        ("checkin_time", "Rooms are ready from 14:00. After 22:00 ring the bell.", {}),
        ("breakfast", "Breakfast is 07:30–10:30.", {"draft": True}),
    ],
)
def test_what_agrees_or_is_about_something_else_is_not(code: str, words: str, more: dict[str, Any]) -> None:
    assert [one for one in said(answering(code, words, **more)) if "says the same" not in one] == []


def beside(words: str, **others: Any) -> dict[str, Any]:
    """An answer about rainy days, beside entries about the pools and what they say of their hours."""
    facts = answering("rainy_day", words, **others.pop("more", {}))
    titles = {"pool": both("Pool", "Hovuz"), "kids_pool": both("Children's pool", "Uşaq hovuzu")}
    for code, said_of_it in others.items():
        facts["knowledge"][code] = entry(code, titles[code], both(said_of_it, said_of_it))
    facts["knowledge"]["breakfast"] = entry(
        "breakfast", both("Breakfast", "Səhər"), both("{hours}", "{hours}")
    )
    return facts


@pytest.mark.parametrize(
    ("words", "others", "expected"),
    [
        (
            "The pool is open 08:00–22:00.",
            {"pool": "Swim 07:00–21:00."},
            'says 08:00–22:00, and pool is 07:00–21:00; write 07:00–21:00, or apart: ["08:00–22:00"]',
        ),
        (
            "It rains? Both pools are warm, 8:00 - 22:00.",
            {"pool": "Swim 07:00–21:00."},
            "says 08:00–22:00, and pool is 07:00–21:00",
        ),
        (
            "Stay in bed: breakfast is 07:00–11:00.",
            {},
            "says 07:00–11:00, and hours: breakfast in hotel.yaml is 07:00–10:00; write {hours_breakfast}",
        ),
        (
            "The children's pool is open 07:00–21:00.",
            {"pool": "Swim 07:00–21:00.", "kids_pool": "Splash 09:00–18:00."},
            "says 07:00–21:00, and kids_pool is 09:00–18:00",
        ),
        ("A canoe trip in the rain is 45 ₼ each.", {}, "says 45 AZN, and canoe costs 0, 20, 40"),
    ],
)
def test_the_same_thing_in_two_places_is_a_warning(words: str, others: dict[str, Any], expected: str) -> None:
    facts = beside(words, **others)
    found = [one for one in said(facts) if "says the same" not in one]
    assert len(found) == 1, found
    assert found[0].startswith(f"warning knowledge/rainy_day/answer/en: answer {expected}")
    assert contradicting(Catalog.model_validate(facts)) == {"rainy_day"}


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("The pool is open 07:00–21:00.", {"pool": "Swim 07:00–21:00."}),
        ("The pool is open 07:00–21:00.", {"pool": "Swim 07:00–12:00, and 15:00–21:00 or 07:00–21:00."}),
        ("There is a pool. The museum is open 08:00–22:00.", {"pool": "Swim 07:00–21:00."}),
        ("The poolhouse café is open 08:00–22:00.", {"pool": "Swim 07:00–21:00."}),
        ("The pool is open 08:00–22:00.", {"pool": "Warm all day."}),
        ("From the pool to the children's pool 08:00–22:00.", {"pool": "07:00–21:00", "kids_pool": "Warm."}),
        (
            "The pool's bar is open 08:00–22:00.",
            {"pool": "Swim 07:00–21:00.", "more": {"apart": ["08:00–22:00"]}},
        ),
        ("A canoe trip in the rain is 40 ₼ each.", {}),
    ],
)
def test_what_two_places_say_alike_or_of_something_else_is_none(words: str, others: dict[str, Any]) -> None:
    assert [one for one in said(beside(words, **others)) if "says the same" not in one] == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Open {houres}.", "answer holds {houres}, which is not known; did you mean {hours}?"),
        ("Open {phone.__class__}.", "answer holds {phone.__class__}, which is no name; write a name"),
        ("Open {0}.", "answer holds {0}, which is no name"),
        ("Open {.", "answer holds {., which is no name"),
        ("Open }.", "answer holds }, which is no name"),
        ("Costs {price}.", "answer holds {price}, and there is no value for it; name the offer it is about"),
        (
            "Open {hours}.",
            "answer holds {hours}, and there is no value for it; add spa: to hours: in hotel.yaml",
        ),
        ("Open {hours_gym}.", "answer holds {hours_gym}, which is not known"),
    ],
)
def test_a_name_without_a_value_is_an_error(words: str, problem: str) -> None:
    found = [one for one in said(answering("spa", words)) if one.startswith("error")]
    assert found[0].startswith(f"error knowledge/spa/answer/en: {problem}")


def test_numbers_that_differ_between_languages_are_named() -> None:
    found = said(answering("wifi", "It takes 15 minutes and 0.40 ₼.", "20 dəqiqə, 0,40 ₼."))
    assert found == [
        "warning knowledge/wifi/answer/en: answer has other numbers: 15 only in en, 20 only in az;"
        " say the same in both"
    ]


def test_an_old_answer_is_named_by_its_age() -> None:
    facts = answering("wifi", "Free.", "Pulsuz.", confirmed="2026-05-01")
    assert said(facts, today=TODAY) == [
        "warning knowledge/wifi/confirmed: wifi was confirmed 203 days ago;"
        " make sure that it is true and set confirmed: 2026-11-20"
    ]
    facts["hotel"]["confirm_days"] = 365
    assert said(facts, today=TODAY) == []
    assert check(tiny_catalog(), PHOTOS) == [], "without a day nothing is old"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("₼35 or 35 ₼", ["35", "35"]),
        ("1 200 ₼", ["1200"]),
        ("0,40 ₼ pro kWh", ["0.40"]),
        ("room 35, 8 kg, 15%", []),
        ("AZN\u00a045.50", ["45.50"]),
    ],
)
def test_prices_are_read_as_people_write_them(words: str, expected: list[str]) -> None:
    assert [f"{one:f}" for one in prices_in(words, "AZN")] == expected


def test_it_names_the_file_and_the_line(tmp_path: Path) -> None:
    folder.write(tiny_catalog(), tmp_path)
    path = tmp_path / "knowledge" / "stay.yaml"
    text = path.read_text(encoding="utf-8").replace("Daily at 10:00.", "Daily, for 45 ₼, {nxt_free}.")
    path.write_text(text, encoding="utf-8")
    line = 1 + text[: text.index("Daily, for")].count("\n")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "canoe.png").touch()
    _, issues = folder.read(tmp_path, today=TODAY)
    shown = "\n".join(map(str, issues))
    here = f"knowledge/stay.yaml:{line}: answer"
    assert f"{here} holds {{nxt_free}}, which is not known; did you mean {{next_free}}?" in shown
    assert f"{here} says 45 AZN, and canoe costs 0, 20, 40; write {{price}}" in shown


def test_the_shipped_hotel_contradicts_itself_nowhere() -> None:
    catalog, issues = folder.read(shipped.folder("packages_catalog"), today=date(2026, 11, 22))
    assert catalog
    assert issues == []


def test_every_long_answer_has_plain_words_in_every_language() -> None:
    catalog, _ = folder.read(shipped.folder("packages_catalog"))
    assert catalog
    long = [one for one in catalog.knowledge.values() if len(SENTENCE.split(one.answer["en"])) > 2]
    assert len(long) > 40
    for one in long:
        assert one.simple, one.id
        assert set(one.simple) == set(one.answer), one.id
        assert all(len(one.simple[code]) < len(one.answer[code]) for code in one.simple), one.id
