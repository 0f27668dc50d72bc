"""May this party take this, then? Pure: the catalog, the party, the hour."""

from __future__ import annotations

from datetime import datetime

from bot.desk.booking import young
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import obstacle
from bot.desk.booking.party import Party
from bot.desk.booking.refusals import TooYoung
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House


def check(
    house: House,
    offer: Offer,
    option: Option,
    party: Party,
    start: datetime | None,
    replaces: int | None = None,
    wish: str | None = None,
) -> None:
    """Raises the refusal that stands in the way; free places are another matter."""
    check_ask(Ask(house, offer, option, party, start, replaces, wish))


def check_ask(ask: Ask) -> None:
    """The same of an ask as it is."""
    match obstacle(ask):
        case None:
            return
        case TooYoung() as refusal:
            raise young.another_way(ask, refusal)
        case refusal:
            raise refusal
