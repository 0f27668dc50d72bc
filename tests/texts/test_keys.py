"""Every text the code asks for is there, every text that is there is asked for."""

from __future__ import annotations

import ast
from typing import get_args

import pytest

from bot.desk.booking import history
from bot.desk.booking.log import DONE
from bot.desk.booking.price import KINDS
from bot.desk.booking.told import SIZES
from bot.desk.cases import loss, roster_sheet
from bot.desk.cases.states import STATUSES
from bot.desk.cases.triage import KINDS as KINDS_OF_CASE
from bot.desk.cases.triage import NAMED
from bot.desk.catalog import columns, missing, recovery, sent, staffing
from bot.desk.catalog import drafts as catalog_drafts
from bot.desk.catalog.costs import Hygiene
from bot.desk.catalog.pictures import WHYS
from bot.desk.learning import translating
from bot.desk.menu import answering, asking, browse, hand, manager, manager_questions, staff, staying
from bot.desk.menu.cases import away, behalf, ladder_hours, noting, playbooks, roster_screens
from bot.desk.menu.guest_acts import GUEST_ACTS
from bot.desk.menu.ideas import ANY
from bot.desk.menu.manage import (
    diff_words,
    economy_loss,
    economy_words,
    knowledge,
    reply_places,
    templates,
    words,
)
from bot.desk.menu.manager_screen import GROUPS
from bot.desk.offers import second_look, simulating
from bot.desk.offers.wanted import LIKES
from bot.desk.people import ROLES
from bot.desk.privacy import export
from bot.desk.reports import case_figures, topics
from bot.desk.reports.economy import funnel, lifetime
from bot.desk.setup import drafts
from bot.desk.setup.group import RIGHTS
from bot.desk.setup.questions import QUESTIONS
from bot.desk.stays import notes
from bot.desk.stays.reading.rows import WRONG
from bot.desk.stays.reading.table import UNREADABLE
from bot.desk.stays.reading.words import KEPT, PRIVATE
from bot.desk.stays.register import State
from bot.sheets import own_data
from bot.understanding.policy import Decision
from tests.texts import sources
from tests.texts.spoken import NOT_SPOKEN, PLACEHOLDER, SPOKEN, forms

UNITS = [one.lower() for one in KINDS]
NEEDS = (*SIZES, "licence", "consent", "instruct", "allergies")
RISKS = ("medical", "fire", "self_harm", "lost_child", "harassment", "theft")
FAMILIES: dict[str, list[str]] = {
    "column.*": [*columns.COLUMNS],
    "cell.*": [*columns.VALUES],
    "fact.*": [*columns.FIELDS],
    "about.*": [*topics.NAMED],
    "arrivals.kind_*": [*PRIVATE],
    "own.part_*": [*export.PARTS],
    "own.is_*": sorted({*own_data.LABELS.values()}),
    "arrivals.no_*": [*UNREADABLE],
    "arrivals.what_*": [*KEPT],
    "arrivals.wrong_*": [*WRONG],
    "alarm.missed_*": ["acknowledge", "resolve"],
    "booking.is_*": ["on_hold", "pending", "confirmed", "redeemed", "cancelled", "rejected", "expired"],
    "bookings.line_*": ["on_hold", "pending", "confirmed"],
    "button.kind_*": [*behalf.KINDS, *reply_places.KINDS],
    "button.m_away_*": [*away.SPANS],
    "button.m_limit_*": [*recovery.GIVERS],
    "found.is_*": ["open", "resolved", "closed"],
    "button.like_*": [*LIKES, ANY],
    "button.m_group_*": [*GROUPS],
    "button.f_*": [*words.FIELDS],
    "button.mode_*": [*templates.STEPS],
    "button.yes_*": ["on", "off", "gone", "back"],
    "manage.ask_*": ["on", "off", "gone", "back"],
    "manage.now_*": ["on", "off", "gone", "back"],
    "manage.did_*": ["text", "photo", "hours", "new", "on", "off", "gone", "back"],
    "manage.new_*": ["title", "price", "duration", "places", "times"],
    "picture.*": [*WHYS],
    "button.m_clock_*": [*staffing.CLOCKS],
    "button.m_call_*": [*staffing.ROLES],
    "button.m_days_*": [*roster_screens.WHEN, *roster_screens.NEXT, *ladder_hours.DAYS],
    "ladder.list_*": [*staffing.CLOCKS],
    "ladder.name_*": [*staffing.CLOCKS],
    "ladder.step_*": [*staffing.ROLES],
    "roster.bad_*": [*roster_sheet.WRONG],
    "button.role_*": [*ROLES],
    "button.note_*": [*noting.MARKS],
    "note.is_*": [*notes.KINDS],
    "playbook.*": [*playbooks.KINDS],
    "figures.group_*": [*case_figures.GROUPS],
    "card.status_*": [*STATUSES],
    "agenda.by_*": [*get_args(history.By)],
    "agenda.did_*": [*hand.NOTED.values(), *DONE, *history.WORDS],
    "agenda.is_*": [
        "on_hold",
        "pending",
        "confirmed",
        "redeemed",
        "no_show",
        "cancelled",
        "rejected",
        "expired",
    ],
    "card.has_*": ["licence", "swims", "consent"],
    "departure.is_*": ["runs", "cancelled"],
    "need.*": [*NEEDS],
    "size.*": [*SIZES],
    "again.*": ["asset", "room", "guest"],
    "remedy.guest_*": ["gift", "voucher", "refund", "move"],
    "remedy.how_*": [*recovery.KINDS],
    "remedy.kind_*": [*recovery.KINDS],
    "review.*": [*loss.QUESTIONS],
    "review.short_*": [*loss.QUESTIONS],
    "button.review_again_*": ["back", "told"],
    "button.review_*_*": [],
    "button.review_what_*": [*loss.QUESTIONS["what"]],
    "emergency.*": [*asking.FIRST_STEPS],
    "group.*": [*browse.GROUPS],
    "guess.*": [*NAMED, *RISKS],
    "idea.why_calm_*": ["morning", "afternoon", "evening"],
    "kind.*": [*KINDS_OF_CASE],
    "language.*": [*SPOKEN],
    "like.*": [*LIKES, ANY],
    "list.*": [*browse.GROUPS],
    "manager.percent_*": ["up", "down"],
    "manager.unit_*": UNITS,
    "payment.*": ["room", "desk", "card"],
    "report.line_*": [name for names in manager_questions.LINES for name in names],
    "role.*": ["owner", *ROLES],
    "rule.*": [
        *("min_age", "max_age", "with_adult_under", "consent_under", "min_height_cm", "max_weight_kg"),
        *("min_people", "max_people", "licence", "swimming", "weather", "allergies", "in_house"),
        *("max_height_cm", "min_weight_kg", "max_per_stay"),
    ],
    "button.stays_*": [*staying.LISTS],
    "stay.is_*": [*get_args(State)],
    "stay.list_*": [*staying.LISTS],
    "button.m_q_*": [*QUESTIONS],
    "gap.*": ["answers", "extras", "languages", "contradicting", "stale"],
    "staff.ask_*": [*get_args(Decision)],
    "setup.again_*": [*QUESTIONS],
    "setup.ask_*": [*QUESTIONS],
    "setup.right_*": [*RIGHTS],
    "talk.*": [*answering.TALK],
    "topic.*": [*drafts.TOPICS],
    "unit.*": UNITS,
    "field.*": sorted(diff_words.FIELDS),
    "pub.book_*": [*get_args(sent.Trouble)],
    "pub.column_*": ["what", "before", "after", "percent"],
    "pub.from_*": [*get_args(catalog_drafts.Source)],
    "sim.no_*": [*get_args(simulating.Kind)],
    "warn.*": [*get_args(second_look.Kind)],
    "economy.*": [*economy_words.ADVICE, "uncosted", "free", "confirmed", "pending"],
    "economy.hygiene_*": [*get_args(Hygiene)],
    "economy.step_*": [*funnel.STEPS[1:]],
    "economy.reason_*": [*funnel.REASONS, funnel.OTHER],
    "economy.chance_*": ["yes", "gone"],
    "economy.chance_*_assumed": ["yes", "gone"],
    "economy.ask_*": [*economy_loss.ASKED, "target"],
    "economy.pillar_*": [*lifetime.PILLARS],
    "button.m_lost_*": [*economy_loss.ASKED],
    "button.m_target_*": [*lifetime.PILLARS],
    "tx.*": [*get_args(missing.Kind)],
    "tx.one_*": [*get_args(missing.Kind)],
    "tx.weight_*": [*missing.WEIGHTS],
    "tx.bad_*": [*translating.WRONG, *translating.DOUBTS],
    "button.tx_*": [*get_args(missing.Kind)],
    "button.tx_*_ok": ["outdated", "auto"],
    "button.kn_*": [*knowledge.PARTS],
    "kn.line_*": ["fresh", "old", "hidden"],
    "word.*": ["yes", "no"],
    "waiting.effect_*": ["offered", "waiting", "losing"],
    "weather.is_*": ["running", "cancelling", "done", "stopping", "stopped"],
}
PUT_TOGETHER = {family.replace("*", one) for family, values in FAMILIES.items() for one in values}
PUT_TOGETHER |= {f"button.review_{name}_{one}" for name, answers in loss.QUESTIONS.items() for one in answers}


def test_every_key_that_is_put_together_belongs_to_a_known_family() -> None:
    assert {family for _, family in sources.families()} <= set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_whole(family: str) -> None:
    missing = [one for one in FAMILIES[family] if family.replace("*", one) not in forms("en")]
    assert not missing


def test_every_text_the_code_asks_for_exists() -> None:
    missing = [(where, key) for where, key in sources.said_keys() if key not in forms("en")]
    assert not missing
    assert not sources.written_keys() - set(forms("en"))


def test_every_text_is_asked_for() -> None:
    asked = sources.written_keys() | PUT_TOGETHER
    assert sorted(set(forms("en")) - asked) == []
    assert NOT_SPOKEN in asked


def test_every_placeholder_is_given_its_value() -> None:
    wanting = []
    for call in sources.calls("text"):
        first, given = call.node.args[:1], {one.arg for one in call.node.keywords}
        if None in given or not first or not isinstance(first[0], ast.Constant):
            continue
        said = forms("en").get(str(first[0].value), ())
        needed = {name.strip("{}") for one in said for name in PLACEHOLDER.findall(one)}
        if needed - given:
            wanting.append((call.where, first[0].value, needed - given))
    assert not wanting


def test_every_button_asks_for_something_that_is_done() -> None:
    known = {*GUEST_ACTS, *staff.ACTS, *manager.ACTS}
    assert [(where, act) for where, act in sources.acts() if act not in known] == []
