"""What a topic is called in a list for managers."""

from __future__ import annotations

from bot.desk.cases.triage import COMPLAINTS
from bot.desk.house import House
from bot.say import Local, Text, Value, text

# These have a text of their own, also where the hotel has written nothing of them.
NAMED = frozenset((
    "checkin_time", "early_checkin", "checkout_time", "late_checkout", "luggage", "documents", "wifi",
    "towels", "bedding", "cleaning", "do_not_disturb", "minibar", "safe", "tv", "iron", "hairdryer",
    "extra_bed", "baby_cot", "room_change", "key_card", "drinking_water", "power_adapter", "smoking",
    "accessibility", "breakfast", "room_service", "restaurant", "bar", "kids_menu", "diet", "pool", "gym",
    "spa", "sauna", "kids_club", "playground", "parking", "ev_charging", "laundry", "printing",
    "cash_machine", "airport_transfer", "taxi", "excursion", "rental", "car_rental", "fishing", "horse",
    "boating", "paintball", "petting_zoo", "disco", "event_tickets", "babysitting", "doctor", "pharmacy",
    "wake_up", "lost_item", "celebration", "city_info", "weather", "stroller", "sports_kit", "payment",
    "invoice", "deposit", "city_tax", "currency", "cancel", "booking_change", "discount", "loyalty", "pets",
    "visitors", "quiet_hours", "who_are_you", "human", "language",
))  # fmt: skip
RISKS = frozenset(("medical", "fire", "self_harm", "lost_child", "harassment", "theft"))


def called(house: House, topic: str) -> Value:
    """As the hotel calls it; an id that nobody has named stands as it is, in words."""
    if entry := house.catalog.entry(topic):
        return Local(entry.title)
    if offer := house.catalog.offer(topic):
        return Local(offer.title)
    if not topic:
        return text("report.other")
    return _named(topic) or topic.replace("_", " ")


def _named(topic: str) -> Text | None:
    if topic in NAMED:
        return text(f"about.{topic}")
    if topic in RISKS or topic in COMPLAINTS:
        return text(f"guess.{topic}")
    return None
