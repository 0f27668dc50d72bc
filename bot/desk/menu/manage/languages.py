"""What each language lacks, by weight: written here, sent to a translator as a file, or looked over."""

from __future__ import annotations

from typing import get_args

from bot.db import Connection
from bot.desk import dialogues, outbox
from bot.desk.asked import Asked, reply
from bot.desk.catalog import outdated, versions
from bot.desk.catalog.missing import WEIGHTS, Gap, Kind, Look, named
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.learning import translated, translating
from bot.desk.learning.translating import Read, Translated
from bot.desk.learning.wording import plain
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manage.diff_words import called
from bot.desk.menu.manage.translation_words import flaw
from bot.desk.menu.manager_proposals import cut
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.people import Colleague
from bot.say import Choice, Join, Text, Value, choice, say, text

WAITS = "m_tx_words"
LANGUAGES = choice(text("button.tx"), "m_tx")
SHOWN, BRIEF = 3, 60  # of what is missing; characters of each
LONG = 220  # characters of a text that is shown beside others
HEADS = {"auto": translating.AUTO, "yes": translating.YES[0]}
FILE_KINDS: tuple[Kind, ...] = ("missing", "outdated")


def typed_command(conn: Connection, house: House, asked: Asked, who: Colleague) -> None:
    """/missing"""
    overview(conn, house, asked, who, {})


def overview(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A line a language; a button for each that lacks something."""
    look = translated.look(conn, house)
    spoken = house.hotel.languages
    lines = [Join([_percent(look, one), *_counts(look, one)], "dot") for one in spoken]
    lacking = [one for one in spoken if look.of(one)]
    few, more = page_of(lacking, facts.get("page", 0), "m_tx")
    ways = [choice(text(f"language.{one}"), "m_tx_lang", language=one) for one in few]
    head = text("tx.overview") if lacking else text("tx.all_done")
    reply(conn, house, asked, say(head, Join(lines, "lines"), choices=[*ways, more, HOME]))


def _percent(look: Look, language: str) -> Text:
    return text("tx.language", language=text(f"language.{language}"), percent=look.percent[language])


def _counts(look: Look, language: str) -> list[Value]:
    counts = look.count(language)
    return [text(f"tx.{kind}", n=counts[kind]) for kind in get_args(Kind) if counts[kind]]


def of_language(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """How much of each weight, the first few, and what can be done about them."""
    look, language = translated.look(conn, house), facts["language"]
    gaps = look.of(language)
    if not gaps:
        overview(conn, house, asked, who, {})
        return
    write = look.of(language, *FILE_KINDS)
    by_weight: list[Value] = [
        text(f"tx.weight_{weight}", n=number)
        for weight in WEIGHTS
        if (number := sum(one.weight == weight for one in write))
    ]
    first: list[Value] = [_line(house, one) for one in write[:SHOWN]]
    counts = look.count(language)
    ways = [_door(language, kind) if counts[kind] else None for kind in get_args(Kind)]
    file = choice(text("button.tx_file"), "m_tx_file", language=language) if write else None
    head = _percent(look, language)
    body = (text("tx.head", said=head), Join(by_weight, "lines"), Join(first, "lines"))
    reply(conn, house, asked, say(*body, choices=[file, *ways, LANGUAGES, HOME]))


def _door(language: str, kind: Kind) -> Choice:
    return choice(text(f"button.tx_{kind}"), "m_tx_one", language=language, kind=kind)


def _line(house: House, gap: Gap) -> Text:
    return text("tx.line", what=called(house, gap.place), words=cut(gap.words, BRIEF))


def file(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Only what is missing or too old, as a workbook to be filled in and sent back."""
    look, language = translated.look(conn, house), facts["language"]
    rows = translating.rows(house.catalog, look, language)
    if len(rows) < 2:
        of_language(conn, house, asked, who, facts)
        return
    spoken = text(f"language.{language}")
    said = text("tx.file", language=spoken, column=f"{translating.TO} {language}", **HEADS, n=len(rows) - 1)
    drawn = {"name": f"texts-{language}.xlsx", "sheet": "Texts", "rows": rows}
    outbox.table(conn, house, asked.chat_id, say(said, choices=[LANGUAGES]), drawn)


def one(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One text after another: the source, what stands, and what to do with it."""
    look, language, kind = translated.look(conn, house), facts["language"], facts["kind"]
    gaps = look.of(language, kind)
    if not gaps:
        of_language(conn, house, asked, who, facts)
        return
    here = int(facts.get("page", 0)) % len(gaps)
    gap = gaps[here]
    mine = {"language": language, "kind": kind, "of": "/".join(gap.place), "page": here}
    keep = None if kind == "missing" else choice(text(f"button.tx_{kind}_ok"), "m_tx_ok", **mine)
    write = choice(text("button.tx_write"), "m_tx_write", **mine)
    after = choice(text("button.tx_next"), "m_tx_one", language=language, kind=kind, page=here + 1)
    back = choice(text("button.back"), "m_tx_lang", language=language)
    ways = [keep, write, after if len(gaps) > 1 else None, back]
    reply(conn, house, asked, say(*_shown(house, gap), choices=ways))


def _shown(house: House, gap: Gap) -> list[Value | None]:
    source = text(f"language.{gap.source}")
    return [
        text("tx.of", what=called(house, gap.place), said=text(f"tx.one_{gap.kind}")),
        text("tx.was", words=cut(gap.before, LONG)) if gap.before else None,
        text("tx.source", language=source, words=cut(gap.words, LONG)),
        text("tx.source", language=text(f"language.{gap.language}"), words=cut(gap.said, LONG))
        if gap.said
        else None,
    ]


def _open(conn: Connection, house: House, facts: Facts) -> Gap | None:
    """The text of a button, while it still needs somebody."""
    gaps = translated.look(conn, house).of(facts["language"], facts["kind"])
    return next((one for one in gaps if "/".join(one.place) == facts["of"]), None)


def fine(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """It says what it should: the mark goes, or it is as new as its source. The next one follows."""
    gap = _open(conn, house, facts)
    if gap and gap.kind == "auto":
        translated.approve(conn, house, gap.place, gap.language, who.name)
        house = versions.live(conn, house)
    elif gap:
        outdated.settle(conn, house.id, gap.place, gap.language)
    one(conn, house, asked, who, {**facts})


def write(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are this text."""
    if gap := _open(conn, house, facts):
        _ask(conn, house, asked, gap, facts, None)
    else:
        one(conn, house, asked, who, facts)


def _ask(conn: Connection, house: House, asked: Asked, gap: Gap, facts: Facts, wrong: Value | None) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **facts)
    spoken = text(f"language.{gap.language}")
    said = text("tx.ask", language=spoken, words=cut(gap.words, LONG), most=translating.most(gap.place))
    back = choice(
        text("button.back"), "m_tx_one", **{key: facts[key] for key in ("language", "kind", "page")}
    )
    reply(conn, house, asked, say(said, wrong, choices=[back]))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What the manager wrote is live, unless something in it does not fit."""
    gap, words = _open(conn, house, facts), plain(asked.text or "", braces=True)
    if gap is None:
        dialogues.done(conn, house, asked.chat_id)
        one(conn, house, asked, who, facts)
        return
    flaws = list(translating.flaws(gap.place, words, gap.words)) if words else [("empty", "")]
    if flaws:
        _ask(conn, house, asked, gap, facts, flaw(*flaws[0]))
        return
    dialogues.done(conn, house, asked.chat_id)
    made = Read(gap.language, [Translated(gap.place, words, auto=False, made_from=gap.words)])
    translated.publish(conn, house, made, who.name, reason=f"{gap.language} of {named(gap.place)[0]}")
    undo = translated.undo_of(conn, house)
    after = choice(text("button.tx_next"), "m_tx_one", language=gap.language, kind=gap.kind)
    said = text("tx.live", language=text(f"language.{gap.language}"), what=called(house, gap.place))
    reply(conn, house, asked, say(said, choices=[after, undo, LANGUAGES, HOME]))


ACTS: dict[str, StaffAct] = {
    "m_tx": managed(overview),
    "m_tx_lang": managed(of_language),
    "m_tx_file": managed(file),
    "m_tx_one": managed(one),
    "m_tx_ok": managed(fine),
    "m_tx_write": managed(write),
}
AWAITED = {WAITS: typed}
