"""The set-up's questions: one at a time, answered by a tap or in words, left and resumed at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked, reply
from bot.desk.house import House
from bot.desk.menu import early, setting_up
from bot.desk.menu.acts import Facts
from bot.desk.menu.labels import fitted
from bot.desk.menu.manager_screen import managed, page_of
from bot.desk.menu.screens import NAMES
from bot.desk.menu.setting_up import DONE, LIST
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.setup import current, publishing, questions, reading, state
from bot.desk.setup.places import Spot, language_name
from bot.desk.setup.questions import QUESTIONS, Asking
from bot.desk.setup.state import Setup
from bot.say import Choice, Join, Local, Say, Text, Value, choice, say, text

WAITS = "m_setup_answer"
TOGGLES = 3  # languages at a time; what stands below them makes six buttons
NONE = {"breakfast": "button.m_no_breakfast", "night": "button.m_nobody"}


def next_question(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """From the list: where we stopped, as a message of its own, so that the list stays in sight."""
    setup = _setup(conn, house)
    if facts.get("fresh"):
        asked = replace(asked, query_id=None)
    if setup.finished_at:
        _open_already(conn, house, asked, who)
        return
    ask(conn, house, asked, who, setup.asking or questions.following(setup.answers, None))


def ask(
    conn: Connection, house: House, asked: Asked, who: Colleague, question: str | None, first: int = 0
) -> None:
    """Put this question; without one all are answered, and the answers are shown."""
    if question is None:
        summary(conn, house, asked, who)
        return
    state.keep(conn, house, asking=question, by=who.user_id)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, question=question)
    reply(conn, house, asked, _screen(conn, house, who, question, first=first))


def _asking(conn: Connection, house: House, who: Colleague, setup: Setup) -> Asking:
    return Asking(setup.answers, people.team(conn, house), who.language, house.now)


def _screen(
    conn: Connection, house: House, who: Colleague, question: str, again: bool = False, first: int = 0
) -> Say:
    setup = _setup(conn, house)
    asking = _asking(conn, house, who, setup)
    count = text("setup.count", number=QUESTIONS.index(question) + 1, all=len(QUESTIONS))
    had = question in setup.answers and question != "languages"
    now = text("setup.now", answer=shown(asking, question, setup.answers[question])) if had else None
    wording = text(f"setup.again_{question}") if again else _question(asking, question)
    return say(wording, now, None if again else count, choices=_choices(asking, question, had, first))


def _question(asking: Asking, question: str) -> Text:
    if question == "clock":
        spot = asking.spot
        known = spot is not None
        return (
            text("setup.ask_clock", time=spot.clock(asking.now))
            if known and spot
            else text("setup.ask_where")
        )
    return text(f"setup.ask_{question}")


def _choices(asking: Asking, question: str, had: bool, first: int = 0) -> list[Choice]:
    if question == "languages":
        return [
            *_toggles(questions.languages(asking), asking.language, first),
            _set(text("button.m_these"), question, questions.languages(asking)),
            choice(text("button.m_stop"), "m_setup_stop"),
        ]
    offered = [
        _set(_label(asking, question, one), question, one) for one in questions.proposals(question, asking)
    ]
    earlier = questions.before(question)
    back = choice(text("button.back"), "m_setup_ask", question=earlier) if earlier else None
    keep = choice(text("button.m_keep" if had else "button.m_skip"), "m_setup_skip", question=question)
    stop = choice(text("button.m_stop"), "m_setup_stop")
    return [one for one in (*offered[:3], back, keep, stop) if one]


def _toggles(chosen: list[str], own: str, first: int) -> list[Choice]:
    """The asker reads one of them, which therefore stays. The others come three at a time."""
    others = [code for code in NAMES if code != own]
    after = first + TOGGLES if first + TOGGLES < len(others) else 0
    more = choice(text("button.more"), "m_setup_ask", question="languages", first=after)
    toggles = [
        choice(
            text("setup.step", mark=DONE, step=NAMES[code]) if code in chosen else NAMES[code],
            "m_setup_toggle",
            chosen=[one for one in chosen if one != code] if code in chosen else [*chosen, code],
            first=first,
        )
        for code in others[first : first + TOGGLES]
    ]
    return [*toggles, more]


def _set(label: Value, question: str, answer: Any) -> Choice:
    return choice(label, "m_setup_set", question=question, answer=answer)


def _label(asking: Asking, question: str, answer: Any) -> Value:
    if answer is None:
        return text(NONE[question])
    if question == "clock":
        return text("button.m_clock_yes", time=Spot(**answer).clock(asking.now))
    label = shown(asking, question, answer)
    return fitted(label) if isinstance(label, str) else label


def shown(asking: Asking, question: str, answer: Any) -> Value:
    """An answer as it is read back."""
    if answer is None:
        return text(NONE[question])
    match question:
        case "place":
            return str(answer["address"])
        case "clock":
            return Join([Spot(**answer).clock(asking.now), answer["zone"]])
        case "languages":
            return Join([NAMES[code] for code in answer])
        case "rooms":
            return Join(answer)
        case "breakfast":
            return "–".join(answer)
        case "times":
            return text("setup.in_and_out", arrival=answer[0], departure=answer[1])
        case "night":
            return next((one.name for one in asking.team if one.user_id == answer), "—")
    return str(answer)


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Words for the question that waits; what cannot be read is asked again with an example."""
    question, words = str(facts["question"]), asked.text or ""
    answer = questions.read(question, words, _asking(conn, house, who, _setup(conn, house)))
    if (said := _doubt(question, words)) is not None:
        if question == "languages":
            state.keep(conn, house, answers={**_setup(conn, house).answers, question: answer})
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, question=question)
        reply(conn, house, asked, say(said, choices=_doubtful(conn, house, who, question, words)))
    elif answer is None:
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, question=question)
        reply(conn, house, asked, _screen(conn, house, who, question, again=True))
    else:
        settle(conn, house, asked, who, question, answer)


def _doubt(question: str, words: str) -> Text | None:
    """What is readable and still not clear: a bare number of rooms, languages that are not ours."""
    if question == "rooms" and (count := reading.bare_number(words)):
        return text("setup.how_many_rooms", count=count)
    if question == "languages" and (others := questions.unspoken(words)):
        return text("setup.unspoken", languages=Join([Local(language_name(one)) for one in others]))
    return None


def _doubtful(conn: Connection, house: House, who: Colleague, question: str, words: str) -> list[Choice]:
    usual = _choices(_asking(conn, house, who, _setup(conn, house)), question, had=False)
    if question != "rooms":
        return usual
    count = reading.bare_number(words)
    many, one = text("button.m_rooms_count", count=count or 0), text("button.m_room_only", number=count or 0)
    return [_set(many, question, [f"1-{count}"]), _set(one, question, [str(count)]), *usual]


def _set_answer(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    settle(conn, house, asked, who, facts["question"], facts["answer"])


def settle(conn: Connection, house: House, asked: Asked, who: Colleague, question: str, answer: Any) -> None:
    """Keep the answer and go on; after the opening it is live at once."""
    setup = _setup(conn, house)
    answers = {**setup.answers, question: answer}
    state.keep(conn, house, answers=answers, asking=None)
    if question == "night":
        people.put_on_nights(conn, house, answer)
    if setup.finished_at is None:
        setting_up.refresh(conn, house)
        ask(conn, house, asked, who, questions.following(answers, question))
        return
    house = publishing.publish_answers(conn, house, _touched(answers, question), who)
    setting_up.refresh(conn, house)
    dialogues.done(conn, house, asked.chat_id)
    now = shown(_asking(conn, house, who, _setup(conn, house)), question, answer)
    said = text("setup.changed", what=text(f"button.m_q_{question}"), answer=now)
    reply(
        conn,
        house,
        asked,
        say(said, choices=[choice(text("button.m_change_answer"), "m_setup_change"), LIST]),
    )


def _touched(answers: Mapping[str, Any], question: str) -> dict[str, Any]:
    """The one that changed, with those that are told in the same breath."""
    together = {"phone", "emergency"} if question in ("phone", "emergency") else {question}
    if question in ("languages", "clock"):
        together |= {"clock"}
    return {one: answers[one] for one in QUESTIONS if one in together and one in answers}


def toggle(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    setup = _setup(conn, house)
    state.keep(conn, house, answers={**setup.answers, "languages": facts["chosen"]})
    ask(conn, house, asked, who, "languages", facts.get("first", 0))


def ask_one(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """From the list of answers, or the next languages to choose from."""
    setup, question = _setup(conn, house), facts["question"]
    if question == "languages" and setup.finished_at and "first" not in facts:
        state.keep(conn, house, answers={**setup.answers, question: house.hotel.languages})
    ask(conn, house, asked, who, question, facts.get("first", 0))


def skip(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """To the next; the skipped one comes again at the end."""
    setup, question = _setup(conn, house), facts["question"]
    state.keep(conn, house, asking=None)
    if setup.finished_at:
        setting_up.show(conn, house, asked, who)
        return
    following = questions.following(setup.answers, question)
    if following == question:  # it is the only one that is left
        stop(conn, house, asked, who, facts)
    else:
        ask(conn, house, asked, who, following)


def stop(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Leave it for now: what is written next answers nothing."""
    state.keep(conn, house, asking=None)
    dialogues.done(conn, house, asked.chat_id)
    go_on = choice(text("button.m_go_on"), "m_setup_next")
    reply(conn, house, asked, say(text("setup.stopped"), choices=[go_on, LIST]))


def summary(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts | None = None) -> None:
    """All answers, before guests are told any of them."""
    setup = _setup(conn, house)
    asking = _asking(conn, house, who, setup)
    lines = [
        text("setup.line", what=text(f"button.m_q_{one}"), answer=shown(asking, one, setup.answers[one]))
        for one in QUESTIONS
        if one in setup.answers
    ]
    state.keep(conn, house, asking=None)
    go = choice(text("button.m_open_desk"), "m_setup_open")
    ways = [go, choice(text("button.m_change_answer"), "m_setup_change"), LIST]
    reply(conn, house, asked, say(text("setup.summary"), Join(lines, "lines"), choices=ways))


def open_desk(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The hotel's own facts are live from now on."""
    setup = _setup(conn, house)
    if setup.finished_at:
        _open_already(conn, house, asked, who)
        return
    if left := questions.following(setup.answers, None):
        ask(conn, house, asked, who, left)
        return
    moved = publishing.finish(conn, house, setup, who)
    early.answer(conn, moved)
    setting_up.refresh(conn, moved)
    later = _setup(conn, moved)
    first = text("setup.opened", hotel=str(setup.answers["name"]))
    asked_later = setting_up.waiting_lines(conn, moved, later)
    ways = [*setting_up.waiting_ways(moved, later), LIST]
    reply(conn, moved, asked, say(first, asked_later, choices=ways, lasting=True))


def _open_already(conn: Connection, house: House, asked: Asked, who: Colleague) -> None:
    """The button is from before the opening: what was answered then may have been changed since."""
    setting_up.show(conn, house, asked, who, text("guest.old_button"))


def change(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Any one of the answers, anew."""
    if facts.get("fresh"):
        asked = replace(asked, query_id=None)
    few, more = page_of(QUESTIONS, facts.get("page", 0), "m_setup_change")
    choices = [choice(text(f"button.m_q_{one}"), "m_setup_ask", question=one) for one in few]
    reply(conn, house, asked, say(text("setup.which"), choices=[*choices, more, LIST]))


def _setup(conn: Connection, house: House) -> Setup:
    """After the opening with the answers as guests are told them today.

    OldButton where nothing is set up: the button is from another desk.
    """
    found = state.of(conn, house)
    if found is None:
        raise OldButton
    if found.finished_at is None:
        return found
    today = current.answers(house.hotel, people.team(conn, house), found.answers)
    return replace(found, answers=today)


ACTS = {
    "m_setup_next": managed(next_question),
    "m_setup_ask": managed(ask_one),
    "m_setup_set": managed(_set_answer),
    "m_setup_toggle": managed(toggle),
    "m_setup_skip": managed(skip),
    "m_setup_stop": managed(stop),
    "m_setup_change": managed(change),
    "m_setup_open": managed(open_desk),
}
