"""The tables with rows that belong to a guest, column by column.

A new table that can lead to a guest gets its entry here, or in said.py: how long it is kept, what erasing
does to it, by which column its rows are found, and under which heading the guest reads it. docs/privacy.md
is made from it (`python -m bot.schema.privacy`).
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.schema.privacy.held import Held, guest

STAY = "`family_days` after check-out"
IDLE = "`guest_days` after the guest was last heard of"
BOOKS = "as long as the hotel's books"

GUESTS: Mapping[str, Held] = {
    # --- who they are
    "guests": guest(
        IDLE,
        "emptied",
        "id",
        "you",
        emptied="chat_id name room was_in party verified verified_until blocked_at slowed_at",
        reach="chat_id",
        who="name room was_in party",
        wish="language chosen",
        when="verified_until blocked_at slowed_at created_at",
        number="verified",
    ),
    "phone_numbers": guest(
        STAY,
        "row",
        "guest_id stay_id",
        "you",
        reach="number",
        staff="by",
        when="at",
        number="guest_id stay_id",
    ),
    "wishes": guest(
        "`wishes_days`, with their yes",
        "row",
        "guest_id",
        "wishes",
        words="words",
        wish="kind",
        staff="by",
        when="at keep_until",
        number="guest_id",
    ),
    "notes": guest(
        STAY,
        "row",
        "guest_id stay_id",
        "wishes",
        words="words",
        wish="kind",
        who="room",
        staff="by",
        when="at ended_at",
        number="guest_id stay_id",
    ),
    # --- their stay
    "stays": guest(
        IDLE,
        "emptied",
        "stay",
        "stay",
        emptied="surname name ages language note agency member external pin_hash told",
        who="surname name room ages external",
        words="note",
        wish="language agency member told adults group_size arrival departure",
        when="created_at opened_at closed_at",
        key="pin_hash",
        number="ref source state",
    ),
    "stay_guests": guest(
        IDLE,
        "stays",
        "guest_id",
        "stay",
        wish="state how known",
        when="asked_at decided_at ended_at",
        staff="decided_by",
        number="guest_id stay_id",
    ),
    "companions": guest(
        STAY,
        "row",
        "stay_id",
        "family",
        who="kind name birth age age_on",
        health="sizes",
        when="at",
        number="stay_id",
    ),
    "families": guest(STAY, "row", "stay_id", "family", health="told", when="at", number="stay_id"),
    "consents": guest(
        STAY,
        "row",
        "guest_id",
        "family",
        health="offer ages edition language",
        when="at keep_until",
        number="guest_id stay_id",
    ),
    "asks": guest(IDLE, "row", "guest_id", wish="what", when="at", number="stay_key guest_id stay_id"),
    "attempts": guest("a day", "row", "chat_id", reach="chat_id", when="at", number="what"),
    # --- what they booked
    "bookings": guest(
        BOOKS,
        "emptied",
        "guest_id",
        "bookings",
        emptied="wish request",
        withheld="request sold",
        words="wish request",
        wish="offer option start end party sold status reason sequence calendar part ref",
        money="quote payment kept_minor",
        when="expires_at created_at confirmed_at ended_at redeemed_at no_show_at calendar_at",
        number="guest_id replaces catalog_n bundle_id",
    ),
    "bundles": guest(
        BOOKS,
        "emptied",
        "guest_id",
        "bookings",
        emptied="request",
        withheld="request sold",
        words="request",
        wish="offer option party sold ref",
        money="quote apart_minor",
        when="created_at",
        number="guest_id",
    ),
    "booking_answers": guest(
        STAY, "row", "booking_id", "family", health="told", when="keep_until", number="booking_id"
    ),
    "waits": guest(
        IDLE,
        "row",
        "guest_id",
        "bookings",
        wish="offer option start party state",
        when="created_at",
        number="guest_id priority booking_id",
    ),
    "booking_acts": guest(
        BOOKS, "stays", "booking_id", wish="act data", when="at", staff="actor name", number="booking_id"
    ),
    "booking_events": guest(
        BOOKS,
        "stays",
        "booking_id",
        "bookings",
        wish="status start reason data",
        money="total_minor currency kept_minor payment",
        when="at",
        number="booking_id sequence",
    ),
    "booking_links": guest(
        BOOKS,
        "stays",
        "booking_id",
        key="hash",
        when="made_at",
        number="booking_id",
    ),
    "turned_down": guest(IDLE, "row", "guest_id", wish="offer", when="day at", number="guest_id"),
    "weather_parties": guest(
        BOOKS,
        "stays",
        "guest_id",
        wish="state why",
        when="answer_by changed_at",
        number="action_id booking_id guest_id moved_to",
    ),
    # --- money
    "payments": guest(
        "as long as the law wants it",
        "stays",
        "guest_id",
        "payments",
        money="amount_minor currency charge_id provider_charge_id",
        when="asked_at approved_at paid_at",
        number="request payload booking_id bundle_id guest_id",
    ),
    "gifts": guest(
        BOOKS,
        "stays",
        "guest_id",
        "payments",
        money="percent amount_minor currency offers most used ref",
        when="first last made_at stopped_at",
        key="hash",
        staff="by",
        number="guest_id case_id",
    ),
    "gift_tries": guest("a day", "row", "chat_id", reach="chat_id", when="at"),
    "remedies": guest(
        BOOKS,
        "stays",
        "case_id",
        "payments",
        wish="kind title state voucher",
        money="cost_minor currency",
        when="asked_at expires_at decided_at",
        staff="asked_by decided_by",
        number="case_id code role shift outcome",
    ),
}
