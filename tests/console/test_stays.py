"""qonaq stays import · undo · list, as a receptionist types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.conftest import Terminal
from tests.corpus.arrivals import files as corpus


@pytest.fixture
def hotel(terminal: Terminal) -> Terminal:
    """A hotel whose catalog is live."""
    assert terminal("catalog", "publish") == 0
    return terminal


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    for name, make in corpus.ALL.items():
        (tmp_path / name).write_bytes(make())
    return tmp_path


def kept(hotel: Terminal, day: str = "2026-11-27") -> list[str]:
    assert hotel("stays", "list", "--date", day) == 0
    return hotel.out.splitlines()


def test_a_list_with_problems_is_brought_in_without_them_and_says_where_they_are(
    hotel: Terminal, lists: Path
) -> None:
    assert hotel("stays", "import", str(lists / "erkezok.xlsx"), "--yes") == 1
    assert hotel.err.splitlines() == [
        "erkezok.xlsx:10:A: '999' is no room of the hotel; correct it, or add the room in hotel.yaml",
        "erkezok.xlsx:11:B: no guest's name; type one",
    ]
    assert "4 new, 0 changed, 0 as before, 2 not understood." in hotel.out
    assert "surname Nagy" in hotel.out
    assert "left out: birthdays" in hotel.out
    assert "Nagy" in kept(hotel)[0]


@pytest.mark.parametrize("name", corpus.ALL)
def test_every_list_of_the_corpus_is_read(hotel: Terminal, lists: Path, name: str) -> None:
    assert hotel("stays", "import", str(lists / name), "--dry-run") == 1  # each has a row to correct
    assert "Nothing was changed." in hotel.out
    assert all(line.startswith(f"{name}:") for line in hotel.err.splitlines())
    assert kept(hotel) == []


def test_without_a_yes_nothing_is_changed(hotel: Terminal, lists: Path) -> None:
    assert hotel("stays", "import", str(lists / "opera.xlsx")) == 1
    assert "Nothing was changed. Give the command with --yes" in hotel.err
    assert kept(hotel) == []
    assert hotel.err == "Nobody is here or expected on 2026-11-27.\n"
    hotel.typed = "y\n"
    hotel("stays", "import", str(lists / "opera.xlsx"))
    assert len(kept(hotel)) > 0


def test_the_same_list_again_is_as_before_and_undo_takes_it_back(hotel: Terminal, lists: Path) -> None:
    hotel("stays", "import", str(lists / "opera.xlsx"), "--yes")
    hotel("stays", "import", str(lists / "opera.xlsx"), "--yes")
    assert "0 new, 0 changed, 5 as before" in hotel.out
    assert "Nothing to bring in: all that could be read is here already." in hotel.out
    assert hotel("stays", "undo") == 0
    assert hotel.out == "Taken back: opera.xlsx, 5 stays.\n"
    assert kept(hotel) == []
    assert hotel("stays", "undo") == 1
    assert "nothing to take back" in hotel.err


def test_a_list_that_nobody_could_understand_asks_for_its_columns(hotel: Terminal, lists: Path) -> None:
    odd = lists / "odd.csv"
    odd.write_text("x1;x2;x3;x4\nfoo;204;25.11.2026;bar 1\nfoo;205;26.11.2026;bar 2\n")
    assert hotel("stays", "import", str(odd)) == 1
    assert "--map" in hotel.err
    assert "   B  x2: 204" in hotel.err
    told = ("--map", "guest=A,arrival=x3,nights=D", "--yes")
    odd.write_text("x1;x2;x3;x4\nSmith John;204;25.11.2026;2\nNagy János;205;26.11.2026;3\n")
    assert hotel("stays", "import", str(odd), *told) == 0
    odd.write_text("x1;x2;x3;x4\nSmith John;204;25.11.2026;4\n")
    assert hotel("stays", "import", str(odd), "--yes") == 0  # the shape is known now
    assert "0 new, 1 changed" in hotel.out


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("import", "nowhere.csv"), "there is no such file", 2),
        (("import", "{list}", "--map", "surname"), "WHAT is one of room, guest", 2),
        (("import", "{list}", "--map", "birthday=C"), "WHAT is one of room, guest", 2),
        (("import", "{list}", "--map", "surname=ZZ"), "the list has no column ZZ; its last is", 2),
        (("import", "{old}"), "save it as xlsx", 1),
        (("list", "--date", "tomorrow"), "write it like 2026-07-14", 2),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    hotel: Terminal, lists: Path, words: tuple[str, ...], said: str, code: int
) -> None:
    (lists / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    given = [one.format(list=lists / "opera.xlsx", old=lists / "old.xls") for one in words]
    assert hotel("stays", *given) == code
    assert said in hotel.err


def test_before_the_first_catalog_it_says_how_to_begin(terminal: Terminal, lists: Path) -> None:
    for words in (("import", str(lists / "opera.xlsx")), ("undo",), ("list",)):
        assert terminal("stays", *words) == 1
        assert "qonaq catalog publish" in terminal.err
