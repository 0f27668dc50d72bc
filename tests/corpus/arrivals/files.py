"""Arrival lists as front desks really keep them, made anew for each test: whoever exported or typed them
did not think of us. Today is Friday 20 November 2026; the hotel has rooms 201-218 and 305.

`python -m tests.corpus.arrivals.files FOLDER` writes all six there, to be looked at in a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def workbook(fill: Callable[[Worksheet], None], *, title: str = "Sheet1") -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    fill(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def separated(rows: Sequence[Sequence[object]], separator: str, encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def opera() -> bytes:
    """A report of a big system: titles above, codes for everything, two pages, a total, who printed it."""

    def fill(sheet: Worksheet) -> None:
        header = ["Room No.", "", "Name", "VIP", "Conf. No.", "Arrival", "Dep.", "Nts", "Rms", "Adl/Chl"]
        header += ["Rate Code", "Status", "Credit Card", "Specials"]
        sheet.append(["LAKESIDE PINES"])
        sheet.append(["Arrivals: Detailed", "", "", "", "", "Filter: 20-NOV-26 to 27-NOV-26"])
        sheet.append([])
        sheet.append(header)
        sheet.append(
            _opera("0204", "SMITH/JOHN MR", 6120311, "20-NOV-26", "27-NOV-26", "7", "2/1", "RESERVED")
        )
        sheet.append(
            _opera(207.0, "VAN DER BERG/PIETER", 6120312, "21-NOV-26", "23-NOV-26", "2", "1/0", "DUE IN")
        )
        sheet.append(
            _opera("208", "O'NEILL/SIOBHAN MRS", 6120313, "22-NOV-26", "25-NOV-26", "3", "2/0", "PROSPECT")
        )
        sheet.append(
            _opera("208", "O'NEILL/PATRICK MR", 6120313, "22-NOV-26", "25-NOV-26", "3", "0/0", "PROSPECT")
        )
        sheet.append([])
        sheet.append(["Arrivals: Detailed", "", "", "", "", "Page 2"])
        sheet.append(header)
        sheet.append(
            _opera("", "GARCIA LOPEZ/MARIA MS", 6120320, "24-NOV-26", "30-NOV-26", "6", "2/2", "RESERVED")
        )
        sheet.append(
            _opera("211", "KOWALSKI/ADAM MR", 6120321, "25-NOV-26", "24-NOV-26", "1", "2/0", "RESERVED")
        )
        sheet.append(
            _opera("212", "MUELLER/HANS HERR", 6120322, "26-NOV-26", "28-NOV-26", "2", "2/0", "CANCELLED")
        )
        sheet.append(["Total Rooms:", "", "", "", "", "", "", "", 7, "11/3"])
        sheet.append(["Printed by DANA 20-NOV-26 08:12"])

    return workbook(fill, title="res_detail")


def _opera(
    room: object, name: str, number: int, start: str, end: str, nights: str, who: str, status: str
) -> list[object]:
    card = "XXXXXXXXXXXX1111"
    return [room, "", name, "", number, start, end, nights, "1", who, "BB1", status, card, "Quiet room "]


def travelline() -> bytes:
    """A Russian booking system's export: cp1251, semicolons, European dates with hours, sums with spaces."""
    head = "Номер брони;Создано;Дата заезда;Дата выезда;Гость;Телефон;E-mail;Категория номера;Номер;"
    head += "Гостей;Сумма;Источник;Статус;Паспорт;Комментарий гостя"
    rows = [
        head.split(";"),
        _ru(
            "20261120-5",
            "20.11.2026 14:00",
            "24.11.2026 12:00",
            "Иванов Иван Иванович",
            "201",
            "2+1",
            "Подтверждена",
        ),
        _ru(
            "20261121-1",
            "21.11.2026 14:00",
            "28.11.2026 12:00",
            "Петрова Анна Сергеевна",
            "202",
            "2",
            "Подтверждена",
        ),
        _ru(
            "20261121-2",
            "21.11.2026 14:00",
            "23.11.2026 12:00",
            "Сидоров А.П.",
            "203",
            "1",
            "Отменена гостем",
        ),
        _ru("20261101-9", "01.11.2026 14:00", "05.11.2026 12:00", "Кузнецов Олег", "204", "2", "Выехал"),
        _ru("20261122-3", "31.11.2026 14:00", "05.12.2026 12:00", "Алиев Рауф", "205", "2", "Подтверждена"),
        _ru(
            "20261123-1",
            "23.11.2026 14:00",
            "26.11.2026 12:00",
            "Ким Ольга Викторовна",
            "",
            "3",
            "Не подтверждена",
        ),
        ["Итого", "", "", "", "6 броней", "", "", "", "", "12", "75 000,00", "", "", "", ""],
    ]
    return separated(rows, ";", "cp1251")


def _ru(number: str, start: str, end: str, name: str, room: str, people: str, status: str) -> list[str]:
    made, phone, mail = "19.11.2026 10:15", "+7 (999) 123-45-67", "gost@example.com"
    sum_, passport = "12 500,00", "4510 123456"
    told = "Поздний заезд; детская кроватка"
    return [
        number,
        made,
        start,
        end,
        name,
        phone,
        mail,
        "Стандарт двухместный",
        room,
        people,
        sum_,
        "Сайт",
        status,
        passport,
        told,
    ]


def hungarian() -> bytes:
    """A workbook kept by hand for years: a title, merged headers in two lines, three ways to write a date."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Érkezők listája – november"
        sheet.merge_cells("A1:K1")
        for cell, said in {
            "A3": "Szoba", "B3": "Vendég", "D3": "Tartózkodás", "F3": "Fő", "H3": "Gyerekek kora",
            "I3": "Telefonszám", "J3": "Születési dátum", "K3": "Megjegyzés ", "B4": "Vezetéknév",
            "C4": "Keresztnév", "D4": "Érkezés", "E4": "Távozás", "F4": "Felnőtt", "G4": "Gyerek",
        }.items():  # fmt: skip
            sheet[cell] = said
        for merged in ("A3:A4", "B3:C3", "D3:E3", "F3:G3", "H3:H4", "I3:I4", "J3:J4", "K3:K4"):
            sheet.merge_cells(merged)
        born = date(1980, 5, 1)
        sheet.append(
            [201, "Nagy", "János", "2026.11.20.", "2026.11.27.", 2, 1, "5", "06 30 123 4567", born, "babaágy"]
        )
        sheet.append(
            [
                "202",
                "Kovácsné Szabó",
                "Mária",
                date(2026, 11, 21),
                date(2026, 11, 23),
                2,
                0,
                None,
                "",
                None,
                "",
            ]
        )
        sheet.append([203.0, "Tóth", "Bence ", 46349, 46352, 1, None, None, None, born, None])
        sheet.append([])
        sheet.append(["204", "Őry", "Űrsula", "2026. november 25.", "nov. 29.", 2, 2, 5.8, None, None, None])
        sheet.append(["999", "Kiss", "Éva", "2026.11.26.", "2026.11.28.", 2, None, None, None, None, None])
        sheet.append([205, None, None, "2026.11.26.", "2026.11.28.", 2, None, None, None, None, "csoport"])
        sheet.append(["Összesen", None, None, None, None, 11, 3])

    return workbook(fill, title="November")


def booking_com() -> bytes:
    """What a booking site gives: no rooms, people counted three ways, much that we never keep."""
    head = "Book Number,Booked by,Guest Name(s),Check-in,Check-out,Booked on,Status,Rooms,People,Adults"
    head += ",Children,Children's age(s),Price,Commission %,Payment status,Remarks,Booker country"
    head += ",Unit type,Duration (nights)"
    head += ",Cancellation date,Address,Phone number"

    def fill(sheet: Worksheet) -> None:
        sheet.append(head.split(","))
        sheet.append(
            _site(
                4012345678, "John Smith", "John Smith, Anna Smith", "2026-11-21", "2026-11-25", "ok", 2, 0, ""
            )
        )
        sheet.append(
            _site(4012345679, "Chiara Rossi", "Chiara Rossi", "2026-11-22", "2026-11-24", "ok", 2, 2, "5, 10")
        )
        sheet.append(
            _site(
                4012345680,
                "Péter Varga",
                "Péter Varga",
                "2026-11-23",
                "2026-11-24",
                "cancelled_by_guest",
                1,
                0,
                "",
            )
        )
        sheet.append(
            _site(4012345681, "Aliyev Rauf", "Rauf Aliyev", "2026-11-24", "2026-12-01", "ok", 3, 1, "0")
        )
        sheet.append(_site(4012345682, "Li Wei", "", "2026-11-24", "2026-11-26", "ok", 1, 0, ""))
        sheet.append(
            _site(4012345683, "Eva Klein", "Eva Klein", "2026-11-25", "2026-11-27", "no_show", 1, 0, "")
        )

    return workbook(fill, title="Reservations")


def _site(
    number: int,
    booker: str,
    guest: str,
    start: str,
    end: str,
    status: str,
    adults: int,
    children: int,
    ages: str,
) -> list[object]:
    nights = (date.fromisoformat(end) - date.fromisoformat(start)).days
    paid = [
        "120 AZN",
        15,
        "Paid online",
        "",
        "az",
        "Deluxe Double Room",
        nights,
        "",
        "1 Lake Road",
        "+36 30 123 4567",
    ]
    people = [1, adults + children, adults, children, ages]
    return [number, booker, guest, start, end, "2026-10-01 10:11:12", status, *people, *paid]


def by_hand() -> bytes:
    """A shared sheet that everybody at reception types into, in two languages, downloaded as CSV."""
    rows = [
        ["NOYABR / NOVEMBER", "", "", "", ""],
        ["Otaq", "Qonaq", "Tarix", "Nəfər", "Qeyd"],
        ["", "", "", "", ""],
        ["204", "Leyla Əliyeva", "20.11–27.11", "2+1 (5)", "uşaq çarpayısı"],
        ["№205", "Məmmədov Rəşad", "21.11 - 23.11", "2", ""],
        ["", "--- group from Ganja ---", "", "", ""],
        ["206", "Elçin Həsənov ", "28–30 noyabr", "2 ad 1 ch (7)", "VIP, late arrival"],
        ["207", "Smith John", "28.12-04.01", "1", ""],
        ["208", "Nigar Quliyeva", "31.11–02.12", "2", ""],
        ["", "Orxan Vəliyev", "01.12–05.12", "2", "otaq sonra"],
        ["210", "Tural", "soon", "", ""],
        ["Cəmi", "6", "", "11", ""],
    ]
    return separated(rows, ",", "utf-8")


def calendar() -> bytes:
    """The feed of one apartment: what a site has sold, what it blocks, and what the owner added by hand."""
    about = "Reservation URL: https://www.airbnb.com/hosting/reservations/details/HMABCDE123"
    about += "\\nPhone Number (Last 4 Digits): 4567"
    events = [
        ("1418fb94e984-aa@airbnb.com", "20261121", "20261124", "Reserved", about),
        ("1418fb94e984-bb@airbnb.com", "20261124", "20261126", "Airbnb (Not available)", ""),
        ("cc@booking.com", "20261201", "20261203", "CLOSED - Not available", ""),
        ("dd@calendar", "20261126", "20261129", "214 Nagy János 2+1", ""),
        ("ee@calendar", "20261129", "20261203", "Booking.com - Chiara Rossi", ""),
    ]
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Airbnb Inc//Hosting Calendar 0.8.8//EN", "VERSION:2.0"]
    lines += ["X-WR-CALNAME:Lake View Room 214"]
    for uid, start, end, title, about in events:
        lines += ["BEGIN:VEVENT", "DTSTAMP:20261120T101010Z", f"DTSTART;VALUE=DATE:{start}"]
        lines += [f"DTEND;VALUE=DATE:{end}", f"SUMMARY:{title}", f"UID:{uid}"]
        lines += [*([f"DESCRIPTION:{about[:60]}", f" {about[60:]}"] if about else []), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


ALL: dict[str, Callable[[], bytes]] = {
    "opera.xlsx": opera,
    "travelline.csv": travelline,
    "erkezok.xlsx": hungarian,
    "booking.xlsx": booking_com,
    "qonaqlar.csv": by_hand,
    "lakeview.ics": calendar,
}

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in ALL.items():
        (folder / name).write_bytes(make())
