"""qonaq catalog price: how a price comes about, line by line"""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation

from bot import ledger, shipped
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.console.check import read
from bot.desk.booking.party import GROWN_UP, MOST_ADULTS, MOST_CHILDREN, Party
from bot.desk.booking.refusals import UnusualParty
from bot.desk.catalog.issues import suggest
from bot.desk.catalog.model import WEEKDAYS, Catalog, Offer, Option
from bot.desk.catalog.prices import Discount, PriceRow
from bot.desk.house import House
from bot.desk.pricing import base, rules
from bot.desk.pricing.ages import adult_unit, unit_for
from bot.desk.pricing.buyer import Buyer, Voucher
from bot.desk.pricing.order import BY_PERSON, Order
from bot.desk.pricing.pipeline import priced
from bot.desk.pricing.quotes import Quote, QuoteLine, added
from bot.money import Money
from bot.say import Local
from bot.speech import Speech, Voice

NOON = time(12)
AGES = re.compile(r"(?:aged?\s+)?(\d{1,2})")
ADULTS = re.compile(r"(\d{1,2})\s+adults?")
BORN = re.compile(r"born\s+(\d{4}-\d{2}-\d{2})")
PARTY = 'write the party like "2 adults, 5, 10", or "1 adult, born 2021-05-05"'


def explain(call: Call, asked: Namespace) -> int:
    """Every line of a price, what it comes from, and which rules do not count and why."""
    number, catalog = _catalog(call, asked.folder)
    order = _order(call, asked, catalog)
    _all_have_a_price(order)
    voice = _voice(asked.lang, catalog)
    call.say(*_head(order, number, voice), *_table(order, priced(order), voice), *_silent(order))
    return WELL


def _catalog(call: Call, given: str | None) -> tuple[int, Catalog]:
    """The folder if one is named, else what is live, else what the first start would take."""
    number, live = (0, None) if given else ledger.live(call.config)
    if live is not None:
        return number, live
    found, _ = read(call.folder(given))
    if found is None:
        raise Refused("The catalog has mistakes. `qonaq check` names them.")
    return 0, found


def _order(call: Call, asked: Namespace, catalog: Catalog) -> Order:
    offer = _offer(catalog, asked.offer)
    option = _option(offer, asked.option)
    now = call.now()
    house = House("", catalog, 0, now)
    day = _day(asked.date, "--date") or house.today
    start = house.moment(day, _time(asked.time) or _first_start(option, day))
    if booked := _day(asked.booked, "--booked"):
        house = House("", catalog, 0, house.moment(booked, NOON))
    much = (asked.days or 1, asked.nights, asked.hours, asked.units)
    return Order(house, offer, option, _party(asked.party), start, None, day, _buyer(asked), *much)


def _offer(catalog: Catalog, code: str) -> Offer:
    if offer := catalog.offer(code):
        return offer
    raise Refused(
        f"There is no offer {code}; {suggest(code, catalog.offers, 'qonaq catalog export lists all')}", MISUSE
    )


def _option(offer: Offer, code: str | None) -> Option:
    """The one that is named, or the only one."""
    codes = [one.code for one in offer.options]
    if code is None and len(codes) == 1:
        return offer.options[0]
    if found := offer.option(code or ""):
        return found
    raise Refused(f"Say which option of {offer.code}: --option {' | '.join(codes)}", MISUSE)


def _day(said: str | None, name: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Refused(f"{name} {said} is not a date; write it like 2026-07-14", MISUSE) from None


def _time(said: str | None) -> time | None:
    try:
        return time.fromisoformat(said) if said else None
    except ValueError:
        raise Refused(f"--time {said} is not a time; write it like 09:30", MISUSE) from None


def _first_start(option: Option, day: date) -> time:
    """The first start that the schedule has on that weekday; noon where it has none."""
    weekday = WEEKDAYS[day.weekday()]
    return min((at for one in option.schedule if weekday in one.days for at in one.times), default=NOON)


def _party(said: str) -> Party:
    adults, ages, births = 0, list[int](), list[date | None]()
    for one in re.split(r"\s*(?:,|;|\band\b)\s*", said.strip()):
        if found := ADULTS.fullmatch(one):
            adults += int(found[1])
        elif found := BORN.fullmatch(one):
            ages.append(0)
            births.append(_day(found[1], "born"))
        elif found := AGES.fullmatch(one):
            ages.append(int(found[1]))
            births.append(None)
        else:
            raise Refused(f"The party {one!r} is not clear; {PARTY}", MISUSE)
    try:
        return Party(adults, tuple(ages), tuple(births))
    except UnusualParty:
        most = f"{MOST_ADULTS} adults and {MOST_CHILDREN} children under {GROWN_UP}"
        raise Refused(f"A party has at most {most}; {PARTY}", MISUSE) from None


def _buyer(asked: Namespace) -> Buyer:
    voucher = _voucher(asked.voucher) if asked.voucher else None
    return Buyer(asked.stays, asked.member, asked.agency, asked.group, voucher)


def _voucher(worth: str) -> Voucher:
    try:
        if worth.endswith("%"):
            percent = int(worth.removesuffix("%"))
            if 1 <= percent <= 100:
                return Voucher("TRIAL", percent=percent)
        elif (amount := Decimal(worth)) > 0:
            return Voucher("TRIAL", amount=amount)
    except (ValueError, InvalidOperation):
        pass
    raise Refused(f"--voucher {worth} is no discount; write 10% or 25.50", MISUSE)


def _all_have_a_price(order: Order) -> None:
    """Refused for whoever no unit is for, rather than a price without them."""
    if order.basis not in BY_PERSON:
        return
    lost = [age for age in order.party.ages if unit_for(order.option, age) is None]
    if lost:
        raise Refused(
            f"{order.offer.code} has no price for age {lost[0]}: guests are shown what fits instead."
        )
    if order.party.adults and adult_unit(order.option) is None:
        raise Refused(f"{order.offer.code} has no price for adults: guests are shown what fits instead.")


def _voice(language: str, catalog: Catalog) -> Voice:
    speech = Speech.load(shipped.folder("locales"))
    if language not in speech.spoken:
        raise Refused(f"--lang {language} is not spoken; use one of {', '.join(speech.spoken)}", MISUSE)
    return speech.voice(language, catalog.hotel.zone, catalog.hotel.default_language)


def _head(order: Order, number: int, voice: Voice) -> Iterator[str]:
    local = order.house.local(order.start or order.house.now)
    title = voice.label(Local(order.offer.title))
    option = f", {order.option.code}" if len(order.offer.options) > 1 else ""
    yield f"{title}{option} · {local:%a %d %b %Y, %H:%M} · {_people(order)}"
    source = f"version {number}" if number else "the folder, not published"
    yield f"Booked {order.house.today:%d %b %Y} · by {source} · counted by {order.basis}"
    yield ""


def _people(order: Order) -> str:
    ages = ", ".join(map(str, order.party.ages))
    adults = f"{order.party.adults} adult{'s' if order.party.adults != 1 else ''}"
    return f"{adults}, children {ages}" if ages else adults


def _table(order: Order, quote: Quote, voice: Voice) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("step", "what", "how many", "each", "amount", "from")]
    rows += [_row(order, one, voice) for one in quote.lines]
    rows.append(("total", "", "", "", _plain(quote.total), quote.total.currency))
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        step, what, *numbers, source = (cell for cell in row)
        cells = [step.ljust(widths[0]), what.ljust(widths[1])]
        cells += [one.rjust(width) for one, width in zip(numbers, widths[2:5], strict=True)]
        yield "  ".join([*cells, source]).rstrip()
    yield from _under(quote, voice)


def _row(order: Order, line: QuoteLine, voice: Voice) -> tuple[str, ...]:
    what, source = voice.label(line.label), _source(order, line)
    return line.kind, what, str(line.quantity), _plain(line.unit), _plain(line.amount), source


def _plain(money: Money) -> str:
    return f"{money.major:f}".replace("-", "−")


def _source(order: Order, line: QuoteLine) -> str:
    """The place in the catalog that the line comes from, in words."""
    if line.kind in ("base", "tier") and "/prices/" in line.code:
        _, unit, _, number, *tier = line.code.split("/")
        row = order.option.units[int(unit)].prices[int(number)]
        return f"prices {int(number) + 1}: {_when(row)}" + (", tier" if tier else "")
    if line.kind in rules.ORDER:
        return f"discounts, {line.code}"
    return {"base": "price", "tier": "tiers", "people": "more_people"}.get(line.kind, line.kind)


def _when(row: PriceRow) -> str:
    hours = f"{row.from_time or NOON.min:%H:%M}–{row.until_time or NOON.min:%H:%M}"
    named = row.from_time is not None or row.until_time is not None
    return "; ".join(filter(None, [row.season, ", ".join(row.days), hours if named else ""]))


def _under(quote: Quote, voice: Voice) -> Iterator[str]:
    yield ""
    if quote.saved.minor > 0:
        yield f"Full price {_plain(quote.original)}, saved {_plain(quote.saved)}."
    for tax in quote.taxes:
        yield f"Contains {voice.label(tax.label)}: {_plain(tax.amount)}."
    if quote.deposit:
        yield f"Deposit, returned afterwards: {_plain(quote.deposit)}."


def _silent(order: Order) -> Iterator[str]:
    """The rules that do not count, and why."""
    full = added(base.lines(order), order.house.hotel.currency)
    counting = [code for code, _ in rules.chosen(order, full)]
    others = {code: one for code, one in order.house.hotel.discounts.items() if code not in counting}
    if others:
        yield "Rules that do not count here:"
    for code, rule in others.items():
        yield f"  {code}: {_why(order, rule)}"


def _why(order: Order, rule: Discount) -> str:
    match rules.lacking(order, rule):
        case None:
            return "another rule takes off as much or more"
        case "offers":
            return "it is for other offers" if rule.offers else "it is for what each person pays"
        case "days_before":
            return f"it must be booked {rule.days_before} days ahead"
        case "hours_before":
            return f"it must be booked within {rule.hours_before} hours of the start"
        case name:
            return f"{name} is {_said(getattr(rule, name))}"


def _said(value: object) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, Sequence) and not isinstance(value, str)
        else f"{value}"
    )
