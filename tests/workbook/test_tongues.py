"""The workbook in the manager's language: every head, drop-down and help, and back from any language."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import BaseModel

from bot.desk.catalog import tongues
from bot.desk.catalog.columns import COLUMNS, FIELDS, VALUES
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.told import Name
from bot.speech import Voice
from bot.workbook import gathering, laying, marked, read, shapes, tree, write
from bot.workbook.heads import plain
from bot.workbook.pages import Grid, Page
from bot.workbook.sheets import ORDER, tables
from bot.workbook.tongue import EVERY, Tongue, back, choices, columns_of
from bot.workbook.words import example
from tests.desk.tiny import tiny_catalog
from tests.proofs import PROVING, ROUND_TRIP, proves
from tests.texts.spoken import OTHERS, SPOKEN, speech
from tests.workbook import anything

TRIALS = 1_000 if PROVING else 6


def voice(language: str) -> Voice:
    return speech().voice(language, "Asia/Baku")


@cache
def words(language: str) -> dict[str, str]:
    return tongues.words(voice(language))


@cache
def heard() -> dict[str, list[str]]:
    return tongues.heard(speech())


def spoken(page: Page, tongue: Tongue) -> Grid:
    """The page as a reader of that language has it."""
    found = Grid.of(Page(page.name, page.columns, [tongue.row(page, row) for row in page.rows]))
    return Grid(page.name, [(1, dict(enumerate(tongue.headers(page.columns)))), *found.rows[1:]])


@proves(ROUND_TRIP, injected="random catalogs in seven languages", trials=TRIALS)
@settings(max_examples=TRIALS, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32).map(anything.catalog).filter(bool), st.sampled_from(SPOKEN))
def test_any_catalog_comes_back_from_any_language(catalog: Catalog, language: str) -> None:
    tongue = Tongue(words(language))
    found = gathering.gather([back(spoken(one, tongue), heard()) for one in laying.pages(catalog)])
    assert found.issues == []
    assert Catalog.model_validate(tree.unlabelled(found.root, shapes.ROOT, (), {})) == catalog


@proves(ROUND_TRIP, injected="a reader that knows English alone", control=True)
def test_a_reader_that_knows_english_alone_would_be_noticed() -> None:
    tongue = Tongue(words("kk"))
    found = gathering.gather([back(spoken(one, tongue), {}) for one in laying.pages(tiny_catalog())])
    assert found.misbuilt


def test_what_went_out_in_hungarian_is_read_and_comes_back_marked_in_azerbaijani() -> None:
    book: Any = load_workbook(io.BytesIO(write(tiny_catalog(), base=4, words=words("hu"))))
    heads = {cell.value: cell for cell in book["Prices"][1]}
    assert heads["Ár"].comment.text.strip() == "Írja így: 30 vagy 30.50."
    assert book["Prices"].data_validations.dataValidation[0].formula1 == "Offers!$A$2:$A$500"
    assert book["Offers"]["C2"].value == "igen"
    assert book["Hotel"]["A2"].value == "időzóna"
    assert book["Texts"]["C2"].value == "megnevezés"
    assert "Mit írjon ide" in [cell.value for cell in book["Help"][1]]
    heads["Ár"].offset(1).value, heads["Ár"].offset(2).value = "12o", "-"
    found = read(_saved(book), heard=heard())
    assert found.base == 4
    assert [one.place for one in found.issues] == ["Prices!G2", "Prices!G3"]
    issues = [replace(one, problem=_in_az(one.problem), fix=_in_az(one.fix)) for one in found.issues]
    again: Any = load_workbook(
        io.BytesIO(marked(_saved(book), issues, words=words("az"), signs=tongues.signs(speech())))
    )
    assert [cell.value for cell in again["To mend"][1]] == ["Harada", "Nə səhvdir", "Nə etməli"]
    assert again["Prices"]["G2"].comment.text.endswith(
        'Düzəldin: "12o" qiymət deyil; belə yazın: 30 və ya 30.50'
    )
    third: Any = load_workbook(io.BytesIO(marked(_saved(again), [], signs=tongues.signs(speech()))))
    assert third["Prices"]["G2"].comment is None


def _in_az(said: str) -> str:
    from bot.desk.catalog.told import spoken as value

    return voice("az").label(value(said))


def _saved(book: Any) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_every_column_and_every_value_has_its_word() -> None:
    columns = [one for sheet in ORDER for one in columns_of(sheet)]
    assert {Name(one.header).slug for one in columns} == COLUMNS
    assert {value for one in columns for value in choices(one.kind)} | {EVERY} == VALUES


def test_a_head_means_one_column_of_its_sheet_whatever_the_language() -> None:
    for sheet in ORDER:
        assert _doubtful([Name(one.header).slug for one in columns_of(sheet)], "column.") == {}, sheet


def test_a_word_in_a_drop_down_means_one_value_whatever_the_language() -> None:
    for kind in {one.kind for sheet in ORDER for one in columns_of(sheet) if choices(one.kind)}:
        assert _doubtful([*choices(kind), EVERY], "cell.") == {}


def test_a_field_s_word_means_one_field_of_its_part_whatever_the_language() -> None:
    for model in set(_models(shapes.ROOT, ())):
        named = [one for one in shapes.fields(model) if one in FIELDS or one in COLUMNS]
        found = defaultdict(set)
        for language in SPOKEN:
            for name in named:
                found[Tongue(words(language)).told(Name(name))].add(name)
        assert {word: meant for word, meant in found.items() if len(meant) > 1} == {}, model


def _models(shape: shapes.Shape, above: tuple[type[BaseModel], ...]) -> Iterator[type[BaseModel]]:
    if isinstance(shape, shapes.Part) and shape.model not in above:
        yield shape.model
        for one in shapes.fields(shape.model).values():
            yield from _models(one.shape, (*above, shape.model))
    elif isinstance(shape, shapes.Named | shapes.Many):
        yield from _models(shape.each, above)


def test_two_columns_with_one_head_would_be_noticed() -> None:
    assert _doubtful(["rules_min_age", "suits_min_age", "min_age"], "column.", like="Yaş alt sınırı")


def _doubtful(names: list[str], area: str, like: str | None = None) -> dict[str, set[str]]:
    found = defaultdict(set)
    for language in SPOKEN:
        for name in names:
            found[plain(like or words(language)[area + name])].add(name)
    return {word: meant for word, meant in found.items() if len(meant) > 1}


@pytest.mark.parametrize("language", OTHERS)
def test_no_help_is_left_in_english(language: str) -> None:
    tongue = Tongue(words(language))
    for table in tables():
        for column in table.every:
            if column.help:
                assert tongue.told(column.help) != str(column.help), column
            if (said := example(column.kind)) and choices(column.kind):
                assert tongue.cell(column, said) != said, column
