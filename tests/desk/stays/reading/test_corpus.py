"""Six lists as front desks keep them: each row is read rightly, or it is said what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.desk.stays.reading.columns import Proposal, propose
from bot.desk.stays.reading.read import read
from bot.desk.stays.reading.rows import Reading, arrivals
from bot.desk.stays.reading.table import Table, letter
from bot.desk.stays.register import Arrival
from tests.corpus.arrivals import files

TODAY = date(2026, 11, 20)
ROOMS = {*(str(n) for n in range(201, 219)), "305"}


def proposed(content: bytes) -> Proposal:
    found = read(content)
    assert isinstance(found, Table)
    return propose(found, today=TODAY, is_room=ROOMS.__contains__)


def worked(content: bytes) -> Reading:
    proposal = proposed(content)
    assert not proposal.columns.missing
    return arrivals(proposal, proposal.columns, today=TODAY, is_room=ROOMS.__contains__)


def line(one: Arrival) -> tuple[str | None, str, str, str, int]:
    """Room, surname, name, day of arrival and nights."""
    return one.room, one.surname, one.name, f"{one.arrival:%d.%m}", (one.departure - one.arrival).days


def lines(reading: Reading) -> dict[int, tuple[str | None, str, str, str, int]]:
    return {row: line(one) for row, one in reading.arrivals}


def wrong(reading: Reading) -> list[tuple[int, str, str]]:
    return [(one.row, letter(one.column or 0), one.key) for one in reading.problems]


def test_a_report_of_a_large_system() -> None:
    reading = worked(files.opera())
    assert lines(reading) == {
        5: ("204", "Smith", "John", "20.11", 7),
        6: ("207", "Van Der Berg", "Pieter", "21.11", 2),
        7: ("208", "O'Neill", "Siobhan", "22.11", 3),
        12: (None, "Garcia Lopez", "Maria", "24.11", 6),
        14: ("212", "Mueller", "Hans", "26.11", 2),
    }
    assert wrong(reading) == [(13, "G", "departure_first")]
    assert (reading.sharing, reading.skipped) == ((8,), (15, 16))
    found = dict(reading.arrivals)
    assert [row for row, one in found.items() if one.cancelled] == [14]
    assert (found[5].external, found[5].adults, found[5].note) == ("6120311", 2, "Quiet room")
    assert proposed(files.opera()).private == ("card",)


def test_a_russian_booking_system() -> None:
    reading = worked(files.travelline())
    assert lines(reading) == {
        2: ("201", "Иванов", "Иван Иванович", "20.11", 4),
        3: ("202", "Петрова", "Анна Сергеевна", "21.11", 7),
        4: ("203", "Сидоров", "А.П.", "21.11", 2),
        7: (None, "Ким", "Ольга Викторовна", "23.11", 3),
    }
    assert wrong(reading) == [(6, "C", "no_day")]
    assert (reading.past, reading.skipped) == ((5,), (8,))
    assert [row for row, one in reading.arrivals if one.cancelled] == [4]
    assert set(proposed(files.travelline()).private) == {"email", "document"}
    assert {one.phone for _, one in reading.arrivals} == {"+79991234567"}


def test_a_hungarian_workbook_with_merged_headers() -> None:
    reading = worked(files.hungarian())
    assert lines(reading) == {
        5: ("201", "Nagy", "János", "20.11", 7),
        6: ("202", "Kovácsné Szabó", "Mária", "21.11", 2),
        7: ("203", "Tóth", "Bence", "23.11", 3),
        9: ("204", "Őry", "Űrsula", "25.11", 4),
    }
    assert wrong(reading) == [(10, "A", "no_room"), (11, "B", "no_name")]
    assert reading.skipped == (12,)
    found = dict(reading.arrivals)
    assert (found[5].ages, found[9].ages, found[5].note) == ((5,), (5, 8), "babaágy")
    assert set(proposed(files.hungarian()).private) == {"birthday"}


def test_the_export_of_a_booking_site() -> None:
    reading = worked(files.booking_com())
    assert lines(reading) == {
        2: (None, "Smith", "John", "21.11", 4),
        3: (None, "Rossi", "Chiara", "22.11", 2),
        4: (None, "Varga", "Péter", "23.11", 1),
        5: (None, "Aliyev", "Rauf", "24.11", 7),
        7: (None, "Klein", "Eva", "25.11", 2),
    }
    assert wrong(reading) == [(6, "C", "no_name")]
    assert [row for row, one in reading.arrivals if one.cancelled] == [4, 7]
    assert dict(reading.arrivals)[3].ages == (5, 10)


def test_a_sheet_that_everybody_types_into() -> None:
    reading = worked(files.by_hand())
    assert lines(reading) == {
        4: ("204", "Əliyeva", "Leyla", "20.11", 7),
        5: ("205", "Məmmədov", "Rəşad", "21.11", 2),
        7: ("206", "Həsənov", "Elçin", "28.11", 2),
        8: ("207", "Smith", "John", "28.12", 7),
        10: (None, "Vəliyev", "Orxan", "01.12", 4),
    }
    assert wrong(reading) == [(9, "C", "no_day"), (11, "C", "no_day")]
    assert reading.skipped == (6, 12)
    assert dict(reading.arrivals)[4].ages == (5,)


def test_the_calendar_of_an_apartment() -> None:
    reading = worked(files.calendar())
    assert lines(reading) == {
        4: ("214", "Nagy", "János", "26.11", 3),
        5: ("214", "Rossi", "Chiara", "29.11", 4),
    }
    assert wrong(reading) == [(1, "A", "no_name")]


def test_no_card_passport_or_birthday_comes_through_and_a_phone_only_as_one() -> None:
    for make in files.ALL.values():
        kept = repr([replace(one, phone=None) for _, one in worked(make()).arrivals])
        for secret in ("123-45-67", "123 4567", "4510", "1111", "1980", "example.com", "Lake Road"):
            assert secret not in kept


@pytest.mark.parametrize("name", files.ALL)
def test_a_file_of_the_same_shape_is_known_again(name: str) -> None:
    one = files.ALL[name]()
    assert proposed(one).shape == proposed(one).shape
    others = [proposed(make()).shape for other, make in files.ALL.items() if other != name]
    assert proposed(one).shape not in others
