"""At a start: which refusal of the token is final, for whom, and after how long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from telegram.error import InvalidToken, NetworkError

from bot.db import StorageTrouble
from bot.tg import introducing
from bot.tg.introducing import PATIENCE, TokenRefused, introduce

REFUSED = InvalidToken("Unauthorized")
PAGE = InvalidToken("Not Found (404). Parsing the server response b'<html>404</html>' failed")


def wrapped(cause: InvalidToken) -> InvalidToken:
    """As PTB hands it on."""
    error = InvalidToken("The token was rejected by the server.")
    error.__cause__ = cause
    return error


async def tried(answers: Sequence[Exception | None], *, known: bool) -> float:
    """Seconds until it is in; the last answer is given for ever."""
    left, waited = list(answers), list[float]()

    async def steps() -> None:
        if error := left.pop(0) if len(left) > 1 else left[0]:
            raise error

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        assert sum(waited) < 10 * PATIENCE, "it waits for ever"

    async def is_known() -> bool:
        return known

    try:
        await introduce(steps, known=is_known, pause=pause)
    except TokenRefused as error:
        raise TokenRefused(f"{error} after {sum(waited):.0f} s") from None
    return sum(waited)


@pytest.mark.parametrize("error", [REFUSED, InvalidToken("Not Found")])
async def test_a_newcomer_who_mistyped_reads_so_at_once(error: InvalidToken) -> None:
    with pytest.raises(TokenRefused, match=r"copy it from @BotFather again after 0 s"):
        await tried([wrapped(error)], known=False)


@pytest.mark.parametrize("error", [REFUSED, PAGE])
async def test_one_refusal_is_not_the_end_of_a_hotel_that_has_opened_before(error: InvalidToken) -> None:
    assert await tried([wrapped(error)] * 5 + [None], known=True) == 31


async def test_a_token_that_was_taken_back_ends_the_desk_after_some_minutes() -> None:
    with pytest.raises(TokenRefused, match=r"after 6\d\d s"):
        await tried([wrapped(REFUSED)], known=True)


async def test_minutes_without_any_answer_do_not_count_against_the_token() -> None:
    assert await tried([NetworkError("")] * 60 + [wrapped(REFUSED)] * 3 + [None], known=True) > PATIENCE


async def test_a_proxys_page_says_nothing_of_the_token() -> None:
    """A server of one's own that is not up yet: a hotel waits for it, a newcomer for a minute."""
    assert await tried([wrapped(PAGE)] * 100 + [None], known=True) > PATIENCE
    with pytest.raises(
        TokenRefused, match=r"QONAQ_TELEGRAM_API is not Telegram's Bot API after (6|7|8|9)\d s"
    ):
        await tried([wrapped(PAGE)], known=False)


async def test_a_disk_that_refuses_at_the_start_is_waited_for() -> None:
    assert await tried([StorageTrouble("full")] * 3 + [None], known=False) == 7
    assert introducing.LONGEST == 30
