"""Amounts, spans, the notice in a language that the hotel does not offer: what CLDR leaves to us."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db import Connection
from bot.desk.asked import Asked, Heard
from bot.desk.house import House
from bot.desk.menu import front
from bot.money import Money
from bot.say import Span, Text, pack, unpack
from tests.texts.letters import html_of, letters_to, said_to
from tests.texts.spoken import NOT_SPOKEN, SPOKEN, speech

NBSP = "\u00a0"


def offering(house: House, *languages: str) -> House:
    """The hotel, in fewer languages than the desk speaks."""
    hotel = house.hotel.model_copy(update={"languages": list(languages)})
    return replace(house, catalog=house.catalog.model_copy(update={"hotel": hotel}))


@pytest.mark.parametrize(
    ("language", "amount", "currency", "said"),
    [
        ("en", "2.125", "KWD", "KWD 2.125"),
        ("en", "0.005", "BHD", "BHD 0.005"),
        ("de", "1234.567", "OMR", "1.234,567 OMR"),
        ("ru", "2.5", "KWD", "2,500 KWD"),
        ("tr", "2.125", "KWD", "KWD 2,125"),
        ("hu", "12", "JOD", "12 JOD"),
        ("en", "12.5", "AZN", "AZN 12.50"),
        ("az", "12.5", "AZN", "12,50 ₼"),
        ("de", "1200", "JPY", "1.200 ¥"),
    ],
)
def test_an_amount_is_said_to_its_last_digit(language: str, amount: str, currency: str, said: str) -> None:
    """A fils is a thousandth of a dinar; whole amounts have no decimals."""
    read = speech().voice(language, "Asia/Baku").html(Money.of(amount, currency))
    assert read.replace(NBSP, " ") == said


@pytest.mark.parametrize(
    ("language", "minutes", "said"),
    [
        ("hu", 120, "2 óra"),
        ("hu", 90, "1 óra 30 perc"),
        ("hu", 45, "45 perc"),
        ("en", 90, "1 hr 30 mins"),
        ("ru", 90, "1 ч 30 мин"),
        ("az", 90, "1 saat 30 dəq"),
        ("kk", 90, "1 сағ 30 мин"),
        ("tr", 90, "1 saat 30 dk"),
        ("tr", 3 * 24 * 60, "3 gün"),
        ("de", 90, "1 Std. 30 Min."),
        ("de", 3 * 24 * 60, "3 Tage"),
    ],
)
def test_a_span_reads_as_people_say_it(language: str, minutes: int, said: str) -> None:
    assert speech().voice(language, "Asia/Baku").html(Span(minutes)) == said.replace(" ", NBSP)


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("minutes", [0, 1, 30, 60, 150, 24 * 60, 3 * 24 * 60])
def test_a_span_never_shows_the_name_of_its_unit_in_code(language: str, minutes: int) -> None:
    assert "duration" not in speech().voice(language, "Asia/Baku").html(Span(minutes))


def test_a_text_may_be_said_in_a_language_of_its_own() -> None:
    said = Text(NOT_SPOKEN, {"language": "Englisch"}, language="de")
    assert unpack(pack(said)) == said
    voice = speech().voice("en", "Asia/Baku")
    assert voice.html(said) == (
        "<b>Ich verstehe Sie, schreiben Sie gern auf Deutsch.</b>\nIn diesem Haus antworte ich auf Englisch."
    )
    assert "English" in voice.html(Text(NOT_SPOKEN, {"language": "English"}))


@pytest.mark.parametrize(
    ("hint", "heard", "said"),
    [
        ("tr", None, "Bu otelde şu dilde yanıt veriyorum: Azerbaycan dili"),
        ("de-AT", None, "In diesem Haus antworte ich auf Aserbaidschanisch."),
        ("ru", "de", "In diesem Haus antworte ich auf Russisch."),
        ("hu", None, "Ebben a szállodában ezen a nyelven válaszolok: azerbajdzsáni"),
        ("tr", "de", "In diesem Haus antworte ich auf Aserbaidschanisch."),
    ],
)
def test_a_guest_whose_language_the_hotel_does_not_offer_is_told_once_in_which_one_we_answer(
    conn: Connection, house: House, hint: str, heard: str | None, said: str
) -> None:
    house = offering(house, "az", "ru", "en")
    spoken = Heard(heard, "handoff") if heard else None
    asked = Asked(
        chat_id=77, user_id=77, name="Jo", kind="text", text="/start", message_id=1, hint=hint, heard=spoken
    )
    front.private(conn, house, asked)
    notice, *_ = [html_of(one, "en") for one in said_to(conn, 77)]
    assert notice.endswith(said)
    before = len(letters_to(conn, 77))
    front.private(conn, house, asked)
    assert html_of(said_to(conn, 77)[before], "en") != notice


@pytest.mark.parametrize("hint", ["en", "ru", "az", "fr", None])
def test_a_guest_we_speak_to_or_cannot_read_is_not_told_so(
    conn: Connection, house: House, hint: str | None
) -> None:
    house = offering(house, "az", "ru", "en")
    asked = Asked(chat_id=78, user_id=78, name="Jo", kind="text", text="/start", message_id=1, hint=hint)
    front.private(conn, house, asked)
    assert len(said_to(conn, 78)) == 1


def test_danger_comes_before_any_notice(conn: Connection, house: House) -> None:
    house = offering(house, "az", "ru", "en")
    heard = Heard("de", "sensitive", risk="fire")
    asked = Asked(
        chat_id=79, user_id=79, name="Jo", kind="text", text="Feuer", message_id=1, hint="de", heard=heard
    )
    front.private(conn, house, asked)
    assert "112" in html_of(said_to(conn, 79)[0], "en")
