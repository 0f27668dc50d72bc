"""Every table of the desk. Times are UTC; money is minor units; every table belongs to a property."""

from bot.schema.base import metadata
from bot.schema.booking import (
    booking_acts,
    booking_links,
    bookings,
    buckets,
    claims,
    feeds,
    waits,
)
from bot.schema.cases import case_events, cases
from bot.schema.catalog import capacities, catalog_versions, changes, folders, stops
from bot.schema.delivery import dialogues, inbox, letters, posts, timers, turns
from bot.schema.family import booking_answers, companions, consents, departures, families
from bot.schema.learning import proposals, reported_answers
from bot.schema.offers import turned_down
from bot.schema.people import guests, properties, room_links, staff
from bot.schema.questions import question_counts, questions
from bot.schema.setup import setups
from bot.schema.stays import attempts, stay_guests, stay_imports, stay_mappings, stays
from bot.schema.telegram import told
from bot.schema.weather import weather_actions, weather_parties

__all__ = [
    "attempts",
    "booking_acts",
    "booking_answers",
    "booking_links",
    "bookings",
    "buckets",
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
    "families",
    "feeds",
    "folders",
    "guests",
    "inbox",
    "letters",
    "metadata",
    "posts",
    "properties",
    "proposals",
    "question_counts",
    "questions",
    "reported_answers",
    "room_links",
    "setups",
    "staff",
    "stay_guests",
    "stay_imports",
    "stay_mappings",
    "stays",
    "stops",
    "timers",
    "told",
    "turned_down",
    "turns",
    "waits",
    "weather_actions",
    "weather_parties",
]
