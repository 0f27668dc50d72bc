"""qonaq qr: cards for the walls and for stays, that can be read and that end what was printed before."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from bot import errands, ledger, sheets
from bot.config import Config
from bot.desk import rooms
from bot.desk.stays import stay
from bot.schema import room_links
from bot.sheets import Card
from tests.console.conftest import TOKEN, Terminal, writing

LINES = (
    "Scan to ask",
    "Сканируйте",
    "Skan edin: günün istənilən vaxtı, Ş Ğ İ Ö Ü Ç",
    "Сканерлеңіз: ә і ң ғ ү ұ қ ө һ",
    "Olvassa: ő ű",
)


def kept(terminal: Terminal) -> dict[str, str]:
    with ledger.looking(Config.read(terminal.environ)) as conn:
        return {row.hash: row.room for row in conn.execute(select(room_links))}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "cards.pdf"


def printed(terminal: Terminal, out: Path, *words: str) -> PdfReader:
    assert terminal("qr", "--bot", "@LakesideBot", "--out", str(out), *words) == 0, terminal.err
    return PdfReader(BytesIO(out.read_bytes()))


def test_every_room_gets_a_card_four_to_a_page(terminal: Terminal, out: Path) -> None:
    pages = printed(terminal, out).pages
    assert len(pages) == 5  # nineteen rooms
    words = "\n".join(page.extract_text() for page in pages)
    for room in ("201", "214", "305"):
        assert room in words
    assert "Lakeside Pines" in words
    assert "gecə-gündüz" in words
    assert sorted(kept(terminal).values()) == [*map(str, range(201, 219)), "305"]


def test_only_the_rooms_that_are_named_get_new_codes(terminal: Terminal, out: Path) -> None:
    printed(terminal, out)
    before = kept(terminal)
    assert len(printed(terminal, out, "--room", "214", "305").pages) == 1
    after = kept(terminal)
    assert {before[one] for one in before.keys() - after.keys()} == {"214", "305"}
    assert len(after) == len(before)


def test_typed_twice_it_leaves_the_cards_on_the_walls_alone(terminal: Terminal, out: Path) -> None:
    printed(terminal, out)
    before = kept(terminal)
    assert terminal("qr", "--bot", "LakesideBot", "--out", str(out)) == 1
    assert "qonaq qr --again" in terminal.err
    assert kept(terminal) == before
    printed(terminal, out, "--again")
    assert kept(terminal).keys().isdisjoint(before)


def test_links_are_printed_for_pictures_of_ones_own(terminal: Terminal) -> None:
    assert terminal("qr", "--bot", "LakesideBot", "--links") == 0
    made = dict(line.split("\t") for line in terminal.out.splitlines())
    token = made["214"].removeprefix("https://t.me/LakesideBot?start=r-")
    assert kept(terminal)[rooms.digest(token)] == "214"
    assert token not in str(kept(terminal)), "the database holds no token"


def test_a_card_for_each_stay_that_arrives(terminal: Terminal, out: Path) -> None:
    assert terminal("qr", "--arrivals", "2026-11-25", "--bot", "LakesideBot", "--out", str(out)) == 1
    assert "Nobody with a room is expected" in terminal.err
    assert terminal("catalog", "publish") == 0
    config = Config.read(terminal.environ)
    with writing(config) as conn:
        house = errands.house(conn, terminal.now)
        for room, name in (("214", "Smith"), ("215", "Kim"), (None, "Later")):
            row = stay.Arrival(room, name, "", date(2026, 11, 25), date(2026, 11, 27))
            stay.expect(conn, house, row, source="import")
    words = printed(terminal, out, "--arrivals", "2026-11-25").pages[0].extract_text()
    assert "214" in words
    assert "215" in words
    assert "Smith" not in words, "a card that is found tells nobody's name"
    assert "Kart çıxışınızadək qüvvədədir" in words


def test_what_is_typed_badly_changes_nothing(terminal: Terminal, data: Path, out: Path) -> None:
    assert terminal("qr") == 2
    assert "--bot NAME" in terminal.err
    assert terminal("qr", "--bot", "not a name!") == 2
    assert terminal("qr", "--bot", "LakesideBot", "--room", "999") == 2
    assert "knows no room 999" in terminal.err
    assert terminal("qr", "--bot", "LakesideBot", "--arrivals", "tomorrow") == 2
    assert terminal("qr", "--bot", "LakesideBot", "--out", str(out.parent / "no" / "where.pdf")) == 1
    assert "cannot be written" in terminal.err
    assert not data.exists(), "nothing was rotated"


def test_a_telegram_that_is_silent_rotates_nothing(terminal: Terminal, data: Path, out: Path) -> None:
    terminal.environ |= {"QONAQ_TELEGRAM_TOKEN": TOKEN, "QONAQ_TELEGRAM_API": "http://127.0.0.1:9"}
    assert terminal("qr", "--out", str(out)) == 1
    assert not data.exists()


def test_the_letters_of_every_language_are_in_the_font() -> None:
    card = Card("Ağ Şəhər · Қонақүй", "214", "https://t.me/LakesideBot?start=r-x", LINES)
    page = PdfReader(BytesIO(sheets.pdf([card], title="Qonaq"))).pages[0]
    words = page.extract_text()
    for line in (*LINES, card.hotel):
        assert line in words
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]  # a page of ours has fonts
    embedded = [one for one in fonts.values() if "/ToUnicode" in one]
    assert len(embedded) == 2


def test_a_page_is_a4_and_a_card_a6() -> None:
    cards = [Card("Lakeside Pines", str(n), "https://t.me/LakesideBot?start=r-x", LINES) for n in range(5)]
    pages = PdfReader(BytesIO(sheets.pdf(cards, title="Qonaq"))).pages
    assert len(pages) == 2
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]


def test_what_is_printed_twice_is_the_same_file() -> None:
    cards = [Card("Lakeside Pines", "214", "https://t.me/LakesideBot?start=r-x", LINES)]
    assert sheets.pdf(cards, title="Qonaq") == sheets.pdf(cards, title="Qonaq")
