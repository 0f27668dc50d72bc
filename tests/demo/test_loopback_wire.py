"""The HTTP edge: encodings, tokens, unknown methods and parameters, and the mirrors held to our answers."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from telegram import Bot, InputMediaPhoto

from bot.demo.telegram import Loopback, Person
from bot.demo.telegram.phones import TINY_PNG


@pytest.fixture
async def wire() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def method(loopback: Loopback, name: str) -> str:
    return f"{loopback.url}/bot{loopback.token}/{name}"


@pytest.mark.parametrize("encoding", ["json", "data", "params"])
async def test_a_call_may_come_as_json_as_a_form_or_in_the_address(
    loopback: Loopback, wire: ClientSession, aygun: Person, encoding: str
) -> None:
    loopback.say(aygun, "hello")
    given = {"chat_id": str(aygun.chat_id), "text": "Salam"}
    async with wire.post(method(loopback, "sendMessage"), **{encoding: given}) as reply:  # type: ignore[arg-type]  # one of three keywords
        assert (reply.status, (await reply.json())["result"]["text"]) == (200, "Salam")


async def test_a_wrong_token_is_unauthorized(loopback: Loopback, wire: ClientSession) -> None:
    async with wire.post(f"{loopback.url}/bot123:wrong/getMe") as reply:
        assert await reply.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    async with wire.post(method(loopback, "getMe")) as reply:
        assert reply.status == 200


async def test_an_unknown_method_is_not_found_and_noted(loopback: Loopback, wire: ClientSession) -> None:
    async with wire.post(method(loopback, "sendTowels")) as reply:
        assert await reply.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert loopback.violations == ["unknown method sendTowels"]


@pytest.mark.parametrize(
    "extra", ["disable_web_page_preview", "reply_to_message_id", "towels", "read_timeout"]
)
async def test_a_parameter_telegram_does_not_know_is_refused_and_noted(
    loopback: Loopback, wire: ClientSession, aygun: Person, extra: str
) -> None:
    loopback.say(aygun, "hello")
    given = {"chat_id": aygun.chat_id, "text": "x", extra: 1}
    async with wire.post(method(loopback, "sendMessage"), json=given) as reply:
        assert reply.status == 400
    assert extra in loopback.violations[0]


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 214}, "Bad Request: message text is empty"),
        ("sendPhoto", {"chat_id": 214}, "Bad Request: there is no photo in the request"),
        ("sendLocation", {"chat_id": 214, "latitude": 1}, 'Bad Request: parameter "longitude" is required'),
        (
            "sendMessage",
            {"chat_id": 214, "text": "x", "reply_markup": "{"},
            "Bad Request: can't parse reply_markup",
        ),
    ],
)
async def test_what_is_missing_or_broken_is_said(
    loopback: Loopback, wire: ClientSession, aygun: Person, name: str, given: dict[str, object], words: str
) -> None:
    loopback.say(aygun, "hello")
    async with wire.post(method(loopback, name), json=given) as reply:
        assert (reply.status, (await reply.json())["description"][: len(words)]) == (400, words)


async def test_a_button_field_telegram_does_not_know_is_refused(
    loopback: Loopback, wire: ClientSession, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    keys = {"inline_keyboard": [[{"text": "a", "callback_data": "b", "towels": 1}]]}
    given = {"chat_id": aygun.chat_id, "text": "x", "reply_markup": keys}
    async with wire.post(method(loopback, "sendMessage"), json=given) as reply:
        assert reply.status == 400


async def test_files_go_up_come_back_and_are_sent_again_by_id(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    photo = (await bot.send_photo(aygun.chat_id, TINY_PNG, caption="pool")).photo[-1]
    listed = (await bot.send_document(aygun.chat_id, b"a,b", filename="stays.csv")).document
    assert listed
    assert listed.file_name == "stays.csv"
    assert bytes(await (await bot.get_file(photo.file_id)).download_as_bytearray()) == TINY_PNG
    await bot.send_photo(aygun.chat_id, photo.file_id)
    voice = loopback.send_voice(aygun, b"OggS words")
    await bot.send_voice(aygun.chat_id, voice.raw["voice"]["file_id"])
    shown = loopback.chat(aygun)[1:]
    assert [m.kind for m in shown] == ["photo", "document", "photo", "voice", "voice"]
    assert [m.photo.content for m in shown if m.photo] == [TINY_PNG, TINY_PNG]
    with pytest.raises(Exception, match="of type photo as document"):
        await bot.send_document(aygun.chat_id, photo.file_id)
    assert loopback.violations == []


async def test_a_document_brings_its_thumbnail_and_a_new_picture_its_bytes(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "hello")
    await bot.send_document(aygun.chat_id, b"a,b", filename="stays.csv", thumbnail=TINY_PNG)
    photo = await bot.send_photo(aygun.chat_id, TINY_PNG)
    await bot.edit_message_media(
        InputMediaPhoto(TINY_PNG + b"2", caption="<b>spa</b>", parse_mode="HTML"),
        aygun.chat_id,
        photo.message_id,
    )
    shown = loopback.chat(aygun)[-1]
    assert shown.photo
    assert (shown.photo.content, shown.caption, shown.edited) == (TINY_PNG + b"2", "spa", True)
    assert loopback.violations == []


async def test_the_mirror_sees_a_field_that_telegram_does_not_have(loopback: Loopback, bot: Bot) -> None:
    """Positive control: a broken answer of our own is noticed, a sound one is not."""
    await bot.get_me()
    assert loopback.violations == []
    loopback._methods["getMe"] = lambda asked: {"id": 1, "is_bot": True, "first_name": "Q", "towels": 3}
    await bot.get_me()
    assert "User has no ['towels']" in loopback.violations[0]


async def test_the_mirror_sees_an_update_that_cannot_be_read(loopback: Loopback, aygun: Person) -> None:
    """Positive control: an update of ours with a foreign or a missing field is noticed."""
    sent = loopback.say(aygun, "hello")
    assert loopback.violations == []
    loopback._push("message", dict(sent.raw) | {"towels": 3})
    loopback._push("message", {key: value for key, value in sent.raw.items() if key != "chat"})
    assert "Message has no ['towels']" in loopback.violations[0]
    assert "Message lacks ['chat']" in loopback.violations[1]
