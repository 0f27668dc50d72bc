"""What anybody writes comes to its reader as it was written, inside its quote, and is nothing else.

PROVE=1 draws a hundred thousand texts, and cleans four times as many.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice

import pytest
from sqlalchemy import select
from telegram import User

from bot import shipped
from bot.db import Connection
from bot.demo.telegram import markup
from bot.demo.telegram.rules import Refused
from bot.desk import dialogues, inbox, outbox, people
from bot.desk.house import House
from bot.say import say, text
from bot.schema import inbox as inbox_rows
from bot.schema import letters
from bot.speech import Speech, Voice
from bot.tg.incoming import FLAG, MARKS, TAGS, arrival, clean, name_of
from bot.tg.render import LIMIT, page, split, units
from tests.corpus.naughty import NAUGHTY, drawn
from tests.proofs import PROVING, seen

SHOWN, CLEANED, CUT = (100_000, 400_000, 10_000) if PROVING else (260, 2_000, 8)
SEED = 214
PROMISE = "what people write is read as they wrote it, and is nothing else"
LANGUAGES = ("en", "ru", "az", "kk", "hu", "tr", "de")
OURS = {"bold", "blockquote"}  # what the text around it is made of
QUOTED = (  # what staff read of a guest's words, wherever they had more than one line for them
    *("card.guest_wrote", "card.guest_corrected", "card.words", "card.reported", "alert.guest_waits"),
    *("alert.guest_waits_in_group", "praise.for_you", "praise.of_whom", "rating.because", "remedy.asks_you"),
)


@cache
def voice() -> Voice:
    return Speech.load(shipped.folder("locales")).voice("en", "Asia/Baku")


def name(written: str) -> str:
    return name_of(User(1, written, is_bot=False))


def wrong(written: str) -> str:
    """What is wrong with it on the screen of staff; nothing when all is as it should be."""
    called, words = name(written), clean(written)
    said = say(
        text("card.guest_wrote", name=called, words=words), text("staff.approved", name=called, role="x")
    )
    shown = page(said, voice(), None).pieces
    try:
        read = [markup.read(one, "HTML") for one in shown]
    except Refused as refused:
        return f"Telegram refuses it: {refused}"
    return next(_flaws(read, called, words), "")


def _flaws(read: list[markup.Read], called: str, words: str) -> Iterator[str]:
    if any(one.naked for one in read):
        yield "an unescaped ampersand"
    if any(units(one.text) > LIMIT for one in read):
        yield "too long"
    if strange := {entity["type"] for one in read for entity in one.entities} - OURS:
        yield f"markup of somebody else's: {strange}"
    quotes = "".join(one.quote or "" for one in read)
    if _squeezed(quotes) != _squeezed(words) or (len(read) == 1 and words and quotes != words):
        yield "other words than were written"
    beside = "".join(_beside(one) for one in read)
    if _squeezed(beside) != _squeezed(f"{called}{called} is in: x."):
        yield f"words beside the quote: {beside!r}"
    if len([one for one in beside.split("\n") if one.strip()]) != 2:
        yield "a line that passes for one of ours"


def _beside(one: markup.Read) -> str:
    """What stands outside of the quote."""
    wide = one.text.encode("utf-16-le")
    for entity in one.entities:
        if entity["type"] == "blockquote":
            start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
            wide = wide[:start] + "\n".encode("utf-16-le") + wide[end:]
    return wide.decode("utf-16-le")


def _squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def bad(tries: int) -> list[str]:
    found = ((one, wrong(one)) for one in islice(drawn(SEED), tries))
    return [f"{one!r}: {why}" for one, why in found if why]


@pytest.mark.timeout(60 + SHOWN // 50)
def test_whatever_is_written_is_read_as_it_was_written() -> None:
    found = bad(SHOWN)
    seen(PROMISE, injected="markup, forged lines, placeholders", trials=SHOWN, violations=len(found))
    assert found == []


def test_words_that_are_not_escaped_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control."""
    monkeypatch.setattr(html, "escape", lambda words, quote=True: words)
    found = bad(120)
    seen(PROMISE, injected="nothing is escaped", trials=120, violations=len(found), control=True)
    assert len(found) > 20


def test_a_name_of_several_lines_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another: the name as it comes."""
    monkeypatch.setitem(globals(), "name", lambda written: clean(written)[:40] or "?")
    assert any("passes for one of ours" in one for one in bad(200))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guests_words_stand_in_a_quote_in_every_language(language: str) -> None:
    messages = Speech.load(shipped.folder("locales")).languages[language].messages
    for key in QUOTED:
        for form in messages[key]:
            assert "<blockquote>{words}</blockquote>" in form, key


def test_whatever_is_written_is_cleaned_once_and_keeps_its_script() -> None:
    for written in islice(drawn(SEED), CLEANED):
        kept = clean(written)
        assert clean(kept) == kept, ascii(written)
        assert not list(_hidden(kept)), ascii(written)
        assert "\n" not in name(written), ascii(written)
        if written.isprintable() and not _ornate(written):
            assert kept == unicodedata.normalize("NFC", written.strip()), ascii(written)


def _hidden(kept: str) -> Iterator[str]:
    """What no reader sees and a machine does."""
    marks = 0
    for n, one in enumerate(kept):
        kind = unicodedata.category(one)
        marks = marks + 1 if kind[0] == "M" else 0
        in_a_flag = ord(one) in TAGS and FLAG in kept[:n]
        if (
            marks > MARKS
            or kind == "Cs"
            or (kind in ("Cc", "Cf") and one not in "\n\u200d\u200c" and not in_a_flag)
        ):
            yield one


def _ornate(written: str) -> bool:
    """Whether something is rightly left out of it."""
    blank = any(unicodedata.category(one) in ("Mn", "Mc", "Me", "Lo") for one in written if ord(one) > 0x2FF)
    return blank or any(not unicodedata.is_normalized("NFC", one) for one in written)


def test_the_seeing_and_the_hidden() -> None:
    """The checks above can fail."""
    assert list(_hidden("a\u202eb")) == ["\u202e"]
    assert list(_hidden("Z" + "\u0336" * 20))
    assert not list(_hidden("\U0001f3f4\U000e0067\U000e007f"))


def test_what_was_written_lies_in_the_database_as_it_was(conn: Connection, house: House) -> None:
    """SQLite takes no half of a pair, PostgreSQL no NUL: neither ever meets one."""
    people.ensure_property(conn, house.id)
    for n, written in enumerate(NAUGHTY):
        raw = {
            "update_id": n,
            "message": {"chat": {"id": n + 1}, "text": written, "entities": [{written: 1}]},
        }
        inbox.store(conn, house.id, [arrival(raw)], now=house.now)
        called, words = name(written), clean(written)
        guest, _ = people.welcome(conn, house, n + 1, name=called, language="en")
        dialogues.wait_for(conn, house, n + 1, "wish", words=words)
        outbox.send(conn, house, n + 1, say(text("card.words", words=words)))
        waiting = dialogues.waiting(conn, house, n + 1)
        assert waiting
        assert (guest.name, waiting.data["words"]) == (called, words)
    rows = conn.execute(select(inbox_rows.c.raw).order_by(inbox_rows.c.update_id)).scalars().all()
    assert len(rows) == len(NAUGHTY)
    sent = conn.execute(select(letters.c.content).order_by(letters.c.chat_id)).scalars().all()
    assert [one["say"]["body"][0]["params"]["words"] for one in sent] == [clean(one) for one in NAUGHTY]


@pytest.mark.parametrize("written", ["nul \0", "half \ud83d"])
def test_without_the_cleaning_a_database_would_refuse_it(
    conn: Connection, house: House, written: str
) -> None:
    """The control: of each database one of them."""
    people.ensure_property(conn, house.id)
    refuses = {"postgresql": ("\0", "\ud83d"), "sqlite": ("\ud83d",)}[conn.dialect.name]
    if not any(one in written for one in refuses):
        pytest.skip("this database keeps it")
    with pytest.raises(Exception, match=r"(?i)surrogate|NUL"):
        people.welcome(conn, house, 1, name=written, language="en")


@pytest.mark.timeout(60 + CUT // 100)
def test_a_text_of_any_length_is_cut_where_a_reader_may_pause() -> None:
    wanted = islice(drawn(SEED + 1), len(NAUGHTY) - 60, None)
    torn = 0
    for _ in range(CUT):
        words = " ".join(clean(next(wanted)) for _ in range(6))
        words *= 1 + LIMIT // max(1, len(words))
        pieces = split(f"<b>x</b><blockquote>{html.escape(words, quote=False)}</blockquote>")
        read = [markup.read(one, "HTML") for one in pieces]
        torn += len(pieces) > 1
        assert all(units(one) <= LIMIT for one in pieces)
        assert _squeezed("".join(one.quote or "" for one in read)) == _squeezed(words)
        for one in pieces[1:]:
            begins = html.unescape(re.sub(r"^(<[^>]*>)+", "", one))[:1]
            if not re.search(rf"\s{re.escape(begins)}", words):  # a mark on a space is nobody's letter
                assert unicodedata.category(begins)[0] != "M", ascii(begins)
                assert begins not in "\u200d\u200c", ascii(begins)
    assert torn > CUT // 2
