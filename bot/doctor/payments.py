"""Whether guests can pay in the chat, where a provider is set."""

from __future__ import annotations

from collections.abc import Iterator

from bot.config import Config
from bot.desk.booking.invoice import CURRENCIES
from bot.doctor.finding import Finding, mend, mind, ok
from bot.doctor.known import Known

WHAT = "Payments"


def examine_payments(config: Config, known: Known) -> list[Finding]:
    """Nothing, where guests pay on the room's bill or at reception alone."""
    return list(_examine(config, known)) if config.pays else []


def _examine(config: Config, known: Known) -> Iterator[Finding]:
    currency = known.catalog.hotel.currency if known.catalog else None
    if currency and currency not in CURRENCIES:
        words = f"Telegram does not collect {currency}, so no guest is offered to pay in the chat."
        yield mend("payments.currency", WHAT, words, "Unset QONAQ_PAYMENTS_TOKEN; guests pay at reception.")
    elif config.pays == "test":
        words = "the provider's token is for tests: guests can pay, and no money comes."
        cure = "Before real guests come, get the live token from @BotFather (your bot, Payments)."
        yield mind("payments.test", WHAT, words, cure)
    else:
        yield ok("payments", WHAT, "guests can pay in the chat; `/refunds` lists what has to go back.")
