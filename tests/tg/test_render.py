"""Messages cut to Telegram's size and buttons in rows: nothing lost, nothing torn."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import shipped
from bot.say import Choice, Say, choice, say, text
from bot.speech import Speech, Voice
from bot.tg.render import LIMIT, keyboard, page, split, units

TAGS = ("b", "i", "blockquote")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
THUMB = "\U0001f44d\U0001f3fd"
FLAG = "\U0001f1e6\U0001f1ff"
KEYCAP = "3\ufe0f\u20e3"
PIECES = (
    "word",
    " ",
    "\n",
    "salam",
    "e\u0301",
    "a\u0302\u0301\u0323",
    "\u05d1\u05bc",
    FAMILY,
    THUMB,
    FLAG,
    KEYCAP,
    "&",
    "<",
)

plain = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
endless = st.builds(
    lambda one, n: one * n, st.sampled_from([p for p in PIECES if p.strip()]), st.integers(1, 900)
)
words = st.lists(st.one_of(plain, endless), max_size=6).map("".join)


def marked(inner: str, tags: list[str]) -> str:
    for tag in tags:
        inner = f"<{tag}>{inner}</{tag}>"
    return inner


paragraph = st.builds(
    marked,
    words.map(lambda said: html.escape(said, quote=False)),
    st.lists(st.sampled_from(TAGS), max_size=3),
)
texts = st.lists(paragraph, min_size=1, max_size=4).map("\n\n".join)


def visible(piece: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", piece))


def squeezed(said: str) -> str:
    """Without white space: that is where a message may be cut."""
    return re.sub(r"\s", "", said)


def balanced(piece: str) -> bool:
    opened: list[str] = []
    for closing, name in re.findall(r"<(/?)(\w+)[^>]*>", piece):
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


@given(texts)
@example("<b>" + "a" * 3988 + " bb" + "</b>")
@example("<blockquote>" + "word " * 799 + "x" + "</blockquote>")
@example("x " * 2100 + "\n" * 3000)
@example("x " * 1990 + "\n" * 600 + "<b>y</b>")
def test_a_long_text_is_cut_into_whole_messages(said: str) -> None:
    pieces = split(said)
    assert all(units(piece) <= LIMIT for piece in pieces)
    assert all(balanced(piece) for piece in pieces)
    assert squeezed("".join(map(visible, pieces))) == squeezed(visible(said))
    if len(pieces) > 1:
        assert all(visible(piece).strip() for piece in pieces)


@given(st.sampled_from(["e\u0301", "a\u0302\u0301\u0323", FAMILY, THUMB, FLAG, KEYCAP, "\u05d1\u05bc"]))
@example("\u0928\u0940")
def test_an_endless_word_is_never_cut_inside_what_one_reader_calls_a_letter(letter: str) -> None:
    for ahead in range(len(letter) + 1):
        pieces = split("x" * ahead + letter * 4200)
        assert len(pieces) > 1
        for piece in pieces[1:]:
            assert piece.startswith(letter), [f"{ord(ch):x}" for ch in piece[:4]]


def test_a_short_text_stays_as_it_is() -> None:
    assert split("<b>Breakfast</b> is 07:30 &amp; later") == ["<b>Breakfast</b> is 07:30 &amp; later"]


@pytest.mark.parametrize(("said", "length"), [("abc", 3), ("🙂", 2), ("e\u0301", 2), ("ə", 1), (FAMILY, 8)])
def test_length_is_counted_as_telegram_counts(said: str, length: int) -> None:
    assert units(said) == length


@pytest.fixture(scope="module")
def voice() -> Voice:
    return Speech.load(shipped.folder("locales")).voice("en", "Asia/Baku")


def rows(voice: Voice, *labels: str) -> list[list[str]]:
    made = keyboard([choice(label, "home") for label in labels], voice, "token")
    assert made
    return [[button.text for button in row] for row in made.inline_keyboard]


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (("Today", "Help"), [["Today", "Help"]]),
        (("Today", "Help", "Home"), [["Today", "Help"], ["Home"]]),
        (("Today", "A rather long label"), [["Today"], ["A rather long label"]]),
        (("A rather long label", "Today", "Help"), [["A rather long label"], ["Today", "Help"]]),
        (("Exactly 14 ch.", "Also 14 chars."), [["Exactly 14 ch.", "Also 14 chars."]]),
        (("Fifteen chars 1", "Today"), [["Fifteen chars 1"], ["Today"]]),
        (tuple("1234567"), [["1", "2", "3"], ["4", "5", "6"], ["7"]]),
    ],
)
def test_two_short_buttons_share_a_row(voice: Voice, labels: tuple[str, ...], shown: list[list[str]]) -> None:
    assert rows(voice, *labels) == shown


@given(st.lists(st.text(min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=12))
def test_every_button_is_there_in_order_and_says_where_it_belongs(labels: list[str]) -> None:
    voice = Speech({}).voice("en", "Asia/Baku")
    token = "T" * 16  # what the outbox gives out
    made = keyboard([choice(label, "home") for label in labels], voice, token)
    assert made
    flat = [button for row in made.inline_keyboard for button in row]
    assert [button.callback_data for button in flat] == [f"{token}:{n}" for n in range(len(labels))]
    for button in flat:
        assert len(str(button.callback_data).encode()) <= 64
        assert len(button.text) <= 64
        assert "\n" not in button.text
    assert all(1 <= len(row) <= 3 for row in made.inline_keyboard)


def test_a_label_is_read_without_markup(voice: Voice) -> None:
    assert rows(voice, "Tea & <b>cake</b>") == [["Tea & <b>cake</b>"]]


def test_a_link_is_no_callback(voice: Voice) -> None:
    made = keyboard([Choice("Map", "home", url="https://example.org")], voice, None)
    assert made
    button = made.inline_keyboard[0][0]
    assert (button.url, button.callback_data) == ("https://example.org", None)


def test_no_choices_no_keyboard(voice: Voice) -> None:
    assert keyboard([], voice, "token") is None
    assert page(say("Hello"), voice, None).keyboard is None


def test_a_repeat_says_that_it_is_one(voice: Voice) -> None:
    first, again = page(say("Hello"), voice, None), page(say("Hello"), voice, None, repeat=True)
    assert list(first.pieces) == ["Hello"]
    assert again.pieces[0] == f"{voice.html(text('word.repeat'))}\n\nHello"


def test_what_people_wrote_is_escaped_and_empty_paragraphs_are_left_out(voice: Voice) -> None:
    shown = page(Say(("<b>me</b> & you", "", "end")), voice, None)
    assert list(shown.pieces) == ["&lt;b&gt;me&lt;/b&gt; &amp; you\n\nend"]


def test_marks_are_marks() -> None:
    """The letters above really are one base with marks: a check on the test itself."""
    assert unicodedata.category("\u0301") == "Mn"
    assert unicodedata.category("\u0940") == "Mc"
