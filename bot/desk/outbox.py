"""Letters: what the desk owes to people. Posted in the same transaction as the effect that owes them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, bindparam, insert, or_, select, update

from bot.db import Connection
from bot.desk import waiting
from bot.desk.house import House
from bot.say import Choice, Say, Text, pack, pack_say, unpack_say
from bot.schema import cases, letters, staff_groups

DANGER, ALARM, REPLY, STAFF, SOFT = 0, 1, 2, 3, 4  # lanes; smaller goes first
LONGEST = 3000  # characters of a line to which others were added
FOR_DANGER = 4  # of the messages that the staff group may get in a minute: nothing else uses them up
FOR_CASES = 5  # and so many more that nothing does which only changes or adds to what is there
NO_PHONE = -(2**53)  # at most this: a guest without a phone; outside of all that Telegram may use
NOWHERE = NO_PHONE - 2**51  # at most this: who was erased; less their number, so that no two are the same
Kind = Literal["critical", "soft", "idempotent"]

_POST = insert(letters)
_NUMBERED = insert(letters).returning(letters.c.id)
RESTRICTED = "danger"  # stands for a department: the group where emergencies are read, and nowhere else


def own_group(case_id: ColumnElement[Any]) -> Select[Any]:
    """Asks where a case is worked; nowhere: in the staff group."""
    return (
        select(staff_groups.c.chat_id)
        .select_from(staff_groups.join(cases, cases.c.id == case_id))
        .where(
            staff_groups.c.property_id == bindparam("p"),
            or_(
                staff_groups.c.department == cases.c.department,
                and_(staff_groups.c.department == RESTRICTED, cases.c.kind == "sensitive"),
            ),
        )
        .order_by((staff_groups.c.department == RESTRICTED).desc())
        .limit(1)
    )


_OWN_GROUP = own_group(bindparam("b"))
_LAST_LINE = (
    select(letters.c.id, letters.c.state, letters.c.content)
    .where(letters.c.property_id == bindparam("p"), letters.c.case_id == bindparam("b"))
    .where(letters.c.method.in_(("send", "copy", "album")), letters.c.lane == bindparam("lane"))
    .order_by(letters.c.id.desc())
    .limit(1)
)
_GROW = (
    update(letters)
    .where(letters.c.id == bindparam("i"), letters.c.state == "new")
    .values(content=bindparam("grown"))
)
DATA = re.compile(r"[A-Za-z0-9_-]{1,40}:[0-9]{1,2}")  # "<token>:<index>"
_OURS = select(letters).where(letters.c.property_id == bindparam("p"))
_BY_TOKEN = _OURS.where(letters.c.token == bindparam("t"))
_BY_MESSAGE = _OURS.where(letters.c.chat_id == bindparam("c"), letters.c.message_id == bindparam("m"))


@dataclass(frozen=True)
class Pressed:
    """A button of a letter we sent: to whom it was sent, and what it asks for."""

    chat_id: int | None
    case_id: int | None
    choice: Choice
    lasting: bool = False


def phoneless(chat_id: int) -> bool:
    """The "chat" of somebody for whom staff book: nothing can be sent there."""
    return chat_id <= NO_PHONE


def send(
    conn: Connection,
    house: House,
    chat_id: int | None,
    said: Say,
    *,
    kind: Kind = "critical",
    lane: int = REPLY,
    case_id: int | None = None,
    topic_of: int | None = None,
    private: bool = False,
) -> None:
    """A new message. `chat_id` None: the staff group; with `case_id`: into that case's topic.

    `topic_of`: a case about which a colleague is written to; a button leads to its topic (`mail.show_topic`).
    `private`: for them alone; when it cannot come to them, the topic says how they get it.
    """
    about: dict[str, Any] = {} if topic_of is None else {"topic_of": topic_of}
    about |= {"private": True} if private else {}
    _post(
        conn,
        house,
        "send",
        {"say": pack_say(said), **about},
        chat_id=chat_id,
        kind=kind,
        lane=lane,
        case_id=case_id,
        buttons=bool(said.choices),
    )


def sheet(conn: Connection, house: House, chat_id: int, said: Say, card: dict[str, Any]) -> None:
    """A card to print. It is drawn at sending, and its code forgotten once it has arrived (`mail.sent`)."""
    content = {"say": pack_say(said), "card": card}
    _post(conn, house, "sheet", content, chat_id=chat_id, kind="critical", lane=STAFF)


def voucher(conn: Connection, house: House, chat_id: int, said: Say, drawn: dict[str, Any]) -> None:
    """A picture with a code, drawn at sending; the code is forgotten once it has arrived (`mail.sent`)."""
    content = {"say": pack_say(said), "voucher": drawn}
    kind: Kind = "critical"
    _post(conn, house, "voucher", content, chat_id=chat_id, kind=kind, lane=REPLY, buttons=bool(said.choices))


def invoice(conn: Connection, house: House, chat_id: int, said: Say, bill: dict[str, Any]) -> None:
    """A message with a Pay button: the title, what it is for, and `bill`, what Telegram is to collect."""
    content = {"say": pack_say(said), "bill": bill}
    _post(conn, house, "invoice", content, chat_id=chat_id, kind="critical", lane=REPLY)


def checkout(conn: Connection, house: House, query_id: str, refused: Text | None = None) -> None:
    """Answer Telegram's question whether money may be taken: yes, or why not. It waits ten seconds."""
    content = {"query_id": query_id, "text": pack(refused) if refused else None, "approved": refused is None}
    _post(conn, house, "answer", content, chat_id=None, kind="idempotent", lane=0)


def table(conn: Connection, house: House, chat_id: int, said: Say, drawn: dict[str, Any]) -> None:
    """A workbook, written at sending. A form to be filled in: its "name", "sheet" and "rows"; figures: its
    "name" and the "pages" of `bot.sheets.book`."""
    content = {"say": pack_say(said), "table": drawn}
    kind: Kind = "critical"
    _post(conn, house, "table", content, chat_id=chat_id, kind=kind, lane=REPLY, buttons=bool(said.choices))


def book(conn: Connection, house: House, chat_id: int, said: Say, facts: dict[str, Any]) -> None:
    """The catalog's workbook, made at sending: its "name", and the "version" that is written, or else the
    "file" that came and the "issues" that are marked in it."""
    content, method = {"say": pack_say(said), "book": facts}, "book" if "version" in facts else "marked"
    kind: Kind = "critical"
    _post(conn, house, method, content, chat_id=chat_id, kind=kind, lane=REPLY, buttons=bool(said.choices))


def chart(
    conn: Connection,
    house: House,
    chat_id: int,
    said: Say,
    drawn: dict[str, Any],
    *,
    over: int | None = None,
) -> None:
    """A picture of figures with words under it, drawn at sending; `over` is an older one to put it over."""
    content = {"say": pack_say(said), "chart": drawn, "message_id": over}
    kind: Kind = "idempotent" if over else "critical"
    _post(conn, house, "chart", content, chat_id=chat_id, kind=kind, lane=REPLY, buttons=bool(said.choices))


def edit(
    conn: Connection,
    house: House,
    chat_id: int,
    message_id: int,
    said: Say,
    *,
    on_photo: bool = False,
    topic_of: int | None = None,
) -> None:
    """Put `said` in place of a message of ours; if that is gone, send it anew. `topic_of`: as in `send`."""
    about = {} if topic_of is None else {"topic_of": topic_of}
    content = {"say": pack_say(said), "message_id": message_id, "on_photo": on_photo, **about}
    _post(
        conn,
        house,
        "edit",
        content,
        chat_id=chat_id,
        kind="idempotent",
        lane=REPLY,
        buttons=bool(said.choices),
    )


def answer(
    conn: Connection, house: House, query_id: str, said: Text | None = None, *, alert: bool = False
) -> None:
    """Answer a button press; worth nothing after a few seconds, so it never waits."""
    content = {"query_id": query_id, "text": pack(said) if said else None, "alert": alert}
    _post(conn, house, "answer", content, chat_id=None, kind="idempotent", lane=0)


def card(conn: Connection, house: House, case_id: int, said: Say, *, lane: int = STAFF) -> None:
    """The one card of a case: sent once, edited after. What still waits is made true, and keeps its turn."""
    content = {"say": pack_say(said)}
    if not _renewed(conn, house, "card", content, case_id, lane):
        kind: Kind = "idempotent"
        _post(conn, house, "card", content, chat_id=None, case_id=case_id, kind=kind, lane=lane, buttons=True)


def newest(conn: Connection, house: House, said: Say, *, case_id: int, name: str, lane: int = STAFF) -> None:
    """A line in a case's topic that says more than an earlier one of this name, if that still waits."""
    content = {"say": pack_say(said), waiting.NAME: name}
    if not _renewed(conn, house, "send", content, case_id, lane):
        _post(conn, house, "send", content, chat_id=None, case_id=case_id, kind="critical", lane=lane)


def _renewed(
    conn: Connection, house: House, method: str, content: dict[str, Any], case_id: int, lane: int
) -> bool:
    to = _address(conn, house, None, case_id)
    return waiting.renewed(conn, house, method, content, case_id=case_id, lane=lane, chat_id=to)


def relay(
    conn: Connection,
    house: House,
    chat_id: int | None,
    method: Literal["send", "copy", "album"],
    content: dict[str, Any],
    *,
    case_id: int | None = None,
    lane: int = REPLY,
) -> int:
    """What one side of a case says to the other; its number, by which `mail.sent` notes where it stands.

    `content`: "say" the words, or those under what is copied; "from" and "message_id" or "message_ids" what
    is copied; "answers" the message that it replies to; "of_case" the case, when it goes to the guest.
    """
    where = {"chat_id": chat_id, "case_id": case_id, "lane": lane}
    return numbered(conn, house, method, {**content, "relay": True}, **where)


def grow(conn: Connection, house: House, case_id: int, said: Say, *, lane: int = STAFF) -> int | None:
    """Put it under the newest line of the topic while that still waits; the number of that letter."""
    last = conn.execute(_LAST_LINE, {"p": house.id, "b": case_id, "lane": lane}).mappings().first()
    if last is None or last["state"] != "new" or not last["content"].get("grows"):
        return None
    content = dict(last["content"])
    content["say"] = content["say"] | {"body": [*content["say"]["body"], *pack_say(said)["body"]]}
    if len(str(content["say"]["body"])) > LONGEST:
        return None
    grown = conn.execute(_GROW, {"i": last["id"], "grown": content}).rowcount == 1
    return int(last["id"]) if grown else None


def unsend(conn: Connection, house: House, chat_id: int, messages: Sequence[int], *, case_id: int) -> None:
    """Take messages of ours away again; `case_id`: whose staff hear of it when they cannot be."""
    content = {"messages": list(messages), "of_case": case_id}
    _post(conn, house, "delete", content, chat_id=chat_id, kind="idempotent", lane=REPLY)


def digest(conn: Connection, house: House, chat_id: int, said: Say, *, over: int | None) -> None:
    """What waits for a group, ahead of all of it: once a minute it takes one of the places that are kept for
    danger. `over`: an earlier one, in its place.
    """
    content = {"say": pack_say(said), "message_id": over}
    _post(conn, house, "digest", content, chat_id=chat_id, kind="idempotent", lane=DANGER)


def look(conn: Connection, house: House, chat_id: int, group: int, **whom: list[int]) -> None:
    """Ask Telegram how things stand in a group; whoever reads `chat_id` sees what comes of it. With `staff`:
    which of them are in one of the `groups`."""
    content = {"group": group, **whom}
    _post(conn, house, "look", content, chat_id=chat_id, kind="idempotent", lane=REPLY)


def title(
    conn: Connection, house: House, case_id: int, *, closed: bool = False, reopen: bool = False
) -> None:
    """Rename the topic after its case's state; close it with its case, open it again with it."""
    content = {"closed": closed, "reopen": reopen}
    if not (closed or reopen) and waiting.waits(conn, house, "title", case_id):
        return  # it says what the case is called when it goes
    if not _renewed(conn, house, "title", content, case_id, SOFT):
        _post(conn, house, "title", content, chat_id=None, case_id=case_id, kind="idempotent", lane=SOFT)


def _post(
    conn: Connection,
    house: House,
    method: str,
    content: dict[str, Any],
    *,
    chat_id: int | None,
    kind: Kind,
    lane: int,
    case_id: int | None = None,
    buttons: bool = False,
) -> None:
    if chat_id is not None and phoneless(chat_id):
        return  # a guest without a phone: staff tell them
    token = secrets.token_urlsafe(12) if buttons else None
    where = {"chat_id": _address(conn, house, chat_id, case_id), "case_id": case_id, "lane": lane}
    conn.execute(_POST, _row(house, method, content, kind=kind, token=token, **where))


def numbered(conn: Connection, house: House, method: str, content: dict[str, Any], **where: Any) -> int:
    where["chat_id"] = _address(conn, house, where["chat_id"], where["case_id"])
    row = _row(house, method, content, kind="critical", **{"token": None, **where})
    if row["chat_id"] is not None and phoneless(row["chat_id"]):
        row["state"] = "dropped"
    return int(conn.execute(_NUMBERED, {"state": "new", **row}).scalar_one())


def _row(house: House, method: str, content: dict[str, Any], **rest: Any) -> dict[str, Any]:
    facts = {"property_id": house.id, "method": method, "content": content, "created_at": house.now}
    return facts | rest


def _address(conn: Connection, house: House, chat_id: int | None, case_id: int | None) -> int | None:
    """None: the staff group; a department with a group of its own has its cases there."""
    if chat_id is not None or case_id is None:
        return chat_id
    own: int | None = conn.execute(_OWN_GROUP, {"b": case_id, "p": house.id}).scalar()
    return own


def pressed(conn: Connection, house: House, data: str) -> Pressed | None:
    """What a button asks for, by its callback data; None when we never sent it or have forgotten it."""
    if not DATA.fullmatch(data):  # a changed client sends anything
        return None
    token, _, index = data.partition(":")
    row = conn.execute(_BY_TOKEN, {"p": house.id, "t": token}).mappings().first()
    if row is None:
        return None
    said = unpack_say(row["content"]["say"])
    if int(index) >= len(said.choices):
        return None
    return Pressed(row["chat_id"], row["case_id"], said.choices[int(index)], said.lasting)


def sent_as(conn: Connection, house: House, chat_id: int, message_id: int) -> dict[str, Any] | None:
    """The letter behind a message in a chat, for replies to it."""
    row = conn.execute(_BY_MESSAGE, {"p": house.id, "c": chat_id, "m": message_id}).mappings().first()
    return dict(row) if row else None
