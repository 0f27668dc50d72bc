"""The tables in which no row belongs to a guest: the hotel's own, and its staff's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.schema.privacy.held import Held, nobody, staff

HOTEL = "as long as the hotel"
WORK = "as long as they work here, then for the hotel's figures"

OF_THE_HOTEL: Mapping[str, Held] = {
    # --- staff
    "staff": staff(
        WORK,
        reach="user_id",
        who="name",
        wish="language",
        number="role department nights danger state",
        when="asked_at decided_at there_at",
        staff="decided_by",
    ),
    "staff_groups": staff(HOTEL, reach="chat_id", number="department", staff="bound_by", when="bound_at"),
    "duty_marks": staff("until the next", reach="user_id", wish="working", when="since until"),
    "drills": staff(WORK, staff="by answered_by", when="at answered_at ended_at", number="rings"),
    "handovers": staff(
        WORK, staff="from_staff to_staff", number="listed", when="at given_at taken_at moved_at"
    ),
    "changes": staff(HOTEL, staff="actor", hotel="act subject before after", when="at undone_at"),
    "catalog_versions": staff(HOTEL, staff="author", hotel="n parent content reason", when="published_at"),
    "drafts": staff(
        HOTEL,
        staff="author",
        hotel="base content source place reason version",
        number="state",
        when="made_at publish_at",
    ),
    "stops": staff(HOTEL, staff="by", hotel="offer", when="since"),
    "pauses": staff(HOTEL, staff="by", hotel="offers", when="since until"),
    "departures": staff(
        HOTEL, staff="decided_by", hotel="offer option least people", number="state", when="start at"
    ),
    "weather_actions": staff(
        HOTEL,
        staff="by",
        reach="chat_id message_id",
        hotel="how offers",
        when="since until started_at ended_at",
        number="request state",
    ),
    "lifetimes": staff(HOTEL, staff="by", hotel="inputs", when="at"),
    "setups": staff(HOTEL, staff="by", hotel="answers asking group declined", when="updated_at finished_at"),
    "refunds": staff(
        "as long as the law wants it",
        money="amount_minor",
        when="due_at done_at",
        staff="done_by",
        number="payment_id",
    ),
    # What a list said is emptied with the stays that it names, and after 30 days.
    "stay_imports": staff("30 days", staff="actor", who="before", hotel="file", when="at undone_at"),
    "stay_mappings": staff(HOTEL, staff="confirmed_by", hotel="shape mapping", when="confirmed_at"),
    # --- the hotel
    "properties": nobody(
        HOTEL,
        hotel="staff_chat bot_name payments",
        key="claim_hash",
        when="claim_until",
    ),
    "room_links": nobody(
        HOTEL,
        key="hash",
        hotel="room",
        number="stay_id",
        when="ended_at",
    ),
    "buckets": nobody(HOTEL, hotel="resource capacity used", when="start"),
    "claims": nobody(HOTEL, number="booking_id state", hotel="resource quantity", when="start"),
    "capacities": nobody(HOTEL, hotel="offer option day capacity"),
    "folders": nobody(HOTEL, hotel="told digest waiting since live accepted"),
    "outdated_texts": nobody(HOTEL, hotel="place language source", when="since"),
    "gift_uses": nobody(HOTEL, number="gift_id booking_id bundle_id", when="at ended_at"),
    "offer_steps": nobody("for the hotel's figures", hotel="offer step n", when="day"),
    "question_counts": nobody(
        "for the hotel's figures",
        hotel="span topic language visits answered clarified empty escalated chosen called complex",
    ),
    "remedy_spend": nobody(HOTEL, money="minor", hotel="role shift"),
    "feeds": nobody(HOTEL, key="hash", hotel="department", when="made_at"),
    "file_ids": nobody(HOTEL, key="bot digest file_id"),
    "told": nobody(HOTEL, key="value", hotel="part", when="not_before"),
    "timers": nobody("until they are due", number="kind ref", when="due_at"),
    "posts": nobody("while the desk runs", number="post desk"),
    "troubles": nobody("until the next", hotel="kind open said told letters", when="since told_at"),
    "retention": nobody("for good", hotel="what records", when="at"),
}
