"""The habits of people and spreadsheets, one by one."""

from __future__ import annotations

from datetime import date

import pytest

from bot.desk.stays.reading import names, people
from bot.desk.stays.reading.dates import Order, day_of, order_of, span_of
from bot.desk.stays.reading.table import Cell, Table, Unreadable, column_of, letter
from tests.corpus.arrivals.files import separated, workbook
from tests.desk.stays.reading.test_corpus import lines, proposed, worked, wrong

TODAY = date(2026, 7, 1)
JULY = date(2026, 7, 14)


@pytest.mark.parametrize(
    "said",
    [
        *("14.07.2026", "14.07.26", "14/07/2026", "14-07-2026", "2026-07-14", "2026.07.14.", "2026. 07. 14."),
        *("14.07", "14.07.", "14/7", "20260714", 20260714, 46217, "46217", 46217.58, "46217.58", 14.07, JULY),
        *("14 Jul 2026", "14-JUL-26", "Tue 14 July", "July 14, 2026"),
        *("14 июля 2026 г.", "14 июля", "вт, 14 июл"),
        *("14 iyul 2026", "14 İyul", "14 шілде 2026", "2026 ж. 14 шілде", "2026. július 14.", "júl. 14."),
        *("14 Temmuz 2026 Salı", "14. Juli 2026", "2026-07-14T14:00:00+04:00"),
        *("14.07.2026 14:00", "14.07.2026 2:00 PM"),
    ],
)  # fmt: skip
def test_a_day_in_any_spelling(said: Cell) -> None:
    assert day_of(said, "dmy", TODAY) == JULY


@pytest.mark.parametrize(
    ("said", "month"),
    [
        *(("5 қаңтар", 1), ("5 ақпан", 2), ("5 наурыз", 3), ("5 сәуір", 4), ("5 мамыр", 5), ("5 маусым", 6)),
        *(("5 тамыз", 8), ("5 қыркүйек", 9), ("5 қазан", 10), ("5 қараша", 11), ("5 желтоқсан", 12)),
        *(("5 yanvar", 1), ("5 fevral", 2), ("5 mart", 3), ("5 iyun", 6), ("5 avqust", 8), ("5 noyabr", 11)),
        *(("febr. 5.", 2), ("márc. 5.", 3), ("ápr. 5.", 4), ("szept. 5.", 9), ("5 мая", 5), ("5 сент.", 9)),
        *(("5 ocak", 1), ("5 şubat", 2), ("5 ağustos", 8), ("5 eylül", 9), ("5 aralık", 12), ("5. März", 3)),
    ],
)
def test_months_in_seven_languages(said: str, month: int) -> None:
    found = day_of(said, "dmy", TODAY)
    assert found
    assert (found.day, found.month) == (5, month)


@pytest.mark.parametrize(
    "said",
    [
        "31.06.2026",
        "2026-13-01",
        "soon",
        "",
        None,
        14.1,
        7,
        "2+1",
        "+994 50 123 45 67",
        "14",
        "14.07.1026",
        "Mart",
    ],
)
def test_what_is_no_day(said: Cell) -> None:
    assert day_of(said, "dmy", TODAY) is None


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("14.07–21.07", JULY, date(2026, 7, 21)),
        ("14.07-21.07", JULY, date(2026, 7, 21)),
        ("14–21.07", JULY, date(2026, 7, 21)),
        ("14.07.2026 - 21.07.2026", JULY, date(2026, 7, 21)),
        ("2026-07-14 – 2026-07-21", JULY, date(2026, 7, 21)),
        ("14-21 июля", JULY, date(2026, 7, 21)),
        ("14 July to 2 August", JULY, date(2026, 8, 2)),
        ("July 14–21", JULY, date(2026, 7, 21)),
        ("28.12-04.01", date(2026, 12, 28), date(2027, 1, 4)),
        ("2026.07.14. – 07.21.", JULY, date(2026, 7, 21)),
    ],
)
def test_a_stay_in_one_cell(said: str, start: date, end: date) -> None:
    order: Order = "ymd" if said.startswith("2026.") else "dmy"
    assert span_of(said, order, TODAY) == (start, end)


@pytest.mark.parametrize(
    ("pairs", "order", "sure"),
    [
        ([("07/14/2026", "07/21/2026")], "mdy", True),
        ([("14/07/2026", "21/07/2026")], "dmy", True),
        ([("07/05/2026", "07/09/2026"), ("07/06/2026", "07/08/2026")], "mdy", True),
        ([("05/07/2026", "09/07/2026")], "dmy", True),
        ([("2026.07.05.", "2026.07.09.")], "ymd", True),
        ([("05.07.2026", "09.08.2026")], "dmy", True),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_column(
    pairs: list[tuple[Cell, Cell]], order: str, sure: bool
) -> None:
    assert order_of(pairs, TODAY) == (order, sure)


@pytest.mark.parametrize(
    ("said", "first", "surname", "given"),
    [
        ("SMITH/JOHN MR", False, "Smith", "John"),
        ("SMITH/JOHN MR/ANNA MRS", False, "Smith", "John"),
        ("Smith, John", False, "Smith", "John"),
        ("Smith,John,Mr", False, "Smith", "John"),
        ("John Smith", False, "Smith", "John"),
        ("John SMITH", True, "Smith", "John"),
        ("Mr. John Smith", False, "Smith", "John"),
        ("John van der Berg", False, "van der Berg", "John"),
        ("Nagy János", True, "Nagy", "János"),
        ("Nagy János", False, "Nagy", "János"),
        ("Dr. Szabó-Kovács Éva", True, "Szabó-Kovács", "Éva"),
        ("Kovácsné Szabó Ilona", True, "Kovácsné Szabó", "Ilona"),
        ("René Martin Dupont", False, "Dupont", "René Martin"),
        ("Иванов И.И.", False, "Иванов", "И.И."),
        ("И. И. Иванов", True, "Иванов", "И. И."),
        ("Иванов Иван Иванович", False, "Иванов", "Иван Иванович"),
        ("Иван Иванович Иванов", True, "Иванов", "Иван Иванович"),
        ("Əliyev Elçin Rauf oğlu", False, "Əliyev", "Elçin Rauf oğlu"),
        ("Leyla Əliyeva", False, "Əliyeva", "Leyla"),
        ("John Smith, Anna Smith", False, "Smith", "John"),
        ("Nagy János és Nagy Anna", True, "Nagy", "János"),
        ("Нұрлан Әбішев", False, "Әбішев", "Нұрлан"),
        ("Madonna", False, "Madonna", ""),
        ("* Smith John (VIP) 2+1", True, "Smith", "John"),
    ],
)
def test_the_surname_in_a_name(said: str, first: bool, surname: str, given: str) -> None:
    assert names.split(said, surname_first=first) == names.Name(surname, given)


@pytest.mark.parametrize("said", ["", "123", "***", "Mr", "-"])
def test_what_is_no_name(said: str) -> None:
    assert names.split(said, surname_first=False) is None


@pytest.mark.parametrize(
    ("said", "adults", "ages"),
    [
        *(
            ("2+1", 2, ()),
            ("2/1", 2, ()),
            ("2 ad 1 ch (5)", 2, (5,)),
            ("2A+1C", 2, ()),
            ("2", 2, ()),
            (3, 3, ()),
        ),
        *(("2 adults, 1 child (5, 8)", 2, (5, 8)), ("2 взр 1 реб (5 лет)", 2, (5,)), ("2 чел.", 2, ())),
        *(("2 felnőtt, 1 gyerek (5)", 2, (5,)), ("2+1 (5)", 2, (5,)), ("2 nəfər", 2, ()), ("2 fő", 2, ())),
        *((date(2026, 1, 2), 2, ()), ("Smith", None, ()), ("", None, ()), (None, None, ()), ("99", None, ())),
    ],
)
def test_how_many_come(said: Cell, adults: int | None, ages: tuple[int, ...]) -> None:
    assert people.party_of(said) == (adults, ages)


@pytest.mark.parametrize(
    ("said", "ages"),
    [("5, 8", (5, 8)), ("5;8", (5, 8)), (5.8, (5, 8)), ("5 и 8 лет", (5, 8)), (5, (5,)), ("45", ())],
)
def test_ages(said: Cell, ages: tuple[int, ...]) -> None:
    assert people.ages_of(said) == ages


@pytest.mark.parametrize(
    "said",
    [
        "Cancelled",
        "cancelled_by_guest",
        "no_show",
        "Отменена гостем",
        "Аннулировано",
        "Törölve",
        "Lemondva",
        "Ləğv edilib",
    ],
)
def test_a_booking_that_was_cancelled(said: str) -> None:
    assert people.cancelled(said)
    assert not people.cancelled("Confirmed")
    assert not people.cancelled("Подтверждена")


HUNGARIAN = [["Szoba", "Név", "Érkezés", "Távozás"], ["204", "Őry Űrsula", "2026.11.25.", "2026.11.29."]]
TURKISH = [
    ["Oda", "Misafir Adı", "Giriş Tarihi", "Çıkış Tarihi"],
    ["204", "Ayşe Yıldırım", "25.11.2026", "29.11.2026"],
]
RUSSIAN = [["Номер", "ФИО", "Заезд", "Выезд"], ["204", "Щукина Юлия", "25.11.2026", "29.11.2026"]]
POLISH = [["Room", "Guest", "Check-in", "Check-out"], ["204", "Świętosława Żółć", "25.11.2026", "29.11.2026"]]
AZERI = [["Otaq", "Qonaq", "Gəliş", "Gediş"], ["204", "Günel Əliyeva", "25.11.2026", "29.11.2026"]]
KAZAKH = [
    ["Бөлме", "Қонақ", "Келу күні", "Кету күні"],
    ["204", "Әлия Құнанбаева", "25.11.2026", "29.11.2026"],
]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("rows", "encoding", "surname"),
    [
        *((HUNGARIAN, "cp1250", "Őry"), (HUNGARIAN, "iso8859_2", "Őry"), (HUNGARIAN, "utf-16", "Őry")),
        *((TURKISH, "cp1254", "Yıldırım"), (RUSSIAN, "cp1251", "Щукина"), (RUSSIAN, "utf-16-le", "Щукина")),
        *((POLISH, "cp1250", "Żółć"), (AZERI, "utf-8", "Əliyeva"), (AZERI, "utf-8-sig", "Əliyeva")),
        *((KAZAKH, "utf-8", "Құнанбаева"), (KAZAKH, "utf-16-be", "Құнанбаева")),
    ],
)
def test_every_alphabet_with_every_separator(
    rows: list[list[str]], encoding: str, surname: str, separator: str
) -> None:
    reading = worked(separated(rows, separator, encoding))
    ((row, one),) = reading.arrivals
    assert (row, one.room, one.surname, one.arrival) == (2, "204", surname, date(2026, 11, 25))


def test_a_list_without_a_header_is_told_by_what_is_in_it() -> None:
    rows = [
        ["204", "John Smith", "25.11.2026", "29.11.2026"],
        ["205", "Anna Smith", "26.11.2026", "30.11.2026"],
    ]
    reading = worked(separated(rows, ";", "utf-8"))
    assert lines(reading) == {
        1: ("204", "Smith", "John", "25.11", 4),
        2: ("205", "Smith", "Anna", "26.11", 4),
    }


def test_nights_stand_in_for_the_departure_and_are_held_against_it() -> None:
    head = ["Room", "Guest", "Arrival", "Nights"]
    assert lines(worked(separated([head, ["204", "John Smith", "25.11.2026", "4"]], ",", "utf-8"))) == {
        2: ("204", "Smith", "John", "25.11", 4)
    }
    both = [[*head, "Departure"], ["204", "John Smith", "25.11.2026", "3", "29.11.2026"]]
    assert wrong(worked(separated(both, ",", "utf-8"))) == [(2, "D", "nights_differ")]


def test_american_dates_are_seen_by_the_stays_they_make() -> None:
    rows = [["Room", "Guest", "Arrival", "Departure"]]
    rows += [
        ["204", "John Smith", "12/01/2026", "12/05/2026"],
        ["205", "Ann Lee", "12/02/2026", "12/04/2026"],
    ]
    found = lines(worked(separated(rows, ",", "utf-8")))
    assert found[2] == ("204", "Smith", "John", "01.12", 4)


def test_two_rooms_under_one_number_are_two_stays() -> None:
    rows = [["Room", "Guest", "Arrival", "Departure", "Booking number"]]
    rows += [
        ["204", "John Smith", "25.11.2026", "29.11.2026", "77"],
        ["205", "Ann Smith", "25.11.2026", "29.11.2026", "77"],
    ]
    assert [one.external for _, one in worked(separated(rows, ",", "utf-8")).arrivals] == ["77", "77"]


def test_the_separator_that_excel_is_told_and_a_formula() -> None:
    said = b'sep=;\nRoom;Guest;Arrival;Departure\n="204";=HYPERLINK("x");25.11.2026;29.11.2026\n'
    proposal = proposed(said)
    assert proposal.columns.places == {"room": 0, "guest": 1, "arrival": 2, "departure": 3}


def test_the_fullest_sheet_is_read_and_hidden_ones_are_not() -> None:
    from openpyxl import load_workbook

    def fill(sheet: object) -> None:
        sheet.append(["notes"])  # type: ignore[attr-defined]  # a worksheet

    import io

    book = load_workbook(io.BytesIO(workbook(fill)))
    for title, room in (("July", "204"), ("secret", "205")):
        sheet = book.create_sheet(title)
        sheet.append(["Room", "Guest", "Arrival", "Departure"])
        for _ in range(2 if title == "secret" else 1):
            sheet.append([room, "John Smith", date(2026, 11, 25), date(2026, 11, 29)])
    book["secret"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [one.room for _, one in worked(out.getvalue()).arrivals] == ["204"]


def test_letters_of_columns() -> None:
    assert [letter(n) for n in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]
    assert [column_of(one) for one in ("A", "z", "AA", "ZZ", "1", "ABC", "")] == [
        0,
        25,
        26,
        701,
        None,
        None,
        None,
    ]
    assert isinstance(Table(()), Table)
    assert Unreadable("empty").row == 0
