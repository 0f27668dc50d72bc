"""Ready replies are checked before anybody says them, and every change of one can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot import shipped
from bot.db import Connection
from bot.desk.cases.triage import KINDS
from bot.desk.catalog import folder, journal, runtime, versions
from bot.desk.catalog.replying import NO, Kind, Replies, Reply, begins_with_no, check_replies
from bot.desk.house import House

LANGUAGES = ("en", "ru", "az", "kk", "hu", "tr", "de")


def reply(code: str = "taxi", **texts: str) -> Reply:
    said = texts or {"en": "Yes, a taxi is here by {time}.", "az": "Bəli, taksi {time} burada olacaq."}
    return Reply(code=code, title={"en": "Taxi", "az": "Taksi"}, text=said)


def problems(*found: Reply) -> list[str]:
    return [one.problem for one in check_replies(Replies(replies=list(found)), ["en", "az"])]


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        (reply(en="Yes, {gest}.", az="Bəli, {guest}."), "nothing is known as {gest}"),
        (reply(en="Yes, {guest.", az="Bəli."), "text holds a single { or }"),
        (reply(en="No, that is not possible.", az="Bəli."), "text in en opens with a no"),
        (reply(en="Yes.", az="Təəssüf ki, otaq yoxdur."), "text in az opens with a no"),
        (reply(en="Yes, it comes shortly.", az="Bəli."), "text in en says “shortly”"),
        (reply(en="Yes, by {time}.", az="Bəli."), "text in az lacks {time}"),
    ],
)
def test_a_flaw_is_named(flaw: Reply, said: str) -> None:
    assert said in problems(flaw)
    assert problems(reply()) == []


def test_two_replies_have_two_codes() -> None:
    assert problems(reply(), reply()) == ["reply taxi stands twice"]


@pytest.mark.parametrize(
    ("language", "no", "yes"),
    [
        ("en", "Sorry, we have no rooms", "Nobody waits long here"),
        ("ru", "К сожалению, мест нет", "Неделю назад мы открыли террасу"),
        ("az", "Xeyr, mümkün deyil", "Yoxlayırıq və yazırıq"),
        ("kk", "Жоқ, орын қалмады", "Жоқтап жүрген затыңыз табылды"),
        ("hu", "Sajnos nincs hely", "Nemsokára ott vagyunk"),
        ("tr", "Maalesef yer yok", "Yoklama bitti, geliyoruz"),
        ("de", "Leider ist alles voll", "Keine Sorge, wir kommen".replace("Keine", "Ohne")),
    ],
)
def test_a_no_is_known_by_its_first_words(language: str, no: str, yes: str) -> None:
    assert begins_with_no(language, no)
    assert not begins_with_no(language, yes)


def test_the_shipped_replies_are_written_in_every_language_and_none_begins_with_a_no() -> None:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    every = catalog.replies.replies
    assert len(every) >= 20
    assert list(check_replies(catalog.replies, LANGUAGES)) == []
    assert all(set(one.text) == set(one.title) == set(LANGUAGES) for one in every)
    assert set(NO) == set(LANGUAGES)
    for kind in set(KINDS) - {"sensitive"}:
        assert catalog.replies.offered(kind), kind


def test_a_reply_is_for_the_kinds_that_cases_have() -> None:
    assert set(get_args(Kind)) == set(KINDS) - {"sensitive"}, "in danger a person chooses the words"


def test_every_change_is_undone(conn: Connection, house: House) -> None:
    versions.publish(conn, house.id, house.catalog, base=0, author="", reason="", now=house.now)

    def live() -> House:
        number = versions.live_number(conn, house.id)
        return replace(house, version=number, catalog=versions.load(conn, house.id, number))

    added = runtime.change_reply(conn, live(), "taxi", reply(), "Madina")
    changed = runtime.change_reply(conn, live(), "taxi", reply(en="Yes, it is here."), "Madina")
    removed = runtime.change_reply(conn, live(), "taxi", None, "Madina")
    assert live().catalog.replies.reply("taxi") is None
    for change, left in ((removed, reply(en="Yes, it is here.")), (changed, reply()), (added, None)):
        journal.undo(conn, live(), change, "Madina")
        assert live().catalog.replies.reply("taxi") == left
