"""The catalog as a workbook in the chat: out to be edited, back to be read, marked or kept as a draft."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, Attached, FileWanted, reply
from bot.desk.catalog import drafts
from bot.desk.catalog.issues import Issue, line
from bot.desk.catalog.sent import Sent
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage import draft_screen
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.say import Join, Say, Text, choice, say, text

SHOWN = 5  # cells that are named; all of them are marked
MARKED = 400  # cells
ENDINGS = (".xlsx", ".xlsm", ".ods", ".xls")
AGAIN = choice(text("button.pub_workbook"), "m_pub_book")


def command(conn: Connection, house: House, asked: Asked, who: Colleague) -> None:
    """The live catalog, to be edited and sent back."""
    said = say(
        text("pub.book", version=str(house.version)), choices=[choice(text("button.pub_drafts"), "m_pubs")]
    )
    facts = {"name": f"catalog-{house.version}.xlsx", "version": house.version}
    outbox.book(conn, house, asked.chat_id, said, facts)


def send(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    command(conn, house, asked, who)


def offered(conn: Connection, house: House, asked: Asked) -> bool:
    """True when a manager's file is the catalog's workbook: nothing goes live before it was shown."""
    who = people.colleague(conn, house, asked.user_id)
    if asked.file is None or asked.edited or who is None or who.state != "active" or not who.manages:
        return False
    if not asked.file.name.lower().endswith(ENDINGS):
        return False
    if asked.brought is None:
        raise FileWanted(asked.file, "workbook")
    if not isinstance(asked.brought, Sent):
        return False
    _read(conn, house, asked, who, asked.file, asked.brought)
    return True


def _read(conn: Connection, house: House, asked: Asked, who: Colleague, file: Attached, found: Sent) -> None:
    if found.trouble:
        reply(
            conn, house, asked, say(text(f"pub.book_{found.trouble}", file=file.name), choices=[AGAIN, HOME])
        )
    elif found.fit is None:
        _mend(conn, house, asked, file, found)
    else:
        made = _kept(conn, house, asked, who, file, found)
        reply(conn, house, asked, draft_screen.screen(conn, house, drafts.load(conn, house, made)))


def _kept(conn: Connection, house: House, asked: Asked, who: Colleague, file: Attached, found: Sent) -> int:
    """As a draft; an earlier one of the same file, by the same person, gives way to it, unless it has its
    hour: that publication was asked for.
    """
    assert found.fit  # noqa: S101  # asked for by the caller
    for one in drafts.listed(conn, house):
        if (one.source, one.place, one.author, one.state) == ("workbook", file.name, who.name, "open"):
            drafts.discard(conn, house, one.id)
    reason = asked.text or file.name
    facts = {"author": who.name, "place": file.name, "reason": reason}
    return drafts.keep(conn, house, found.fit, base=found.base, source="workbook", **facts)


def _mend(conn: Connection, house: House, asked: Asked, file: Attached, found: Sent) -> None:
    """A short list, and the same file with the cells marked. Nothing was changed."""
    wrong = found.wrong
    reply(conn, house, asked, _list(file, wrong))
    marks = [one.packed() for one in wrong[:MARKED]]
    said = say(text("pub.marked", file=file.name), choices=[AGAIN, HOME])
    outbox.book(conn, house, asked.chat_id, said, {"name": file.name, "file": file.file_id, "issues": marks})


def _list(file: Attached, wrong: list[Issue]) -> Say:
    lines: list[Text] = [line(one) for one in wrong[:SHOWN]]
    if len(wrong) > SHOWN:
        lines.append(text("folder.more", n=len(wrong) - SHOWN))
    said = text("pub.mend", n=len(wrong), file=file.name)
    return say(said, Join(lines, "lines"), choices=[AGAIN, HOME])


ACTS = {"m_pub_book": managed(send)}
