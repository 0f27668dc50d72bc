"""What the model cannot see: references, ages, prices, clocks and texts across the whole catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from babel.numbers import get_currency_precision, list_currencies

from bot.desk.catalog.ages import check_ages, check_bands
from bot.desk.catalog.costs import check_costs
from bot.desk.catalog.issues import Finding, Issue, Where, like, shown, suggest
from bot.desk.catalog.marks import check_marks
from bot.desk.catalog.model import Catalog, Discount, Hotel, Offer, Option, Severity, Unit
from bot.desk.catalog.modes import check_modes
from bot.desk.catalog.packages import check_packages
from bot.desk.catalog.placeholders import check_placeholders
from bot.desk.catalog.price_check import check_prices
from bot.desk.catalog.recovery import check_remedies
from bot.desk.catalog.replying import check_replies
from bot.desk.catalog.restrictions import check_restrictions
from bot.desk.catalog.staff_check import check_staffing
from bot.desk.catalog.texts import check_texts
from bot.desk.catalog.told import Cell, Name, told
from bot.desk.catalog.truth import check_truth
from bot.desk.catalog.wall import check_times, zone_of
from bot.money import payable

PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{1,24}")
ROOMS = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
ROOM = re.compile(r"[0-9A-Za-z][0-9A-Za-z ]{0,7}")
MOST_ROOMS = 1_000  # in one range
SEVERITIES: tuple[Severity, ...] = ("S1", "S2", "S3", "S4")
ALWAYS = ("reception", "duty")


def check(catalog: Catalog, photos: frozenset[str], *, today: date | None = None) -> list[Issue]:
    """Everything to mend, named by its place in the catalog (a folder names file and line instead)."""
    return [
        Issue("/".join(map(str, one.where)), None, one.problem, one.fix, one.level)
        for one in findings(catalog, photos, today=today)
    ]


def findings(catalog: Catalog, photos: frozenset[str], *, today: date | None = None) -> list[Finding]:
    """`today` starts the year in which clock changes are looked for; else the newest confirmation does."""
    day = today or max((one.confirmed for one in catalog.knowledge.values()), default=date(2026, 1, 1))
    return [
        *_hotel(catalog),
        *(problem for offer in catalog.offers.values() for problem in _offer(catalog, offer, photos)),
        *_knowledge(catalog),
        *check_modes(catalog),
        *check_packages(catalog),
        *check_prices(catalog),
        *check_costs(catalog),
        *check_times(catalog, day),
        *check_remedies(catalog.remedies, catalog.hotel.currency),
        *check_replies(catalog.replies, catalog.hotel.languages),
        *check_texts(catalog),
        *check_marks(catalog),
        *check_placeholders(catalog),
        *check_truth(catalog, today),
        *check_staffing(catalog, day),
    ]


def _hotel(catalog: Catalog) -> Iterator[Finding]:
    hotel = catalog.hotel
    if zone_of(hotel.zone) is None:
        yield Finding(
            ("hotel", "zone"),
            told("issue.zone", value=shown(hotel.zone)),
            told("fix.like", example="Asia/Baku"),
        )
    if hotel.currency not in list_currencies():
        problem = told("issue.currency", value=hotel.currency)
        yield Finding(("hotel", "currency"), problem, told("fix.like_currency", example="AZN"))
    for key, number in (
        ("reception_phone", hotel.reception_phone),
        ("emergency_number", hotel.emergency_number),
    ):
        if not PHONE.fullmatch(number):
            problem = told("issue.phone", field=Name(key), value=shown(number))
            yield Finding(("hotel", key), problem, told("fix.like_phone", example="+994 24 555 01 01"))
    yield from _hotel_languages(hotel)
    yield from _rooms(hotel.rooms)
    yield from _departments_and_clocks(hotel)
    for code, discount in hotel.discounts.items():
        yield from _discount(catalog, code, discount)


def _hotel_languages(hotel: Hotel) -> Iterator[Finding]:
    where = ("hotel", "languages")
    if len(set(hotel.languages)) < len(hotel.languages):
        yield Finding(where, told("issue.one_twice", field=Name("languages")), told("fix.keep_each_once"))
    if hotel.default_language not in hotel.languages:
        problem = told(
            "issue.default",
            field=Name("default_language"),
            language=hotel.default_language,
            others=Name("languages"),
        )
        yield Finding(("hotel", "default_language"), problem, told("fix.add_it_there_or"))


def _rooms(rooms: Iterable[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, label in enumerate(rooms):
        where = ("hotel", "rooms", index)
        match = ROOMS.fullmatch(label)
        if match and 0 <= int(match[2]) - int(match[1]) < MOST_ROOMS:
            names = {str(one) for one in range(int(match[1]), int(match[2]) + 1)}
        elif match is None and ROOM.fullmatch(label):
            names = {label}
        else:
            yield Finding(
                where,
                told("issue.room", field=Name("rooms"), value=shown(label)),
                told("fix.rooms", one='"214"', two='"201-218"'),
            )
            continue
        if both := names & seen:
            yield Finding(where, told("issue.room_twice", name=min(both)), told("fix.keep_once"), "warning")
        seen |= names


def _departments_and_clocks(hotel: Hotel) -> Iterator[Finding]:
    for code in ALWAYS:
        if code not in hotel.departments:
            yield Finding(
                ("hotel", "departments"),
                told("issue.department_missing", code=code),
                told("fix.add_there", code=code),
            )
    for severity in SEVERITIES:
        clock = hotel.clocks.get(severity)
        if clock is None:
            yield Finding(
                ("hotel", "clocks"),
                told("issue.clock_missing", code=severity),
                told("fix.add_there", code=severity),
            )
        elif clock.resolve < clock.acknowledge:
            problem = told("issue.clock_back", code=severity)
            yield Finding(("hotel", "clocks", severity), problem, told("fix.larger", field=Name("resolve")))


def _discount(catalog: Catalog, code: str, discount: Discount) -> Iterator[Finding]:
    for index, offer in enumerate(discount.offers):
        yield from _known(
            catalog.offers, offer, ("hotel", "discounts", code, "offers", index), "issue.no_such_offer"
        )


def _known(known: Iterable[str], code: str, where: Where, what: str) -> Iterator[Finding]:
    names = list(known)
    if code not in names:
        fix = suggest(code, names, told("fix.existing_code"))
        yield Finding(where, told(what, code=code), fix)


def _offer(catalog: Catalog, offer: Offer, photos: frozenset[str]) -> Iterator[Finding]:
    where = ("offers", offer.code)
    yield from _known(
        catalog.hotel.departments, offer.department, (*where, "department"), "issue.no_such_department"
    )
    yield from _pictures(offer, photos)
    if offer.alternative == offer.code:
        yield Finding(
            (*where, "alternative"),
            told("issue.alternative_itself", field=Name("alternative")),
            told("fix.name_or_remove"),
        )
    elif offer.alternative is not None:
        yield from _known(
            catalog.offers, offer.alternative, (*where, "alternative"), "issue.no_such_alternative"
        )
        yield from _alternatives(catalog, offer)
    yield from _rules(offer)
    yield from _options(catalog, offer)
    yield from check_ages(offer)
    yield from check_restrictions(offer)


def _pictures(offer: Offer, photos: frozenset[str]) -> Iterator[Finding]:
    where = ("offers", offer.code)
    if offer.photo is not None:
        yield from _picture(offer.photo, (*where, "photo"), photos)
    files = [one.file for one in offer.photos]
    if offer.photo is not None and files:
        yield Finding(
            (*where, "photo"),
            told("issue.both_photos", one=Name("photo"), two=Name("photos")),
            told("fix.keep_photos", field=Name("photos")),
        )
    for index, file in enumerate(files):
        place = (*where, "photos", index, "file")
        yield from _picture(file, place, photos)
        if file in files[:index]:
            yield Finding(place, told("issue.photo_twice", name=shown(file)), told("fix.keep_once"))


def _picture(file: str, where: Where, photos: frozenset[str]) -> Iterator[Finding]:
    if file in photos:
        return
    stems = {Path(one).stem: one for one in photos}  # the ending alone makes all names alike
    meant = like(Path(file).stem, stems)
    fix = told("fix.meant", meant=stems[meant]) if meant else told("fix.put_file")
    yield Finding(where, told("issue.photo_gone", name=shown(file), place="photos/"), fix)


def _alternatives(catalog: Catalog, offer: Offer) -> Iterator[Finding]:
    """Two offers may stand in for each other, but whoever neither takes is sent in a circle."""
    seen, step = [offer.code], offer.alternative
    while step and step not in seen and (found := catalog.offer(step)):
        seen.append(step)
        step = found.alternative
    if step == offer.code and offer.code == min(seen):
        problem = told(
            "issue.alternative_back", field=Name("alternative"), path=" → ".join([*seen, offer.code])
        )
        yield Finding(("offers", offer.code, "alternative"), problem, told("fix.end_with_all"), "warning")


def _rules(offer: Offer) -> Iterator[Finding]:
    rules, where = offer.rules, ("offers", offer.code, "rules")
    if rules.min_age is not None and rules.max_age is not None and rules.min_age > rules.max_age:
        yield Finding(
            (*where, "min_age"),
            told("issue.above", low=Name("min_age"), high=Name("max_age")),
            told("fix.swap"),
        )
    if rules.min_people and rules.max_people and rules.min_people > rules.max_people:
        yield Finding(
            (*where, "min_people"),
            told("issue.above", low=Name("min_people"), high=Name("max_people")),
            told("fix.swap"),
        )
    if (offer.suits.min_age or 0) > (120 if offer.suits.max_age is None else offer.suits.max_age):
        yield Finding(
            ("offers", offer.code, "suits", "min_age"),
            told("issue.above", low=Name("min_age"), high=Name("max_age")),
            told("fix.swap"),
        )


def _options(catalog: Catalog, offer: Offer) -> Iterator[Finding]:
    codes: set[str] = set()
    for index, option in enumerate(offer.options):
        where = ("offers", offer.code, "options", index)
        if option.code in codes:
            yield Finding(
                (*where, "code"), told("issue.option_twice", name=option.code), told("fix.own_code")
            )
        codes.add(option.code)
        if len(offer.options) > 1 and not option.title:
            yield Finding(
                where,
                told("issue.option_untitled", name=option.code),
                told("fix.title_each", field=Name("title")),
            )
        yield from _units(option, (*where, "units"))
        yield from _decimals(catalog.hotel.currency, option.units, where)


def _units(option: Option, where: Where) -> Iterator[Finding]:
    kinds = {unit.type for unit in option.units}
    if option.pricing == "booking":
        if len(option.units) > 1 or kinds != {"OTHER"}:
            problem = told("issue.one_price", field=Name("pricing"), value=Cell("booking"))
            yield Finding(
                where,
                problem,
                told("fix.one_unit", unit="OTHER", field=Name("pricing"), value=Cell("person")),
            )
    elif "OTHER" in kinds:
        fix = told("fix.use_or_set", known="ADULT, CHILD", field=Name("pricing"), value=Cell("booking"))
        yield Finding(
            where, told("issue.has_other", field=Name("pricing"), value=Cell("person"), unit="OTHER"), fix
        )
    else:
        yield from check_bands(option.units, where)


def _decimals(currency: str, units: list[Unit], where: Where) -> Iterator[Finding]:
    places = get_currency_precision(currency)
    for index, unit in enumerate(units):
        if not payable(unit.price, currency):
            problem = told(
                "issue.parts_of_money", field=Name("price"), amount=str(unit.price), currency=currency
            )
            yield Finding((*where, "units", index, "price"), problem, told("fix.digits_after", places=places))


def _knowledge(catalog: Catalog) -> Iterator[Finding]:
    for code, entry in catalog.knowledge.items():
        if entry.offer is not None:
            yield from _known(
                catalog.offers, entry.offer, ("knowledge", code, "offer"), "issue.no_such_offer"
            )
