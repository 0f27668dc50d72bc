"""Telegram's limits as arithmetic: never more than allowed in any window, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.outbox import FOR_DANGER
from bot.tg.limits import Limits, Rates, Window

GUEST, OTHER, GROUP = 1001, 1002, -100
moments = st.lists(st.integers(0, 20_000), max_size=80).map(lambda found: [n / 1000 for n in sorted(found)])


def fullest(times: Sequence[float], seconds: float) -> int:
    """The most events in any window of this length, its end left out: there the first is forgotten."""
    return max((sum(start <= t < start + seconds for t in times) for start in times), default=0)


@pytest.mark.parametrize(
    ("taken", "now", "wait"),
    [
        ([], 0.0, 0.0),
        ([0.0, 0.1], 0.2, 0.0),
        ([0.0, 0.1, 0.2], 0.2, 2.8),
        ([0.0, 0.1, 0.2], 2.9, 0.1),
        ([0.0, 0.1, 0.2], 3.0, 0.0),
        ([0.0, 0.1, 0.2], 60.0, 0.0),
    ],
)
def test_a_window_says_how_long_to_wait(taken: list[float], now: float, wait: float) -> None:
    window = Window(3, 3.0)
    for at in taken:
        window.take(at)
    assert window.wait(now) == pytest.approx(wait)


@given(moments, st.integers(1, 5), st.floats(0.5, 5))
def test_a_window_is_never_fuller_than_it_may_be(asked: list[float], most: int, seconds: float) -> None:
    window, taken = Window(most, seconds), list[float]()
    for now in asked:
        if window.wait(now) == 0:
            window.take(now)
            taken.append(now)
    assert fullest(taken, seconds - 1e-6) <= most


def test_the_wait_that_a_window_names_is_enough() -> None:
    window = Window(2, 1.0)
    for at in (0.25, 0.5):
        window.take(at)
    assert window.wait(0.5 + window.wait(0.5)) == 0.0


@given(st.lists(st.tuples(st.sampled_from([GUEST, OTHER, GROUP, -200]), st.floats(0, 3)), max_size=120))
def test_no_chat_and_not_all_together_get_more_than_their_rate(asks: list[tuple[int, float]]) -> None:
    rates = Rates(overall=6, chat=2, group=3, group_seconds=10.0)
    limits, now, taken = Limits(rates), 0.0, list[tuple[int, float]]()
    for chat, later in asks:
        now += later
        if limits.wait(chat, now) == 0:
            limits.take(chat, now)
            taken.append((chat, now))
    assert fullest([at for _, at in taken], 1.0 - 1e-6) <= 6
    for chat in {chat for chat, _ in taken}:
        most, seconds = (3, 10.0) if chat < 0 else (2, 3.0)
        assert fullest([at for one, at in taken if one == chat], seconds - 1e-6) <= most


@given(st.lists(st.sampled_from([GUEST, OTHER, GROUP]), min_size=1, max_size=60))
def test_who_waits_as_long_as_told_is_let_in(queue: list[int]) -> None:
    """Nobody starves: one look for each, the stated wait, and the message may go."""
    limits, now = Limits(Rates(overall=3, chat=2, group=2, group_seconds=4.0)), 0.0
    for chat in queue:
        now += limits.wait(chat, now) + 1e-9
        assert limits.wait(chat, now) <= 1e-6
        limits.take(chat, now + 1e-6)


@given(moments)
def test_what_is_shut_must_wait_and_what_is_not_need_not(asked: list[float]) -> None:
    limits = Limits(Rates(overall=5, chat=1, chat_seconds=2.0))
    for now in asked:
        closed, delay = limits.shut(now)
        assert closed == {chat for chat in set(limits._chats) if limits.wait(chat, now) > 0}
        assert 0.01 <= delay <= 60.0
        assert 0 <= limits.left(now) <= 5
        chat = GUEST if int(now) % 2 else OTHER
        if chat not in closed and limits.left(now):
            limits.take(chat, now)


def test_the_last_of_a_group_s_minute_are_kept_for_danger() -> None:
    limits = Limits()
    ordinary = Rates().group - FOR_DANGER
    for n in range(ordinary):
        assert GROUP not in limits.shut(float(n))[0]
        limits.take(GROUP, float(n))
    closed, delay = limits.shut(20.0)
    assert closed == {GROUP}, "to all but danger"
    assert delay == pytest.approx(40.0), "until the first of them is a minute old"
    assert limits.spare(GROUP, 20.0) == FOR_DANGER
    for _ in range(FOR_DANGER):
        assert limits.wait(GROUP, 20.0) == 0.0
        limits.take(GROUP, 20.0)
    assert limits.wait(GROUP, 20.0) == pytest.approx(40.0), "and never more than Telegram allows"
    assert limits.shut(20.0)[1] == pytest.approx(40.0)


def test_retry_after_pauses_one_chat() -> None:
    limits = Limits()
    limits.pause(GUEST, 7.0, now=100.0)
    assert limits.wait(GUEST, 101.0) == pytest.approx(6.0)
    assert limits.wait(OTHER, 101.0) == 0.0
    assert limits.left(101.0) == Rates().overall
    closed, delay = limits.shut(101.0)
    assert closed == {GUEST}
    assert delay == pytest.approx(6.0)
    assert limits.shut(107.0)[0] == set()


def test_a_pause_of_everything_lets_nobody_through_and_ends() -> None:
    limits = Limits()
    limits.pause(None, 5.0, now=0.0)
    assert limits.wait(GUEST, 1.0) == pytest.approx(4.0)
    assert limits.left(1.0) == 0
    assert limits.shut(1.0)[1] == pytest.approx(4.0)
    assert limits.left(5.0) == Rates().overall


def test_a_shorter_pause_does_not_cut_a_longer_one() -> None:
    limits = Limits()
    limits.pause(GUEST, 30.0, now=0.0)
    limits.pause(GUEST, 1.0, now=1.0)
    assert limits.wait(GUEST, 2.0) == pytest.approx(28.0)


@pytest.mark.parametrize(("chat", "spare"), [(GUEST, 3), (GROUP, 19)])
def test_a_chat_says_how_many_more_it_may_get(chat: int, spare: int) -> None:
    limits = Limits()
    assert limits.spare(chat, 0.0) == spare
    limits.take(chat, 0.0)
    assert limits.spare(chat, 0.0) == spare - 1
    limits.pause(chat, 5.0, now=0.0)
    assert limits.spare(chat, 0.0) == 0


def test_chats_that_are_quiet_are_forgotten() -> None:
    """A round looks at every chat it knows: it must not know more than have been written to lately."""
    limits = Limits(Rates(overall=10**9))
    for chat in range(1, 5001):
        limits.take(chat, now=0.0)
    limits.pause(GUEST, 600.0, now=0.0)
    limits.take(9000, now=500.0)
    assert limits.shut(500.0)[0] == {GUEST}
    assert set(limits._chats) == {9000, GUEST}
    assert limits.wait(GUEST, 500.0) == pytest.approx(100.0)


def test_the_clock_may_begin_anywhere() -> None:
    """Below zero as well: a clock that was set back is no pause."""
    limits = Limits()
    assert limits.wait(7, -86_400.0) == 0.0
    assert limits.left(-86_400.0) > 0
    limits.pause(7, 5.0, -86_400.0)
    assert limits.wait(7, -86_400.0) == 5.0


def test_nobody_counts_while_another_thread_forgets() -> None:
    """The thread that writes asks too: a moment that the other has taken out would fail its use case."""
    limits, told = Limits(), list[int]()
    asks = Thread(target=lambda: told.append(limits.left(0.0)))
    with limits._lock:
        asks.start()
        asks.join(0.02)
        assert told == []
    asks.join()
    assert told == [Rates().overall]
