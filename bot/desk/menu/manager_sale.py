"""Stop sale in chat: what is on sale, what is stopped, who keeps a booking, and back again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk.asked import Asked, reply
from bot.desk.booking import waiting
from bot.desk.catalog import journal, runtime
from bot.desk.catalog.edits import offer_of
from bot.desk.catalog.model import Offer
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.after import letters
from bot.desk.menu.manager_screen import groups, kept, managed, offers_of, page_of, standing, title
from bot.desk.people import Colleague
from bot.say import Choice, Join, Local, Text, choice, say, text

SALE = choice(text("button.m_sale"), "m_sale")
LISTED = 4  # names a list line by line
LOOK_BACK = 10


def sale(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The groups, and what is stopped by name."""
    stopped = _stopped(conn, house)
    names = Join([Local(one.title) for one in stopped[:LISTED]], "comma")
    said = text("manager.sale_some", n=len(stopped), names=names) if stopped else text("manager.sale_all")
    resuming = choice(text("button.m_stopped"), "m_stopped") if stopped else None
    reply(conn, house, asked, say(said, choices=[*groups(house, "m_sale_group"), resuming, HOME]))


def _stopped(conn: Connection, house: House) -> list[Offer]:
    codes = runtime.all_stopped(conn, house)
    return [one for one in offers_of(house) if one.code in codes]


def sale_group(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What is on sale in a group."""
    name, stopped = str(facts["group"]), runtime.all_stopped(conn, house)
    selling = [one for one in offers_of(house, name) if one.code not in stopped]
    offers, more = page_of(selling, facts.get("page", 0), "m_sale_group", group=name)
    said = text("manager.sale_which" if offers else "manager.sale_none")
    reply(conn, house, asked, say(said, choices=[*_buttons(offers), more, _back()]))


def stopped(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offers, more = page_of(_stopped(conn, house), facts.get("page", 0), "m_stopped")
    said = text("manager.stopped_which" if offers else "manager.sale_all")
    reply(conn, house, asked, say(said, choices=[*_buttons(offers), more, _back()]))


def _buttons(offers: Sequence[Offer]) -> list[Choice]:
    return [choice(Local(one.title), "m_sale_offer", offer=one.code) for one in offers]


def _back() -> Choice:
    return choice(text("button.m_back"), "m_sale")


def sale_offer(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Before a sale stops, the number of guests whom it does not touch."""
    sold = offer_of(house.catalog, facts["offer"])
    if runtime.stopped(conn, house, sold.code):
        said: Text = text("manager.is_stopped", offer=Local(sold.title))
        doing = choice(text("button.m_resume"), "m_resume", offer=sold.code)
    else:
        said = text("manager.stop_ask", offer=Local(sold.title))
        doing = choice(text("button.stop"), "m_stop", offer=sold.code)
    keep = kept(standing(conn, house, sold.code), "manager.keep_booking")
    reply(conn, house, asked, say(said, keep, choices=[doing, _back()]))


def stop(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    code = str(facts["offer"])
    change = runtime.stop(conn, house, code, who.name) or _last(conn, house, "stop", code)
    _done(conn, house, asked, text("manager.stopped", offer=title(house, code)), change)


def resume(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    code = str(facts["offer"])
    change = runtime.resume(conn, house, code, who.name) or _last(conn, house, "resume", code)
    letters(conn, house, waiting.offer_again(conn, house, code))
    _done(conn, house, asked, text("manager.resumed", offer=title(house, code)), change)


def _last(conn: Connection, house: House, act: str, code: str) -> int | None:
    """The change that made it so: a second tap offers the same undo."""
    for entry in journal.recent(conn, house, LOOK_BACK):
        if entry.deed.subject == code and entry.deed.act in ("stop", "resume", "undo"):
            return entry.id if entry.deed.act == act and not entry.undone_at else None
    return None


def _done(conn: Connection, house: House, asked: Asked, said: Text, change: int | None) -> None:
    undo = choice(text("button.m_undo"), "m_undo", change=change) if change else None
    reply(conn, house, asked, say(said, choices=[undo, SALE, HOME]))


ACTS = {
    "m_sale": managed(sale),
    "m_sale_group": managed(sale_group),
    "m_stopped": managed(stopped),
    "m_sale_offer": managed(sale_offer),
    "m_stop": managed(stop),
    "m_resume": managed(resume),
}
