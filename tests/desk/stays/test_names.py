"""A surname is one surname in every alphabet and with a slip; another surname is another."""

from __future__ import annotations

import pytest

from bot.desk.stays.names import alike

SAME = [
    ("Məmmədova", "mammadova"),
    ("MƏMMƏDOVA", "Məmmədova"),
    ("Мамедова", "Məmmədova"),
    ("Mammadov", "Məmmədova"),  # husband and wife
    ("Иванов", "Ivanova"),
    ("Щербакова", "Shcherbakova"),
    ("Zsigmond", "Zsigmond"),
    ("szabo", "Szabó"),
    ("Nagy Kovács", "Nagy-Kovács"),
    ("Kovács", "Nagy-Kovács"),
    ("Oneil", "O’Neil"),
    ("Nurlan Әбдірахманов", "Абдирахманов"),
    ("Абдрахманов", "Абдирахманов"),
    ("Lindquist", "Lindqvist"),
    ("Müler", "Müller"),
    ("my name is Smith", "Smith"),
    ("王", "王"),
]
OTHER = [
    ("Smith", "Məmmədova"),
    ("Kim", "Kin"),  # a short name forgives no slip
    ("Nagy", "Nemes"),
    ("Ivanov", "Petrov"),
    ("Szabó", "Szalai"),
    ("", "Smith"),
    ("—", "Smith"),
    ("a", "Abbasov"),
    ("李", "王"),
    ("Lee", "Li"),
]


@pytest.mark.parametrize(("said", "surname"), SAME)
def test_the_same_surname_however_it_is_written(said: str, surname: str) -> None:
    assert alike(said, surname)


@pytest.mark.parametrize(("said", "surname"), OTHER)
def test_another_surname_is_another(said: str, surname: str) -> None:
    assert not alike(said, surname)
