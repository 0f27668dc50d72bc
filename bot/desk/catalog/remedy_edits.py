"""Edits of what makes things good: amounts, limits, a remedy taken out. Each gives new remedies; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.desk.catalog.recovery import (
    FAULTS,
    GIVERS,
    SEVERITIES,
    WORTH,
    Giver,
    Limit,
    Remedies,
    Remedy,
    RemedyKind,
)

MANAGING: Sequence[Giver] = ("manager", "owner")
MOST_AMOUNTS = 4  # each is a button


def fits(one: Remedy, amounts: Sequence[Decimal]) -> bool:
    """A voucher or refund is worth something, in up to four amounts; anything else has one cost."""
    if one.kind not in WORTH:
        return len(amounts) == 1
    return len(amounts) <= MOST_AMOUNTS and all(amount > 0 for amount in amounts)


def with_costs(found: Remedies, code: str, amounts: Sequence[Decimal]) -> Remedies:
    def changed(one: Remedy) -> Remedy:
        if one.kind in WORTH:
            return one.model_copy(update={"amounts": sorted(set(amounts)), "cost": Decimal(0)})
        return one.model_copy(update={"cost": amounts[0], "amounts": []})

    ladder = [changed(one) if one.code == code else one for one in found.ladder]
    return found.model_copy(update={"ladder": ladder})


def new(
    found: Remedies, kind: RemedyKind, title: dict[str, str] | None, amounts: Sequence[Decimal]
) -> Remedy:
    """Another one, under a code that none has; a new room is for the worst of cases."""
    taken = {one.code for one in found.ladder}
    code = next(name for n in range(1, len(taken) + 2) if (name := f"{kind}_{n}") not in taken)
    facts = {"amounts": sorted(set(amounts))} if kind in WORTH else {"cost": amounts[0]}
    severities = SEVERITIES[:2] if kind == "move" else SEVERITIES
    return Remedy(code=code, kind=kind, title=title, severities=list(severities)).model_copy(update=facts)


def with_new(found: Remedies, one: Remedy) -> Remedies:
    """Among the others by what it costs at most, smallest first."""
    later = (n for n, known in enumerate(found.ladder) if max(known.costs) > max(one.costs))
    at = next(later, len(found.ladder))
    return found.model_copy(update={"ladder": [*found.ladder[:at], one, *found.ladder[at:]]})


def with_severity(found: Remedies, code: str, severity: str) -> Remedies:
    """For these cases too, or no longer; for one at least."""
    had = [each for one in found.ladder if one.code == code for each in one.severities]
    now = [each for each in SEVERITIES if (each in had) != (each == severity)]
    return _with(found, code, {"severities": now or had})


def with_fault(found: Remedies, code: str, fault: str) -> Remedies:
    """For this kind of trouble too, or no longer; with none it is for all of them."""
    had = [each for one in found.ladder if one.code == code for each in one.faults]
    return _with(found, code, {"faults": [each for each in FAULTS if (each in had) != (each == fault)]})


def _with(found: Remedies, code: str, new: Mapping[str, object]) -> Remedies:
    ladder = [one.model_copy(update=new) if one.code == code else one for one in found.ladder]
    return found.model_copy(update={"ladder": ladder})


def without(found: Remedies, code: str) -> Remedies:
    return found.model_copy(update={"ladder": [one for one in found.ladder if one.code != code]})


def with_limit(found: Remedies, role: Giver, limit: Limit) -> Remedies:
    written = {one: found.limit(one) for one in GIVERS if one in found.limits}
    return found.model_copy(update={"limits": {**written, role: limit}})


def of_owners(before: Remedies, after: Remedies) -> bool:
    """What managers or owners may give would be another: only an owner sets that."""
    return any(before.limit(one) != after.limit(one) for one in MANAGING)


def in_order(limit: Limit) -> bool:
    """Nobody may give less in a shift than at once."""
    return limit.each is None or limit.shift is None or limit.each <= limit.shift


def nobodys(found: Remedies) -> list[Remedy]:
    """What costs more than an owner may give: nobody could say yes to it."""
    highest = found.limit("owner").each
    return [] if highest is None else [one for one in found.ladder if max(one.costs) > highest]
