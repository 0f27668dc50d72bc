"""A ready reply: read in the colleague's language, sent in the guest's, edited by the manager in chat."""

from __future__ import annotations

from sqlalchemy import update

from bot.db import Connection
from bot.schema import guests, staff
from tests.hotel import Desk, Hotel, Phone, Topic, plain

FORRO = "Nincs meleg víz a szobámban, és senki sem veszi fel a telefont!!"


def newest(case: Topic, label: str) -> None:
    """Press the newest button of the topic that begins like this."""
    shown = [one for one in case.messages() if any(name.startswith(label) for name in one.labels)]
    case.hotel.loopback.press(case.who, shown[-1], label)


def russian_dana(conn: Connection) -> None:
    conn.execute(update(staff).where(staff.c.name == "Dana").values(language="ru"))
    conn.execute(update(guests).values(room="305"))


async def test_a_russian_colleague_answers_a_hungarian_guest(hotel: Hotel, bence: Phone, dana: Desk) -> None:
    async with hotel.open():
        await bence.says(FORRO)
        case = await dana.sees_case(about="no hot water")
        assert hotel.running
        await hotel.running.db.write(russian_dana)
        await case.taps("More")
        await case.taps("Ready replies")
        await hotel.settled()
        assert "Уже занимаемся" in case.card.labels
        await case.taps("Уже занимаемся")
        shown = await case.shows("Отправить гостю: Bence?")
        assert "Мы уже занимаемся этим. За вопрос отвечает: Dana." in plain(shown)
        assert not any("Dana" in plain(one) for one in bence.from_bot()), "nothing is sent yet"
        newest(case, "Отправить: 20 мин")
        await bence.sees("Már dolgozunk rajta")
        await hotel.settled()
        said = plain(bence.from_bot()[-1])
        assert "Dana" in said
        assert "13:20" in said
        await case.shows("Sent to the guest by Dana")
        assert "13:20" in (case.card.text or ""), "the time in it is a promise like any other"
        await bence.says("Köszönöm szépen, várok", reply_to=bence.from_bot()[-1])
        answer = await case.shows("Köszönöm szépen")
        assert answer.reply_to == (await case.shows("Sent to the guest by Dana")).message_id


async def test_a_manager_writes_a_reply_and_takes_it_back(hotel: Hotel, madina: Phone) -> None:
    async with hotel.open():
        await madina.says("/manage")
        for label in ("Figures and more", "Ready replies", "Write a new one"):
            await madina.taps(label)
        await madina.says("No, {guset}, we cannot")
        await madina.sees("Filled in for each guest: {guest}")
        await madina.says("No, {guest}, we cannot do that")
        await madina.says("Never")
        said = plain(await madina.sees("Ready to use: Never"))
        assert "Begin with what can be done" in said
        assert "Still to write in" in said
        await madina.taps("Undo")
        await madina.sees("Ready reply removed: Never")


async def test_other_languages_come_back_only_beside_the_words_they_were_kept_for(
    hotel: Hotel, madina: Phone
) -> None:
    async def mends(words: str) -> None:
        for label in ("Ready replies", "We are on it", "Change the words"):
            await madina.taps(label)
        await madina.says(words)

    async with hotel.open():
        await madina.says("/manage")
        await madina.taps("Figures and more")
        await mends("We are seeing to it. {staff} will write by {time}.")
        older = await madina.sees("Ready to use: We are on it")
        await mends("This costs 5 from now on. {staff} will write by {time}.")
        hotel.loopback.press(madina.person, older, "Keep other languages")
        shown = plain(await madina.sees("This has changed in the meantime"))
        assert "This costs 5 from now on" in shown
        assert "Still to write in" in shown
