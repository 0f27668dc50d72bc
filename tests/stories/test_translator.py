"""Madina rewrites an answer, hears which languages it left behind, and a file brings them back."""

from __future__ import annotations

import pytest

from bot.config import PROPERTY
from bot.db import Connection
from bot.desk.catalog import versions
from bot.desk.catalog.model import Catalog
from tests.hotel import Hotel, Phone, plain

FILE = "texts-en.csv"


class Madina(Phone):
    async def reads(self) -> str:
        await self.hotel.settled()
        return plain(await self.last())

    async def sends(self, content: str) -> str:
        self.telegram.send_document(self.person, FILE, content.encode())
        return await self.reads()


@pytest.fixture
def madina(hotel: Hotel) -> Madina:
    return Madina(hotel, "Madina")


async def live(hotel: Hotel) -> Catalog:
    def look(conn: Connection) -> Catalog:
        return versions.load(conn, PROPERTY, versions.live_number(conn, PROPERTY))

    assert hotel.running
    return await hotel.running.db.read(look)


async def test_a_new_text_leaves_translations_behind_until_the_file_is_back(
    hotel: Hotel, madina: Madina
) -> None:
    async with hotel.open():
        usual = (await live(hotel)).hotel.default_language
        before = (await live(hotel)).knowledge["wifi"].answer
        await madina.says("/missing")
        assert "English: 100%" in await madina.reads()
        await madina.says("/manage")
        for label in ("Figures", "Answers to guests", "All answers"):
            await madina.taps(label)
        source = "Şəbəkənin adı qapının arxasındadır, parol otaq açarınızın üstündədir."
        await rewritten(hotel, madina, usual, source)
        await madina.says("/missing")
        assert "English: 99% · 1 older than its source" in await madina.reads()
        head = f"code;field;from {usual};to en;auto\n"
        wrong = f"{head}knowledge/wifi;answer;{source};<b>The name</b> is behind the door.;\n"
        assert "D2: write plain text without this: <b>" in await madina.sends(wrong)
        assert (await live(hotel)).knowledge["wifi"].answer["en"] == before["en"]
        right = f"{head}knowledge/wifi;answer;{source};The network's name is behind the door.;yes\n"
        assert "English: 1 text is ready to go live." in await madina.sends(right)
        await madina.taps("Make them live")
        now = (await live(hotel)).knowledge["wifi"]
        assert now.answer["en"] == "The network's name is behind the door."
        assert now.auto == {"en": ["answer"]}
        await madina.taps("Undo")
        assert (await live(hotel)).knowledge["wifi"].answer["en"] == before["en"]


async def rewritten(hotel: Hotel, madina: Madina, language: str, words: str) -> None:
    """Page by page to the answer, its part and language; then the words."""
    entry = (await live(hotel)).knowledge["wifi"]
    await found(madina, {"room": "Room"}[entry.topic])
    await found(madina, entry.title["en"])
    await madina.taps("Change")
    await madina.taps("Answer")
    await found(madina, {"az": "Azerbaijani", "en": "English"}[language])
    await madina.says(words)
    await hotel.settled()


async def found(madina: Madina, label: str) -> None:
    for _ in range(12):
        if any(one.startswith(label) for one in madina.labels()):
            await madina.taps(label)
            return
        await madina.taps("Show more")
    raise AssertionError(label)
