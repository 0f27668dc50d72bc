"""HTML read as Telegram reads it, for any text a guest may type."""

from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.telegram.markup import cut, read, units
from bot.demo.telegram.rules import Refused


@given(st.text())
def test_escaped_words_come_out_as_they_went_in(words: str) -> None:
    seen = read(escape(words), "HTML")
    assert (seen.text, seen.naked) == (words.strip(), False)


@given(st.text(), st.text(), st.text())
def test_an_entity_covers_exactly_its_words(before: str, words: str, after: str) -> None:
    seen = read(f"|{escape(before)}<blockquote>|{escape(words)}|</blockquote>{escape(after)}|", "HTML")
    (entity,) = seen.entities
    assert cut(seen.text, entity) == f"|{words}|" == seen.quote
    assert entity["offset"] == units(f"|{before}")


@given(st.text(alphabet="<>/b&;au\"'= lt-#x", max_size=40))
def test_any_markup_is_either_read_or_refused(text: str) -> None:
    with suppress(Refused):  # anything else that is raised fails the test
        seen = read(text, "HTML")
        assert all(0 < e["length"] <= units(seen.text) for e in seen.entities)


@given(st.text(alphabet="ab<>&", min_size=1))
def test_unescaped_words_do_not_pass_unnoticed(words: str) -> None:
    """Positive control: of the same words, not escaped, every < is refused and every & is noted."""
    try:
        seen = read(words, "HTML")
    except Refused:
        assert "<" in words
    else:
        assert "<" not in words
        assert seen.naked == ("&" in words)


def test_white_space_around_a_message_is_not_kept() -> None:
    seen = read("\n <b> Salam </b>\n", "HTML")
    assert (seen.text, seen.entities) == ("Salam", [{"type": "bold", "offset": 0, "length": 5}])


def test_a_time_needs_its_number() -> None:
    assert read('<tg-time unix="1780000000">noon</tg-time>', "HTML").entities[0]["unix_time"] == 1780000000
    with pytest.raises(Refused, match="unix"):
        read("<tg-time>noon</tg-time>", "HTML")


def test_other_parse_modes_are_not_spoken_here() -> None:
    with pytest.raises(Refused, match="unsupported parse_mode"):
        read("*x*", "MarkdownV2")
    assert read("*x* < &", None).text == "*x* < &"
