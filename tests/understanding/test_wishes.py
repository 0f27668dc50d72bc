"""Several wishes in one message: the hotel's own entries count, and a bare word may be one."""

from __future__ import annotations

import pytest

from bot import shipped
from bot.desk.catalog import folder
from bot.tg.hearing import phrases
from bot.understanding import Understanding, decide

NOTARY = ("taught_1", "en", "Is there a notary in town?")


@pytest.fixture(scope="module")
def hotel(understanding: Understanding) -> Understanding:
    """With the words of the hotel that ships, and one answer that it was taught."""
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    return understanding.joined([*phrases(catalog), NOTARY])


def wishes(hotel: Understanding, text: str, language: str) -> set[str]:
    """The entries of equal shares; none for one wish."""
    found = hotel.understand(text, hint=language)
    names = {one.entry for one in found.candidates if one.probability == found.candidates[0].probability}
    return names if decide(found) == "clarify" and len(names) > 1 else set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is a notary, and when is breakfast?", "en"),
        ("When is breakfast and is a notary in town?", "en"),
    ],
)
def test_what_the_hotel_was_taught_is_one_of_two_wishes(
    hotel: Understanding, text: str, language: str
) -> None:
    assert wishes(hotel, text, language) == {"taught_1", "breakfast"}


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("Breakfast and parking?", "en", {"breakfast", "parking"}),
        ("wifi und Parken?", "de", {"wifi", "parking"}),
        ("завтрак и парковка", "ru", {"breakfast", "parking"}),
        ("səhər yeməyi və dayanacaq", "az", {"breakfast", "parking"}),
        ("таңғы ас және сауна", "kk", {"breakfast", "sauna"}),
        ("reggeli, parkolás", "hu", {"breakfast", "parking"}),
        ("kahvaltı ve otopark", "tr", {"breakfast", "parking"}),
    ],
)
def test_a_bare_word_is_a_wish_where_it_names_what_the_hotel_has(
    hotel: Understanding, text: str, language: str, named: set[str]
) -> None:
    assert hotel.at_once(text, hint=language) is None
    assert wishes(hotel, text, language) == named


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("bread and butter", "en"),
        ("left and right", "en"),
        ("parking, tomorrow?", "en"),
        ("breakfast, please", "en"),
        ("Hi, breakfast?", "en"),
        ("tea and coffee", "en"),
        ("bed and breakfast", "en"),
        ("when is breakfast, and dinner?", "en"),
        ("what does a room cost with sauna and breakfast", "en"),
        ("сауна, завтра", "ru"),
        ("хлеб и масло", "ru"),
        ("Brot und Butter", "de"),
        ("Parken, bitte", "de"),
        ("süt ve şeker", "tr"),
        ("kenyér és vaj", "hu"),
    ],
)
def test_what_belongs_together_is_one_wish(hotel: Understanding, text: str, language: str) -> None:
    assert wishes(hotel, text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "danger"),
    [
        ("Föhn hat Feuer gefangen, das Handtuch jetzt auch", "de", "fire"),
        ("электр қалқаны шытырлап, күйік иісі шығады", "kk", "fire"),
        ("the twins aren't in the kids' club, the lady says they left", "en", "lost_child"),
        ("maşın qoyduğum yerdə yoxdu, açar cibimdədi", "az", "theft"),
    ],
)
def test_a_danger_told_in_two_parts_is_no_two_wishes(
    hotel: Understanding, text: str, language: str, danger: str
) -> None:
    assert hotel.understand(text, hint=language).candidates[0].entry == danger
