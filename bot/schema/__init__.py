"""Every table of the desk. Times are UTC; money is minor units; every table belongs to a property."""

from bot.schema.base import metadata
from bot.schema.booking import (
    booking_acts,
    booking_events,
    booking_links,
    bookings,
    buckets,
    bundles,
    claims,
    feeds,
    waits,
)
from bot.schema.cases import case_events, cases, drills
from bot.schema.catalog import (
    capacities,
    catalog_versions,
    changes,
    drafts,
    folders,
    outdated_texts,
    pauses,
    stops,
)
from bot.schema.conversation import relays, staff_groups
from bot.schema.delivery import dialogues, inbox, letters, posts, timers, turns
from bot.schema.economy import lifetimes, offer_steps
from bot.schema.erasures import erasures, retention
from bot.schema.family import booking_answers, companions, consents, departures, families
from bot.schema.gifts import gift_tries, gift_uses, gifts
from bot.schema.learning import proposals, reported_answers
from bot.schema.ledgers import LEDGERS
from bot.schema.offers import turned_down
from bot.schema.payments import payments, refunds
from bot.schema.people import guests, properties, room_links, staff
from bot.schema.promises import handovers, notes, promises
from bot.schema.questions import question_counts, questions
from bot.schema.recovery import asks, loss_reviews, praises, ratings, remedies, remedy_spend
from bot.schema.remembered import phone_numbers, wishes
from bot.schema.setup import setups
from bot.schema.shifts import duty_marks
from bot.schema.stays import attempts, stay_guests, stay_imports, stay_mappings, stays
from bot.schema.telegram import file_ids, told
from bot.schema.watch import troubles
from bot.schema.weather import weather_actions, weather_parties

__all__ = [
    "LEDGERS",
    "asks",
    "attempts",
    "booking_acts",
    "booking_answers",
    "booking_events",
    "booking_links",
    "bookings",
    "buckets",
    "bundles",
    "capacities",
    "case_events",
    "cases",
    "catalog_versions",
    "changes",
    "claims",
    "companions",
    "consents",
    "departures",
    "dialogues",
    "drafts",
    "drills",
    "duty_marks",
    "erasures",
    "families",
    "feeds",
    "file_ids",
    "folders",
    "gift_tries",
    "gift_uses",
    "gifts",
    "guests",
    "handovers",
    "inbox",
    "letters",
    "lifetimes",
    "loss_reviews",
    "metadata",
    "notes",
    "offer_steps",
    "outdated_texts",
    "pauses",
    "payments",
    "phone_numbers",
    "posts",
    "praises",
    "promises",
    "properties",
    "proposals",
    "question_counts",
    "questions",
    "ratings",
    "refunds",
    "relays",
    "remedies",
    "remedy_spend",
    "reported_answers",
    "retention",
    "room_links",
    "setups",
    "staff",
    "staff_groups",
    "stay_guests",
    "stay_imports",
    "stay_mappings",
    "stays",
    "stops",
    "timers",
    "told",
    "troubles",
    "turned_down",
    "turns",
    "waits",
    "weather_actions",
    "weather_parties",
    "wishes",
]
