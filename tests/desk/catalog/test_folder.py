"""A folder of files becomes a catalog, or a list of what to mend: file, line, problem, fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.catalog import folder, writing, yaml
from bot.desk.catalog.model import Catalog
from tests.desk.tiny import tiny_catalog, tiny_facts
from tests.texts.spoken import shipped_catalog


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The tiny catalog as files, with the one photo it names."""
    folder.write(tiny_catalog(), tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "canoe.png").touch()
    return tmp_path


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(place: Path) -> list[str]:
    """The errors of a folder that is not taken."""
    catalog, issues = folder.read(place)
    assert catalog is None
    return [str(one) for one in issues if one.level == "error"]


def test_what_was_written_is_read_back_the_same(place: Path) -> None:
    catalog, issues = folder.read(place)
    assert issues == []
    assert catalog == tiny_catalog()


def test_an_export_names_the_version_it_came_from(place: Path) -> None:
    assert folder.base(place) is None
    folder.write(tiny_catalog(), place, base=7)
    assert folder.base(place) == 7
    assert folder.read(place)[1] == []


def test_an_export_names_files_that_the_catalog_does_not_have(place: Path) -> None:
    (place / "extras" / "active" / "draft.yaml").write_text("code: draft\n")
    assert folder.write(tiny_catalog(), place) == ["extras/active/draft.yaml"]
    assert (place / "extras" / "active" / "draft.yaml").exists()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('price: "40"', "price: forty", '26: price "forty" is not a price; write it like 30 or 30.50'),
        ('price: "40"', 'price: "40,5"', '26: price "40,5" is not a price; write it like 30 or 30.50'),
        ('price: "40"', 'price: "-5"', '26: price "-5" is not a price; write it like 30 or 30.50'),
        ('price: "40"', "prise: 40", "25: price is missing; add price: here"),
        ('price: "40"', "prise: 40", "26: prise is not a field here; did you mean price?"),
        ('"10:00"', '"600"', '37: times "600" is not a time; write it like "09:30"'),
        ('"10:00"', '"25:00"', '37: times "25:00" is not a time; write it like "09:30"'),
        ('code: "canoe"', 'code: "Ca noe"', '1: code "Ca noe" is not a code; use 2 to 40 small Latin'),
        (
            'code: "canoe"',
            'code: "kanoe"',
            "1: code is kanoe, but the file is named canoe; make them the same",
        ),
        ('group: "active"', 'group: "nature"', "2: group is nature, but the folder is for active; make them"),
        ('mode: "slot"', 'mode: "slots"', '3: mode "slots" is not known; did you mean slot?'),
        ('mode: "slot"', "mode:", "3: mode is empty; write a value or remove the line"),
        ("order: 10", "order: ten", '5: order "ten" is not a whole number; write digits only, like 12'),
        (
            "weather: true",
            "weather: maybe",
            '40: weather "maybe" is neither true nor false; write true or false',
        ),
        ("capacity: 8", "capacity: 0", '35: capacity "0" is too small; write 1 or more'),
        ("min_age: 18", "min_age: 130", '27: min_age "130" is too large; write 120 or less'),
        ('  en: "Canoe trip"', '  EN: "Canoe trip"', '8: EN "EN" is not a language; write two small letters'),
        (
            'department: "activities"',
            'department: "activites"',
            "4: department activites does not exist; did",
        ),
        ('photo: "canoe.png"', 'photo: "kanoe.png"', '6: photo "kanoe.png" is not in photos/; did you mean'),
    ],
)
def test_a_mistake_in_an_extra_is_named_with_line_and_fix(
    place: Path, old: str, new: str, expected: str
) -> None:
    swap(place / "extras" / "active" / "canoe.yaml", old, new)
    issues = said(place)
    assert any(one.startswith(f"extras/active/canoe.yaml:{expected}") for one in issues), issues


def test_a_text_that_is_too_long_is_named(place: Path) -> None:
    swap(place / "hotel.yaml", "+994 24 555 01 01", "1" * 601)
    assert said(place) == ["hotel.yaml:14: reception_phone is too long; shorten it to 600 characters"]


def test_a_list_where_a_text_belongs_is_named(place: Path) -> None:
    swap(place / "hotel.yaml", '"112"', '["112"]')
    assert "emergency_number must be one text; write it in double quotes on one line" in said(place)[0]


def test_a_missing_hotel_is_named(place: Path) -> None:
    (place / "hotel.yaml").unlink()
    assert said(place) == ["hotel.yaml: the file is missing; write it as README.md shows"]


def test_an_empty_folder_is_no_catalog(tmp_path: Path) -> None:
    assert said(tmp_path / "nowhere") == ["hotel.yaml: the file is missing; write it as README.md shows"]


def test_the_same_code_in_two_places_is_named(place: Path) -> None:
    text = (place / "extras" / "active" / "canoe.yaml").read_text(encoding="utf-8")
    (place / "extras" / "nature").mkdir()
    (place / "extras" / "nature" / "canoe.yaml").write_text(text.replace('"active"', '"nature"'), "utf-8")
    assert said(place) == [
        "extras/nature/canoe.yaml:1: canoe is also in extras/active/canoe.yaml; keep one of the two"
    ]


def test_the_same_entry_twice_is_named(place: Path) -> None:
    text = (place / "knowledge" / "stay.yaml").read_text(encoding="utf-8")
    (place / "knowledge" / "more.yaml").write_text(text, "utf-8")
    assert "knowledge/stay.yaml:2: breakfast is also in knowledge/more.yaml:2; keep one" in said(place)[0]


def test_entries_must_be_a_list(place: Path) -> None:
    (place / "knowledge" / "more.yaml").write_text("id: x\n", "utf-8")
    assert said(place) == [
        "knowledge/more.yaml:1: id is not a field here; indent it under entries:",
        'knowledge/more.yaml:1: there is no list of entries; begin with "entries:" and "- id:"',
    ]


def test_a_file_in_the_wrong_place_is_a_warning(place: Path) -> None:
    (place / "extras" / "activ").mkdir()
    for name in ("extras/activ/x.yaml", "knowledge/x.yml", "notes.yaml", ".hidden.yaml"):
        (place / name).write_text("a: 1\n")
    catalog, issues = folder.read(place)
    assert catalog is not None
    assert [str(one) for one in issues] == [
        "extras/activ/x.yaml: the file is not read; did you mean active?",
        "knowledge/x.yml: the file is not read; rename it to x.yaml",
        f"notes.yaml: the file is not read; {folder.LAYOUT}",
    ]


def test_several_problems_are_told_together(place: Path) -> None:
    swap(place / "hotel.yaml", 'currency: "AZN"', 'currency: "azn"')
    swap(place / "extras" / "active" / "canoe.yaml", 'price: "40"', "price: x")
    swap(place / "extras" / "active" / "canoe.yaml", 'price: "20"', "price: y")
    assert [one.split(";")[0] for one in said(place)] == [
        'extras/active/canoe.yaml:26: price "x" is not a price',
        'extras/active/canoe.yaml:29: price "y" is not a price',
        'hotel.yaml:11: currency "azn" is not a currency',
    ]


TREES = st.recursive(
    st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """The tiny hotel with any one part replaced by anything."""
    facts: Any = tiny_facts()
    part: Any = draw(st.sampled_from([facts["hotel"], *facts["offers"].values()]))
    whole = facts["hotel"] if part is facts["hotel"] else part
    while draw(st.booleans()):
        inner = [one for one in (part.values() if isinstance(part, dict) else part) if one]
        inner = [one for one in inner if isinstance(one, dict | list)]
        if not inner:
            break
        part = draw(st.sampled_from(inner))
    if isinstance(part, dict):
        part[draw(st.sampled_from([*part, "extra"]))] = draw(TREES)
    else:
        part[0] = draw(TREES)
    return {"whole": whole, "hotel": whole is facts["hotel"]}


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_no_tree_makes_the_validator_raise(tmp_path_factory: Any, facts: dict[str, Any]) -> None:
    place = tmp_path_factory.mktemp("damaged")
    folder.write(tiny_catalog(), place)
    name = "hotel.yaml" if facts["hotel"] else "packages/damaged.yaml"
    (place / name).parent.mkdir(exist_ok=True)
    text = pyyaml.safe_dump(facts["whole"], allow_unicode=True)
    (place / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    _, issues = folder.read(place)
    assert all(one.problem and one.fix for one in issues)


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1
).filter(lambda one: 0 < len(one.strip()) <= 600)


@settings(max_examples=60, deadline=None)
@given(
    texts=st.dictionaries(st.from_regex(r"[a-z]{2}", fullmatch=True), PLAIN, min_size=1, max_size=4),
    price=st.decimals(0, 1_000_000, places=2),
    ages=st.tuples(st.integers(0, 120), st.integers(0, 120)),
    note=st.none() | st.dictionaries(st.just("en"), PLAIN, min_size=1),
    times=st.lists(st.times().map(lambda one: one.strftime("%H:%M")), min_size=1, max_size=3),
)
def test_any_catalog_survives_the_way_through_files(
    tmp_path_factory: Any,
    texts: dict[str, str],
    price: Any,
    ages: tuple[int, int],
    note: dict[str, str] | None,
    times: list[str],
) -> None:
    facts = tiny_facts()
    facts["offers"]["canoe"] |= {"about": texts, "deposit": str(price), "active": "false", "photo": None}
    facts["offers"]["canoe"]["rules"] |= {"min_age": ages[0], "max_age": ages[1], "note": note}
    option = facts["offers"]["canoe"]["options"][0]
    option["schedule"] = [{"days": ["mon"], "times": times, "from": "2026-12-01"}]
    catalog = Catalog.model_validate(facts)
    place = tmp_path_factory.mktemp("round")
    folder.write(catalog, place)
    assert rebuilt(place) == catalog
    assert_words_are_what_is_read(catalog)


def test_the_words_of_a_file_are_what_reading_it_gives() -> None:
    assert_words_are_what_is_read(shipped_catalog())


def assert_words_are_what_is_read(catalog: Catalog) -> None:
    """Two catalogs are compared without writing either."""
    for name, data in writing.contents(catalog).items():
        source, issues = yaml.read(writing.text(data).encode(), name)
        assert source is not None, issues
        assert source.data == writing.words(data)


def rebuilt(place: Path) -> Catalog:
    """The catalog of the files, without the checks that come after the model."""
    found = folder._Found(place)  # the texts here are any characters, which the checks would refuse
    for path in folder.files(place):
        folder._read_file(found, path)
    assert found.issues == []
    assert found.hotel is not None
    return Catalog(hotel=found.hotel, offers=found.offers, knowledge=found.knowledge)
