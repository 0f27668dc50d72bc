"""What is written while ideas are looked for: who comes, how old they are, which day, a plain no.

Everything else is understood as at any other time: "leave me alone" may be about somebody in the corridor.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial

from bot.db import Connection
from bot.desk.asked import Asked, reply
from bot.desk.booking.party import GROWN_UP, MOST_ADULTS, MOST_CHILDREN
from bot.desk.booking.refusals import UnusualParty
from bot.desk.catalog.model import WEEKDAYS
from bot.desk.house import House
from bot.desk.menu import ideas, party_words, size_words
from bot.desk.menu.acts import Facts
from bot.desk.menu.staying_words import day_of
from bot.desk.offers.wanted import days_ahead
from bot.desk.people import Guest
from bot.desk.problems import HOME, PERSON
from bot.desk.stays import phones
from bot.say import say, text

NO = (
    r"no|nope|no thanks|no thank you|not now|not today|not interested|i (?:already |have )?said no|stop"
    r"|enough|i do ?n(?:o|)t want (?:it|this|anything)|never mind",
    r"нет|не надо|не нужно|не хочу|не сейчас|не сегодня|не интересно|хватит|достаточно"
    r"|(?:я )?(?:же |уже |ведь )*(?:сказала?|говорила?) (?:же |вам |уже )*(?:что )?нет|спасибо не надо",
    r"yox|xeyr|istəmirəm|lazım deyil|indi yox|bu gün yox|(?:mən )?(?:axı |artıq )*(?:yox|xeyr) dedim|bəsdir"
    r"|(?:mən )?(?:axı |artıq )*dedim (?:axı |ki )*(?:yox|xeyr)|yox sağ olun|maraqlı deyil",
    r"жоқ|керек емес|қаламаймын|қазір емес|бүгін емес|(?:мен )?(?:ғой )?жоқ дедім(?: ғой)?|жетеді|болды"
    r"|қызық емес|жоқ рақмет",
    r"nem|nem kérem|nem kell|nem köszönöm|köszönöm nem|most nem|ma nem|nem érdekel|elég"
    r"|(?:már |azt )*mondtam (?:már |hogy )*nem|nem mondtam már|már mondtam(?: hogy nem)?",
    r"hayır|istemiyorum|gerek yok|şimdi değil|bugün değil|(?:ben )?(?:zaten )?hayır dedim|yeter"
    r"|hayır teşekkürler|ilgilenmiyorum",
    r"nein|nein danke|nicht jetzt|heute nicht|kein interesse|genug"
    r"|ich (?:habe?|sagte) (?:doch |schon |bereits )*nein(?: gesagt)?|will ich nicht|ich will nicht",
)
FEW = 4  # words
PLAIN_NO = re.compile(rf"(?:{'|'.join(NO)})(?: (?:{'|'.join(NO)}))*")


def a_plain_no(words: str) -> bool:
    """Whether it says no, however often, and nothing besides."""
    low = re.sub("['’]", "", words.replace("İ", "i").lower().replace("ё", "е"))
    return PLAIN_NO.fullmatch(" ".join(re.findall(r"\w+", low))) is not None


def read_no(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    if not a_plain_no(asked.text or ""):
        return False
    ideas.stop(conn, house, asked, guest, facts)
    return True


def read_people(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """ "2 adults, kids 5 and 10" or "2, 5, 10"; words that name nobody are another matter."""
    words, births = size_words.births_in(asked.text or "", house.today)
    found = party_words.read(words, guest.language)
    if found is None:
        return False
    if not found.clear:
        reply(conn, house, asked, say(text("book.people_again", understood=""), choices=[PERSON, HOME]))
        return True
    if found.adults > MOST_ADULTS or found.children > MOST_CHILDREN:
        raise UnusualParty(adults=MOST_ADULTS, children=MOST_CHILDREN)
    known = {"known": facts["known"], "adults": found.adults}
    if found.complete:
        born = size_words.placed(found.ages, births, house.today)
        ideas.party(conn, house, asked, guest, {**known, "ages": list(found.ages), "births": born})
    else:
        ideas.ages(conn, house, asked, guest, {**known, "children": found.children})
    return True


def read_ages(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """One age for each child; other numbers and the question is asked again."""
    words, births = size_words.births_in(asked.text or "", house.today)
    found = party_words.read_ages(words, guest.language)
    if not found:
        return False
    if len(found) != int(facts["children"]) or any(age >= GROWN_UP for age in found):
        ideas.ages(conn, house, asked, guest, facts)
    else:
        born = size_words.placed(found, births, house.today)
        ideas.party(conn, house, asked, guest, {**facts, "ages": list(found), "births": born})
    return True


def read_when(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """A day by its name or date, and hardly a word besides; one that is not of the stay is asked again."""
    words = (asked.text or "").split()
    day = _named(house, asked) or next((one for one in map(partial(day_of, house), words) if one), None)
    if day is None or len(words) > FEW or "?" in (asked.text or ""):
        return False
    if day in days_ahead(house, phones.stay_of(conn, house, guest.id)):
        ideas.begin(conn, house, asked, guest, {"known": facts["known"], "when": day.isoformat()})
    else:
        ideas.when(conn, house, asked, guest, facts)
    return True


def _named(house: House, asked: Asked) -> date | None:
    """The next day of that name; today counts."""
    name = asked.heard.day if asked.heard else None
    if name in ("today", "tomorrow"):
        return house.today + timedelta(days=name == "tomorrow")
    ahead = (house.today + timedelta(days=n) for n in range(7))
    return next((day for day in ahead if WEEKDAYS[day.weekday()] == name), None)
