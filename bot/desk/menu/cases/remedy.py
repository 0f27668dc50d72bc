"""What could make it good: offered on the card, given or asked for by a tap, and a manager's yes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import cards, case, remedies
from bot.desk.cases.case import Case
from bot.desk.cases.remedies import Given
from bot.desk.catalog.recovery import Remedy
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.people import Colleague
from bot.desk.problems import PERSON, OldButton
from bot.desk.timers import Due
from bot.say import At, Choice, Day, Join, Say, Value, choice, say, text

MOST = 6  # remedies on one screen: what the ladder has beyond them is not for this trouble


def offer(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The ladder for this trouble, in a message of its own; from there on it is edited."""
    opened = case.by_id(conn, house, facts["case"])
    said = _offered(conn, house, opened, who)
    nod(conn, house, asked)
    if facts.get("back"):
        reply(conn, house, asked, said)
    else:
        _new(conn, house, asked, opened, said)


def _new(conn: Connection, house: House, asked: Asked, opened: Case, said: Say) -> None:
    if asked.private:
        outbox.send(conn, house, asked.chat_id, said)
    else:
        outbox.send(conn, house, None, said, lane=outbox.REPLY, case_id=opened.id)


def _offered(conn: Connection, house: House, opened: Case, who: Colleague) -> Say:
    found = remedies.fitting(house, opened)[:MOST]
    each, still = house.catalog.remedies.limit(who.role).each, remedies.left(conn, house, who.role)
    head = text(
        "remedy.offer",
        room=opened.room or "—",
        about=cards.about(opened),
        price=house.money(each) if each is not None else "",
        left=still if still is not None else "",
    )
    names = {one.code: remedies.told_apart(one, found) for one in found}
    lines = [text("remedy.line", title=names[one.code], price=_prices(house, one)) for one in found]
    picks = [choice(names[one.code], "remedy_pick", case=opened.id, code=one.code) for one in found]
    return say(head, Join(lines, "lines"), choices=picks)


def _prices(house: House, one: Remedy) -> Value:
    found = [house.money(cost) for cost in one.costs if cost > 0]
    return Join(found) if found else text("price.free")


def pick(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One remedy: what it costs, and whether this colleague may give it or a manager is asked."""
    opened, chosen = _chosen(conn, house, facts)
    give = [
        choice(_label(house, who, cost), "remedy_give", case=opened.id, code=chosen.code, cost=str(cost))
        for cost in chosen.costs
    ]
    said = text(
        "remedy.pick",
        title=remedies.called(chosen),
        room=opened.room or "—",
        hint=text(f"remedy.how_{chosen.kind}"),
    )
    nod(conn, house, asked)
    back = choice(text("button.back"), "remedy", case=opened.id, back=True)
    reply(conn, house, asked, say(said, choices=[*give, back]))


def _label(house: House, who: Colleague, cost: Decimal) -> Value:
    price = house.money(cost)
    may = remedies.may_give(house, who, price)
    if not cost:
        return text("button.remedy_free") if may else text("button.remedy_ask_free")
    return text("button.remedy_give" if may else "button.remedy_ask", price=price)


def _chosen(conn: Connection, house: House, facts: Facts) -> tuple[Case, Remedy]:
    opened = case.by_id(conn, house, facts["case"])
    chosen = house.catalog.remedies.find(facts["code"])
    if chosen is None:
        raise OldButton
    return opened, chosen


def give(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Within the limits the guest has it now; else managers are asked."""
    opened, chosen = _chosen(conn, house, facts)
    amount = Decimal(facts["cost"])
    if amount not in chosen.costs:
        raise OldButton  # the hotel has changed it since
    made = remedies.give(conn, house, opened, who, chosen, amount)
    nod(conn, house, asked)
    if made.state == "given":
        _to_guest(conn, house, opened, made)
        reply(conn, house, asked, say(_told(made, "remedy.given")))
    else:
        asking = remedies.approvers(conn, house, who, made.cost)
        for one in asking:
            outbox.send(conn, house, one.user_id, _request(opened, made, who), topic_of=opened.id)
        names = Join([one.name for one in asking])
        until = At(made.expires_at or house.now)
        waits = text("remedy.waits", title=made.called, price=_cost(made), person=names, time=until)
        reply(conn, house, asked, say(waits, choices=_answers(made)))  # a manager may read it here first
    cards.refresh(conn, house, opened)


def _cost(made: Given) -> Value:
    return made.cost if made.cost.minor else text("price.free")


def _told(made: Given, key: str) -> Value:
    return text(key, title=made.called, price=_cost(made), hint=text(f"remedy.how_{made.kind}"))


def _request(opened: Case, made: Given, who: Colleague) -> Say:
    said = text(
        "remedy.asks_you",
        person=who.name,
        title=made.called,
        price=_cost(made),
        room=opened.room or "—",
        about=cards.about(opened),
        ref=opened.ref,
        words=cards.brief(opened.words)[:300],
        time=At(made.expires_at or made.asked_at),
    )
    return say(said, choices=_answers(made))


def _answers(made: Given) -> list[Choice]:
    yes = choice(text("button.remedy_yes"), "m_remedy_yes", remedy=made.id)
    return [yes, choice(text("button.remedy_no"), "m_remedy_no", remedy=made.id)]


def yes(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """On the manager's own limit; the guest has it at once, and whoever asked reads it."""
    made = remedies.approve(conn, house, facts["remedy"], who)
    nod(conn, house, asked)
    opened = case.by_id(conn, house, made.case_id)
    _to_guest(conn, house, opened, made)
    reply(conn, house, asked, say(_told(made, "remedy.given")))
    _answered(
        conn, house, opened, made, text("remedy.yes", title=made.called, person=who.name, ref=opened.ref)
    )


def no(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    made = remedies.decline(conn, house, facts["remedy"], who)
    nod(conn, house, asked)
    opened = case.by_id(conn, house, made.case_id)
    said = text("remedy.no", title=made.called, person=who.name, ref=opened.ref)
    reply(conn, house, asked, say(said))
    _answered(conn, house, opened, made, said, again=True)


def lapsed(conn: Connection, house: House, timer: Due) -> None:
    """Nobody said yes or no in time: whoever asked may choose something else."""
    made = remedies.lapse(conn, house, int(timer.ref))
    if made:
        opened = case.by_id(conn, house, made.case_id)
        said = text("remedy.lapsed", title=made.called, ref=opened.ref)
        _answered(conn, house, opened, made, said, again=True)


def _answered(
    conn: Connection, house: House, opened: Case, made: Given, said: Value, *, again: bool = False
) -> None:
    """In the topic and on the asker's phone; with the ladder at hand when it came to nothing."""
    ways: Sequence[Choice] = [choice(text("button.remedy"), "remedy", case=opened.id)] if again else []
    outbox.send(conn, house, None, say(said, choices=ways), lane=outbox.STAFF, case_id=opened.id)
    asker = people.colleague(conn, house, made.asked_by)
    if asker and asker.state == "active":
        outbox.send(conn, house, asker.user_id, say(said), lane=outbox.STAFF, topic_of=opened.id)
    cards.refresh(conn, house, opened)


def _to_guest(conn: Connection, house: House, opened: Case, made: Given) -> None:
    """Warmly, in their language, with how to use it. An apology is said in person and not by us."""
    guest = people.guest_by_id(conn, opened.guest_id)
    facts: dict[str, Value] = {"name": guest.name}
    ways = [PERSON]
    match made.kind:
        case "voucher":
            code, until = remedies.voucher(conn, house, opened, made)
            facts |= {"price": made.cost, "code": code, "date": Day(until)}
            ways = [choice(text("button.extras"), "groups"), PERSON]
        case "refund":
            facts |= {"price": made.cost}
        case "gift":
            facts |= {"gift": made.called}
        case "apology":
            return
    said = say(text(f"remedy.guest_{made.kind}", **facts), choices=ways, lasting=True)
    outbox.send(conn, house, guest.chat_id, said)


ACTS: dict[str, StaffAct] = {"remedy": offer, "remedy_pick": pick, "remedy_give": give}
MANAGER_ACTS: dict[str, StaffAct] = {"m_remedy_yes": yes, "m_remedy_no": no}
