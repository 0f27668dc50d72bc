"""The bot's profile follows the hotel: commands by role and language, name, words and picture."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.config import PROPERTY
from bot.db import Connection
from bot.demo.telegram import Call
from bot.desk import told
from bot.desk.catalog import runtime, versions
from bot.desk.menu import commands, day_commands, front, group, leading, roles, staying_commands, weathering
from bot.desk.menu.cases import here
from bot.schema import setups
from bot.tg import handlers
from bot.tg.profile import NAME, PICTURE, SHORT, WORDS, cut
from tests.hotel import WAIT, Desk, Hotel, Phone

LANGUAGES = ("", "en", "ru", "az", "kk", "hu", "tr", "de")
METHODS = (
    *("setMyCommands", "deleteMyCommands", "setMyName", "setMyDescription", "setMyShortDescription"),
    *("setMyProfilePhoto", "removeMyProfilePhoto", "setChatMenuButton"),
)
JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def shown(hotel: Hotel) -> Hotel:
    """A hotel whose profile follows its data."""
    hotel.profile = True
    return hotel


def calls(hotel: Hotel) -> list[Call]:
    return [call for call in hotel.loopback.calls() if call.method in METHODS]


async def told_all(hotel: Hotel) -> None:
    """Until one look has found nothing more to tell."""
    assert hotel.running
    await hotel.running.channel.profile.look()


async def publish(hotel: Hotel, **changes: Any) -> None:
    """A manager gives the hotel other data."""
    assert hotel.running

    def change(conn: Connection) -> None:
        n = versions.live_number(conn, PROPERTY)
        catalog = versions.load(conn, PROPERTY, n)
        new = catalog.model_copy(update={"hotel": catalog.hotel.model_copy(update=changes)})
        now = hotel.clock.now()
        runtime.import_catalog(conn, PROPERTY, new, base=n, author="Madina", reason="test", now=now)

    await hotel.running.db.write(change)
    await told_all(hotel)


# the commands


def named(module: ModuleType) -> set[str]:
    """Every command that a module's strings name whole."""
    path = Path(str(module.__file__))
    found = {
        node.value.removeprefix("/")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"/[a-z]{2,}", node.value)
    }
    assert found, f"no commands in {path.name}"
    return found


TYPED = {name for module in (*front.FOR_STAFF, *group.FOR_STAFF) for name in module.COMMANDS}
TRIED = {"ask", weathering.COMMAND.removeprefix("/")}  # the edge hears what follows /ask as a question
IN_TOPICS = {"n", "unsay", here.COMMAND.removeprefix("/")}  # read before any table of commands


def test_every_command_that_is_done_is_shown_and_every_one_shown_is_done() -> None:
    led = {name.removeprefix("/") for name in leading.COMMANDS}
    done = named(front) | led | {name.removeprefix("/") for name in TYPED} | TRIED | IN_TOPICS
    assert done == set(commands.NAMES)
    assert {*commands.GUEST, *commands.GROUP, *commands.OWN} == set(commands.NAMES)


def test_the_edge_knows_the_same_commands() -> None:
    """What it does not know as a command it would hear as words."""
    for name in commands.NAMES:
        assert handlers.OWN.match(f"/{name}"), name


def test_what_the_group_is_shown_is_done_there() -> None:
    done = {name.removeprefix("/") for module in group.FOR_STAFF for name in module.COMMANDS}
    assert set(commands.GROUP) <= named(group) | done | TRIED | IN_TOPICS
    hidden = done - set(commands.GROUP)  # theirs alone: the group is not shown what few may do
    assert all("reception" not in roles.COMMANDS[f"/{one}"] for one in hidden)
    assert {name.removeprefix("/") for name in day_commands.COMMANDS} == set(commands.DAY)
    assert {name.removeprefix("/") for name in staying_commands.COMMANDS} == set(commands.STAYS)


async def test_guests_are_shown_theirs_in_their_language(shown: Hotel) -> None:
    async with shown.open():
        await told_all(shown)
        card = shown.loopback.card
        for language in LANGUAGES:
            place = ("all_private_chats", language)
            assert [one["command"] for one in card.commands[place]] == list(commands.GUEST)
        words = [card.commands["all_private_chats", code][1]["description"] for code in LANGUAGES]
        assert words[1:3] == ["Your bookings", "Ваши бронирования"]
        assert words[0] == words[3], "whoever reads none of ours reads the hotel's own language"
        assert len(set(words)) == len(LANGUAGES) - 1
        assert card.menus == {None: "commands"}


async def test_the_group_and_each_colleague_are_shown_what_they_may_do(
    shown: Hotel, madina: Phone, chiara: Phone
) -> None:
    async with shown.open():
        await madina.says("/start")
        await chiara.says("/start")
        await shown.settled()
        await told_all(shown)
        card = shown.loopback.card
        assert card.shown(shown.group.chat_id) == list(commands.GROUP)
        assert card.shown(madina.person.chat_id) == list(commands.of("owner"))
        assert card.shown(chiara.person.chat_id, "en") == list(commands.GUEST)
        assert not [call for call in calls(shown) if call.status != 200]


async def test_who_joins_gets_more_and_who_leaves_is_a_guest_again(
    shown: Hotel, chiara: Phone, madina: Phone
) -> None:
    async with shown.open():
        card, her = shown.loopback.card, chiara.person
        await madina.says("/start")
        await chiara.says("/staff")
        await shown.settled()
        await told_all(shown)
        assert "manage" not in card.shown(her.chat_id)
        await madina.taps("Manager")
        await told_all(shown)
        assert card.shown(her.chat_id) == list(commands.of("manager"))
        shown.loopback.join(her, shown.group)
        shown.loopback.leave(her, shown.group)
        await shown.settled()
        await told_all(shown)
        assert card.shown(her.chat_id, "en") == list(commands.GUEST)


async def test_nobody_needs_to_ask_for_it(shown: Hotel, chiara: Phone, madina: Phone) -> None:
    """As it is in use: the look follows what happens by itself."""
    async with shown.open():
        await madina.says("/start")
        card, his = shown.loopback.card, madina.person.chat_id
        await shown.loopback.until(lambda: card.shown(his) == list(commands.of("owner")), WAIT)


# name, words, picture


async def test_the_name_and_the_words_are_the_hotels(shown: Hotel) -> None:
    async with shown.open():
        await told_all(shown)
        card = shown.loopback.card
        assert card.name == {"": "Lakeside Pines"}, "one call where all languages say the same"
        assert set(card.description) == {"", *LANGUAGES[1:]} - {"az"}
        assert card.description["en"].startswith("Lakeside Pines\nI'm Qonaq, the hotel's digital assistant.")
        assert "+994 24 555 01 01" in card.description["hu"]
        assert card.short_description["en"].startswith("Lakeside Pines: answers at any hour")
        assert card.photo is None


async def test_a_restart_asks_for_nothing(shown: Hotel) -> None:
    async with shown.open():
        await told_all(shown)
    before = len(calls(shown))
    assert before > 15
    async with shown.open():
        await told_all(shown)
    assert len(calls(shown)) == before


async def test_forgetting_what_was_told_would_be_caught(
    shown: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control of the one before."""
    monkeypatch.setattr(told, "remember", lambda *_: None)
    async with shown.open():
        await told_all(shown)
    before = len(calls(shown))
    async with shown.open():
        await told_all(shown)
    assert len(calls(shown)) > before


async def test_a_new_name_follows_when_it_is_published(shown: Hotel) -> None:
    async with shown.open():
        await told_all(shown)
        before = len(shown.loopback.calls("setMyName"))
        await publish(shown, name={"en": "Lakeside Pines", "az": "Göl Şamları", "ru": "Сосны у озера"})
        card = shown.loopback.card
        russian = dict.fromkeys(("ru", "kk"), "Сосны у озера")  # who has no Kazakh name reads the Russian one
        assert card.name == {"": "Göl Şamları", "en": "Lakeside Pines"} | russian
        assert len(shown.loopback.calls("setMyName")) == before + 4
        assert card.short_description["ru"].startswith("Сосны у озера: ")
        await publish(shown, name=dict.fromkeys(LANGUAGES[1:], "Pines"))
        assert card.name == {"": "Pines"}


async def test_a_language_that_is_given_up_is_taken_away(shown: Hotel) -> None:
    async with shown.open():
        await told_all(shown)
        await publish(shown, languages=["en", "az"])
        card = shown.loopback.card
        assert {code for scope, code in card.commands if scope == "all_private_chats"} == {"", "en", "az"}
        assert set(card.description) == {"", "en"}


async def test_the_demos_name_is_not_given_to_a_hotel_that_is_still_moving_in(shown: Hotel) -> None:
    async with shown.open():
        await told_all(shown)
        before = len(calls(shown))

    async with shown.open():
        assert shown.running
        now = shown.clock.now()

        def move_in(conn: Connection) -> None:
            row = {"answers": {}, "declined": [], "by": 1, "updated_at": now}
            conn.execute(setups.insert().values(property_id=PROPERTY, **row))

        await shown.running.db.write(move_in)
        await told_all(shown)
        card = shown.loopback.card
        assert (card.name, card.description) == ({}, {})
        assert card.commands["all_private_chats", "en"]
        assert len(calls(shown)) > before


async def test_the_picture_is_the_one_in_the_catalogs_folder(shown: Hotel, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    async with shown.open():
        assert shown.running
        profile = shown.running.channel.profile
        profile._photos = lambda: photos
        (photos / PICTURE).write_bytes(JPEG)
        await told_all(shown)
        assert shown.loopback.card.photo == JPEG
        await told_all(shown)
        assert len(shown.loopback.calls("setMyProfilePhoto")) == 1
        (photos / PICTURE).write_bytes(JPEG + b", a new one")
        await told_all(shown)
        assert shown.loopback.card.photo == JPEG + b", a new one"
        (photos / PICTURE).unlink()
        await told_all(shown)
        assert shown.loopback.card.photo is None


# Telegram's moods


async def test_patience_asked_for_is_kept_also_over_a_restart(shown: Hotel) -> None:
    shown.loopback.card.names_left = 0
    async with shown.open():
        await told_all(shown)
        assert len(shown.loopback.calls("setMyName")) == 1
        assert shown.loopback.card.description, "the rest is not held up"
    async with shown.open():
        await told_all(shown)
        assert len(shown.loopback.calls("setMyName")) == 1
        shown.loopback.card.names_left = 5
        shown.clock.advance(minutes=61)
        await told_all(shown)
        assert shown.loopback.card.name == {"": "Lakeside Pines"}


async def test_a_refusal_is_left_for_an_hour(
    shown: Hotel, madina: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    async with shown.open():
        await told_all(shown)
        shown.loopback.fail("setMyName", status=400)
        await publish(shown, name={"en": "New", "az": "New"})
        assert shown.loopback.card.name == {"": "Lakeside Pines"}
        assert "Telegram refuses name" in caplog.text
        await told_all(shown)
        assert shown.loopback.card.name == {"": "Lakeside Pines"}
        shown.clock.advance(minutes=61)
        await told_all(shown)
        assert shown.loopback.card.name == {"": "New"}


async def test_a_profile_that_hangs_delays_no_guest(shown: Hotel, chiara: Phone, dana: Desk) -> None:
    for method in METHODS:
        shown.loopback.hang(method, times=50)
    async with shown.open():
        await chiara.says("/start")
        await chiara.sees("welcome to")
        await chiara.says("There is no hot water in my room and nobody answers the phone!!")
        await dana.sees_case(about="no hot water")
        shown.loopback.release()


async def test_a_hotel_that_keeps_its_own_profile_is_left_alone(hotel: Hotel, chiara: Phone) -> None:
    assert not hotel.config().profile
    assert replace(hotel.config(), profile=True).profile
    async with hotel.open():
        await chiara.says("/start")
        await chiara.sees("welcome to")
    assert calls(hotel) == []


def test_everything_fits_however_long_the_name_is() -> None:
    long = "Grand Hotel and Spa of the Lakeside Pines, Gardens, Meadows and Vineyards of Qabala and Beyond"
    for most in (NAME, WORDS, SHORT):
        found = cut(long * 8, most)
        assert 0 < len(found) <= most
        assert found.endswith("…")
    assert cut("Lakeside Pines, Gardens", 16) == "Lakeside Pines…"
    assert cut("Pines", 5) == "Pines"
