"""Making ourselves known to Telegram at a start, however long it takes."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from math import inf

from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.db import StorageTrouble

log = logging.getLogger(__name__)
LONGEST = 30.0  # seconds between two tries
PATIENCE = 600.0  # seconds: a token that was good once is not bad for one answer
A_PAGE = 60.0  # seconds until a newcomer is told that what answers is not Telegram: it may be starting


class TokenRefused(Exception):
    """Telegram does not know our token: starting again will not help."""


async def introduce(
    steps: Callable[[], Awaitable[None]],
    *,
    known: Callable[[], Awaitable[bool]],
    pause: Callable[[float], Awaitable[None]],
) -> None:
    """Take the steps until they are done. TokenRefused when the token is not accepted; a hotel that is
    `known` to Telegram has opened with one before, and tries for some minutes.
    """
    delay, refused = 1.0, 0.0  # `refused`: seconds in which there was no other answer
    while True:
        try:
            await steps()
            return
        except InvalidToken as error:
            if refused >= _patience(error, known=await known()):
                raise TokenRefused(_why(error)) from None
            log.warning("%s; trying again", _why(error))
            refused += delay
        except BadRequest as error:
            log.error("Telegram refuses: %s; check QONAQ_WEBHOOK_URL. Trying again", error.message)
            refused = 0.0
        except NetworkError as error:
            log.warning("Telegram cannot be reached yet (%s); trying again", error.message)
            refused = 0.0
        except StorageTrouble as error:
            log.error("nothing can be kept yet (%s); trying again", error)
        await pause(delay)
        delay = min(LONGEST, delay * 2)


def _patience(error: InvalidToken, *, known: bool) -> float:
    """A mistyped token has Telegram's own refusal, 401 or 404; a page comes from something before it."""
    if _is_page(error):
        return inf if known else A_PAGE
    return PATIENCE if known else 0.0


def _is_page(error: InvalidToken) -> bool:
    return "parsing the server response" in str(error.__cause__ or error).lower()


def _why(error: InvalidToken) -> str:
    if _is_page(error):
        return "What answers at QONAQ_TELEGRAM_API is not Telegram's Bot API"
    return "Telegram does not accept the token; copy it from @BotFather again"
