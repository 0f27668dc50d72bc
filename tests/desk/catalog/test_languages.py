"""What a language lacks: named by weight, out to a translator and back, a machine's marked until read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db import Connection
from bot.desk.catalog import marks, missing, outdated, runtime, versions
from bot.desk.catalog.check import check
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.places import Place, plain, texts
from bot.desk.house import House
from bot.desk.learning import translated, translating
from bot.desk.learning.translating import Read, Translated
from bot.desk.stays.reading.read import read
from bot.desk.stays.reading.table import MOST_CHARACTERS, Table
from bot.say import Local, chain, in_words, read_in
from bot.sheets.tables import xlsx
from bot.speech import Speech
from tests.desk.tiny import tiny_catalog, tiny_facts

ABOUT: Place = ("offers", "canoe", "about")
TITLE: Place = ("offers", "canoe", "title")
ANSWER: Place = ("knowledge", "breakfast", "answer")


def in_three(**changed: Any) -> Catalog:
    """The tiny hotel, which greets Hungarians too and has told them nothing but the city."""
    facts = tiny_facts()
    facts["hotel"]["languages"] = ["en", "az", "hu"]
    facts["hotel"]["city"]["hu"] = "Qəbələ"
    for name, value in changed.items():
        facts["offers"]["canoe"][name] = value
    return Catalog.model_validate(facts)


@pytest.fixture
def open_house(conn: Connection, house: House) -> House:
    return live(conn, house, in_three(), base=0)


def live(conn: Connection, house: House, catalog: Catalog, *, base: int) -> House:
    number = runtime.import_catalog(
        conn, house.id, catalog, base=base, author="Madina", reason="test", now=house.now
    )
    return House(house.id, catalog, number, house.now)


def put(catalog: Catalog, place: Place, **said: str | None) -> Catalog:
    facts = plain(catalog)
    part: Any = facts
    for step in place:
        part = part[step]
    part |= said
    for code in [code for code, words in said.items() if words is None]:
        del part[code]
    return Catalog.model_validate(facts)


def test_every_text_has_a_name_of_its_own() -> None:
    places = [place for place, _ in texts(plain(tiny_catalog()))]
    assert len(set(places)) == len(places)
    assert {ABOUT, TITLE, ANSWER, ("hotel", "departments", "duty", "role")} <= set(places)
    assert ("offers", "sauna", "options", "default", "units", "OTHER", "title") in places


def test_what_is_missing_is_listed_by_what_guests_see_first() -> None:
    look = missing.look(in_three(), {})
    weights = [one.weight for one in look.of("hu")]
    assert weights == sorted(weights, key=lambda one: -missing.WEIGHTS[one])
    assert weights[0] == "title"
    assert {one.source for one in look.gaps} == {"az"}
    assert (look.percent["en"], look.percent["az"]) == (100, 100)
    assert 0 < look.percent["hu"] < 5


def test_a_hundred_percent_is_said_when_nothing_is_left() -> None:
    facts = plain(in_three())
    for _, said in texts(facts):
        said |= {"hu": said["az"]}  # type: ignore[operator]  # plain data: a dict
    full = Catalog.model_validate(facts)
    assert missing.look(full, {}).percent["hu"] == 100
    one_short = missing.look(put(full, ("knowledge", "wifi", "answer"), hu=None), {})
    assert one_short.percent["hu"] < 100
    assert [one.place for one in one_short.of("hu")] == [("knowledge", "wifi", "answer")]


def test_a_translation_is_older_than_a_source_that_changed(conn: Connection, open_house: House) -> None:
    before = open_house.catalog.offers["canoe"].about["az"]
    now = live(conn, open_house, put(open_house.catalog, ABOUT, az="Axşam gəzintisi."), base=1)
    old = outdated.of(conn, now.id)
    assert old == {ABOUT: {"en": before}}
    (gap,) = translated.look(conn, now).of("en")
    assert (gap.kind, gap.place, gap.before) == ("outdated", ABOUT, before)


def test_it_is_new_again_once_it_is_written_anew(conn: Connection, open_house: House) -> None:
    first = live(conn, open_house, put(open_house.catalog, ABOUT, az="Axşam gəzintisi."), base=1)
    live(conn, first, put(first.catalog, ABOUT, en="An evening trip."), base=2)
    assert outdated.of(conn, first.id) == {}


def test_it_is_new_again_once_the_source_is_what_it_was(conn: Connection, open_house: House) -> None:
    first = live(conn, open_house, put(open_house.catalog, ABOUT, az="Axşam gəzintisi."), base=1)
    second = live(conn, first, put(first.catalog, ABOUT, az="Gecə gəzintisi."), base=2)
    assert outdated.of(conn, second.id)[ABOUT]["en"] == open_house.catalog.offers["canoe"].about["az"]
    versions.restore(conn, second.id, 1, author="Madina", reason="undo", now=second.now)
    assert outdated.of(conn, second.id) == {}


def test_both_written_at_once_leave_nothing_behind(conn: Connection, open_house: House) -> None:
    both = put(open_house.catalog, ABOUT, az="Axşam gəzintisi.", en="An evening trip.")
    assert outdated.of(conn, live(conn, open_house, both, base=1).id) == {}


def test_a_price_or_another_hotels_edit_leaves_nothing_behind(conn: Connection, open_house: House) -> None:
    other = House("elsewhere", open_house.catalog, 1, open_house.now)
    live(conn, other, open_house.catalog, base=0)
    live(conn, other, put(other.catalog, ABOUT, az="Axşam gəzintisi."), base=1)
    dearer = open_house.catalog.model_copy(update={"offers": {**in_three(order="12").offers}})
    live(conn, open_house, dearer, base=1)
    assert outdated.of(conn, open_house.id) == {}


def sent_back(rows: list[list[str]], **filled: tuple[str, str]) -> Table:
    """What a translator makes of it: by field, the words and what stands under auto."""
    to, auto = rows[0].index("to hu"), rows[0].index("auto")
    for row in rows[1:]:
        if row[0] == "offers/canoe" and row[1] in filled:
            row[to], row[auto] = filled[row[1]]
    table = read(xlsx(rows, "Texts"))
    assert isinstance(table, Table)
    return table


def test_only_what_is_missing_goes_out_and_comes_back(conn: Connection, open_house: House) -> None:
    look = translated.look(conn, open_house)
    rows = translating.rows(open_house.catalog, look, "hu")
    assert rows[0] == ["code", "field", "from az", "en", "now hu", "to hu", "auto", "note"]
    assert [row[-1] for row in rows if row[:2] == ["offers/canoe", "title"]] == ["at most 24 characters"]
    assert len(rows) - 1 == len(look.of("hu"))
    made = translating.read(
        sent_back(rows, title=("Kenutúra", ""), about=("Kenu a part mentén.", "yes")), open_house.catalog
    )
    assert made.wrong == []
    assert made.empty == len(rows) - 3
    translated.publish(conn, open_house, made, "Madina", reason="translations")
    now = versions.live(conn, open_house)
    assert now.catalog.offers["canoe"].title["hu"] == "Kenutúra"
    assert now.catalog.offers["canoe"].auto == {"hu": ["about"]}
    assert [one.place for one in translated.look(conn, now).of("hu", "auto")] == [ABOUT]
    assert check(now.catalog, frozenset({"canoe.png"})) != []  # what is still missing is warned of


def test_a_file_that_is_older_than_the_source_is_taken_and_stays_in_the_list(
    conn: Connection, open_house: House
) -> None:
    table = sent_back(
        translating.rows(open_house.catalog, translated.look(conn, open_house), "hu"), about=("Kenu.", "")
    )
    old = open_house.catalog.offers["canoe"].about["az"]
    now = live(conn, open_house, put(open_house.catalog, ABOUT, az="Axşam gəzintisi.", en="Evening."), base=1)
    made = translating.read(table, now.catalog)
    assert [one.key for one in made.doubts] == ["since"]
    translated.publish(conn, now, made, "Madina", reason="translations")
    assert outdated.of(conn, now.id) == {ABOUT: {"hu": old}}


@pytest.mark.parametrize(
    ("field", "words", "auto", "key"),
    [
        ("title", "Kenutúra a tó körül naplementekor", "", "too_long"),
        ("about", "K" * 601, "", "too_long"),
        ("about", "<b>Kenu</b>", "", "tag"),
        ("about", "Kenu {price}", "", "braces"),
        ("about", "Kenu {0.__class__}", "", "braces"),
        ("about", "Kenu", "perhaps", "auto"),
    ],
)
def test_a_cell_that_does_not_fit_is_named_and_nothing_changes(
    field: str, words: str, auto: str, key: str
) -> None:
    catalog = in_three()
    rows = translating.rows(catalog, missing.look(catalog, {}), "hu")
    number = next(at for at, row in enumerate(rows, 1) if row[:2] == ["offers/canoe", field])
    made = translating.read(sent_back(rows, **{field: (words, auto)}), catalog)
    column = "G" if key == "auto" else "F"
    assert [(one.cell, one.key) for one in made.wrong] == [(f"{column}{number}", key)]


def test_names_in_braces_stay_as_they_are() -> None:
    catalog = put(in_three(), ANSWER, az="Saat {hours}.", en="From {hours}.")
    rows = translating.rows(catalog, missing.look(catalog, {}), "hu")
    row = next(one for one in rows if one[0] == "knowledge/breakfast" and one[1] == "answer")
    assert "keep {hours} as it stands" in row[-1]
    assert [key for key, _ in translating.flaws(ANSWER, "Nyitva {orak}.", "Saat {hours}.")] == ["names"]
    assert list(translating.flaws(ANSWER, "{hours} között.", "Saat {hours}.")) == []


def test_a_hidden_character_never_gets_in() -> None:
    assert [key for key, _ in translating.flaws(ABOUT, "Kenu \u202egnirps", "x")] == ["hidden"]
    catalog = in_three()
    rows = translating.rows(catalog, missing.look(catalog, {}), "hu")
    made = translating.read(sent_back(rows, about=("Kenu \u202ea tavon", "")), catalog)
    assert [one.words for one in made.found] == ["Kenu a tavon"]


def test_rows_of_nowhere_and_foreign_files_are_refused() -> None:
    catalog = in_three()
    rows = translating.rows(catalog, missing.look(catalog, {}), "hu")
    rows = [
        rows[0],
        ["offers/kanoe", "about", "x", "", "", "Kenu", "", ""],
        ["hotel", "rooms", "", "", "", "x", "", ""],
    ]
    made = translating.read(read_table(rows), catalog)
    assert [one.key for one in made.wrong] == ["unknown", "unknown"]
    other = [[*rows[0][:5], "to fr", *rows[0][6:]], *rows[1:]]
    assert [one.key for one in translating.read(read_table(other), catalog).wrong] == ["language"]
    assert not translating.is_translation(read_table([["person", "department"], ["Dana", "reception"]]))


def read_table(rows: list[list[str]]) -> Table:
    table = read(xlsx(rows, "Texts"))
    assert isinstance(table, Table)
    return table


def test_the_longest_text_fits_into_a_cell() -> None:
    assert MOST_CHARACTERS > translating.LONGEST


def test_a_machines_text_is_approved_once_it_was_read(conn: Connection, open_house: House) -> None:
    made = Read(
        "hu", [Translated(TITLE, "Kenu", True, "Kanoe gəzintisi"), Translated(ABOUT, "Kenu", True, "x")]
    )
    translated.publish(conn, open_house, made, "Madina", reason="translations")
    now = versions.live(conn, open_house)
    assert marks.marked(plain(now.catalog)) == {(TITLE, "hu"), (ABOUT, "hu")}
    translated.approve(conn, now, TITLE, "hu", "Madina")
    assert versions.live(conn, now).catalog.offers["canoe"].auto == {"hu": ["about"]}


def test_a_mark_of_a_text_that_is_not_there_is_a_warning() -> None:
    catalog = in_three(auto={"hu": ["about"], "en": ["abuot"]})
    said = [one.problem for one in check(catalog, frozenset({"canoe.png"})) if "auto" in one.problem]
    assert said == ["auto about has no text in hu", "auto abuot is not a text here"]


@pytest.mark.parametrize(
    ("reader", "said", "expected"),
    [
        ("kk", {"kk": "жылы", "ru": "тепло", "az": "isti"}, "kk"),
        ("kk", {"ru": "тепло", "az": "isti"}, "ru"),
        ("kk", {"kk": " ", "ru": "", "az": "isti"}, "az"),
        ("pt-BR", {"pt": "quente", "az": "isti"}, "pt"),
        ("pt_br", {"pt": "quente", "az": "isti"}, "pt"),
        ("pt-BR", {"pt-BR": "quentinho", "pt": "quente"}, "pt-BR"),
        ("hu", {"az": "isti", "en": "warm"}, "az"),
        ("hu", {"en": "warm"}, "en"),
        ("hu", {}, None),
    ],
)
def test_a_reader_gets_the_nearest_text_there_is(
    reader: str, said: dict[str, str], expected: str | None
) -> None:
    assert read_in(said, reader, "az") == expected
    assert in_words(said, reader, "az") == (said[expected] if expected else "")


def test_a_message_is_never_empty_where_any_language_has_it(speech: Speech) -> None:
    for reader in (*speech.spoken, "pt-BR", "xx"):
        assert speech.voice(reader, "Asia/Baku", "az").html(Local({reader: "", "fi": "warm"})) == "warm"
    assert speech.voice("pt-BR", "Asia/Baku", "az").language == "az"
    assert list(chain("kk", "az")) == ["kk", "kk", "ru", "az"]


@pytest.fixture(scope="module")
def speech() -> Speech:
    from bot import shipped

    return Speech.load(shipped.folder("locales"))
