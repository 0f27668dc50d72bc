"""What Excel, LibreOffice, Google Sheets and people make of a workbook: understood, or named by its cell."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from bot.desk.catalog.model import Catalog
from bot.workbook import read
from tests.desk.tiny import tiny_catalog
from tests.workbook.editing import at, edited, errors, find, said, tiny, with_cells

PRICE = find("Prices", "Price", "canoe", "default", "ADULT")
TIMES = find("Schedules", "Times", "canoe", "default")
FROM = find("Schedules", "From", "canoe", "default")
CAPACITY = find("Options", "Capacity", "canoe", "default")
WEATHER = find("Offers", "Rules weather", "canoe")
ROOMS = find("Hotel", "Value", "rooms")
CHECK_IN = find("Hotel", "Value", "check_in")
CONFIRMED = find("Knowledge", "Confirmed", "wifi")
DAYS = find("Schedules", "Days", "canoe", "default")
ABOUT = find("Texts", "en", "offer", "canoe", "about")


def taken(cells: dict[str, Any]) -> Catalog:
    found = with_cells(cells)
    assert found.catalog, found.issues
    return found.catalog


def price(catalog: Catalog) -> Decimal:
    return catalog.offers["canoe"].options[0].units[0].price


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (4500.1, "4500.1"),
        (45, "45"),
        (45.0, "45"),
        (0.1 + 0.2, "0.3"),
        ("45,50", "45.50"),
        ("1 200,50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("1,200.50", "1200.50"),
        (" 45 ", "45"),
        ("45\u00a0", "45"),
        ("1\u202f200", "1200"),
        ("0,5", "0.5"),
    ],
)
def test_a_price_is_understood_however_it_is_written(given: Any, meant: str) -> None:
    catalog = taken({PRICE: given})
    assert price(catalog) == Decimal(meant)


@pytest.mark.parametrize(
    ("given", "said_of_it"),
    [
        ("12o", '"12o" is not a price; write it like 30 or 30.50'),
        ("-5", '"-5" is not a price; write it like 30 or 30.50'),
        (-5, '"-5" is not a price; write it like 30 or 30.50'),
        ("1,200", '"1,200" may be 1200 or 1.200; write it without the comma'),
        ("1.200", "price 1.200 has parts that AZN does not have; keep 2 digits after the point"),
        ("30 EUR", '"30 EUR" is not a price; write it like 30 or 30.50'),
        ("free", '"free" is not a price; write it like 30 or 30.50'),
        ("NaN", '"NaN" is not a price; write it like 30 or 30.50'),
        (
            date(2026, 5, 12),
            "the program made the date 2026-05-12 of what was written; set the cell's format",
        ),
        (True, '"True" is not a price'),
        ("=D2*1.1", "a formula stands here; copy the cell and paste its value"),
        ("#REF!", "#REF! stands here; write the value"),
        (1e308, "is not a number; write the number"),
    ],
)
def test_what_is_no_price_is_named_by_its_cell(given: Any, said_of_it: str) -> None:
    first = errors(with_cells({PRICE: given}))
    assert len(first) == 1
    assert first[0].startswith(f"{PRICE}: ")
    assert said_of_it in first[0]


@pytest.mark.parametrize(
    ("place", "given"),
    [
        (TIMES, "10:00; 15:00"),
        (TIMES, "10:00,15:00"),
        (TIMES, " 10.00 ,  15.00 "),
        (TIMES, "10:00\n15:00"),
        (CAPACITY, 8.0),
        (CAPACITY, "8 "),
        (WEATHER, True),
        (WEATHER, "Да"),
        (WEATHER, "TRUE"),
        (CHECK_IN, time(14, 0)),
        (CHECK_IN, "14.00"),
        (CHECK_IN, "2:00 PM"),
        (CHECK_IN, datetime(1899, 12, 31, 14, 0)),  # noqa: DTZ001 - as a program keeps a time
        (CONFIRMED, date(2026, 11, 1)),
        (CONFIRMED, datetime(2026, 11, 1)),  # noqa: DTZ001 - a day in a cell has no zone
        (CONFIRMED, "01.11.2026"),
        (CONFIRMED, "2026-11-01 00:00:00"),
        (ROOMS, "201-218; 305"),
        (DAYS, "mon-sun"),
        (DAYS, "Mon, Tue, Wed, Thu, Fri, Sat, Sun"),
        (DAYS, None),
    ],
)
def test_the_same_written_otherwise_changes_nothing(place: str, given: Any) -> None:
    assert taken({place: given}) == tiny_catalog()


def test_a_number_that_lost_its_format_is_still_a_day_or_a_time() -> None:
    catalog = taken({CHECK_IN: 14 / 24, CONFIRMED: 46327})
    assert catalog == tiny_catalog()


def test_a_single_time_may_be_a_time_of_the_program() -> None:
    assert taken({TIMES: time(9, 30)}).offers["canoe"].options[0].schedule[0].times == [time(9, 30)]


def test_a_range_of_rooms_that_became_a_date_is_named() -> None:
    found = errors(with_cells({ROOMS: date(2026, 12, 3)}))
    assert found == [
        f"{ROOMS}: the program made the date 2026-12-03 of what was written; "
        "set the cell's format to Text and write it again (3-12 or 12-3?)"
    ]


@pytest.mark.parametrize(
    ("place", "given", "says"),
    [
        (TIMES, "25:00", '"25:00" is not a time'),
        (FROM, "14/07/2026", '"14/07/2026" is not a date; write it like 2026-07-14'),
        (FROM, "2026-02-30", '"2026-02-30" is not a date'),
        (CAPACITY, "eight", '"eight" is not a whole number; write digits only, like 12'),
        (CAPACITY, 0, 'capacity "0" is too small; write 1 or more'),
        (CAPACITY, date(2026, 3, 12), "the program made the date 2026-03-12"),
        (WEATHER, "maybe", '"maybe" is neither yes nor no; write yes or no'),
        (DAYS, "mon, tues", 'days "tues" is not known; did you mean tue?'),
        (find("Offers", "Mode", "canoe"), "slots", 'mode "slots" is not known; did you mean slot?'),
        (find("Offers", "Department", "canoe"), "activites", "department activites does not exist; did you"),
        (find("Schedules", "Offer", "canoe", "default"), "canoo", 'there is no offer "canoo"; did you mean'),
        (find("Prices", "Option", "canoe", "default", "ADULT"), "defalt", 'no option "defalt" of canoe; did'),
        (
            find("Texts", "Field", "offer", "canoe", "about"),
            "abuot",
            '"offers / canoe / abuot" is no text; did',
        ),
        (find("Hotel", "Field", "rooms"), "roms", '"roms" is not known; did you mean rooms?'),
        (ABOUT, "\u202eevil", "a hidden character U+202E stands here; remove it"),
        (ABOUT, "x" * 601, "is too long; shorten it to 600 characters"),
        (ABOUT, "{0.__class__}", "holds { or }"),
        (find("Texts", "az", "offer", "canoe", "title"), None, "title has no text in az"),
        (
            find("Prices", "Price", "canoe", "default", "ADULT"),
            None,
            "price is missing; write it in this row",
        ),
        (find("Offers", "Offer", "canoe"), None, "the offer is not named; write its code"),
    ],
)
def test_a_mistake_is_named_by_sheet_and_cell(place: str, given: Any, says: str) -> None:
    found = errors(with_cells({place: given}))
    assert any(one.startswith(place.split("!")[0]) and says in one for one in found), found
    if given is not None:
        assert any(one.startswith(f"{place}: ") for one in found), found


def test_everything_is_named_at_once() -> None:
    found = errors(with_cells({PRICE: "x", TIMES: "soon", CAPACITY: 0, ROOMS: date(2026, 12, 3)}))
    assert {PRICE, TIMES, CAPACITY, ROOMS} <= {one.partition(": ")[0] for one in found}


def test_columns_and_sheets_may_be_moved_hidden_and_given_room() -> None:
    def change(book: Any) -> None:
        prices = book["Prices"]
        prices.move_range("A1:G20", cols=20)
        prices.column_dimensions["G"].hidden = True
        prices.insert_rows(3, 4)
        book["Texts"].insert_rows(1, 2)
        book["Texts"]["A1"] = "Lakeside Pines, spring"
        book.move_sheet("Texts", -10)
        book["Offers"].sheet_state = "hidden"
        book["Closed"].title = "closed "
        book.remove(book["Help"])

    assert read(edited(change)).catalog == tiny_catalog()


def test_merged_cells_say_the_same_in_each_of_them() -> None:
    def change(book: Any) -> None:
        place = find("Prices", "Offer", "canoe", "default", "ADULT")
        row = at(book, place).row
        book["Prices"].merge_cells(f"A{row}:A{row + 2}")
        book["Prices"].merge_cells(f"B{row}:B{row + 2}")

    assert read(edited(change)).catalog == tiny_catalog()


def test_a_renamed_header_is_asked_about() -> None:
    (found,) = said(edited(lambda book: book["Prices"].__setitem__("G1", "Prise")))
    assert (
        found == 'Prices!1: the column Price is missing; did you rename it "Prise"? write Price'
        or "Price" in found
    )


def test_a_column_that_was_removed_is_named() -> None:
    (found,) = said(edited(lambda book: book["Discounts"].__setitem__("K1", None)))
    assert found == "Discounts!1: the column Season is missing; copy it from a fresh export"


def test_a_renamed_and_a_removed_sheet_are_asked_about() -> None:
    def change(book: Any) -> None:
        book["Schedules"].title = "Schedule"
        book.remove(book["Closed"])

    assert said(edited(change)) == [
        'Schedules: the sheet Schedules is missing; did you rename it "Schedule"? name it Schedules',
        "Closed: the sheet Closed is missing; copy it from a fresh export",
    ]


def test_notes_of_a_managers_own_are_left_alone() -> None:
    def change(book: Any) -> None:
        book["Prices"]["Z1"], book["Prices"]["Z2"] = "my notes", "=F2*2"
        book.create_sheet("Sums")["A1"] = "=SUM(Prices!F2:F9)"

    found = read(edited(change))
    assert found.catalog == tiny_catalog()
    assert [one.level for one in found.issues] == ["warning", "warning"]


def test_a_column_of_prices_for_a_season_that_is_not_there_is_named() -> None:
    def change(book: Any) -> None:
        book["Prices"]["Z1"], book["Prices"]["Z2"] = "wnter", 50

    (found,) = said(edited(change))
    assert found.startswith('Prices!Z1: "wnter" is neither a column nor a season')


def test_a_new_season_is_a_row_and_a_column() -> None:
    def season(book: Any) -> None:
        _add(book["Seasons"], {"Season": "winter", "From": "2026-12-01", "Until": "2027-02-28"})

    def prices(book: Any) -> None:
        season(book)
        book["Prices"]["N1"], book["Prices"]["N2"] = "winter", 55

    without = read(edited(season))
    assert without.catalog, without.issues
    assert [one.level for one in without.issues] == ["warning"]
    found = read(edited(prices))
    assert found.catalog, found.issues
    (winter,) = found.catalog.offers["canoe"].options[0].units[0].prices
    assert (str(winter.price), winter.season) == ("55", "winter")


def test_the_same_code_twice_is_named_with_the_first() -> None:
    def change(book: Any) -> None:
        sheet = book["Offers"]
        sheet.append([cell.value for cell in sheet[2]])

    assert "canoe stands twice (first in Offers!A2); keep one of the two" in " ".join(said(edited(change)))


def test_a_new_offer_is_a_row_on_a_few_sheets() -> None:
    def change(book: Any) -> None:
        for sheet, row in (
            (
                "Offers",
                {"Offer": "rafting", "Group": "active", "Mode": "request", "Department": "activities"},
            ),
            ("Options", {"Offer": "rafting", "Option": "default", "Pricing": "booking"}),
            ("Prices", {"Offer": "rafting", "Option": "default", "Unit": "OTHER", "Price": 70}),
        ):
            _add(book[sheet], row)
        for name in ("title", "benefit", "about", "place"):
            _add(
                book["Texts"],
                {"Part": "offer", "Code": "rafting", "Field": name, "en": name, "az": f"{name} az"},
            )
        unit = "options / default / units / OTHER / title"
        _add(book["Texts"], {"Part": "offer", "Code": "rafting", "Field": unit, "en": "a raft", "az": "sal"})

    found = read(edited(change))
    assert found.catalog, found.issues
    assert found.catalog.offers["rafting"].options[0].units[0].price == 70


def _add(sheet: Any, row: dict[str, Any]) -> None:
    number = sheet.max_row + 1
    for cell in sheet[1]:
        if cell.value in row:
            sheet.cell(number, cell.column).value = row[cell.value]


def test_a_price_for_the_weekend_is_a_row_of_its_own() -> None:
    def change(book: Any) -> None:
        row = {"Offer": "canoe", "Option": "default", "Unit": "ADULT", "Price": "48", "Days": "sat, sun"}
        _add(book["Prices"], row)

    found = read(edited(change))
    assert found.catalog, found.issues
    (weekend,) = found.catalog.offers["canoe"].options[0].units[0].prices
    assert str(weekend.price) == "48"
    assert weekend.days == ["sat", "sun"]


def test_an_offer_without_prices_or_texts_is_told_where_to_write_them() -> None:
    def change(book: Any) -> None:
        _add(
            book["Offers"],
            {"Offer": "rafting", "Group": "active", "Mode": "request", "Department": "activities"},
        )

    found = said(edited(change))
    assert "options is missing; add a row for it on sheet Options" in " ".join(found)
    assert "title is missing; add a row for it on sheet Texts" in " ".join(found)
    assert all(one.startswith("Offers!A") for one in found)


def test_the_tiny_hotel_is_taken_as_it_is() -> None:
    assert read(tiny()).catalog == tiny_catalog()


def test_more_mistakes_than_anybody_reads_are_cut_short() -> None:
    def change(book: Any) -> None:
        for n in range(300):
            book["Schedules"].append(["canoo", "default", "every day", f"soon {n}"])

    found = said(edited(change))
    assert found[-1] == "workbook: there are many more like this; mend these first"
    assert len(found) == 201
