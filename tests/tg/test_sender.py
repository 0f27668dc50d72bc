"""The sender keeps Telegram's limits, lets the urgent go first, and knows what a silence means."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.demo.telegram import Call
from bot.desk import outbox
from bot.desk.cases import case, opening
from bot.desk.house import House
from bot.desk.people import welcome
from bot.say import say, text
from bot.schema import cases
from tests.hotel import UNHURRIED, Hotel, Phone, plain
from tests.proofs import PACE, PROVING, proves
from tests.tg.fast import FastHotel

COMPLAINTS = 500 if PROVING else 45  # four of the group's twenty a minute are kept for danger: 15 are left
FURIOUS = "There is no hot water in my room and nobody answers the phone!!"


def fullest(calls: list[Call], seconds: float) -> int:
    """The most calls in any stretch of so many seconds."""
    times = [call.at for call in calls]
    return max((sum(0 <= (t - start).total_seconds() < seconds for t in times) for start in times), default=0)


def crowd(hotel: Hotel, n: int) -> list[Phone]:
    """So many new guests, each with a phone and a first message to come."""
    names = [f"Guest {i}" for i in range(n)]
    hotel.people |= {
        name: hotel.loopback.person(9000 + i, name, language="en") for i, name in enumerate(names)
    }
    return [Phone(hotel, name) for name in names]


@proves(PACE, injected="sixty guests at once", trials=60)
async def test_sixty_guests_at_once_are_answered_without_a_flood(fast: FastHotel) -> None:
    guests = crowd(fast, 60)
    async with fast.open():
        for guest in guests:
            await guest.says("/start")
        seconds = await fast.until_sent(at_most=6)
        assert all(len(guest.from_bot()) == 1 for guest in guests)
        assert fast.floods() == []
        assert fullest(fast.loopback.calls("sendMessage"), 1.0) <= 30
        assert seconds >= 2


@proves(PACE, injected="no limits", trials=60, control=True)
async def test_without_our_limits_telegram_would_refuse(fast: FastHotel) -> None:
    """The positive control: the same crowd and a sender that knows no measure."""
    fast.rates = UNHURRIED
    guests = crowd(fast, 60)
    async with fast.open():
        for guest in guests:
            await guest.says("/start")
        await fast.until_sent(at_most=30)
        assert len(fast.floods()) >= 20
        assert all(len(guest.from_bot()) == 1 for guest in guests), "late, but nobody is forgotten"


async def test_sixty_messages_of_one_guest_are_no_storm(fast: FastHotel) -> None:
    chiara = Phone(fast, "Chiara")
    async with fast.open():
        for _ in range(60):
            await chiara.says("/start")
        await fast.until_sent(at_most=60)
        assert fast.floods() == []
        assert fullest(fast.sent_to(chiara.person.chat_id), 3.0) <= 3


@proves(PACE, injected="complaints into a group, then danger", trials=COMPLAINTS)
async def test_the_group_gets_twenty_a_minute_and_alarms_come_first(fast: FastHotel) -> None:
    """Many complaints at once; then somebody is in danger, and goes before those who still wait."""

    def complaints(conn: Connection, house: House) -> None:
        for n in range(COMPLAINTS):
            guest, _ = welcome(conn, house, 9000 + n, name=f"Guest {n}", language="en")
            opening.complain(conn, house, guest, words=f"No light {n}", category="complaint_general")

    async with fast.open():
        await fast.writes(complaints)
        await fast.passes(2)
        assert 15 <= len(fast.sent_to(fast.group.chat_id)) <= 20
        await Phone(fast, "Chiara").says("my child is not breathing")
        await fast.passes(2)
        rung = [call for call in fast.sent_to(fast.group.chat_id) if "not breathing" in str(call.params)]
        assert rung, "danger does not wait for the next minute"
        await fast.passes(60 * (COMPLAINTS / 15 + 2), step=3)
        calls = fast.sent_to(fast.group.chat_id)
        assert len(fast.group.topics) == COMPLAINTS + 1, "every case stands in the group"
        late = select(func.count()).where(cases.c.ack_missed > 0)
        late_cases = await fast._reads(lambda conn: int(conn.execute(late).scalar_one()))
        each = 4  # a card, a name, a line of a missed clock, a line that the guest has blocked us
        assert await fast.owed() <= each * late_cases, "it does not pile up"
        assert fast.floods() == []
        assert fullest(calls, 60.0) <= 20
        assert (rung[0].at - calls[0].at).total_seconds() <= 5
        assert sum(call.at > rung[0].at for call in calls) >= 20
        assert len(calls) >= COMPLAINTS + 1


async def test_a_letter_of_three_messages_counts_as_three(fast: FastHotel) -> None:
    """Five long letters fill the group's minute: what comes after them waits, and Telegram never refuses."""

    def long_ones(conn: Connection, house: House) -> None:
        for _ in range(5):
            outbox.send(conn, house, None, say("long " * 2000), lane=outbox.STAFF)

    def short_ones(conn: Connection, house: House) -> None:
        for _ in range(12):
            outbox.send(conn, house, None, say("short"), lane=outbox.STAFF)

    async with fast.open():
        await fast.writes(long_ones)
        await fast.passes(3)
        await fast.writes(short_ones)
        await fast.until_sent(at_most=180, step=3)
        calls = fast.sent_to(fast.group.chat_id)
        assert len(calls) == 5 * 3 + 12
        assert fullest(calls, 60.0) <= 20
        assert fast.floods() == []


async def test_replies_overtake_bulk_mail(fast: FastHotel) -> None:
    guests = crowd(fast, 90)

    def newsletter(conn: Connection, house: House) -> None:
        for guest in guests[:60]:
            outbox.send(
                conn, house, guest.person.chat_id, say("Tonight: disco"), kind="soft", lane=outbox.SOFT
            )

    async with fast.open():
        for guest in guests:
            fast.loopback.chats.started.add(guest.person.user_id)
        await fast.writes(newsletter)
        await fast.settled()
        for guest in guests[60:70]:
            await guest.says("/start")
        await fast.until_sent(at_most=10)
        calls = fast.loopback.calls("sendMessage")
        bulk, replies = (
            [c.at for c in calls if ("Tonight" in c.params["text"]) is one] for one in (True, False)
        )
        assert (len(bulk), len(replies)) == (60, 10)
        assert sum(at > max(replies) for at in bulk) >= 10
        assert fast.floods() == []


async def test_hundreds_of_topics_that_must_wait_hold_back_no_guest(fast: FastHotel) -> None:
    """A power cut: everybody complains. The group takes an hour to read it, a new guest takes a second."""

    def power_cut(conn: Connection, house: House) -> None:
        for n in range(260):
            guest, _ = welcome(conn, house, 20000 + n, name=f"Guest {n}", language="en")
            opening.complain(conn, house, guest, words="No light at all", category="complaint_general")

    chiara = Phone(fast, "Chiara")
    async with fast.open():
        await fast.writes(power_cut)
        await fast.passes(2)
        await chiara.says("When is breakfast?")
        await fast.passes(2)
        assert any("Breakfast is 07:30" in plain(one) for one in chiara.from_bot())


async def test_retry_after_is_obeyed_and_others_go_on(fast: FastHotel) -> None:
    chiara, bence = Phone(fast, "Chiara"), Phone(fast, "Bence")
    async with fast.open():
        fast.loopback.fail("sendMessage", status=429, retry_after=7)
        await chiara.says("/start")
        await fast.passes(1)
        await bence.says("/start")
        await fast.passes(5.5)
        assert chiara.from_bot() == []
        assert len(bence.from_bot()) == 1
        await fast.passes(1.5)
        assert len(chiara.from_bot()) == 1
        assert "repeat" not in plain(chiara.from_bot()[0])


async def test_a_blocked_guest_is_written_off_and_staff_are_told(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        await chiara.sees("That spoils a stay")
        await hotel.settled()
        assert hotel.running
        hotel.loopback.chats.blocked.add(chiara.person.user_id)  # as if the update about it had been missed
        desk = hotel.running.channel.desk

        def writes(conn: Connection) -> None:
            for n in range(3):
                outbox.send(conn, desk.house(conn), chiara.person.chat_id, say(f"news {n}"))

        await hotel.running.db.write(writes)
        hotel.running.channel.sender.wake()
        await hotel.settled()
        tried = [call for call in hotel.loopback.calls("sendMessage") if call.status == 403]
        assert len(tried) == 1
        told = [
            plain(one) for one in hotel.loopback.chat(hotel.group) if "has blocked the chat" in plain(one)
        ]
        assert len(told) == 1, [plain(one) for one in hotel.loopback.chat(hotel.group)]


async def test_a_lost_reply_to_a_promise_is_repeated_once_and_says_so(fast: FastHotel) -> None:
    chiara = Phone(fast, "Chiara")
    async with fast.open():
        fast.loopback.lose_reply("sendMessage")
        await chiara.says("/start")
        await fast.until_sent(at_most=10)
        first, again = chiara.from_bot()
        assert plain(again).startswith("Just to be sure you have it:")
        assert plain(again).endswith(plain(first))


async def test_a_lost_reply_to_a_soft_letter_is_let_go(fast: FastHotel) -> None:
    chiara = Phone(fast, "Chiara")

    def soft(conn: Connection, house: House) -> None:
        outbox.send(conn, house, chiara.person.chat_id, say("By the way"), kind="soft")

    async with fast.open():
        fast.loopback.chats.started.add(chiara.person.user_id)
        fast.loopback.lose_reply("sendMessage")
        await fast.writes(soft)
        await fast.until_sent(at_most=10)
        assert len(chiara.from_bot()) == 1
        assert [one["state"] for one in await fast.letters()] == ["dropped"]


async def test_a_lost_reply_to_an_edit_changes_nothing_twice(fast: FastHotel) -> None:
    chiara = Phone(fast, "Chiara")
    async with fast.open():
        await chiara.says("/help")
        await fast.settled()
        fast.loopback.lose_reply("editMessageText")
        await chiara.taps("Book an extra")
        await fast.until_sent(at_most=10)
        edits = [call.status for call in fast.loopback.calls("editMessageText")]
        assert len(edits) == 2
        assert len(chiara.from_bot()) == 1
        assert "Just to be sure you have it:" not in plain(chiara.from_bot()[0])


@pytest.mark.parametrize("status", [500, 502])
async def test_a_page_of_a_proxy_is_no_verdict(fast: FastHotel, status: int) -> None:
    chiara = Phone(fast, "Chiara")
    async with fast.open():
        fast.loopback.fail("sendMessage", status=status, body="<html><h1>Bad Gateway</h1></html>", times=2)
        await chiara.says("/start")
        await fast.until_sent(at_most=10)
        assert "welcome to" in plain(chiara.from_bot()[0])


async def test_a_page_with_status_200_may_have_done_something(fast: FastHotel) -> None:
    chiara = Phone(fast, "Chiara")
    async with fast.open():
        fast.loopback.fail("sendMessage", status=200, body="<html>Sign in to the Wi-Fi</html>")
        await chiara.says("/start")
        await fast.until_sent(at_most=10)
        assert plain(chiara.from_bot()[0]).startswith("Just to be sure you have it:")


async def test_what_was_never_sent_is_no_repeat(fast: FastHotel) -> None:
    """A 429 has done nothing: the guest reads it for the first time."""
    chiara = Phone(fast, "Chiara")
    async with fast.open():
        fast.loopback.fail("sendMessage", status=429, retry_after=1, times=3)
        await chiara.says("/start")
        await fast.until_sent(at_most=10)
        assert "Just to be sure you have it:" not in plain(chiara.from_bot()[0])


async def test_an_answer_that_comes_too_late_is_dropped(fast: FastHotel) -> None:
    chiara = Phone(fast, "Chiara")

    def late(conn: Connection, house: House) -> None:
        outbox.answer(conn, house, "123", text("word.done"))

    async with fast.open():
        await fast.settled()
        fast.loopback.fail("answerCallbackQuery", status=429, retry_after=90)
        await fast.writes(late)
        await fast.passes(2)
        fast.clock.advance(seconds=120)
        await fast.passes(1)
        assert [one["state"] for one in await fast.letters()] == ["dropped"]
        assert len(fast.loopback.calls("answerCallbackQuery")) == 1
        assert chiara.from_bot() == []


async def test_letters_to_the_group_wait_for_one(fast: FastHotel) -> None:
    """Before there is a staff group nothing is lost and nobody else waits."""

    def nobody_there(conn: Connection, house: House) -> None:
        guest, _ = welcome(conn, house, 9000, name="Guest", language="en")
        opening.open_case(conn, house, guest, kind="question", words="anybody there?")

    chiara = Phone(fast, "Chiara")
    async with fast.open():
        fast.loopback.remove_bot(fast.group)
        await fast.settled()
        await fast.writes(nobody_there)
        await fast.passes(5)
        await chiara.says("/start")
        await fast.passes(1)
        assert len(chiara.from_bot()) == 1
        fast.loopback.add_bot(fast.group)
        await fast.passes(40)
        assert any("anybody there?" in plain(one) for one in fast.loopback.chat(fast.group))


async def test_sixty_words_of_a_storm_are_told_together_and_what_waits_is_named(fast: FastHotel) -> None:
    """Twenty cases, then three lines for each: every word comes, never more than twenty messages a minute."""
    rooms = range(20)

    def complaints(conn: Connection, house: House) -> None:
        for n in rooms:
            guest, _ = welcome(conn, house, 9000 + n, name=f"Guest {n}", language="en")
            opening.complain(conn, house, guest, words=f"No light {n}", category="complaint_general")

    def lines(conn: Connection, house: House) -> None:
        for line in range(3):
            for n in rooms:
                guest, _ = welcome(conn, house, 9000 + n, name=f"Guest {n}", language="en")
                opened = case.open_case_of(conn, house, guest.id)
                assert opened
                opening.add_words(conn, house, opened, guest, f"Line {line} of {n}.", message=100 + line)

    async with fast.open():
        await fast.writes(complaints)
        await fast.writes(lines)
        await fast.passes(2)
        digest = [one for one in fast.loopback.chat(fast.group) if "Messages on their way" in plain(one)]
        assert len(digest) == 1
        await Phone(fast, "Chiara").says("my child is not breathing")
        await fast.passes(2)
        rung = [call for call in fast.sent_to(fast.group.chat_id) if "not breathing" in str(call.params)]
        assert rung, "danger does not wait for the storm"
        await fast.until_sent(at_most=400, step=3)
        calls = fast.sent_to(fast.group.chat_id)
        assert fullest(calls, 60.0) <= 20
        assert fast.floods() == []
        shown = " ".join(plain(one) for one in fast.loopback.chat(fast.group))
        assert all(f"Line {line} of {n}." in shown for line in range(3) for n in rooms)
        assert len(calls) <= 20 + 20 + 3, "three lines of a guest come as one"
