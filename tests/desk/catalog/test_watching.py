"""What the files of the hotel's own folder mean, two people's edits in one, and files brought up to date."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.desk.catalog import folder, watching
from bot.desk.catalog.edits import price_of, set_price
from bot.desk.catalog.merging import merged
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.patching import brought
from bot.desk.catalog.versions import canonical
from tests.desk.tiny import tiny_catalog


def priced(catalog: Catalog, amount: int, unit: int = 0) -> Catalog:
    return set_price(catalog, "canoe", "default", unit, Decimal(amount))


def renamed(catalog: Catalog, number: str) -> Catalog:
    hotel = catalog.hotel.model_copy(update={"emergency_number": number})
    return catalog.model_copy(update={"hotel": hotel})


def without(catalog: Catalog, code: str) -> Catalog:
    return catalog.model_copy(update={"offers": {k: v for k, v in catalog.offers.items() if k != code}})


OLD = tiny_catalog()
CHAT = priced(OLD, 45)


@pytest.mark.parametrize(
    ("found", "base", "before", "verdict"),
    [
        (CHAT, 1, OLD, "same"),
        (renamed(CHAT, "113"), 2, CHAT, "publish"),
        (OLD, 1, OLD, "behind"),
        (renamed(OLD, "113"), 1, OLD, "conflict"),
        (priced(OLD, 50), 1, OLD, "conflict"),
        (OLD, None, None, "conflict"),
        (OLD, 7, None, "conflict"),  # of a version that was never published here
    ],
)
def test_the_base_decides_what_files_mean(
    found: Catalog, base: int | None, before: Catalog | None, verdict: str
) -> None:
    assert watching.judge(found, base, 2, CHAT, before) == verdict


def test_an_update_that_was_cut_off_in_the_middle_is_no_edit() -> None:
    live = renamed(CHAT, "113")
    assert watching.judge(CHAT, 1, 3, live, OLD) == "behind"  # half of what changed has been written


def test_what_would_be_taken_back_is_listed_and_nothing_else() -> None:
    lost = watching.reverted(CHAT, renamed(OLD, "113"), OLD)
    assert [str(one) for one in lost] == ["canoe, ADULT 18+, price: 45 → 40 (−11 %)"]


def test_edits_that_do_not_touch_are_kept_both() -> None:
    both = merged(OLD, renamed(OLD, "113"), CHAT)
    assert both is not None
    assert canonical(both) == canonical(renamed(CHAT, "113"))


def test_where_they_touch_the_chosen_one_has_it() -> None:
    both = merged(OLD, priced(priced(OLD, 50), 25, unit=1), CHAT)
    assert both is not None
    assert [price_of(both, "canoe", "default", unit) for unit in (0, 1)] == [45, 25]


def test_what_one_took_out_and_the_other_left_alone_is_out() -> None:
    code = next(one for one in OLD.offers if one != "canoe")
    both = merged(OLD, without(OLD, code), CHAT)
    assert both is not None
    assert code not in both.offers
    assert merged(OLD, without(OLD, "canoe"), CHAT) == CHAT  # the chosen one changed it: it stays


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder.write(OLD, tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "canoe.png").write_bytes(b"drawn elsewhere")
    return tmp_path


def test_a_new_price_touches_one_line_and_no_comment(files: Path) -> None:
    path = files / "extras/active/canoe.yaml"
    path.write_text(f"# Madina: the boats are new\n{path.read_text()}")
    (changed,) = brought(files, OLD, CHAT).items()
    name, content = changed
    assert name == "extras/active/canoe.yaml"
    assert content == path.read_text().replace('"40"', '"45"')


def test_what_is_more_than_texts_is_written_anew_and_reads_as_the_catalog(files: Path) -> None:
    told = {one.offer for one in OLD.knowledge.values()}
    code = next(one for one in OLD.offers if one != "canoe" and one not in told)
    wanted = without(renamed(CHAT, "113"), code)
    gone = [name for name, content in brought(files, OLD, wanted).items() if content is None]
    assert [Path(one).stem for one in gone] == [code]
    for name, content in brought(files, OLD, wanted).items():
        (files / name).write_text(content) if content is not None else (files / name).unlink()
    found, issues = folder.read(files)
    assert found is not None, issues
    assert canonical(found) == canonical(wanted)


def test_answers_in_files_of_other_names_do_not_come_twice(files: Path) -> None:
    standing = sorted((files / "knowledge").iterdir())
    standing[0].rename(files / "knowledge" / "mine.yaml")
    code, entry = next(iter(OLD.knowledge.items()))
    changed = entry.model_copy(update={"title": {**entry.title, "en": "Another title"}})
    wanted = OLD.model_copy(update={"knowledge": {**OLD.knowledge, code: changed}})
    for name, content in brought(files, OLD, wanted).items():
        (files / name).write_text(content) if content is not None else (files / name).unlink()
    found, issues = folder.read(files)
    assert found is not None, issues
    assert canonical(found) == canonical(wanted)


def test_files_that_say_it_already_are_left_alone(files: Path) -> None:
    assert brought(files, OLD, Catalog.model_validate_json(canonical(OLD))) == {}
