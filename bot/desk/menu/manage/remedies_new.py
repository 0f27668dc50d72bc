"""A new remedy: its kind, its name, what it costs the house; and for which cases one is offered."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog import remedy_edits as edits
from bot.desk.catalog.recovery import KINDS, WORTH, RemedyKind
from bot.desk.catalog.texts import TITLE
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.learning import wording
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import REMEDIES
from bot.desk.menu.labels import fitted
from bot.desk.menu.manage.remedies import CostsUnfit, given_by_somebody, live, named, one_of, one_shown, read
from bot.desk.menu.manager_screen import kindly, managed
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import choice, say, text

NAME, COST = "m_remedy_title", "m_remedy_new_cost"  # what the next words are
SHORTEST = 3


class NameTaken(DeskError):
    """Another remedy is called so."""

    key = "refuse.remedy_named"


def kinds(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What is it: a gift, a voucher, money back, another room, or somebody who comes in person?"""
    ways = [choice(text(f"remedy.kind_{one}"), "m_remedy_kind", kind=one) for one in KINDS]
    reply(conn, house, asked, say(text("remedies.which_kind"), choices=[*ways, REMEDIES]))


def title(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are its name; what needs none is called after its kind."""
    kind = str(facts["kind"])
    dialogues.wait_for(conn, house, asked.chat_id, NAME, kind=kind)
    free = kind != "gift" and not _plain(house, kind)
    plain = choice(text("button.m_remedy_plain"), "m_remedy_named", kind=kind) if free else None
    asking = text("remedies.ask_title", title=text(f"remedy.kind_{kind}"))
    reply(conn, house, asked, say(asking, choices=[plain, REMEDIES]))


def _plain(house: House, kind: str) -> bool:
    """There is one that is called after this kind already."""
    return any(one.kind == kind and not one.title for one in house.catalog.remedies.ladder)


def _taken(house: House, said: str) -> bool:
    """Two of one name would be two buttons that nobody can tell apart."""
    titles = (title for one in house.catalog.remedies.ladder for title in (one.title or {}).values())
    return fitted(said).casefold() in {fitted(one).casefold() for one in titles}


def title_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    said = " ".join(wording.plain(asked.text or "").split())
    if not SHORTEST <= len(said) <= TITLE:
        dialogues.wait_for(conn, house, asked.chat_id, NAME, **facts)
        reply(conn, house, asked, say(text("drafts.again", most=TITLE), choices=[REMEDIES]))
        return
    if _taken(house, said):
        dialogues.wait_for(conn, house, asked.chat_id, NAME, **facts)
        ways = [REMEDIES, HOME]
        kindly(conn, house, asked, NameTaken(name=said, ways=ways), ways=ways)
        return
    _ask_cost(conn, house, asked, str(facts["kind"]), said)


def as_kind(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    if _plain(house, str(facts["kind"])):
        title(conn, house, asked, who, facts)
        return
    _ask_cost(conn, house, asked, str(facts["kind"]), "")


def _ask_cost(conn: Connection, house: House, asked: Asked, kind: str, said: str) -> None:
    """The next words are its cost, or the amounts in which it is given."""
    dialogues.wait_for(conn, house, asked.chat_id, COST, kind=kind, title=said)
    free = choice(text("button.m_remedy_free"), "m_remedy_make", kind=kind, title=said)
    key = "remedies.new_amounts" if kind in WORTH else "remedies.new_cost"
    asking = text(key, title=said or text(f"remedy.kind_{kind}"), example=_example(kind))
    reply(conn, house, asked, say(asking, choices=[free if kind not in WORTH else None, REMEDIES]))


def _example(kind: str) -> str:
    return "20; 40; 80" if kind in WORTH else "12"


def cost_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    amounts = read(asked.text or "", house)
    found = edits.new(
        house.catalog.remedies, _kind(facts), _title(house, who, facts), amounts or [Decimal(0)]
    )
    if amounts is None or not edits.fits(found, amounts):
        dialogues.wait_for(conn, house, asked.chat_id, COST, **facts)
        ways = [REMEDIES, HOME]
        kindly(conn, house, asked, CostsUnfit(example=_example(found.kind), ways=ways), ways=ways)
        return
    dialogues.done(conn, house, asked.chat_id)
    _make(conn, house, asked, who, facts, amounts)


def make(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _make(conn, house, asked, who, facts, [Decimal(0)])


def _kind(facts: Facts) -> RemedyKind:
    return next(one for one in KINDS if one == facts["kind"])


def _title(house: House, who: Colleague, facts: Facts) -> dict[str, str] | None:
    """In the language in which they write, and in the hotel's own until somebody writes it there; the others
    are on the list of what is to be translated.
    """
    languages = [one for one in house.hotel.languages if one in (who.language, house.hotel.default_language)]
    return dict.fromkeys(languages, str(facts["title"])) if facts["title"] else None


def _make(
    conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, amounts: Sequence[Decimal]
) -> None:
    now = house.catalog.remedies
    found = edits.new(now, _kind(facts), _title(house, who, facts), amounts)
    new = edits.with_new(now, found)
    given_by_somebody(new, [REMEDIES])
    place = {"kind": "remedy_new", **named(found)}
    back = choice(text("button.m_remedy_for"), "m_remedy", code=found.code)
    live(conn, house, asked, who, new, {**place, "value": False}, {**place, "value": True}, back)


def severity(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A tap adds a severity, or takes it out; the last one stays."""
    found = one_of(house, facts)
    new = edits.with_severity(house.catalog.remedies, found.code, facts["severity"])
    after = new.find(found.code) or found
    if after.severities == found.severities:
        reply(conn, house, asked, one_shown(house, found))
        return
    place = {"kind": "remedy_for", **named(found)}
    before, now = ({**place, "value": list(one.severities)} for one in (found, after))
    live(
        conn, house, asked, who, new, before, now, choice(text("button.m_back"), "m_remedy", code=found.code)
    )


ACTS: dict[str, StaffAct] = {
    "m_remedy_new": managed(kinds),
    "m_remedy_kind": managed(title),
    "m_remedy_named": managed(as_kind),
    "m_remedy_make": managed(make),
    "m_remedy_severity": managed(severity),
}
AWAITED = {COST: cost_typed}
WORDS = {NAME: title_typed}  # however many: a name is no question
