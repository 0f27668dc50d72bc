"""qonaq catalog price explains a price line by line, and says what it needs when it cannot."""

from __future__ import annotations

import pytest

from tests.console.conftest import Terminal


@pytest.fixture
def published(terminal: Terminal) -> Terminal:
    assert terminal("catalog", "publish") == 0
    return terminal


def test_every_line_is_explained(published: Terminal) -> None:
    asked = ("--party", "2 adults, 5, 10, 12", "--date", "2026-11-28", "--voucher", "10%")
    assert published("catalog", "price", "canoe", *asked) == 0
    assert [line.rstrip() for line in published.out.splitlines()] == [
        "Canoe trip · Sat 28 Nov 2026, 10:00 · 2 adults, children 5, 10, 12",
        "Booked 20 Nov 2026 · by version 1 · counted by person",
        "",
        "step     what                    how many    each  amount  from",
        "base     adults                         2   40.00   80.00  price",
        "base     children, 4–17                 3   20.00   60.00  price",
        "family   Large family                   1  −21.00  −21.00  discounts, large_family",
        "voucher  discount voucher TRIAL         1  −11.90  −11.90  voucher",
        "total                                              107.10  AZN",
        "",
        "Full price 140.00, saved 32.90.",
    ]


def test_rules_that_do_not_count_say_why(published: Terminal) -> None:
    assert published("catalog", "price", "canoe", "--party", "2 adults, born 2021-11-29", "--lang", "az") == 0
    assert "children 4" in published.out
    assert "large_family: min_children is 3" in published.out
    assert "Kanoe" in published.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("cano",), "There is no offer cano; did you mean canoe?"),
        (("canoe", "--party", "two of us"), 'write the party like "2 adults, 5, 10"'),
        (("canoe", "--party", "2 adults, 44"), "at most 12 adults and 10 children under 18"),
        (("canoe", "--date", "28.11.2026"), "--date 28.11.2026 is not a date; write it like 2026-07-14"),
        (("canoe", "--time", "ten"), "--time ten is not a time; write it like 09:30"),
        (("canoe", "--voucher", "free"), "--voucher free is no discount; write 10% or 25.50"),
        (("canoe", "--option", "night"), "Say which option of canoe: --option default"),
        (("canoe", "--lang", "fr"), "--lang fr is not spoken; use one of"),
    ],
)
def test_what_is_not_clear_is_asked_for(published: Terminal, words: tuple[str, ...], expected: str) -> None:
    assert published("catalog", "price", *words) == 2
    assert expected in published.err


def test_a_folder_is_explained_before_it_is_published(terminal: Terminal) -> None:
    assert terminal("catalog", "price", "sauna") == 0
    assert "by the folder, not published" in terminal.out
    assert "it is for what each person pays" in terminal.out
