"""A small hotel with packages, people who book, move and give up their parts, and what must always hold."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import (
    bundles,
    cancelling,
    gift,
    holding,
    invoice,
    moving,
    package_money,
    packages,
    paying,
    planning,
    till,
)
from bot.desk.booking.book import Booking
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.holding import Wish
from bot.desk.booking.parts import Plan
from bot.desk.booking.party import Party
from bot.desk.booking.paying import Charge, Received
from bot.desk.booking.till import Payment
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.schema import bookings, claims, gift_uses, payments
from bot.schema import bundles as sold
from tests.desk.booking.cast import arrive, assert_books_balance, later
from tests.desk.booking.modes import modes_facts, offer, option
from tests.desk.tiny import both

_PAID = select(payments).where(payments.c.bundle_id == bindparam("b"), payments.c.paid_at.is_not(None))
_USES = select(gift_uses.c.id).where(gift_uses.c.bundle_id == bindparam("b"), gift_uses.c.ended_at.is_(None))
OVER = ("CANCELLED", "EXPIRED", "REJECTED")
PARTS = ("canoe", "trip", "bath", "ticket", "menu", "boat")


def package(**more: Any) -> dict[str, Any]:
    """Any three of six for two and two; three instead of all of a boat, baths, a menu … at an odd price."""
    three = option("99.99", code="three", title=both("Any three", "Üçü"))
    two = option("60.01", code="two", title=both("Any two", "İkisi"), choose="2")
    alone = option("50", code="couple", title=both("For two", "İki nəfər"), fits={"adults": 2, "children": 0})
    parts: list[dict[str, Any]] = [{"offer": one} for one in PARTS]
    parts[2] |= {"periods": "2", "prepare": both("towels", "dəsmallar")}
    facts = {"group": "package", "components": parts, "choose": "3", "days": "5", "keep": "1"}
    cancel = {"free_hours": "24", "fee_percent": "30"}
    return offer("week", "open", **{**facts, "options": [three, two, alone], "cancel": cancel, **more})


def packing_house(house: House, **more: Any) -> House:
    facts = modes_facts()
    made = package(**more)
    facts["offers"][made["code"]] = made
    return replace(house, catalog=Catalog.model_validate(facts))


def plan_of(house: House, *picked: str, party: Party | None = None, version: str = "three") -> Plan:
    found = house.sold("week", version)
    assert found
    return Plan(house, *found, party or Party(2, (9,)), picked)


@dataclass
class Crowd:
    """Three guests at one desk; `house` is the hotel at this moment."""

    conn: Connection
    house: House
    guests: list[int] = field(default_factory=list)
    made: list[int] = field(default_factory=list)
    pressed: int = 0
    code: str | None = None  # the number of a voucher for two bookings, a fifth off

    def __post_init__(self) -> None:
        names = ("Aygün", "Bence", "Chiara")
        self.guests = [arrive(self.conn, self.house, 900 + n, name) for n, name in enumerate(names)]
        people.ensure_property(self.conn, self.house.id)
        till.know_provider(self.conn, self.house.id, "test")

    def gives_a_code(self, most: int = 2) -> str:
        words = gift.issue(self.conn, self.house, until=None, by="desk", percent=20, most=most)
        found = gift.by_code(self.conn, self.house, words)
        assert found
        self.code = found.ref
        return found.ref

    def holds(
        self, who: int, *picked: str, first: int = 2, party: Party | None = None, code: str | None = None
    ) -> Bundle:
        """As the chat does it: a plan is proposed, then its parts are held."""
        plan = replace(plan_of(self.house, *picked, party=party), gift=code)
        plan = replace(plan, first=self.house.today + timedelta(days=first))
        plan = planning.planned(self.conn, plan, self.guests[who])
        self.pressed += 1
        held = packages.hold(self.conn, plan, request=f"press {self.pressed}", guest_id=self.guests[who])
        self.made.append(held.id)
        return held

    def books(self, who: int, *picked: str, first: int = 2) -> Bundle:
        held = self.holds(who, *picked, first=first)
        self.confirms(held)
        return held

    def confirms(self, one: Bundle) -> None:
        packages.confirm(self.conn, self.house, one.id, one.guest_id, "desk")

    def asks_to_pay(self, one: Bundle, request: str | None = None) -> Charge:
        """The invoice over the whole, as Telegram would bring it back."""
        self.pressed += 1
        made = till.ask(
            self.conn, self.house, self.parts(one)[0], request=request or f"pay {self.pressed}", whole=one
        )
        assert made
        return Charge(made.payload, invoice.units(made.amount) or 0, made.amount.currency)

    def pays(self, one: Bundle, charge: Charge | None = None) -> Received:
        """Telegram asks, and brings the money."""
        charge = charge or self.asks_to_pay(one)
        paying.approve(self.conn, self.house, one.guest_id, charge)
        return self.money(charge)

    def money(self, charge: Charge) -> Received:
        self.pressed += 1
        brought = replace(charge, charge_id=f"charge {self.pressed}", provider_id=f"number {self.pressed}")
        return paying.receive(self.conn, self.house, brought)

    def longer(self, one: Bundle) -> Bundle:
        seen = self.parts(one)[0].expires_at
        assert seen
        return package_money.extend(self.conn, self.house, one.id, one.guest_id, seen=seen)

    def moves(self, part: Booking) -> Booking:
        """To the last of its free starts."""
        assert part.start
        wish = Wish(f"move {self.pressed}", part.guest_id, part.offer, part.option, None, part.party, part.id)
        bundle = bundles.by_id(self.conn, self.house, part.bundle_id or 0)
        plan = plan_of(self.house, part.offer, party=bundle.party)
        (component,) = plan.components
        free = planning.starts(self.conn, plan, component, part.guest_id)
        self.pressed += 1
        wish = replace(wish, start=free[-1], periods=part.sold.periods)
        held = holding.hold(self.conn, self.house, wish)
        return moving.confirm(self.conn, self.house, held, "desk")[0]

    def parts(self, one: Bundle) -> list[Booking]:
        return bundles.parts(self.conn, self.house, one.id)

    def waits(self, **by: float) -> None:
        self.house = later(self.house, **by)

    def acts(self, what: str, who: int, which: int, picked: tuple[str, ...]) -> None:
        """One thing that somebody does; a refusal undoes it, as at the desk."""
        with suppress(DeskError), self.conn.begin_nested():
            self._acts(what, who, which, picked)

    def _acts(self, what: str, who: int, which: int, picked: tuple[str, ...]) -> None:
        if what in ("hold", "with a code"):
            code = (self.code or self.gives_a_code()) if what == "with a code" else None
            self.holds(who, *picked, first=which % 4, code=code)
            return
        if what == "alone":
            self._alone(who, picked[0], which)
            return
        if what == "wait":
            self.waits(minutes=(5, 16, 1500)[which % 3])
            return
        if not self.made:
            return
        one = bundles.by_id(self.conn, self.house, self.made[which % len(self.made)])
        if what in ("confirm", "release", "expire", "cancel", "pay", "longer", "late money"):
            self._to_all(what, one)
        else:
            parts = self.parts(one)
            self._to_one(what, parts[who % len(parts)])

    def _to_all(self, what: str, one: Bundle) -> None:
        match what:
            case "confirm":
                self.confirms(one)
            case "release":
                packages.release(self.conn, self.house, one.id, one.guest_id)
            case "expire":
                packages.expire(self.conn, self.house, one.id)
            case "cancel":
                packages.cancel(self.conn, self.house, one.id, one.guest_id)
            case "pay":
                self.pays(one)
            case "late money":  # nobody asked us first
                self.money(self.asks_to_pay(one))
            case "longer" if any(part.expires_at for part in self.parts(one)):
                self.longer(one)

    def _to_one(self, what: str, part: Booking) -> None:
        """No button books or lets go one part of what is held, and neither does the desk."""
        match what:
            case "drop":
                cancelling.cancel(self.conn, self.house, part.id, part.guest_id)
            case "move" if part.start:
                self.moves(part)
            case "one part":
                holding.confirm(self.conn, self.house, part.id, part.guest_id, "desk")
            case "let one go":
                holding.release(self.conn, self.house, part.id, part.guest_id)

    def _alone(self, who: int, what: str, which: int) -> None:
        """Somebody without a package wants the same places."""
        plan = plan_of(self.house, what, party=Party(2))
        (component,) = plan.components
        free = planning.starts(self.conn, plan, component, self.guests[who])
        option = component.option or self.house.catalog.offers[what].options[0].code
        self.pressed += 1
        start = free[which % len(free)] if free else None
        wish = Wish(f"alone {self.pressed}", self.guests[who], what, option, start, Party(2))
        held = holding.hold(self.conn, self.house, wish)
        holding.confirm(self.conn, self.house, held.id, self.guests[who], "desk")

    def balances(self) -> None:
        """What must hold after whatever happened."""
        assert_books_balance(self.conn, self.house)
        here = sold.c.property_id == self.house.id
        for number in self.conn.execute(select(sold.c.id).where(here)).scalars():
            package_is_whole(self.conn, self.house, bundles.by_id(self.conn, self.house, number))
        claimed = set(
            self.conn.execute(select(claims.c.booking_id).where(claims.c.state == "live")).scalars()
        )
        every = self.conn.execute(select(bookings)).mappings()
        for one in map(Booking.of, every):
            live = one.id in claimed
            holds = one.status == "CONFIRMED" or one.held(self.house.now)
            assert live or not holds or not _counted(self.house, one), f"{one.status} without places"
            assert holds or one.status == "ON_HOLD" or not live, f"{one.status} with places"
            assert one.kept is None or 0 <= one.kept.minor <= one.quote.total.minor


def package_is_whole(conn: Connection, house: House, one: Bundle) -> None:
    """6 and 13: all parts or none, and together they cost what the package costs."""
    parts = bundles.parts(conn, house, one.id)
    _money(conn, house, one, parts)
    assert bundles.total(parts, one.quote.total.currency) == one.quote.total
    assert all(sum(line.amount.minor for line in p.quote.lines) == p.quote.total.minor for p in parts)
    assert one.quote.total <= one.apart
    assert all(part.reason != "moved" for part in parts), "moved out of the package"
    booked = {part.confirmed_at is not None for part in parts}
    assert len(booked) == 1, "booked without the rest"
    if booked == {False}:
        assert len({(part.status, part.expires_at) for part in parts}) == 1, "held without the rest"


def _money(conn: Connection, house: House, one: Bundle, parts: list[Booking]) -> None:
    """18 and 20: what is kept of the payments is what the parts are worth; one use of a code."""
    rows = conn.execute(_PAID, {"b": one.id}).mappings()
    kept = [till.kept_of(conn, house, Payment.of(row)).minor for row in rows]
    live = sum(part.quote.total.minor for part in parts if part.status in bundles.ON)
    over = sum(part.kept.minor for part in parts if part.status not in bundles.ON and part.kept)
    by_card = any(part.payment == "card" for part in parts)
    assert all(amount >= 0 for amount in kept), "more goes back than came"
    assert sum(kept) == (live + over if by_card else 0), "kept is not what the parts are worth"
    assert sum(amount > 0 for amount in kept) <= 1, "paid twice"
    uses = len(conn.execute(_USES, {"b": one.id}).all())
    if not one.quote.buyer.voucher or all(part.status in OVER for part in parts):
        assert not uses, "a use for nothing"
    elif any(part.status not in OVER and part.status != "ON_HOLD" for part in parts):
        assert uses == 1, "no use for what is booked"
    else:  # what ran out has its use until somebody else wants it
        assert uses == 1 or not parts[0].held(house.now), "no use for what is held"


def _counted(house: House, one: Booking) -> bool:
    found = house.sold(one.offer, one.option)
    return bool(found and (found[1].capacity or found[1].uses))
