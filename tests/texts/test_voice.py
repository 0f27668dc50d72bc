"""The voice: nothing untimed, no bare no, no excuse, no storms of exclamation, no capitals, few emoji."""

from __future__ import annotations

import re
import unicodedata

import pytest

from bot.speech import TAG
from tests.texts.spoken import PLACEHOLDER, SPOKEN, Said, everything, forms, from_locales

BANNED = {
    "en": "soon$|shortly$|as soon as possible|unfortunately|invalid$|inconvenien|error$|the system|the bot$|"
    "sorry for the|wrong date|hurry up|only today|sir$|madam$",
    "ru": "скоро$|в ближайшее время|к сожалению|неверн|неудобств|ошибк|бот$|бота$|ботом$|в кратчайш|"
    "не стесняйтесь|успешно|некорректн|запрос$|запроса$",
    "az": "tezliklə|yaxın zamanda|təəssüf|yanlış|narahatlığa görə|xəta|problem yoxdur|ən qısa zamanda",
    "kk": "жақында$|жақын арада|өкінішке қарай|қате$|қателік|қолайсызды|тез арада",
    "hu": "hamarosan|mihamarabb|sajnos|hibás|hiba$|kellemetlenség|érvénytelen|rövidesen|ne habozz",
    "tr": "en kısa sürede|en kısa zamanda|yakında$|maalesef|ne yazık ki|geçersiz|hata$|hatalı|aksaklık|"
    "çekinmeyin|başarıyla|gerçekleştiril",
    "de": "in kürze|schnellstmöglich|baldmöglichst|so schnell wie möglich|bald$|demnächst|umgehend|leider|"
    "ungültig|unannehmlichkeit|fehler|erfolgreich|zögern sie nicht|das system|der bot$|bedauerlich|herr$|"
    "frau$",
}
GREETINGS = {"guest.welcome", "talk.greeting"}
FUNCTIONAL = "⏳✅📍🔔⏰"  # held, booked, place, reminder; a case that is late, in the staff group
SHORT = re.compile(r"[^\W\d_]{2,}")
SHORTENED = {"QR", "OK", "HDMI", "PIN", "CSV", "WLAN", "TV", "EV"}
SHORTENED |= {"JPEG", "PNG", "SVG", "HEIC", "RGB", "MB", "МБ"}  # what pictures are kept as
UNITS = r"min|Min\.|Std\.|h|kg|cm|km|m|MB|%|мин|ч|кг|см|км|м|МБ|сағ|dəq|kq|sm|dk"
TORN = re.compile(rf"[\d}}] (?:{UNITS})(?!\w)")  # a space at which a line may break


def shown(found: list[Said]) -> str:
    return "\n".join(f"{one}: {one.text}" for one in found)


@pytest.mark.parametrize("language", SPOKEN)
def test_what_no_guest_should_read_is_nowhere(language: str) -> None:
    banned = "|".join(one.replace("$", r"\b") for one in BANNED[language].split("|"))
    pattern = re.compile(rf"\b(?:{banned})", re.IGNORECASE)
    found = [one for one in everything() if one.language == language and pattern.search(one.text)]
    assert not found, shown(found)


def test_an_exclamation_mark_follows_a_greeting_and_nothing_else() -> None:
    loud = [one for one in everything() if "!" in one.text and one.where not in GREETINGS]
    assert not loud, shown(loud)
    assert all(one.text.count("!") <= 1 for one in from_locales())
    assert all("!" not in said for key in GREETINGS for said in forms("en")[key])


def test_a_message_has_one_emoji_at_most_first_on_its_line_and_never_instead_of_a_word() -> None:
    for one in everything():
        found = [char for char in one.text if unicodedata.category(char) == "So" and char not in "№°"]
        assert len(found) <= 1, one
        for char in found:
            assert char in FUNCTIONAL, one
            line = next(line for line in one.text.split("\n") if char in line)
            assert TAG.sub("", line).startswith(char), one
            assert PLACEHOLDER.search(line) or SHORT.search(line), one


def test_nothing_is_stressed_by_capitals() -> None:
    loud = [
        one
        for one in everything()
        if any(word.isupper() and len(word) > _short(one) and word not in SHORTENED for word in one.words)
    ]
    assert not loud, shown(loud)


def _short(one: Said) -> int:
    """The hotel's own texts name airports, taxes and plugs by three letters."""
    return 1 if one.where in forms("en") else 3


def test_a_message_of_the_desk_begins_with_the_point_in_bold() -> None:
    """What has two lines has a first one that is read alone on a locked screen."""
    plain = [
        one
        for one in from_locales()
        if "\n" in one.text and not re.match(r"<(?:b|blockquote)>", one.text) and not _second_half(one.where)
    ]
    assert not plain, shown(plain)


def _second_half(key: str) -> bool:
    """Steps that follow the first lines of an emergency, and lines of a longer screen."""
    area = key.partition(".")[0]
    parts = ("manager.change", "manager.change_undone", "card.request", "answer.live")
    return area == "emergency" or key in parts


def test_a_refusal_says_first_what_can_be_done() -> None:
    for language in SPOKEN:
        for key, said in forms(language).items():
            if key.startswith("refuse."):
                assert all(one.startswith("<b>") for one in said), (language, key)


@pytest.mark.parametrize("language", SPOKEN)
def test_quotation_marks_and_dashes_are_those_of_the_language(language: str) -> None:
    foreign = {"en": "«»„", "ru": '“”"', "az": '«»"', "kk": '“”"', "hu": '«»“"', "tr": '«»„"', "de": '«»”"'}[
        language
    ]
    found = [one for one in from_locales() if one.language == language and set(foreign) & set(one.text)]
    assert not found, shown(found)


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    torn = [one for one in from_locales() if TORN.search(one.text)]
    assert not torn, shown(torn)
