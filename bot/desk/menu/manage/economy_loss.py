"""What a lost guest costs, by the hotel's own figures; and the three pillars with their targets."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog.edits import MOST
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manage.economy import ECONOMY, LOST
from bot.desk.menu.manager_screen import for_manager, managed
from bot.desk.people import Colleague
from bot.desk.problems import DeskError, OldButton
from bot.desk.reports.economy import lifetime, pillars
from bot.desk.reports.economy.lifetime import MOST_YEARS, PILLARS, Inputs, Kept
from bot.desk.reports.economy.pillars import Pillar
from bot.desk.reports.periods import last_months
from bot.money import Money
from bot.say import At, Choice, Days, Join, Text, Value, choice, say, text

WAITS = "m_lost"
ASKED = ("years", "margin", "chance", "told")
EXAMPLES = {"years": "10000 12000 14000", "margin": "20", "chance": "50 100", "told": "9 10", "target": "40"}
FIGURE = r"\d{1,8}(?:[.,]\d{1,2})?"
NUMBER = re.compile(FIGURE)
GROWTH = re.compile(rf"({FIGURE})(?:\s+|\s*(?=[+-]))\+?(-?{FIGURE})\s*%\s*(\d{{1,2}})")
MOST_TOLD = 100
YEAR = 12  # months the pillars look back


class NotYears(DeskError):
    """The words are not amounts of one or more years. params: example, most."""

    key = "refuse.lost_years"


class NotShare(DeskError):
    """The words are not percentages from 0 to 100, as many as are asked for. params: example."""

    key = "refuse.lost_share"


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The range, and what it is worked out from; every input is a button."""
    reply(conn, house, asked, say(*_said(conn, house), choices=_ways()))


def _said(conn: Connection, house: House) -> list[Value]:
    kept = lifetime.read(conn, house)
    inputs = kept.inputs
    found = lifetime.loss(inputs, house.hotel.currency)
    head = text("economy.lost", low=found.low, high=found.high)
    worth = text(
        "economy.lost_worth",
        n=len(inputs.years),
        revenue=found.revenue,
        profit=found.profit,
        percent=_plain(inputs.margin),
    )
    return [head, Join([worth, *_inputs(house, inputs)], "lines"), _whose(kept)]


def _inputs(house: House, inputs: Inputs) -> list[Value]:
    years = [house.money(amount) for amount in inputs.years[:MOST_SHOWN]]
    shown = Join([*years, "…"] if len(inputs.years) > MOST_SHOWN else years, "dot")
    return [
        text("economy.lost_years", years=shown),
        text("economy.lost_chance", low=_plain(inputs.low), high=_plain(inputs.high)),
        text("economy.lost_told", told=inputs.told, share=_plain(inputs.told_lost)),
    ]


MOST_SHOWN = 6


def _whose(kept: Kept) -> Value:
    if kept.at is None:
        return text("economy.lost_example")
    return text("economy.lost_by", who=kept.by, at=At(kept.at, "stamp"))


def _ways() -> list[Choice]:
    edits = [choice(text(f"button.m_lost_{name}"), "m_lost_ask", what=name) for name in ASKED]
    return [*edits, choice(text("button.m_pillars"), "m_pillars"), ECONOMY, HOME]


def ask(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """From here on the next words are this input."""
    what, pillar = facts["what"], facts.get("pillar", "")
    if what not in (*ASKED, "target") or (what == "target" and pillar not in PILLARS):
        raise OldButton(ways=[LOST, HOME])
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, what=what, pillar=pillar)
    name: Value = text(f"economy.pillar_{pillar}") if pillar else ""
    asking = text(f"economy.ask_{what}", example=EXAMPLES[what], name=name)
    back = choice(text("button.m_back"), "m_pillars" if pillar else "m_lost")
    reply(conn, house, asked, say(asking, choices=[back, HOME]))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What was awaited; what cannot be read is answered with what works, and the desk goes on waiting."""
    what, pillar = facts["what"], facts.get("pillar", "")
    kept = lifetime.read(conn, house)
    try:
        inputs = read(kept.inputs, what, pillar, asked.text or "")
    except (NotYears, NotShare) as refused:
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, what=what, pillar=pillar)
        back = choice(text("button.m_back"), "m_pillars" if pillar else "m_lost")
        reply(conn, house, asked, say(*refused.say().body, choices=[back, HOME]))
        return
    dialogues.done(conn, house, asked.chat_id)
    change = lifetime.change(conn, house, inputs, who.name)
    undo = choice(text("button.m_undo"), "m_undo", change=change)
    said, ways = (_stand(conn, house), _targets()) if pillar else (_said(conn, house), _ways())
    reply(conn, house, asked, say(*said, choices=[undo, *ways[-7:]]))


def read(inputs: Inputs, what: str, pillar: str, words: str) -> Inputs:
    """The inputs with the one that the words are about. Raises `NotYears` or `NotShare`."""
    if what == "years":
        return replace(inputs, years=years_in(words))
    if what == "told":
        told, share = _numbers(words, 2, what)
        if told > MOST_TOLD or told != int(told):
            raise NotShare(example=EXAMPLES[what], ways=(LOST, HOME))
        return replace(inputs, told=int(told), told_lost=_share(share, what))
    shares = [_share(one, what) for one in _numbers(words, 2 if what == "chance" else 1, what)]
    if what == "chance":
        return replace(inputs, low=min(shares), high=max(shares))
    if what == "margin":
        return replace(inputs, margin=shares[0])
    return inputs.aiming(pillar, int(shares[0]))


def years_in(words: str) -> tuple[Decimal, ...]:
    """ "10000 12000", or "10000 +10% 5": the first year, how much more each next one, how many."""
    if grows := GROWTH.fullmatch(words.strip()):
        first, percent, count = _decimal(grows[1]), _decimal(grows[2]), int(grows[3])
        fits = 1 <= count <= MOST_YEARS and -100 <= percent <= 100
        years = lifetime.growing(first, percent, count) if fits else ()
    else:
        parts = re.split(r"[\s;+]+", words.strip())
        years = tuple(map(_decimal, parts)) if all(map(NUMBER.fullmatch, parts)) else ()
    if not 1 <= len(years) <= MOST_YEARS or any(not 0 <= one <= MOST for one in years):
        raise NotYears(example=EXAMPLES["years"], most=MOST_YEARS, ways=(LOST, HOME))
    return years


def _numbers(words: str, count: int, what: str) -> list[Decimal]:
    parts = re.split(r"[\s;%–-]+", words.strip().rstrip("%"))
    if len(parts) != count or not all(map(NUMBER.fullmatch, parts)):
        raise NotShare(example=EXAMPLES[what], ways=(LOST, HOME))
    return [_decimal(one) for one in parts]


def _share(percent: Decimal, what: str) -> Decimal:
    if not 0 <= percent <= 100:
        raise NotShare(example=EXAMPLES[what], ways=(LOST, HOME))
    return percent


def _decimal(words: str) -> Decimal:
    return Decimal(words.replace(",", "."))


def _plain(number: Decimal) -> str:
    return lifetime.said([number])[0]


def standing(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """New, kept, and kept though dissatisfied; each beside its target, and what reaching that is worth."""
    reply(conn, house, asked, say(*_stand(conn, house), choices=_targets()))


def _stand(conn: Connection, house: House) -> list[Value]:
    period, inputs = last_months(house.today, YEAR), lifetime.read(conn, house).inputs
    one = pillars.one_guest(inputs, house.hotel.currency)
    found = pillars.pillars(conn, house, period, inputs)
    head = text("economy.pillars", days=Days(period.first, period.last))
    return [head, *(_pillar(each, one) for each in found), text("economy.pillars_worth", profit=one)]


def _pillar(each: Pillar, one: Money) -> Value:
    name: Text = text(f"economy.pillar_{each.name}")
    if each.percent is None:
        return text("economy.pillar_nobody", name=name)
    said = text("economy.pillar", name=name, number=each.n, of=each.of, percent=each.percent)
    worth = each.worth(one)
    if worth is None:
        return said
    aim = text("economy.pillar_worth", percent=each.percent, target=each.target or 0, worth=worth)
    return Join([said, aim], "lines")


def _targets() -> list[Choice]:
    aims = [
        choice(text(f"button.m_target_{one}"), "m_lost_ask", what="target", pillar=one) for one in PILLARS
    ]
    return [*aims, LOST, ECONOMY, HOME]


ACTS: dict[str, StaffAct] = {
    "m_lost": managed(show),
    "m_lost_ask": managed(ask),
    "m_pillars": managed(standing),
}
AWAITED = {WAITS: for_manager(typed)}
