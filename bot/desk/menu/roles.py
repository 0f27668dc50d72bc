"""Who may do what: one table for every button of staff and every command. What is not in it, nobody may.

To add an act: put its function into some ACTS of bot/desk/menu as ever, and its name into the one row below
of who may press it. To add a command: the same, in COMMANDS; `typed()` and the front door look here before
they call it. Then write the page anew: `.venv/bin/python -m tests.desk.menu.role_matrix`.
An act without a row raises at its first press, and tests/desk/menu/test_roles.py names it.

Buttons of guests are not here: they belong to the chat that they were sent to, whoever reads there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from bot.db import Connection
from bot.desk import people
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import DeskError, NotManager, NotReception
from bot.say import Join, text

Who = frozenset[str]
OWNER: Who = frozenset(("owner",))
MANAGERS: Who = OWNER | {"manager"}
RECEPTION: Who = MANAGERS | {"reception"}
WORKING: Who = RECEPTION | {"department"}
EVERYBODY: Who = WORKING | {"read_only"}
IN_ORDER = ("owner", "manager", "reception", "department", "read_only")

Row = tuple[Who, tuple[str, ...]]
ROWS: tuple[Row, ...] = (
    # Who is staff, and where danger is told.
    (OWNER, ("approve", "decline", "danger_name")),
    (OWNER, ("team", "team_one", "team_role", "team_end", "team_end_yes")),
    (OWNER, ("here_bind", "here_leave", "m_alert_look")),
    # The catalog, the answers, the set-up.
    (MANAGERS, ("m_home", "m_besides", "m_questions", "m_unanswered", "m_quick", "m_changes", "m_undo")),
    (MANAGERS, ("m_economy", "m_eco_list", "m_eco_one", "m_eco_free", "m_eco_sheet", "m_ahead")),
    (MANAGERS, ("m_lost", "m_lost_ask", "m_pillars")),
    (MANAGERS, ("m_prices", "m_group", "m_offer", "m_unit", "m_look", "m_publish", "m_drop")),
    (MANAGERS, ("m_places", "m_place", "m_place_day", "m_places_look", "m_places_set", "m_places_drop")),
    (MANAGERS, ("m_sale", "m_sale_group", "m_stopped", "m_sale_offer", "m_stop", "m_resume")),
    (MANAGERS, ("m_props", "m_prop", "m_prop_yes", "m_prop_no", "m_prop_back", "m_prop_join")),
    (
        MANAGERS,
        ("m_prop_joined", "m_prop_mend", "m_prop_write", "m_prop_words", "m_prop_tongue", "m_prop_topic"),
    ),
    (MANAGERS, ("m_teach", "m_answers", "m_answer", "m_answer_true", "m_answer_write")),
    (MANAGERS, ("m_answer_words", "m_answer_keep", "m_gaps", "m_gap", "m_folder_keep", "m_folder_over")),
    # Texts in every language, and every answer.
    (MANAGERS, ("m_tx", "m_tx_lang", "m_tx_file", "m_tx_one", "m_tx_ok", "m_tx_write")),
    (MANAGERS, ("m_tx_bring", "m_tx_draft")),
    (MANAGERS, ("m_kn", "m_kn_topic", "m_kn_one", "m_kn_true", "m_kn_hide", "m_kn_gone")),
    (MANAGERS, ("m_kn_edit", "m_kn_write", "m_kn_put", "m_kn_new", "m_answer_put")),
    # Drafts of the whole catalog: workbook, preview, simulator, publishing, history.
    (MANAGERS, ("m_pub", "m_pubs", "m_pub_all", "m_pub_warn", "m_pub_file", "m_pub_book")),
    (MANAGERS, ("m_pub_yes", "m_pub_drop", "m_pub_join", "m_pub_when", "m_pub_hour", "m_pub_call_off")),
    (MANAGERS, ("m_sim", "m_sim_ask", "m_pv", "m_versions", "m_version", "m_version_back")),
    (MANAGERS, ("m_sold", "m_sold_group", "m_hidden", "m_card", "m_card_more", "m_copy", "m_show")),
    (MANAGERS, ("m_archive", "m_unarchive", "m_new", "m_new_group", "m_new_title", "m_new_make")),
    (
        MANAGERS,
        ("m_words", "m_words_in", "m_words_put", "m_words_options", "m_times", "m_season", "m_season_none"),
    ),
    (MANAGERS, ("m_times_put", "m_pause", "m_pause_look", "m_pause_do", "m_alt", "m_photos", "m_photo")),
    (MANAGERS, ("m_photo_look", "m_photos_put", "m_photo_first", "m_photo_gone")),
    (MANAGERS, ("m_setup", "m_setup_look", "m_setup_group", "m_setup_next", "m_setup_ask", "m_setup_set")),
    (MANAGERS, ("m_setup_toggle", "m_setup_skip", "m_setup_stop", "m_setup_change", "m_setup_open")),
    (MANAGERS, ("m_drafts", "m_draft", "m_draft_true", "m_draft_reword", "m_draft_none")),
    (MANAGERS, ("m_extras", "m_extras_group", "m_extras_none", "m_extras_price")),
    (MANAGERS, ("m_extra_as_shown", "m_extra_free", "m_extra_none")),
    (
        MANAGERS,
        (
            "m_ladder",
            "m_ladder_for",
            "m_as_all",
            "m_severity",
            "m_steps",
            "m_work",
            "m_clock",
            "m_clock_set",
            "m_step",
            "m_step_who",
            "m_step_set",
        ),
    ),
    (MANAGERS, ("m_holidays", "m_holiday_gone", "m_shifts", "m_shift", "m_shift_days", "m_shift_hours")),
    (MANAGERS, ("m_shift_set", "m_shift_gone", "m_roster_file", "m_roster_keep")),
    (MANAGERS, ("m_remedies", "m_remedy", "m_remedy_cost", "m_remedy_gone", "m_limits", "m_limit")),
    (MANAGERS, ("m_limit_set", "m_reply_kinds", "m_reply_kind", "m_reply_up", "m_away", "m_away_set")),
    (MANAGERS, ("m_away_gone", "m_swap", "m_swap_with", "m_swap_set", "m_hours_named", "m_hours_parts")),
    (MANAGERS, ("m_hours_days", "m_hours_which", "m_hours_set", "m_hours_gone", "m_remedy_new")),
    (MANAGERS, ("m_remedy_kind", "m_remedy_named", "m_remedy_make", "m_remedy_severity")),
    (MANAGERS, ("m_remedy_faults", "m_remedy_fault")),
    (MANAGERS, ("m_replies", "m_reply", "m_reply_words", "m_reply_title", "m_reply_keep")),
    (MANAGERS, ("m_reply_new", "m_reply_gone", "m_reply_tongue")),
    (MANAGERS, ("m_privacy", "m_privacy_one", "m_privacy_file", "m_privacy_erase")),
    # What makes it good above a limit, and what to learn from it.
    (MANAGERS, ("m_remedy_yes", "m_remedy_no", "m_review", "m_review_tap", "m_review_words")),
    (MANAGERS, ("m_reviews", "m_reviews_file")),
    # Who comes, lives here and leaves; what the weather spoils.
    (RECEPTION, ("stays", "stays_list", "stay", "stay_in", "stay_out", "stay_all_left", "stay_no_show")),
    (RECEPTION, ("stay_undo", "stay_room", "stay_days", "stay_until", "stay_pin", "stay_walk_in")),
    (RECEPTION, ("stay_print", "link_yes", "link_no")),
    (RECEPTION, ("arr_right", "arr_bring", "arr_change", "arr_as", "arr_which", "arr_undo", "arr_leave")),
    (RECEPTION, ("arr_how", "weather", "weather_look", "weather_begin", "weather_show", "weather_stop")),
    # What guests paid in the chat, and what they pay.
    (RECEPTION, ("refunds", "refunded", "day_back", "stay_rate", "rate_put")),
    (MANAGERS, ("gift_stop",)),
    # Cases and what was booked.
    (MANAGERS, ("drill_begin", "report_people")),
    (MANAGERS | {"read_only"}, ("report_cases", "report_table", "report_promises")),
    (WORKING, ("drill_here",)),
    (WORKING, ("claim", "on_my_way", "resolve", "verify", "accept", "refuse")),
    (WORKING, ("case_more", "case_front", "case_as_is", "case_kinds", "case_kind")),
    (WORKING, ("promise", "promise_times", "promise_hours")),
    (WORKING, ("hand_over", "take_over", "not_me", "need_whom", "need_by", "need", "playbook")),
    (WORKING, ("note_mark", "note_drop", "note_list", "note_end")),
    (WORKING, ("handover", "handover_give", "handover_take", "handover_from", "handover_start")),
    (WORKING, ("looked_in", "not_well")),
    (WORKING, ("today_due", "today_cases", "today_queue", "today_asked", "case_show")),
    (WORKING, ("wait_guest", "duty_on", "duty_off")),
    (WORKING, ("ready", "ready_one", "ready_send", "ready_drop", "private")),
    (
        WORKING,
        ("day_came", "day_absent", "day_failed", "day_undo", "day_off", "day_off_yes", "hand", "day_move"),
    ),
    (WORKING, ("departs", "departs_not", "keep_answer", "keep_undo", "answer_wrong")),
    (WORKING, ("remedy", "remedy_pick", "remedy_give")),
    # What is only looked at.
    (EVERYBODY, ("day", "day_list", "day_one", "day_history")),
    (EVERYBODY, ("duty_now",)),
    (EVERYBODY, ("today_staff",)),
)
COMMAND_ROWS: tuple[Row, ...] = (
    (OWNER, ("/here", "/danger", "/team")),
    (MANAGERS, ("/drill",)),
    (MANAGERS | {"read_only"}, ("/report",)),
    (MANAGERS, ("/manage", "/setup", "/catalog", "/missing", "/simulate")),
    (RECEPTION, ("/stays", "/checkin", "/checkout", "/move", "/noshow", "/until", "/weather")),
    (MANAGERS, ("/voucher",)),
    (RECEPTION, ("/refunds", "/rate")),
    (WORKING, ("/redeem", "/book", "/ask", "/case")),
    (WORKING, ("/promise", "/accept", "/handover", "/note", "/need")),
    (EVERYBODY, ("/today",)),
    (EVERYBODY, ("/day",)),
    (EVERYBODY, ("/oncall",)),
    (WORKING, ("/on", "/off")),
)
WORDS = WORKING  # whose words in a case's topic reach the guest


def _table(rows: Iterable[Row]) -> Mapping[str, Who]:
    return {name: who for who, names in rows for name in names}


ACTS, COMMANDS = _table(ROWS), _table(COMMAND_ROWS)


class NotYourRole(DeskError):
    """Colleagues of other roles may do this; {roles} says which."""

    key = "refuse.not_your_role"


class NoRow(LookupError):
    """An act or a command that has no row: nobody may, and whoever wrote it forgot something."""


def may(role: str, name: str) -> bool:
    """Whether colleagues of this role may press that act, or type that command."""
    return role in (COMMANDS if name.startswith("/") else ACTS).get(name, ())


def must(who: Colleague, name: str) -> None:
    """Refuse whoever may not; looked up anew at every press and every command."""
    allowed = (COMMANDS if name.startswith("/") else ACTS).get(name)
    if allowed is None:
        raise NoRow(f"{name} has no row in bot/desk/menu/roles.py; its docstring says what to add")
    if who.state != "active" or who.role not in allowed:
        raise _refusal(allowed)


def _refusal(allowed: Who) -> DeskError:
    if allowed == MANAGERS:
        return NotManager()
    if allowed == RECEPTION:
        return NotReception()
    return NotYourRole(roles=Join([text(f"role.{one}") for one in IN_ORDER if one in allowed], "or"))


def pressing(conn: Connection, house: House, user_id: int, act: str) -> Colleague:
    """The active colleague who presses this act, if their role may."""
    who = people.on_staff(conn, house, user_id)
    must(who, act)
    return who


typing = pressing  # a command is looked up by the slash that it begins with


def twice() -> list[str]:
    """Names that stand in two rows: which of them counts would be an accident."""
    names = list(chain.from_iterable(names for _, names in (*ROWS, *COMMAND_ROWS)))
    return sorted({one for one in names if names.count(one) > 1})
