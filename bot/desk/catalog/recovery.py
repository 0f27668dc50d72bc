"""What makes a trouble good again, what it may cost and who may give it: `staff/remedies.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from typing import Annotated, Literal, get_args

from babel.numbers import get_currency_precision
from pydantic import BaseModel, Field

from bot.desk.catalog.issues import Finding, Where, suggest
from bot.desk.catalog.parts import STRICT, Amount, Auto, Code, Severity, Texts
from bot.desk.catalog.told import Name, told
from bot.money import payable

RemedyKind = Literal["apology", "gift", "voucher", "refund", "move"]
Giver = Literal["department", "reception", "manager", "owner"]
KINDS: tuple[RemedyKind, ...] = get_args(RemedyKind)
GIVERS: tuple[Giver, ...] = get_args(Giver)
WORTH = ("voucher", "refund")  # what the guest gets is an amount
SEVERITIES: list[Severity] = ["S1", "S2", "S3", "S4"]
FAULTS = (  # what a complaint can be about, as it is understood
    *("ac_broken", "bad_food", "complaint_general", "dirty_room", "insects", "leak", "lock_broken"),
    *("no_hot_water", "noise", "overcharged", "rude_staff", "slow_service", "smell", "tv_broken"),
    *("wifi_broken", "wrong_room"),
)


class Part(BaseModel):
    model_config = STRICT


class Remedy(Part):
    """One rung of the ladder: what it is, what it costs the hotel, for which troubles it is meant.

    A voucher or refund is worth its cost to the guest, and may be given in several amounts.
    """

    code: Code
    kind: RemedyKind
    title: Texts | None = None  # without one it is called after its kind
    cost: Amount = Decimal(0)
    amounts: list[Amount] = []  # of a voucher or refund, to choose from
    days: Annotated[int, Field(ge=1, le=730)] = 180  # so long a voucher is good for
    severities: Annotated[list[Severity], Field(min_length=1)] = SEVERITIES
    faults: list[Code] = []  # only for these kinds of trouble; none named: for all
    auto: Auto = {}  # texts that a machine wrote, until somebody approves them

    def fits(self, severity: str, category: str | None) -> bool:
        return severity in self.severities and (not self.faults or category in self.faults)

    @property
    def costs(self) -> list[Decimal]:
        """Each amount in which it can be given."""
        return sorted(self.amounts) if self.amounts else [self.cost]


class Limit(Part):
    """What a role may give away without asking: for one remedy, and all of that role together in a shift."""

    each: Amount | None = None  # none: no limit
    shift: Amount | None = None


LADDER: list[Remedy] = [
    Remedy(code="apology", kind="apology"),
    Remedy(code="gift", kind="gift"),
    Remedy(code="move", kind="move", severities=["S1", "S2"]),
]
LIMITS: dict[Giver, Limit] = {
    "department": Limit(each=Decimal(0), shift=Decimal(0)),
    "reception": Limit(each=Decimal(0), shift=Decimal(0)),
}


class Remedies(Part):
    """The ladder, smallest first. A hotel that has written none gives what costs it nothing."""

    ladder: list[Remedy] = LADDER
    limits: dict[Giver, Limit] = LIMITS
    shifts: Annotated[list[time], Field(min_length=1)] = [time(7), time(15), time(23)]
    approval_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 120  # then a request for more has lapsed

    def find(self, code: str) -> Remedy | None:
        return next((one for one in self.ladder if one.code == code), None)

    def limit(self, role: str) -> Limit:
        """Of a role that nothing is written of: nothing for staff, everything for who answers for it."""
        known = next((limit for giver, limit in self.limits.items() if giver == role), None)
        if known is not None:
            return known
        return Limit() if role in ("manager", "owner") else Limit(each=Decimal(0), shift=Decimal(0))


def check_remedies(found: Remedies, currency: str) -> Iterator[Finding]:
    """What the model cannot see: codes twice, amounts nobody can pay, limits the wrong way round."""
    codes: set[str] = set()
    for index, one in enumerate(found.ladder):
        where = ("remedies", "ladder", index)
        if one.code in codes:
            yield Finding((*where, "code"), told("issue.remedy_twice", name=one.code), told("fix.own_code"))
        codes.add(one.code)
        yield from _remedy(one, where, currency)
        for fault in one.faults:
            if fault not in FAULTS:
                fix = suggest(fault, FAULTS, told("fix.a_fault", place="docs/recovery.md"))
                yield Finding((*where, "faults"), told("issue.fault_unknown", name=fault), fix)
    yield from _limits(found, currency)
    if len(set(found.shifts)) < len(found.shifts) or found.shifts != sorted(found.shifts):
        yield Finding(
            ("remedies", "shifts"), told("issue.shifts_order", field=Name("shifts")), told("fix.shifts")
        )


def _remedy(one: Remedy, where: Where, currency: str) -> Iterator[Finding]:
    worth = [cost for cost in one.costs if cost > 0]
    if one.kind in WORTH and len(worth) < len(one.costs):
        yield Finding(
            where,
            told("issue.worth_nothing", name=one.code),
            told("fix.cost_or_amounts", field=Name("cost"), other=Name("amounts")),
        )
    if one.kind not in WORTH and one.amounts:
        yield Finding(
            (*where, "amounts"),
            told("issue.no_amounts", kind=one.kind, field=Name("amounts")),
            told("fix.write_instead", field=Name("cost")),
        )
    if one.kind == "gift" and one.title is None and one.cost > 0:
        yield Finding(
            where,
            told("issue.untitled", name=one.code),
            told("fix.what_they_get", field=Name("title")),
            "warning",
        )
    if len(one.amounts) > 4:
        yield Finding(
            (*where, "amounts"), told("issue.many_amounts", field=Name("amounts")), told("fix.four")
        )
    for cost in one.costs:
        yield from _payable(cost, currency, where)


def _limits(found: Remedies, currency: str) -> Iterator[Finding]:
    """A limit that is smaller above than below would have nobody to ask."""
    least = Decimal(0)
    for role in GIVERS:
        limit, where = found.limit(role), ("remedies", "limits", role)
        for amount in (limit.each, limit.shift):
            if amount is not None:
                yield from _payable(amount, currency, where)
        if limit.each is not None and limit.shift is not None and limit.shift < limit.each:
            yield Finding(where, told("issue.shift_less", role=role), told("fix.larger", field=Name("shift")))
        if limit.each is not None and limit.each < least:
            problem = told("issue.role_less", role=role)
            yield Finding(
                where, problem, told("fix.at_least_each", number=str(least), field=Name("each")), "warning"
            )
        least = limit.each if limit.each is not None else least
    highest = found.limit("owner").each
    for index, one in enumerate(found.ladder):
        if highest is not None and max(one.costs) > highest:
            problem = told("issue.too_dear", name=one.code)
            yield Finding(("remedies", "ladder", index), problem, told("fix.limit_or_cost"))


def _payable(amount: Decimal, currency: str, where: Where) -> Iterator[Finding]:
    places = get_currency_precision(currency)
    if not payable(amount, currency):
        yield Finding(
            where,
            told("issue.cannot_pay", amount=str(amount), currency=currency),
            told("fix.decimals", places=places),
        )
