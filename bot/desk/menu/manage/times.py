"""When an extra starts or is open: the hours are typed anew, looked at with who has booked, and live."""

from __future__ import annotations

from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog.edits import option_of
from bot.desk.catalog.model import Offer, Option, Schedule
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage import hours
from bot.desk.menu.manage.screen import (
    Standing,
    ahead,
    card,
    extra,
    live,
    move_or_cancel,
    put,
    titled,
    touched,
)
from bot.desk.menu.manager_screen import managed, option_label, page_of, thing
from bot.desk.people import Colleague
from bot.say import Choice, Join, Text, choice, say, text

WAITS, SEASON = "m_times", "m_season"
EXAMPLE = "01.06-30.09"


def times(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One option, one row of its schedule; what there is only one of is not asked."""
    offer = extra(house, facts)
    if "of" not in facts and len(offer.options) > 1:
        shown, more = page_of(offer.options, facts.get("page", 0), "m_times", extra=offer.code)
        choices = [choice(option_label(one), "m_times", extra=offer.code, of=one.code) for one in shown]
        asking = text("manager.which_option", thing=thing(house, offer.code))
        reply(conn, house, asked, say(asking, choices=[*choices, more, card(offer.code)]))
        return
    option = option_of(house.catalog, offer.code, facts.get("of", offer.options[0].code))
    known = {"extra": offer.code, "of": option.code}
    if "row" not in facts and len(option.schedule) > 1:
        _rows(conn, house, asked, offer, option, known)
    elif not option.schedule:
        none = text("manage.times_none", **titled(offer))
        reply(conn, house, asked, say(none, choices=[card(offer.code)]))
    else:
        ask(conn, house, asked, offer, option, {**known, "row": min(_row(facts), len(option.schedule) - 1)})


def _row(facts: Facts) -> int:
    return int(facts.get("row", 0))


def _rows(
    conn: Connection, house: House, asked: Asked, offer: Offer, option: Option, known: dict[str, Any]
) -> None:
    rows = list(enumerate(option.schedule, 1))[:6]
    lines = [Join([str(n), hours.said(offer, option, row)], "dot") for n, row in rows]
    choices = [choice(str(n), "m_times", row=n - 1, **known) for n, _ in rows]
    asking = text("manage.times_rows", thing=thing(house, offer.code, option.code))
    reply(conn, house, asked, say(asking, Join(lines, "lines"), choices=[*choices, card(offer.code)]))


def ask(
    conn: Connection,
    house: House,
    asked: Asked,
    offer: Offer,
    option: Option,
    known: dict[str, Any],
    first: Text | None = None,
) -> None:
    """From here on the next text is the hours of this row."""
    row = option.schedule[known["row"]]
    whole_days = not row.times
    dialogues.wait_for(conn, house, asked.chat_id, SEASON if whole_days else WAITS, **known)
    now = text(
        "manage.times_ask", thing=thing(house, offer.code, option.code), hours=hours.said(offer, option, row)
    )
    how = text("manage.season_example", example=EXAMPLE) if whole_days else hours.example(offer, option)
    season = choice(text("button.m_season"), "m_season", **known)
    always = Choice(text("button.m_all_year"), "m_season_none", {**known, "base": house.version})
    ways = [None if whole_days else season, always if row.start or row.until else None, card(offer.code)]
    reply(conn, house, asked, say(first or now, now if first else None, how, choices=ways))


def season(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offer, option, row = _place(house, facts)
    known = {"extra": offer.code, "of": option.code, "row": _row(facts)}
    dialogues.wait_for(conn, house, asked.chat_id, SEASON, **known)
    now = text(
        "manage.times_ask", thing=thing(house, offer.code, option.code), hours=hours.said(offer, option, row)
    )
    how = text("manage.season_example", example=EXAMPLE)
    reply(conn, house, asked, say(now, how, choices=[choice(text("button.back"), "m_times", **known)]))


def _place(house: House, facts: Facts) -> tuple[Offer, Option, Schedule]:
    offer = extra(house, facts)
    option = option_of(house.catalog, offer.code, facts["of"])
    return offer, option, option.schedule[min(_row(facts), len(option.schedule) - 1)]


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The hours as they would be; what is not clear is asked for again with an example."""
    offer, option, row = _place(house, facts)
    found = hours.read_times(offer, option, row, asked.text or "")
    if found is None:
        unclear = text("manage.times_unclear", example=hours.example(offer, option))
        ask(conn, house, asked, offer, option, dict(facts), unclear)
        return
    look(conn, house, asked, offer, option, hours.with_row(option, _row(facts), *found), facts, WAITS)


def typed_season(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offer, option, row = _place(house, facts)
    found = hours.read_season(row, asked.text or "", house.today)
    if found is None:
        unclear = text("manage.times_unclear", example=text("manage.season_example", example=EXAMPLE))
        ask(conn, house, asked, offer, option, dict(facts), unclear)
        return
    look(conn, house, asked, offer, option, hours.with_row(option, _row(facts), found, None), facts, SEASON)


def season_none(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offer, option, row = _place(house, facts)
    always = row.model_copy(update={"start": None, "until": None})
    look(conn, house, asked, offer, option, hours.with_row(option, _row(facts), always, None), facts, SEASON)


def look(
    conn: Connection,
    house: House,
    asked: Asked,
    offer: Offer,
    option: Option,
    new: Option,
    facts: Facts,
    waits: str,
) -> None:
    """Old and new side by side, and who has booked what would be gone. Another text may still be sent."""
    known = {"extra": offer.code, "of": option.code, "row": _row(facts)}
    dialogues.wait_for(conn, house, asked.chat_id, waits, **known)
    before, after = (
        Join([hours.said(offer, one, row) for row in one.schedule[:4]], "lines") for one in (option, new)
    )
    said = text("manage.times_diff", thing=thing(house, offer.code, option.code), before=before, after=after)
    who = touched(_affected(conn, house, offer, new))
    parts = dict(hours.parts(offer, new))
    publishing = Choice(
        text("button.m_publish"), "m_times_put", {**known, "parts": parts, "base": house.version}
    )
    dropping = choice(text("button.m_drop"), "m_times", **known)
    reply(conn, house, asked, say(said, who, choices=[publishing, dropping]))


def _affected(conn: Connection, house: House, offer: Offer, option: Option) -> list[Standing]:
    mine = [one for one in ahead(conn, house, offer.code) if one.option == option.code]
    return [one for one in mine if hours.runs_no_more(house, offer, option, one.start)]


def times_put(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    change = put(conn, house, asked, who, facts, facts["parts"], what="hours")
    offer, option, _ = _place(house, facts)
    rows = facts["parts"].get(f"options/{option.code}/schedule") or []  # live by now; `house` is of before
    new = option.model_copy(update={"schedule": [Schedule.model_validate(row) for row in rows]})
    gone = _affected(conn, house, offer, new)
    said = text("manage.times_live", thing=thing(house, offer.code, option.code))
    live(conn, house, asked, offer.code, change, said, touched(gone), ways=move_or_cancel(gone))


ACTS = {
    "m_times": managed(times),
    "m_season": managed(season),
    "m_season_none": managed(season_none),
    "m_times_put": managed(times_put),
}
