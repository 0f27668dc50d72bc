"""What staff press: claim, on the way, resolve, and who may join."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people, spoken
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import cards, case, working
from bot.desk.house import House
from bot.desk.menu import (
    arrivals,
    day,
    day_history,
    day_noting,
    deciding,
    departing,
    doubts,
    giving,
    hand,
    linking,
    rates,
    refunding,
    staying,
    staying_print,
    teaching,
    team,
    weathering,
)
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import (
    behalf,
    emergency,
    handing,
    handover,
    here,
    kept,
    looking_in,
    more,
    needing,
    noting,
    on_duty,
    playbooks,
    private_card,
    promised,
    ready,
    remedy,
    reporting,
    today,
    waiting,
)
from bot.desk.people import Colleague, Role
from bot.desk.stays.names import namesakes
from bot.say import choice, say, text


def claim(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    before = case.by_id(conn, house, facts["case"])
    taken = working.claim(conn, house, before, who)
    if before.owner != who.user_id:
        private_card.taken(conn, house, taken, who, before.owner)
    nod(conn, house, asked, text("staff.yours", ref=taken.ref))
    if asked.private:
        reply(conn, house, asked, say(text("staff.yours", ref=taken.ref)))


def on_my_way(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    working.on_my_way(conn, house, case.by_id(conn, house, facts["case"]), who)
    nod(conn, house, asked, text("staff.guest_told"))


def resolve(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    working.resolve(conn, house, case.by_id(conn, house, facts["case"]), who)
    nod(conn, house, asked, text("staff.guest_asked"))


def verify(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Reception knows the guest: the room on the card is theirs. Another one is not confirmed by it."""
    opened = case.by_id(conn, house, facts["case"])
    guest, room = people.guest_by_id(conn, opened.guest_id), facts["room"]
    known = guest.verified and guest.room == room
    how = "staff.room_verified" if known else linking.by_reception(conn, house, guest, room, who)
    if how is None:
        nod(conn, house, asked, text("staff.other_room", room=guest.room or "—", shown=room), alert=True)
        cards.refresh(conn, house, opened)
        return
    nod(conn, house, asked, text(how, room=room), alert=how != "staff.room_verified")
    if known:
        return
    case.note(conn, house, opened, "room_verified", f"staff:{who.user_id}", room=room)
    cards.refresh(conn, house, opened)
    cards.refresh_all(conn, house, guest.id)
    outbox.send(conn, house, guest.chat_id, say(text("guest.room_verified", room=room)))


def approve(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """An owner says yes, with a role."""
    role: Role = facts["role"]
    joined = people.decide(conn, house, facts["user"], by=who.user_id, role=role)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("staff.approved", name=joined.name, role=text(f"role.{joined.role}"))))
    outbox.send(conn, house, joined.user_id, say(text("staff.welcome", role=text(f"role.{joined.role}"))))
    if joined.role == "department":
        outbox.send(conn, house, asked.chat_id, team.which(house, joined))


def decline(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    declined = people.decide(conn, house, facts["user"], by=who.user_id, role=None)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("staff.declined", name=declined.name)))
    outbox.send(
        conn, house, declined.user_id, say(text("staff.not_joined", phone=house.hotel.reception_phone))
    )


def ask_to_join(conn: Connection, house: House, asked: Asked) -> None:
    """Put someone before the owners, once, or later before the first one; nobody joins by themselves."""
    language = spoken.began(house, asked.hint)
    who = people.ask_to_join(conn, house, asked.user_id, name=asked.name, language=language)
    if who.state == "active":
        reply(conn, house, asked, say(text("staff.already", role=text(f"role.{who.role}"))))
        return
    if who.state == "declined":
        reply(conn, house, asked, say(text("staff.not_joined", phone=house.hotel.reception_phone)))
        return
    owners = people.owners(conn, house)
    reply(conn, house, asked, say(text("staff.asked") if owners else text("staff.asked_early")))
    for owner in owners:
        put_before(conn, house, owner.user_id, who)


def put_before(conn: Connection, house: House, owner: int, who: Colleague) -> None:
    """Somebody wants to join: the owner gives a role, or says no."""
    twin = text("staff.same_name") if _namesake(conn, house, who) else ""
    roles = [
        choice(text(f"button.role_{role}"), "approve", user=who.user_id, role=role) for role in people.ROLES
    ]
    no = choice(text("button.decline"), "decline", user=who.user_id)
    said = say(text("staff.asks", name=who.name, twin=twin), choices=[*roles, no])
    outbox.send(conn, house, owner, said)


def _namesake(conn: Connection, house: House, who: Colleague) -> bool:
    """Anybody may call themselves like one who works here, also in letters that only look alike."""
    return any(namesakes(who.name, one.name) for one in people.team(conn, house))


ACTS: dict[str, StaffAct] = {
    **staying.ACTS,
    **day.ACTS,
    **day_noting.ACTS,
    **day_history.ACTS,
    **hand.ACTS,
    **staying_print.ACTS,
    **linking.ACTS,
    **arrivals.ACTS,
    **teaching.ACTS,
    **doubts.ACTS,
    **departing.STAFF_ACTS,
    **weathering.ACTS,
    **giving.ACTS,
    **refunding.ACTS,
    **rates.ACTS,
    **more.ACTS,
    **remedy.ACTS,
    **behalf.ACTS,
    **emergency.ACTS,
    **reporting.ACTS,
    **kept.ACTS,
    **team.ACTS,
    **promised.ACTS,
    **today.ACTS,
    **handing.ACTS,
    **handover.ACTS,
    **needing.ACTS,
    **noting.ACTS,
    **playbooks.ACTS,
    **here.ACTS,
    **ready.ACTS,
    **private_card.ACTS,
    **looking_in.ACTS,
    **waiting.ACTS,
    **deciding.ACTS,
    **on_duty.ACTS,
    "claim": claim,
    "on_my_way": on_my_way,
    "resolve": resolve,
    "verify": verify,
    "approve": approve,
    "decline": decline,
}
