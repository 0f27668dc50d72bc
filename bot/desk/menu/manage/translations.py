"""A translator's file comes back to the chat: read strictly, shown, and live with one tap, or a draft."""

from __future__ import annotations

from typing import Any

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, Attached, FileWanted, reply
from bot.desk.catalog import drafts
from bot.desk.house import House
from bot.desk.learning import translated, translating
from bot.desk.learning.translating import Read
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manage import draft_screen
from bot.desk.menu.manage.languages import LANGUAGES
from bot.desk.menu.manage.translation_words import cell
from bot.desk.menu.manager_proposals import cut
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.desk.stays.reading.table import Table
from bot.say import Join, Value, choice, say, text

MOST_WRONG, SHOWN, DOUBTS, BRIEF = 6, 4, 2, 60


def offered(conn: Connection, house: House, asked: Asked) -> bool:
    """True when a manager's file is a translation: shown before anything changes."""
    who = people.colleague(conn, house, asked.user_id)
    if asked.file is None or asked.edited or who is None or who.state != "active" or not who.manages:
        return False
    if asked.brought is None:
        raise FileWanted(asked.file)
    if not isinstance(asked.brought, Table) or not translating.is_translation(asked.brought):
        return False
    _show(conn, house, asked, translating.read(asked.brought, house.catalog), asked.file)
    return True


def _show(conn: Connection, house: House, asked: Asked, made: Read, sent: Attached) -> None:
    if made.wrong:
        _mend(conn, house, asked, made)
        return
    if not made.found:
        reply(
            conn,
            house,
            asked,
            say(text("tx.nothing", column=f"{translating.TO} {made.language}"), choices=[LANGUAGES]),
        )
        return
    facts = {"file": {"id": sent.file_id, "name": sent.name, "size": sent.size}}
    live = choice(text("button.tx_publish"), "m_tx_bring", **facts)
    draft = choice(text("button.tx_draft"), "m_tx_draft", **facts)
    reply(conn, house, asked, say(*_told(made), choices=[live, draft, LANGUAGES]))


def _told(made: Read) -> list[Value | None]:
    auto = sum(one.auto for one in made.found)
    lines: list[Value] = [text("tx.sample", words=cut(one.words, BRIEF)) for one in made.found[:SHOWN]]
    doubts: list[Value] = [cell(one) for one in made.doubts[:DOUBTS]]
    return [
        text("tx.read", language=text(f"language.{made.language}"), n=len(made.found)),
        Join(lines, "lines"),
        text("tx.read_auto", n=auto) if auto else None,
        text("tx.read_empty", n=made.empty) if made.empty else None,
        Join([text("tx.look"), *doubts], "lines") if doubts else None,
    ]


def _mend(conn: Connection, house: House, asked: Asked, made: Read) -> None:
    lines: list[Value] = [cell(one) for one in made.wrong[:MOST_WRONG]]
    more = text("tx.more_wrong", n=len(made.wrong) - MOST_WRONG) if len(made.wrong) > MOST_WRONG else None
    said = say(text("tx.mend", n=len(made.wrong)), Join(lines, "lines"), more, choices=[LANGUAGES])
    reply(conn, house, asked, said)


def _read(conn: Connection, house: House, asked: Asked, facts: Facts) -> Read | None:
    """The file once more, against the catalog as it is live by now; None after saying what is wrong."""
    sent: dict[str, Any] = facts["file"]
    file = Attached(sent["id"], sent["name"], sent["size"])
    if asked.brought is None:
        raise FileWanted(file)
    if not isinstance(asked.brought, Table):
        reply(conn, house, asked, say(text("tx.gone", file=file.name), choices=[LANGUAGES]))
        return None
    made = translating.read(asked.brought, house.catalog)
    if made.wrong:
        _mend(conn, house, asked, made)
        return None
    return made


def bring(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """All of them are live."""
    if made := _read(conn, house, asked, facts):
        translated.publish(conn, house, made, who.name, reason=f"translations to {made.language}")
        spoken = text(f"language.{made.language}")
        said = text("tx.brought", language=spoken, n=len(made.found))
        reply(conn, house, asked, say(said, choices=[translated.undo_of(conn, house), LANGUAGES]))


def draft(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """They wait with the other drafts: every change in words, and an hour to publish it."""
    if made := _read(conn, house, asked, facts):
        catalog, name = translating.applied(house.catalog, made), facts["file"]["name"]
        about = {"source": "translations", "author": who.name, "place": name}
        kept = drafts.keep(conn, house, catalog, base=house.version, **about)
        draft_screen.show(conn, house, asked, who, {"draft": kept})


ACTS: dict[str, StaffAct] = {"m_tx_bring": managed(bring), "m_tx_draft": managed(draft)}
