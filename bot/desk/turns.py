"""Several desks on one PostgreSQL database: who works which chat, and who has a post.

What a desk took is its own for as long as it lives (`PRESENT`); then anybody may take it. A turn keeps two
desks from doing the same work; that nothing is done twice does not hang on it, but on `inbox.done`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from bot.db import PRESENT, Connection
from bot.desk.inbox import Row
from bot.schema import inbox, posts, turns

SENDER, POLLER = "sender", "poller"

_turn = insert(turns)
_TAKE = _turn.on_conflict_do_update(
    index_elements=["property_id", "chat"],
    set_={"desk": _turn.excluded.desk},
    where=or_(turns.c.desk == _turn.excluded.desk, turns.c.desk.not_in(PRESENT)),
).returning(turns.c.chat)
_GIVE_BACK = delete(turns).where(
    turns.c.property_id == bindparam("p"),
    turns.c.desk == bindparam("d"),
    turns.c.chat.in_(bindparam("chats", expanding=True)),
)
_MINE = (inbox.c.property_id == bindparam("p"), inbox.c.state == "new")
_OTHERS = select(turns.c.chat).where(
    turns.c.property_id == bindparam("p"), turns.c.desk != bindparam("d"), turns.c.desk.in_(PRESENT)
)
_FREE = (
    select(inbox.c.chat)
    .where(*_MINE, inbox.c.chat.not_in(_OTHERS))
    .group_by(inbox.c.chat)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("most"))
)
_OPEN_OF = (
    select(inbox.c.id, inbox.c.chat, inbox.c.raw, inbox.c.received_at, inbox.c.attempts)
    .where(*_MINE, inbox.c.chat.in_(bindparam("chats", expanding=True)))
    .order_by(inbox.c.id)
)
_HOLDER = select(posts.c.desk).where(posts.c.property_id == bindparam("p"), posts.c.post == bindparam("n"))
_post = insert(posts)
_APPOINT = _post.on_conflict_do_update(
    index_elements=["property_id", "post"],
    set_={"desk": _post.excluded.desk},
    where=posts.c.desk.not_in(PRESENT),
).returning(posts.c.desk)
_LEAVE = (
    delete(turns).where(turns.c.property_id == bindparam("p"), turns.c.desk == bindparam("d")),
    delete(posts).where(posts.c.property_id == bindparam("p"), posts.c.desk == bindparam("d")),
)


def free(conn: Connection, property_id: str, desk: int, *, most: int) -> list[str]:
    """Chats with something to do that no other living desk works, the longest waiting first."""
    return list(conn.execute(_FREE, {"p": property_id, "d": desk, "most": most}).scalars())


def take(conn: Connection, property_id: str, desk: int, chats: Collection[str]) -> list[Row]:
    """What is open, in order, in those of the chats that are this desk's from now on."""
    mine = [
        chat
        for chat in chats
        if conn.execute(_TAKE, {"property_id": property_id, "chat": chat, "desk": desk}).first()
    ]
    if not mine:
        return []
    return [Row(*row) for row in conn.execute(_OPEN_OF, {"p": property_id, "chats": mine})]


def give_back(conn: Connection, property_id: str, desk: int, chats: Sequence[str]) -> None:
    conn.execute(_GIVE_BACK, {"p": property_id, "d": desk, "chats": list(chats)})


def has_post(conn: Connection, property_id: str, post: str, desk: int) -> bool:
    """Whether the desk has the post, without asking for it."""
    return conn.execute(_HOLDER, {"p": property_id, "n": post}).scalar() == desk


def apply(conn: Connection, property_id: str, post: str, desk: int) -> bool:
    """Take the post if nobody living has it; True when it was taken just now."""
    return (
        conn.execute(_APPOINT, {"property_id": property_id, "post": post, "desk": desk}).first() is not None
    )


def leave(conn: Connection, property_id: str, desk: int) -> None:
    """Closing in good order: the others need not wait."""
    for what in _LEAVE:
        conn.execute(what, {"p": property_id, "d": desk})
