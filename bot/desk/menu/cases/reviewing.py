"""The loss review: seven short screens for a manager, one answer a tap, left and taken up at any time."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import dialogues, outbox, people, timers
from bot.desk.asked import Asked, reply
from bot.desk.cases import cards, case, danger, loss, telling
from bot.desk.cases.case import Case
from bot.desk.cases.hours import daytime
from bot.desk.cases.loss import LAST, QUESTIONS, Review
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.desk.problems import NotManager
from bot.desk.timers import Due
from bot.say import Choice, File, Join, Say, Value, choice, say, text

WAITS = "m_review"  # the screen that waits for an answer in words
REVIEWS = choice(text("button.m_reviews"), "m_reviews")
LONGEST = 600  # letters of an answer
OPEN_LATER = ("back", "told")  # what is often known only weeks after
LISTED = 5
MARK = "\ufeff"  # by which a spreadsheet knows the letters


def ask(conn: Connection, house: House, timer: Due) -> None:
    """A bad case is over: managers are asked for the review, and reminded once."""
    found, about = _of(conn, house, int(timer.ref))
    if found.done_at:
        return
    _invite(conn, house, about, _invitation("review.ask", about, found))
    later = daytime(house, house.now + loss.REMIND_AFTER)
    timers.start(conn, house, loss.REMIND, timer.ref, later)


def remind(conn: Connection, house: House, timer: Due) -> None:
    found, about = _of(conn, house, int(timer.ref))
    if loss.remind(conn, house, about.id):
        _invite(conn, house, about, _invitation("review.remind", about, found))


def _invite(conn: Connection, house: House, about: Case, said: Say) -> None:
    """Managers; of danger only those who may know of it."""
    hidden = [one.user_id for one in people.team(conn, house) if not _may_know(conn, house, about, one)]
    telling.managers(conn, house, said, about=about, but=hidden)


def _may_know(conn: Connection, house: House, about: Case, who: Colleague) -> bool:
    return about.kind != "sensitive" or who.role == "owner" or who.user_id in danger.listed(conn, house)


def _mine(conn: Connection, house: House, who: Colleague, facts: Facts) -> tuple[Review, Case]:
    found, about = _of(conn, house, facts["case"])
    if not _may_know(conn, house, about, who):
        raise NotManager
    return found, about


def _of(conn: Connection, house: House, case_id: int) -> tuple[Review, Case]:
    return loss.of_case(conn, house, case_id), case.by_id(conn, house, case_id)


def _invitation(key: str, about: Case, found: Review) -> Say:
    said = text(
        key,
        room=about.room or "—",
        about=cards.about(about),
        ref=about.ref,
        n=LAST - len(found.answers),
    )
    return say(said, choices=[choice(text("button.m_review"), "m_review", case=about.id)])


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The first question without an answer, or what was answered."""
    found, about = _mine(conn, house, who, facts)
    question = facts.get("question") or found.next
    if question is None:
        reply(conn, house, asked, _done(about, found))
        return
    reply(conn, house, asked, _question(about, found, question))


def _question(about: Case, found: Review, question: str) -> Say:
    number = [*QUESTIONS].index(question) + 1
    facts = {"case": about.id, "question": question}
    taps = [
        choice(text(f"button.review_{question}_{one}"), "m_review_tap", **facts, answer=one)
        for one in QUESTIONS[question]
    ]
    head = text("review.head", number=number, of=LAST, room=about.room or "—", ref=about.ref)
    now = _answer(question, found.answers[question]) if question in found.answers else ""
    body = [head, text(f"review.{question}"), text("review.now", answer=now) if now else None]
    words = choice(text("button.review_words"), "m_review_words", **facts)
    return say(*body, choices=[*taps, words, choice(text("button.review_later"), "m_reviews")])


def tap(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found, about = _mine(conn, house, who, facts)
    loss.answer(conn, house, found, facts["question"], who, tap=facts["answer"])
    show(conn, house, asked, who, {"case": about.id})


def words(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next text is the answer."""
    _, about = _mine(conn, house, who, facts)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, case=about.id, question=facts["question"])
    back = choice(text("button.back"), "m_review", case=about.id, question=facts["question"])
    head = text("review.write", question=text(f"review.{facts['question']}"))
    reply(conn, house, asked, say(head, choices=[back]))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found, about = _mine(conn, house, who, facts)
    said = (asked.text or "").strip()[:LONGEST]
    dialogues.done(conn, house, asked.chat_id)
    if said:
        loss.answer(conn, house, found, facts["question"], who, words=said)
    show(conn, house, asked, who, {"case": about.id})


def _done(about: Case, found: Review) -> Say:
    lines = [
        text("review.line", question=text(f"review.short_{one}"), answer=_answer(one, found.answers[one]))
        for one in QUESTIONS
        if one in found.answers
    ]
    later = [
        choice(text(f"button.review_again_{one}"), "m_review", case=about.id, question=one)
        for one in OPEN_LATER
    ]
    head = text("review.done", room=about.room or "—", about=cards.about(about), ref=about.ref)
    return say(head, Join(lines, "lines"), choices=[*later, REVIEWS, HOME])


def _answer(question: str, said: dict[str, str] | Facts) -> Value:
    if tapped := said.get("tap"):
        return text(f"button.review_{question}_{tapped}")
    written = str(said.get("words", ""))
    return written if len(written) <= 80 else f"{written[:79]}…"


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What still waits, oldest first, and every review as a file."""
    every = [(one, case.by_id(conn, house, one.case_id)) for one in loss.waiting(conn, house)]
    waiting = [about for _, about in every if _may_know(conn, house, about, who)]
    ways: list[Choice] = []
    for about in waiting[:LISTED]:
        ways.append(choice(f"{about.room or '—'} · {about.ref}", "m_review", case=about.id))
    file = choice(text("button.m_reviews_file"), "m_reviews_file")
    key = "review.waiting" if waiting else "review.none"
    reply(conn, house, asked, say(text(key, n=len(waiting)), choices=[*ways, file, HOME]))


def export(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """For the report and the spreadsheet."""
    danger_too = who.role == "owner"
    file = File("loss_reviews.csv", f"{MARK}{loss.table(conn, house, danger=danger_too)}")
    outbox.send(conn, house, asked.chat_id, Say((text("review.file"),), file=file))


ACTS: dict[str, StaffAct] = {
    "m_review": managed(show),
    "m_review_tap": managed(tap),
    "m_review_words": managed(words),
    "m_reviews": managed(listed),
    "m_reviews_file": managed(export),
}
