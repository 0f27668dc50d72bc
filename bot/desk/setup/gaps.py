"""What a hotel still lacks before its desk can be relied on: one list for the chat and for `qonaq doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.db import Connection
from bot.desk import people
from bot.desk.catalog.check import PHONE
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.truth import contradicting, stale
from bot.desk.house import House
from bot.desk.setup import drafts, state
from bot.desk.setup.group import Standing
from bot.desk.setup.questions import open_questions
from bot.desk.setup.state import Setup
from bot.say import Text, text


@dataclass(frozen=True)
class Gap:
    """`cause` and `cure` are the doctor's words. Urgent: guests are let down by it, and the list's steps say
    so in chat; `said` is the chat's word for what can wait.
    """

    code: str
    cause: str
    cure: str
    n: int | None = None
    urgent: bool = True

    @property
    def said(self) -> Text:
        if self.n is None:
            return text(f"gap.{self.code}", command="qonaq check")
        return text(f"gap.{self.code}", n=self.n)


def missing(conn: Connection, house: House) -> list[Gap]:
    """Everything that is still missing, what hurts guests most first. Empty: the desk is complete."""
    setup = state.of(conn, house)
    found = list(_people(conn, house))
    if setup is not None and setup.finished_at is None:
        found += _questions(setup)
    else:
        found += _facts(house)
    found += _group(people.staff_chat(conn, house.id), setup.group if setup else None)
    return found + list(_later(house.catalog, setup)) + list(_doubtful(house))


def _people(conn: Connection, house: House) -> Iterator[Gap]:
    team = people.team(conn, house)
    if not any(one.role == "owner" for one in team):
        yield Gap("owner", "Nobody owns this desk.", "Open the link that `qonaq claim` prints.")
    elif not any(one.nights for one in team):
        yield Gap(
            "night",
            'Who answers "no hot water" at 03:00? Nobody is named for the night.',
            "Send /setup to the bot and choose the night duty.",
        )


def _questions(setup: Setup) -> Iterator[Gap]:
    left = len(open_questions(setup.answers))
    cause = f"{left} questions about the hotel have no answer." if left else "The answers are not published."
    yield Gap("questions", cause, "Send /setup to the bot and answer them; it takes a few minutes.", n=left)


def _facts(house: House) -> Iterator[Gap]:
    hotel = house.hotel
    if not PHONE.fullmatch(hotel.emergency_number):
        yield Gap("emergency", "There is no emergency number.", "Send /setup to the bot and name it.")
    if not PHONE.fullmatch(hotel.reception_phone):
        yield Gap("phone", "There is no phone number of reception.", "Send /setup to the bot and name it.")
    if not hotel.rooms:
        yield Gap("rooms", "No room is known.", 'Send /setup to the bot and name them, like "101-120".')


def _group(chat_id: int | None, standing: Standing | None) -> Iterator[Gap]:
    """The first thing that stands in the way; the next shows once it is mended."""
    if chat_id is None or (standing and not standing.here):
        cause = "There is no staff group, so no colleague sees what guests write."
        yield Gap("group", cause, "Add the bot to the group of your staff; /setup has the button.")
    elif standing and not standing.admin:
        cause = "The bot is no administrator of the staff group."
        yield Gap("rights", cause, "Make it one in the group's settings, Administrators.")
    elif standing and not standing.forum:
        cause = "The staff group has no topics, so all cases lie in one heap."
        yield Gap("topics", cause, "Switch Topics on in the group's settings.")
    elif standing and standing.lacking:
        cause = f"The bot may not do this in the staff group: {', '.join(standing.lacking)}."
        yield Gap("rights", cause, "Switch it on in the group's settings, Administrators.")
    elif standing and not standing.reads:
        yield Gap("reading", "Telegram hides the staff's messages from the bot.", "Make it an administrator.")


def _later(catalog: Catalog, setup: Setup | None) -> Iterator[Gap]:
    """What can wait: guests meet a person instead."""
    untold = sorted({code for one in _told(catalog) for code in catalog.hotel.languages if code not in one})
    if untold:
        cause = f"Some texts are missing in {', '.join(untold)}; guests read another language there."
        yield Gap("languages", cause, "`qonaq check` names them with file and line.", urgent=False)
    if n := len(drafts.answers(catalog, setup)):
        cause = f"{n} answers wait to be confirmed; until then a person answers."
        yield Gap("answers", cause, "Send /setup to the bot and go through them.", n=n, urgent=False)
    if n := len(drafts.extras(catalog, setup)):
        cause = f"{n} extras are not on sale until somebody confirms them."
        yield Gap("extras", cause, "Send /setup to the bot and go through them.", n=n, urgent=False)


def _doubtful(house: House) -> Iterator[Gap]:
    """Answers that guests read and somebody should look at."""
    if n := len(contradicting(house.catalog)):
        cause = f"{n} answers say other hours, prices or phones than the catalog."
        yield Gap("contradicting", cause, "`qonaq check` names them with file and line.", n=n, urgent=False)
    if n := sum(stale(house.hotel, one, house.today) for one in house.catalog.knowledge.values()):
        cause = f"{n} answers were confirmed more than {house.hotel.confirm_days} days ago."
        yield Gap("stale", cause, "`qonaq check` names them with file and line.", n=n, urgent=False)


def _told(catalog: Catalog) -> Iterator[dict[str, str]]:
    """The texts that guests read today."""
    for entry in catalog.knowledge.values():
        if not entry.draft:
            yield entry.answer
    for offer in catalog.offers.values():
        if offer.active:
            yield from (offer.title, offer.about)
