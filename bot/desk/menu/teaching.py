"""In the topic of a question: keep what staff answered for all guests, by one tap. A manager decides."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.learning import exchanges, proposals
from bot.desk.learning.exchanges import Answer, Exchange
from bot.desk.learning.proposals import Proposal
from bot.desk.menu.acts import Facts
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.say import Choice, Say, choice, say, text

SHOWN = 300  # characters of a question or an answer in a topic


def answered(conn: Connection, house: House, asked: Asked, opened: Case, who: Colleague) -> None:
    """Staff wrote to the guest: offered once for each question that the desk could not answer."""
    if exchanges.last(conn, opened) is None:
        return
    exchanges.answered(conn, house, opened, who, asked)
    exchange = exchanges.last(conn, opened)
    if exchange and exchange.told and not exchange.offered:
        exchanges.offered(conn, house, opened)
        offer = _offer(opened, exchange)
        outbox.send(conn, house, None, offer, kind="soft", lane=outbox.STAFF, case_id=opened.id)


def _offer(opened: Case, exchange: Exchange) -> Say:
    keep = choice(text("button.keep_answer"), "keep_answer", case=opened.id, event=exchange.event)
    return say(text("teach.offer", question=_short(exchange.words)), choices=[keep])


def keep(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The newest answer, or all of them together."""
    opened, exchange = _exchange(conn, house, facts)
    answer = _whole(exchange) if facts.get("whole") else exchange.told
    if answer is None:
        raise OldButton
    before = proposals.of_question(conn, house, exchange.event)
    if before and not before.waits and before.state != "withdrawn":
        nod(conn, house, asked, text("teach.decided"))
        return
    if before and before.waits and before.decided_by:
        hand = people.colleague(conn, house, before.decided_by)
        nod(conn, house, asked, text("teach.in_hand", person=hand.name if hand else "—"), alert=True)
        return
    kept = proposals.propose(conn, house, opened, exchange, answer, who)
    if before is None:
        case.note(conn, house, opened, "proposed", f"staff:{who.user_id}", proposal=kept.id)
        _tell_managers(conn, house, kept, who)
    nod(conn, house, asked)
    reply(conn, house, asked, _kept(opened, exchange, kept, whole=bool(facts.get("whole"))))


def _exchange(conn: Connection, house: House, facts: Facts) -> tuple[Case, Exchange]:
    opened = case.by_id(conn, house, facts["case"])
    exchange = exchanges.last(conn, opened)
    if exchange is None or exchange.event != facts["event"]:
        raise OldButton
    return opened, exchange


def _whole(exchange: Exchange) -> Answer | None:
    told = exchange.told
    return Answer("\n".join(one.words for one in exchange.answers), told.language, told.by) if told else None


def _kept(opened: Case, exchange: Exchange, kept: Proposal, *, whole: bool) -> Say:
    """What was kept, and what else can be done about it while nobody has decided."""
    said = text(
        "teach.kept",
        question=_short(kept.phrases[kept.language][0]),
        answer=_short(kept.answer[kept.said_in]),
    )
    facts = {"case": opened.id, "event": exchange.event}
    every = len(exchange.answers) > 1 and not whole
    ways: list[Choice | None] = [
        choice(text("button.keep_all"), "keep_answer", **facts, whole=True) if every else None,
        choice(text("button.teach_undo"), "keep_undo", **facts),
    ]
    return say(said, choices=ways)


def undo(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """It was for this guest only; the offer stands again."""
    opened, exchange = _exchange(conn, house, facts)
    found = proposals.of_question(conn, house, exchange.event)
    if found and found.state == "proposed":
        proposals.change(conn, house, found, state="withdrawn")
    nod(conn, house, asked)
    reply(conn, house, asked, _offer(opened, exchange))


def _tell_managers(conn: Connection, house: House, kept: Proposal, who: Colleague) -> None:
    look = choice(text("button.teach_look"), "m_prop", proposal=kept.id)
    question = _short(kept.phrases[kept.language][0])
    said = say(text("teach.news", person=who.name, question=question), choices=[look])
    for one in people.team(conn, house):
        if one.manages:
            outbox.send(conn, house, one.user_id, said, kind="soft", lane=outbox.SOFT)


def _short(words: str) -> str:
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"


ACTS = {"keep_answer": keep, "keep_undo": undo}
